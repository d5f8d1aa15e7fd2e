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

    def render(self, utterance: Utterance) -> bytes | None:
        """As the port; a recording that is missing leaves the whole sentence to the next voice."""
        paths = [self._folder / utterance.language / f"{name}.wav" for name in utterance.clips]
        if not paths or not all(path.is_file() for path in paths):
            return None
        try:
            sounds = [without_silence(read_wav(path.read_bytes(), str(path))) for path in paths]
        except SpeechError as error:
            raise ClipError(error.detail) from error
        except OSError as error:
            raise ClipError(f"{error.filename}: {error.strerror}") from error
        return write_wav(joined(sounds, GAP_SECONDS))
