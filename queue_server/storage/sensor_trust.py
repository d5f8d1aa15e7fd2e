"""Counts of verdicts by kiosk and business date: nobody is in them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, func, select

from queue_server.domain.sensor_trust import DayCount
from queue_server.protocol.words import Verdict
from queue_server.storage.screening_tables import screening_count
from queue_server.storage.statement import Query, Transaction
from queue_server.storage.tables import business_day


def _count(device_id: int, business_date: date, verdict: str, count: int) -> DayCount:
    return DayCount(device_id, business_date, Verdict(verdict), count)


_LAST_DATES = (
    select(business_day.c.business_date)
    .where(business_day.c.office_id == bindparam("office_id"))
    .order_by(business_day.c.business_date.desc())
    .limit(bindparam("dates"))
)
_COUNTS = Query(
    select(
        screening_count.c.device_id,
        screening_count.c.business_date,
        screening_count.c.verdict,
        func.sum(screening_count.c.count),
    )
    .where(
        screening_count.c.office_id == bindparam("office_id"),
        screening_count.c.device_id.is_not(None),
        screening_count.c.business_date.in_(_LAST_DATES),
    )
    .group_by(screening_count.c.device_id, screening_count.c.business_date, screening_count.c.verdict)
    .order_by(screening_count.c.device_id, screening_count.c.business_date, screening_count.c.verdict),
    _count,
)


def counts(tx: Transaction, office_id: int, dates: int) -> Sequence[DayCount]:
    """Return the counts of an office's last business dates."""
    return tx.all(_COUNTS, office_id=office_id, dates=dates)
