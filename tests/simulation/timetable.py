"""What happens next: a list of things to do by simulated time, and the clock that follows it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from tests.support.clock import FakeClock

Action = Callable[[], None]


class Timetable:
    """Carries actions out in the order of their time; those of the same time in the order in which they were set."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._actions: list[tuple[datetime, int, Action]] = []
        self._order = count()

    def at(self, when: datetime, action: Action) -> None:
        """Set an action; one whose time has passed is next."""
        heappush(self._actions, (when, next(self._order), action))

    def after(self, seconds: float, action: Action) -> None:
        """Set an action some seconds from now."""
        self.at(self._clock.now() + timedelta(seconds=seconds), action)

    def step(self) -> bool:
        """Move the clock to the next action and carry it out; tell whether there was one."""
        if not self._actions:
            return False
        when, _, action = heappop(self._actions)
        self._clock.sleep(max(0.0, (when - self._clock.now()).total_seconds()))
        action()
        return True
