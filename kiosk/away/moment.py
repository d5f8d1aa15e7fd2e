"""When something happened, told so that neither a restart nor a jump of the clock makes nonsense of it. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as this machine knows it.

    Attributes:
        boot: which start of the machine it belongs to; ``up_seconds`` compare within one only.
        up_seconds: of the monotonic clock.
        wall_seconds: of the clock that people set, since 1970; it may jump.
    """

    boot: str
    up_seconds: float
    wall_seconds: float


def passed_seconds(since: Moment, now: Moment) -> float:
    """Return how long ago a moment was; never negative.

    Within one start of the machine the monotonic clock tells; over a restart there is only the clock that people set.

    >>> passed_seconds(Moment("a", 10.0, 5000.0), Moment("a", 70.0, 99.0))
    60.0
    >>> passed_seconds(Moment("a", 900.0, 5000.0), Moment("b", 3.0, 5300.0))
    300.0
    """
    passed = now.up_seconds - since.up_seconds if now.boot == since.boot else now.wall_seconds - since.wall_seconds
    return max(0.0, passed)


def server_time(told: datetime, heard: Moment, now: Moment) -> datetime:
    """Return what the server's clock shows now, from what it showed when it was last heard.

    Args:
        told: the server's time then.
        heard: when that was.
    """
    return (told + timedelta(seconds=passed_seconds(heard, now))).astimezone(UTC)
