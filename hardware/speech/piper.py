"""A neural voice by the program piper: natural, where the machine is fast enough and the office has chosen a voice."""

from collections.abc import Mapping

from hardware.speech.port import Utterance
from hardware.speech.program import speak


class PiperNarrator:
    """Says the languages that it has a voice file for."""

    driver = "piper"

    def __init__(self, program: str, voices: Mapping[str, str]) -> None:
        """Take the settings.

        Args:
            program: ``piper`` or its path.
            voices: path of the voice's ``.onnx`` file, by language.
        """
        self._program = program
        self._voices = dict(voices)

    @property
    def manner(self) -> str:
        return str(sorted(self._voices.items()))

    def can_say(self, utterance: Utterance) -> bool:
        return utterance.language in self._voices

    def render(self, utterance: Utterance) -> bytes:
        voice = self._voices[utterance.language]
        return speak(
            lambda path: [self._program, "--model", voice, "--output_file", str(path)],
            " ".join(utterance.text.split()) + "\n",
        )

    def close(self) -> None:
        pass
