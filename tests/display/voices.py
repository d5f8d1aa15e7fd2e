"""Voices for tests: none, and one whose words a test knows beforehand."""

from collections.abc import Callable
from pathlib import Path

from hardware.errors import SpeechError
from hardware.speech import Utterance
from hardware.speech.cache import SoundCache
from hardware.speech.sound import RATE, Sound, write_wav
from hardware.speech.speech import Speech
from tests.support.clock import FakeClock


def mute(folder: Path) -> Speech:
    """No voice at all: the chime alone calls."""
    return Speech((), SoundCache(folder / "sounds"), FakeClock())


class CountingNarrator:
    """Says a tenth of a second for each letter.

    Attributes:
        said: the texts, in the order in which they were asked for.
        fault: what it fails with.
        wait: called before each sentence.
        silent_in: languages that it does not speak.
    """

    driver = "counting"
    manner = ""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.fault: SpeechError | None = None
        self.wait: Callable[[], object] = lambda: None
        self.silent_in: tuple[str, ...] = ()

    def can_say(self, utterance: Utterance) -> bool:
        return utterance.language not in self.silent_in

    def render(self, utterance: Utterance) -> bytes:
        self.wait()
        if self.fault:
            raise self.fault
        self.said.append(utterance.text)
        return write_wav(tone(len(utterance.text) / 10))

    def close(self) -> None:
        pass


def tone(seconds: float) -> Sound:
    """A square wave that is loud from its first sample to its last."""
    return Sound.of([9000 if place // 50 % 2 else -9000 for place in range(round(seconds * RATE))])
