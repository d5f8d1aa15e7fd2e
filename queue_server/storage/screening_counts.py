"""How many measurements came to which result, by hour and kiosk: no values, no visitors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, insert, select, update

from queue_server.storage.screening_tables import screening_case, screening_count
from queue_server.storage.statement import Command, Query, Transaction
from queue_server.storage.tables import device


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of the export: so many measurements with one result, or decisions, in one hour."""

    business_date: date
    hour: int
    kiosk: str
    result: str
    count: int


_COUNT_UP = Command(
    update(screening_count)
    .where(
        screening_count.c.office_id == bindparam("office_id_"),
        screening_count.c.business_date == bindparam("business_date_"),
        screening_count.c.hour == bindparam("hour_"),
        screening_count.c.device_id.is_not_distinct_from(bindparam("device_id_")),
        screening_count.c.verdict == bindparam("verdict_"),
    )
    .values(count=screening_count.c.count + 1)
)
_START_COUNT = Command(
    insert(screening_count).values(
        {name: bindparam(name) for name in ("office_id", "business_date", "hour", "device_id", "verdict", "count")}
    )
)
_COUNTS = Query(
    select(screening_count.c.hour, screening_count.c.verdict, screening_count.c.count)
    .where(
        screening_count.c.office_id == bindparam("office_id"),
        screening_count.c.business_date == bindparam("business_date"),
    )
    .order_by(screening_count.c.hour, screening_count.c.verdict),
    lambda hour, verdict, count: (hour, verdict, count),
)
_BETWEEN = Query(
    select(
        screening_count.c.business_date,
        screening_count.c.hour,
        func.coalesce(device.c.name, ""),
        screening_count.c.verdict,
        screening_count.c.count,
    )
    .outerjoin(device, device.c.id == screening_count.c.device_id)
    .where(
        screening_count.c.office_id == bindparam("office_id"),
        screening_count.c.business_date >= bindparam("first_date"),
        screening_count.c.business_date <= bindparam("last_date"),
    )
    .order_by(
        screening_count.c.business_date, screening_count.c.hour, screening_count.c.device_id, screening_count.c.verdict
    ),
    CountRow,
)
_DECISIONS = Query(
    select(screening_case.c.business_date, screening_case.c.decision, func.count(screening_case.c.id))
    .where(
        screening_case.c.office_id == bindparam("office_id"),
        screening_case.c.decision.is_not(None),
        screening_case.c.business_date >= bindparam("first_date"),
        screening_case.c.business_date <= bindparam("last_date"),
    )
    .group_by(screening_case.c.business_date, screening_case.c.decision)
    .order_by(screening_case.c.business_date, screening_case.c.decision),
    lambda day, decision, count: (day, decision, count),
)


def count(tx: Transaction, office_id: int, business_date: date, hour: int, device_id: int | None, verdict: str) -> None:
    """Count one measurement; the value itself is not kept. ``None`` is a measurement made by hand, at no kiosk."""
    key = {"office_id": office_id, "business_date": business_date, "hour": hour, "device_id": device_id}
    if tx.run(_COUNT_UP, verdict_=verdict, **{f"{name}_": value for name, value in key.items()}) == 0:
        tx.run(_START_COUNT, verdict=verdict, count=1, **key)


def counts(tx: Transaction, office_id: int, business_date: date) -> Sequence[tuple[int, str, int]]:
    """Return the day's counts as (hour, verdict, count)."""
    return tx.all(_COUNTS, office_id=office_id, business_date=business_date)


def between(tx: Transaction, office_id: int, first: date, last: date) -> Sequence[CountRow]:
    """Return the counts of some business dates, both ends included."""
    return tx.all(_BETWEEN, office_id=office_id, first_date=first, last_date=last)


def decisions_between(tx: Transaction, office_id: int, first: date, last: date) -> Sequence[tuple[date, str, int]]:
    """Return how often each decision was made, as (business date, decision, count)."""
    return tx.all(_DECISIONS, office_id=office_id, first_date=first, last_date=last)
