"""Numbers taken faster than people come: a child at the buttons. Pure.

A visitor steps up, chooses, takes the paper and steps away, which takes five seconds and more even in a queue that
knows what to do; with a thermometer it takes longer. Several in a row that were faster are one person who plays. Then
the kiosk takes nobody for a moment, and for longer each time it happens again; never for so long that a queue minds.
"""

from dataclasses import dataclass, replace

VISITOR_SECONDS = 5.0
"""Between two visitors of a queue, at the least."""
FIRST_PAUSE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 60.0
FORGOTTEN_SECONDS = 600.0
"""After a pause the next one is the first again, and nobody needs to be told any more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When the last numbers were taken.

    Attributes:
        most: so many in a row, each within the time of a visitor, are too many; 0: any number is right.
        taken: when the last of them were, in monotonic seconds.
        pause_seconds: how long the last pause is; 0.0: there was none of late.
        until_seconds: when it is over.
    """

    most: int
    taken: tuple[float, ...] = ()
    pause_seconds: float = 0.0
    until_seconds: float = 0.0

    def after(self, at_seconds: float) -> "Pace":
        """Take in that a visitor has checked in."""
        if not self.most:
            return self
        taken = (*self.taken, at_seconds)[-self.most :]
        if len(taken) < self.most or taken[-1] - taken[0] >= VISITOR_SECONDS * (self.most - 1):
            return replace(self, taken=taken)
        longer = self.pause_seconds * 2 if self.told(at_seconds) else FIRST_PAUSE_SECONDS
        pause = min(longer, LONGEST_PAUSE_SECONDS)
        return Pace(self.most, (), pause, at_seconds + pause)

    def waits(self, at_seconds: float) -> bool:
        """Tell whether the kiosk takes nobody now."""
        return at_seconds < self.until_seconds

    def told(self, at_seconds: float) -> bool:
        """Tell whether it happened a short while ago, so that somebody should look."""
        return self.pause_seconds > 0 and at_seconds < self.until_seconds + FORGOTTEN_SECONDS
