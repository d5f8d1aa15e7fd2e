"""Time in a guest that its machine keeps waiting: who goes first, and which seconds count.

The guest may stand still for tenths of a second while others use the processor below it; its clocks run on meanwhile. A
test that held a driver to such a clock would judge the machine.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.01
STANDSTILL_SECONDS = 0.1
"""Between two looks of somebody who goes first: if it takes longer, nobody in the guest could do anything."""


def go_first() -> None:
    """Let the calling thread run before all that are not told so: a device at a cable has a processor of its own."""
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


def let_pass(seconds: float) -> None:
    """Sleep in small steps: in each of them every other thread has its turn, however long the guest stood still."""
    for _ in range(round(seconds / LOOK_SECONDS)):
        time.sleep(LOOK_SECONDS)


class RunningTime:
    """Counts the seconds in which the guest ran; it never counts more than the wall clock does.

    Attributes:
        seconds: so far.
    """

    def __init__(self, standstill_seconds: float = STANDSTILL_SECONDS) -> None:
        """Begin.

        Args:
            standstill_seconds: between two looks no more than this is counted.
        """
        self.seconds = 0.0
        self._standstill_seconds = standstill_seconds
        self._last = time.monotonic()

    def look(self) -> None:
        """Count what passed since the last look; to be called every ``LOOK_SECONDS``, by a thread that goes first."""
        now = time.monotonic()
        self.seconds += min(now - self._last, self._standstill_seconds)
        self._last = now


@contextmanager
def running_time() -> Iterator[RunningTime]:
    """Count for as long as this lasts."""
    counted, ended = RunningTime(), threading.Event()

    def count() -> None:
        go_first()
        while not ended.wait(LOOK_SECONDS):
            counted.look()

    thread = threading.Thread(target=count, name="running time")
    thread.start()
    try:
        yield counted
    finally:
        ended.set()
        thread.join()
