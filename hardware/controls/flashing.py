"""What a lamp and a buzzer do when, pure: the time is passed in."""

from collections import deque
from math import inf

from hardware.controls.port import BuzzerPattern, LampState

LEAST_CHANGE_SECONDS = 0.17
"""Between two changes of a lamp: on and off take a third of a second together, so never above 3 flashes per second."""
DOUBLE_FLASH_EDGES = (0.0, 0.3, 0.6, 0.9, 3.0)
"""Seconds into a double flash at which the lamp goes on, off, on and off, and how long one lasts with its rest."""

_PATTERNS: dict[BuzzerPattern, tuple[float, float, int]] = {
    BuzzerPattern.ACKNOWLEDGE: (0.08, 0.05, 1),
    BuzzerPattern.ATTENTION: (0.30, 0.30, 3),
    BuzzerPattern.REFUSED: (0.60, 0.05, 1),
}


class Flashing:
    """What one lamp does: it follows the last command, but never changes sooner than ``LEAST_CHANGE_SECONDS``.

    Lamps that pulse do so together, as time passes for all: four lamps out of step would flash four times as often.
    """

    def __init__(self, pulse_seconds: float) -> None:
        """Begin dark.

        Args:
            pulse_seconds: from one lighting up to the next of a slow pulse.
        """
        self.state = LampState.OFF
        self._pulse_seconds = pulse_seconds
        self._lit = False
        self._free_at = -inf

    def show(self, state: LampState) -> None:
        """Show this from now on."""
        self.state = state

    def due(self, now: float) -> float:
        """When the line is to be written next, in monotonic seconds; infinity when it may rest."""
        if self._wanted(now) != self._lit:
            return max(now, self._free_at)
        edges = self._edges()
        if not edges:
            return inf
        into = _into(now, edges)
        return now + next(edge for edge in edges if edge > into) - into

    def take(self, now: float) -> bool:
        """The level to write now."""
        self._lit = self._wanted(now)
        return self._lit

    def written(self, now: float) -> None:
        """The level is at the line: the rest before the next change counts from here, however slow the writing was."""
        self._free_at = now + LEAST_CHANGE_SECONDS

    def _wanted(self, now: float) -> bool:
        edges = self._edges()
        if not edges:
            return self.state is LampState.ON
        into = _into(now, edges)
        return sum(edge <= into for edge in edges) % 2 == 1

    def _edges(self) -> tuple[float, ...]:
        """Return when it changes, from lit at 0 on, and last when it begins anew; empty where it does not change."""
        if self.state is LampState.SLOW_PULSE:
            return (0.0, self._pulse_seconds / 2, self._pulse_seconds)
        return DOUBLE_FLASH_EDGES if self.state is LampState.DOUBLE_FLASH else ()


def _into(now: float, edges: tuple[float, ...]) -> float:
    """How far into its round a lamp is; a microsecond ahead, so that an edge is never missed by rounding."""
    return (now + 1e-6) % edges[-1]


class Sounding:
    """What the buzzer does: the steps of a pattern, each as long as it is meant to be."""

    def __init__(self) -> None:
        self._steps: deque[tuple[bool, float]] = deque()
        self._next_at = inf

    def play(self, pattern: BuzzerPattern, now: float) -> None:
        """Play this from now on, in place of what may still sound."""
        on, off, times = _PATTERNS[pattern]
        self._steps = deque([(True, on), (False, off)] * times)
        self._next_at = now

    def due(self, now: float) -> float:  # noqa: ARG002 - as for a lamp
        """When the line is to be written next, in monotonic seconds; infinity when it may rest."""
        return self._next_at if self._steps else inf

    def take(self, now: float) -> bool:
        """The level to write now."""
        sounds, seconds = self._steps.popleft()
        self._next_at = now + seconds
        return sounds

    def written(self, now: float) -> None:
        """The level is at the line; a step lasts from when it was due."""
