"""Time as the drivers see it: durations only, passed in so that tests own it."""

import time
from typing import Protocol


class Clock(Protocol):
    """A monotonic clock and the pause that goes with it."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back, whatever happens to the date."""
        ...

    def sleep(self, seconds: float) -> None:
        """Pause the calling thread.

        Args:
            seconds: how long, zero or more.
        """
        ...


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        """Seconds of the machine's monotonic clock."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Pause the calling thread.

        Args:
            seconds: how long, zero or more.
        """
        time.sleep(seconds)
