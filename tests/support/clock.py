"""A clock that only moves when a test moves it."""

import time
from datetime import UTC, datetime, timedelta

START_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, 08:00 in Jakarta


class FakeClock:
    """Time as the product reads it: the wall clock, the monotonic clock, and sleep.

    The two clocks move together unless `jump` says otherwise, as when a Pi without a battery hears from a time server.
    """

    def __init__(self, start_at: datetime = START_AT) -> None:
        if start_at.tzinfo is None:
            raise ValueError("start_at is naive: pass an aware time, for instance datetime(..., tzinfo=UTC)")
        self._now = start_at.astimezone(UTC)
        self._monotonic_seconds = 1000.0

    def now(self) -> datetime:
        """Aware UTC."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since some moment in the past; never goes back."""
        return self._monotonic_seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        if seconds < 0:
            raise ValueError(f"cannot sleep {seconds} s: time does not go back; use jump for the wall clock")
        self._now += timedelta(seconds=seconds)
        self._monotonic_seconds += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back; the monotonic clock does not notice."""
        self._now += timedelta(seconds=seconds)


class HurriedClock:
    """The machine's monotonic clock, which a test can put forward."""

    def __init__(self) -> None:
        self._ahead_seconds = 0.0

    def monotonic(self) -> float:
        """Seconds since some moment in the past; never goes back."""
        return time.monotonic() + self._ahead_seconds

    def sleep(self, seconds: float) -> None:
        """Pause the calling thread."""
        time.sleep(seconds)

    def forward(self, seconds: float) -> None:
        """Let so much time have passed."""
        self._ahead_seconds += seconds
