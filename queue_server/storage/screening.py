"""Screening cases and counts: health data, apart from everything else. Only the screening desk reads here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, select, update

from queue_server.domain.screening import CaseKind, Decision
from queue_server.storage.screening_tables import screening_case, screening_count, screening_reading
from queue_server.storage.statement import Command, Query, Transaction, scalar


@dataclass(frozen=True, slots=True)
class Case:
    """One visit that a person must look at; ``visit_id`` is ``None`` once the purpose is over."""

    id: str
    business_date: date
    kind: CaseKind
    visit_id: int | None
    device_id: int | None
    limit_celsius: float
    opened_at: datetime
    decision: Decision | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredReading:
    """One value of a case and where it came from (``kiosk``, ``hand``)."""

    case_id: str
    celsius: float
    source: str
    at: datetime


def _case(
    id_: str,
    day: date,
    kind: str,
    visit_id: int | None,
    device_id: int | None,
    limit: float,
    opened_at: datetime,
    decision: str | None,
    decided_at: datetime | None,
) -> Case:
    decided = None if decision is None else Decision(decision)
    return Case(id_, day, CaseKind(kind), visit_id, device_id, limit, opened_at, decided, decided_at)


_FIELDS = (
    "id",
    "business_date",
    "kind",
    "visit_id",
    "device_id",
    "limit_celsius",
    "opened_at",
    "decision",
    "decided_at",
)
_CASES = select(*(screening_case.c[name] for name in _FIELDS))
_MINE = screening_case.c.office_id == bindparam("office_id")
_TODAY = screening_case.c.business_date == bindparam("business_date")
_GET = Query(_CASES.where(_MINE, screening_case.c.id == bindparam("case_id")), _case)
_OPEN = Query(
    _CASES.where(_MINE, _TODAY, screening_case.c.decision.is_(None)).order_by(screening_case.c.opened_at), _case
)
_DECIDED = Query(
    _CASES.where(_MINE, _TODAY, screening_case.c.decision.is_not(None)).order_by(screening_case.c.decided_at.desc()),
    _case,
)
_ADD = Command(
    insert(screening_case).values(
        {
            name: bindparam(name)
            for name in (
                "id",
                "office_id",
                "business_date",
                "kind",
                "visit_id",
                "device_id",
                "limit_celsius",
                "opened_at",
            )
        }
    )
)
_DECIDE = Command(
    update(screening_case)
    .where(screening_case.c.id == bindparam("case_id"))
    .values(decision=bindparam("decision_"), decided_at=bindparam("decided_at_"), decided_by=bindparam("decided_by_"))
)
_ADD_READING = Command(
    insert(screening_reading).values({name: bindparam(name) for name in ("case_id", "celsius", "source", "at")})
)
_READINGS = Query(
    select(screening_reading.c.case_id, screening_reading.c.celsius, screening_reading.c.source, screening_reading.c.at)
    .where(screening_reading.c.case_id == bindparam("case_id"))
    .order_by(screening_reading.c.id),
    StoredReading,
)
_DUE = Query(
    select(screening_case.c.id)
    .where(_MINE, screening_case.c.visit_id.is_not(None))
    .where(
        (screening_case.c.decided_at <= bindparam("decided_before"))
        | (screening_case.c.business_date < bindparam("business_date"))
    ),
    scalar,
)
_FORGET_READINGS = Command(delete(screening_reading).where(screening_reading.c.case_id == bindparam("case_id")))
_FORGET_VISIT = Command(
    update(screening_case).where(screening_case.c.id == bindparam("case_id")).values(visit_id=None, device_id=None)
)
_COUNT_UP = Command(
    update(screening_count)
    .where(
        screening_count.c.office_id == bindparam("office_id_"),
        screening_count.c.business_date == bindparam("business_date_"),
        screening_count.c.hour == bindparam("hour_"),
        screening_count.c.device_id == bindparam("device_id_"),
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


def add(tx: Transaction, office_id: int, new: Case) -> None:
    """Open a case."""
    tx.run(
        _ADD,
        id=new.id,
        office_id=office_id,
        business_date=new.business_date,
        kind=new.kind,
        visit_id=new.visit_id,
        device_id=new.device_id,
        limit_celsius=new.limit_celsius,
        opened_at=new.opened_at,
    )


def get(tx: Transaction, office_id: int, case_id: str) -> Case | None:
    """Return a case of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, case_id=case_id)


def open_cases(tx: Transaction, office_id: int, business_date: date) -> Sequence[Case]:
    """Return the cases without a decision, the oldest first."""
    return tx.all(_OPEN, office_id=office_id, business_date=business_date)


def decided_cases(tx: Transaction, office_id: int, business_date: date) -> Sequence[Case]:
    """Return the day's decided cases, the latest first."""
    return tx.all(_DECIDED, office_id=office_id, business_date=business_date)


def decide(tx: Transaction, case_id: str, decision: Decision, decided_by: str, now: datetime) -> None:
    """Store a person's decision."""
    tx.run(_DECIDE, case_id=case_id, decision_=decision, decided_at_=now, decided_by_=decided_by)


def add_reading(tx: Transaction, reading: StoredReading) -> None:
    """Add a value to a case."""
    tx.run(_ADD_READING, case_id=reading.case_id, celsius=reading.celsius, source=reading.source, at=reading.at)


def readings(tx: Transaction, case_id: str) -> Sequence[StoredReading]:
    """Return the values of a case, the first first."""
    return tx.all(_READINGS, case_id=case_id)


def due_to_forget(tx: Transaction, office_id: int, decided_before: datetime, business_date: date) -> Sequence[str]:
    """Return the cases whose purpose is over: decided before an instant, or of an earlier business date."""
    return tx.all(_DUE, office_id=office_id, decided_before=decided_before, business_date=business_date)


def forget(tx: Transaction, case_id: str) -> None:
    """Delete a case's values and its link to the visit; date, hour and decision stay."""
    tx.run(_FORGET_READINGS, case_id=case_id)
    tx.run(_FORGET_VISIT, case_id=case_id)


def count(tx: Transaction, office_id: int, business_date: date, hour: int, device_id: int, verdict: str) -> None:
    """Count one measurement; the value itself is not kept."""
    key = {"office_id": office_id, "business_date": business_date, "hour": hour, "device_id": device_id}
    if tx.run(_COUNT_UP, verdict_=verdict, **{f"{name}_": value for name, value in key.items()}) == 0:
        tx.run(_START_COUNT, verdict=verdict, count=1, **key)


def counts(tx: Transaction, office_id: int, business_date: date) -> Sequence[tuple[int, str, int]]:
    """Return the day's counts as (hour, verdict, count)."""
    return tx.all(_COUNTS, office_id=office_id, business_date=business_date)
