"""A voice of recorded clips: one file for each word, joined into the sentence."""

from pathlib import Path

from hardware.errors import ClipError, SpeechError
from hardware.speech.port import Utterance
from hardware.speech.sound import joined, read_wav, without_silence, write_wav

GAP_SECONDS = 0.08


class ClipNarrator:
    """Says what it has every word of."""

    driver = "clips"

    def __init__(self, folder: Path) -> None:
        """Take the folder; in it a folder for each language, and in that ``a.wav``, ``0.wav``, ``loket.wav`` ..."""
        self._folder = folder

    @property
    def manner(self) -> str:
        return str(self._folder)

    def can_say(self, utterance: Utterance) -> bool:
        """A recording that is missing leaves the whole sentence to the next voice."""
        paths = self._paths(utterance)
        return bool(paths) and all(path.is_file() for path in paths)

    def render(self, utterance: Utterance) -> bytes:
        try:
            sounds = [without_silence(read_wav(path.read_bytes(), str(path))) for path in self._paths(utterance)]
        except SpeechError as error:
            raise ClipError(error.detail) from error
        except OSError as error:
            raise ClipError(f"{error.filename}: {error.strerror}") from error
        return write_wav(joined(sounds, GAP_SECONDS))

    def close(self) -> None:
        pass

    def _paths(self, utterance: Utterance) -> list[Path]:
        return [self._folder / utterance.language / f"{name}.wav" for name in utterance.clips]
