"""The voice of espeak-ng: small, on every Debian, in a hundred languages."""

import re
from collections.abc import Mapping
from functools import cached_property

from hardware.errors import SpeechError
from hardware.speech.port import Utterance
from hardware.speech.program import answer, speak

PRONOUNCED = {"id": {"loket": "[[lok'Et]]"}}
"""Words that its rules say wrong, in its own phonemes; heard in a round trip through a recogniser."""

ALWAYS_THERE = frozenset({"id", "en"})
"""Every espeak-ng speaks these: nobody has to ask it."""
_OTHER_LANGUAGES = re.compile(r"\(([a-z-]+) \d+\)")


class EspeakNarrator:
    """Says everything in the languages that the program speaks."""

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

    def can_say(self, utterance: Utterance) -> bool:
        """A voice that the settings name is tried whatever the program says of its languages."""
        known = utterance.language in ALWAYS_THERE or utterance.language in self._voices
        return known or utterance.language in self._languages

    @cached_property
    def _languages(self) -> frozenset[str]:
        """Asked once; none while the program cannot be asked: what is wrong with it, Indonesian will show."""
        try:
            return languages_of(answer([self._program, "--voices"]))
        except SpeechError:
            return frozenset()

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


def languages_of(listing: str) -> frozenset[str]:
    r"""The languages in what ``espeak-ng --voices`` prints: a voice a line, below the heads of the columns.

    >>> sorted(languages_of("Pty Language Age/Gender VoiceName\n 5  nb  --/M  Norwegian  gmq/nb  (no 5)\n"))
    ['nb', 'no']
    """
    found: set[str] = set()
    for line in listing.splitlines()[1:]:
        columns = line.split(maxsplit=2)
        if len(columns) == 3:
            found |= {columns[1], *_OTHER_LANGUAGES.findall(columns[2])}
    return frozenset(found)
