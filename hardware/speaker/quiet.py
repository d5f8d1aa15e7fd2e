"""Speakers that make no sound here: the browser plays instead, nothing is fitted, or it is only recorded."""

from collections import deque

import msgspec

from hardware.errors import SpeakerError
from hardware.speaker.alsa import wav_seconds


class QuietSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A quiet speaker has nothing to set."""


class BrowserSpeaker:
    """Marks that the local page plays the sounds."""

    driver = "browser"
    simulated = False
    in_browser = True

    def play(self, wav: bytes) -> None:
        pass

    def close(self) -> None:
        pass


class AbsentSpeaker(BrowserSpeaker):
    """No speaker is fitted, and the page is silent too."""

    driver = "none"
    in_browser = False


class SimulatedSpeaker:
    """Remembers how long each sound was; what a real speaker could not play is refused as there."""

    driver = "simulated"
    simulated = True
    in_browser = False

    def __init__(self) -> None:
        self._played: deque[float] = deque(maxlen=100)
        self._fault: SpeakerError | None = None

    @property
    def played(self) -> tuple[float, ...]:
        """Seconds of each sound, oldest first, the last 100."""
        return tuple(self._played)

    def set_fault(self, fault: SpeakerError | None) -> None:
        """Let every sound fail with this from now on; ``None`` mends the speaker."""
        self._fault = fault

    def play(self, wav: bytes) -> None:
        seconds = wav_seconds(wav)
        if self._fault:
            raise self._fault
        self._played.append(seconds)

    def close(self) -> None:
        pass
