"""Which backups are kept: the newest ones, and the last one of each day; and when their lack is told."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import NamedTuple


class NoBackup(NamedTuple):
    """Since when no copy could be made, aware UTC, and why, in the words of the system."""

    since: datetime
    why: str


def superseded(made: Collection[datetime], *, newest: datetime, keep_last: int, keep_days: int) -> set[datetime]:
    """Return which backups may go; never the newest.

    Args:
        made: when each was made, aware and of one time zone, which says where a day ends.
        newest: the one that was really made last. What says a later time was made before, by a clock that was wrong
            then, or is now: it counts as older than all others, so that such a clock never pushes out what follows.
        keep_last: so many of the newest ones stay.
        keep_days: so many of the newest days keep their last one.
    """
    order = sorted(made, key=lambda at: (at <= newest, at), reverse=True)
    last_of_days = [next(of_day) for _, of_day in groupby(order, datetime.date)]
    return set(made) - set(order[:keep_last]) - set(last_of_days[:keep_days])
