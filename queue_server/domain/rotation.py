"""Which backups are kept: the newest ones, and the last one of each day."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby


def superseded(made: Collection[datetime], *, keep_last: int, keep_days: int) -> set[datetime]:
    """Return which backups may go.

    Args:
        made: when each was made, aware and of one time zone, which says where a day ends.
        keep_last: so many of the newest ones stay.
        keep_days: so many of the newest days keep their last one.
    """
    newest = sorted(made, reverse=True)
    last_of_days = [next(of_day) for _, of_day in groupby(newest, datetime.date)]
    return set(made) - set(newest[:keep_last]) - set(last_of_days[:keep_days])
