"""The voice of espeak-ng: small, on every Debian, in a hundred languages."""

import re
from collections.abc import Mapping

from hardware.speech.port import Utterance
from hardware.speech.program import speak

PRONOUNCED = {"id": {"loket": "[[lok'Et]]"}}
"""Words that its rules say wrong, in its own phonemes; heard in a round trip through a recogniser."""


class EspeakNarrator:
    """Says everything."""

    driver = "espeak"

    def __init__(self, program: str, words_per_minute: int, voices: Mapping[str, str]) -> None:
        """Take the settings.

        Args:
            program: ``espeak-ng`` or its path.
            words_per_minute: how fast it speaks.
            voices: its voice for a language; a language without one is its own voice.
        """
        self._program = program
        self._words_per_minute = words_per_minute
        self._voices = dict(voices)

    @property
    def manner(self) -> str:
        return f"{self._words_per_minute} {sorted(self._voices.items())}"

    def can_say(self, utterance: Utterance) -> bool:  # noqa: ARG002 - it tries whatever it is given
        return True

    def render(self, utterance: Utterance) -> bytes:
        voice = self._voices.get(utterance.language, utterance.language)
        options = ["-b", "1", "-v", voice, "-s", str(self._words_per_minute), "-w"]
        return speak(lambda path: [self._program, *options, str(path), "--stdin"], pronounced(utterance))

    def close(self) -> None:
        pass


def pronounced(utterance: Utterance) -> str:
    """The text as espeak-ng has to get it; whatever stands in double brackets in it is spoken as plain letters.

    >>> pronounced(Utterance("id", "silakan menuju loket 3"))
    "silakan menuju [[lok'Et]] 3"
    """
    text = re.sub(r"\[\[|\]\]", " ", utterance.text)
    for word, phonemes in PRONOUNCED.get(utterance.language, {}).items():
        text = re.sub(rf"\b{word}\b", phonemes, text, flags=re.IGNORECASE)
    return text
