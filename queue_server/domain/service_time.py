"""The three durations of a visit: waiting, walking to the counter, being served. Each may be unknown.

A visit may be served in several pieces (stages, parked and resumed): the pieces add up. A piece whose beginning nobody
recorded makes the sum unknown, for "no data" is better than a figure that is too small.
"""

from datetime import datetime


def add_piece(total_seconds: float | None, begun_at: datetime | None, ended_at: datetime) -> float | None:
    """Add a piece of time to a sum.

    Args:
        total_seconds: the sum so far; ``None`` where it is unknown.
        begun_at: when the piece began; ``None`` where nobody recorded it.
        ended_at: when it ended; before its beginning (a clock that was set back) it counts as 0.

    Returns:
        The new sum in seconds, or ``None``.
    """
    if total_seconds is None or begun_at is None:
        return None
    return total_seconds + max(0.0, (ended_at - begun_at).total_seconds())
