"""Contacts that bounce: one thread reads their lines many times a second, and tells what has come to rest.

The library's own thread for edges wakes up 2000 times a second, and may miss its call when the first line is claimed at
the moment in which it goes to sleep: then no press is heard any more, and nothing says so. A level cannot be missed.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from hardware.clock import Clock
from hardware.errors import ControlsError

LOOK_SECONDS = 0.01
"""Between two looks; a finger needs ten times as long."""


class Resting:
    """The level at which one contact has come to rest, pure: the time is passed in."""

    def __init__(self, level: bool, rest_seconds: float) -> None:
        """Begin.

        Args:
            level: the level now.
            rest_seconds: how long another level must stay before it counts.
        """
        self.level = level
        self._rest_seconds = rest_seconds
        self._other_since: float | None = None

    def changes(self, level: bool, now: float) -> bool:
        """Take in a look at the line.

        Args:
            level: as it was seen.
            now: monotonic seconds.

        Returns:
            Whether the contact has come to rest at another level, which ``level`` is from now on.
        """
        if level == self.level:
            self._other_since = None
            return False
        if self._other_since is None:
            self._other_since = now
        if now - self._other_since < self._rest_seconds:
            return False
        self.level, self._other_since = level, None
        return True


@dataclass(frozen=True, slots=True)
class _Line:
    read: Callable[[], bool]
    resting: Resting
    tell: Callable[[bool], None]


class Contacts:
    """All contacts of one chip, and the thread that looks at them while there are any."""

    def __init__(self, faults: tuple[type[Exception], ...], clock: Clock) -> None:
        """Prepare; nothing is looked at before the first contact.

        Args:
            faults: what reading a line raises when it fails; the thread ends then, and ``check`` tells.
            clock: monotonic.
        """
        self._faults = faults
        self._clock = clock
        self._lines: dict[int, _Line] = {}
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="contacts", daemon=True)

    def add(self, number: int, read: Callable[[], bool], rest_seconds: float, tell: Callable[[bool], None]) -> None:
        """Look at one more line.

        Args:
            number: the line.
            read: its level now.
            rest_seconds: see ``Resting``.
            tell: called from the thread with each new level at rest.
        """
        with self._lock:
            self._lines[number] = _Line(read, Resting(read(), rest_seconds), tell)
        if self._thread.ident is None:
            self._thread.start()

    def remove(self, number: int) -> None:
        """Look at a line no more; nothing is told of it once this returns."""
        with self._lock:
            self._lines.pop(number, None)

    def check(self) -> None:
        """See that somebody looks.

        Raises:
            ControlsError: the thread has ended. Otherwise what reading a line raised.
        """
        if self._fault is not None:
            raise self._fault
        if self._lines and not self._thread.is_alive():
            raise ControlsError("the thread that looks at the buttons has ended")

    def close(self) -> None:
        """End the thread; safe to call twice, and from the thread itself."""
        self._ended.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._ended.wait(LOOK_SECONDS):
                self._look()
        except self._faults as fault:
            self._fault = fault

    def _look(self) -> None:
        with self._lock:
            for line in tuple(self._lines.values()):
                level = line.read()
                if line.resting.changes(level, self._clock.monotonic()):
                    line.tell(level)
