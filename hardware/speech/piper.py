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

    def render(self, utterance: Utterance) -> bytes | None:
        voice = self._voices.get(utterance.language)
        if voice is None:
            return None
        return speak(
            lambda path: [self._program, "--model", voice, "--output_file", str(path)],
            " ".join(utterance.text.split()) + "\n",
        )
