"""Screening cases and their values: health data, apart from everything else. Only the screening desk reads here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, literal, select, update

from queue_server.domain.screening import CaseKind, Decision, Doubt, ReadingSource
from queue_server.storage.screening_tables import screening_case, screening_look, screening_reading
from queue_server.storage.statement import Command, Query, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One visit that a person must look at.

    Attributes:
        visit_id: ``None`` once the purpose is over, like ``device_id``.
        limit_celsius: the limit that was in force at the first measurement.
        reason: short code of why the last measurement could not be judged; empty where it could.
        taken_by: who is on the way; empty while nobody is.
        escalated_at: when more people were told, since nobody was on the way.
        measure_asked_at: when a kiosk was asked to measure again, until it has.
        returned_at: when a visitor of this kiosk said there that the rest is over.
        doubt: what is wrong with the decision that a kiosk told of later; empty where nothing is.
        doubt_by: who made that decision. ``doubt_number``: that it gave, until the purpose is over.
    """

    id: str
    business_date: date
    kind: CaseKind
    visit_id: int | None
    device_id: int | None
    limit_celsius: float
    opened_at: datetime
    reason: str = ""
    taken_by: str = ""
    taken_at: datetime | None = None
    escalated_at: datetime | None = None
    measure_asked_at: datetime | None = None
    returned_at: datetime | None = None
    decision: Decision | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    doubt: Doubt | None = None
    doubt_by: str = ""
    doubt_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReading:
    """One value of a case, where it came from, the limit then in force, and how good it is.

    Attributes:
        ambient_celsius: of the surroundings, where the sensor knows it.
        samples: accepted readings behind the value; 0 for one that was typed in.
        spread_celsius: their median absolute deviation.
    """

    case_id: str
    celsius: float
    source: ReadingSource
    at: datetime
    limit_celsius: float | None
    ambient_celsius: float | None = None
    samples: int = 0
    spread_celsius: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw the values of a case, ``times`` times with a new one among them."""

    case_id: str
    actor: str
    first_at: datetime
    times: int


_FIRST = ("id", "business_date", "kind", "visit_id", "device_id", "limit_celsius", "opened_at", "reason")
_CHANGING = (
    "reason",
    "taken_by",
    "taken_at",
    "escalated_at",
    "measure_asked_at",
    "returned_at",
    "decision",
    "decided_at",
    "decided_by",
    "doubt",
    "doubt_by",
    "doubt_number",
)
_FIELDS = (*_FIRST, *_CHANGING[1:])
_READING_FIELDS = (
    "case_id",
    "celsius",
    "source",
    "at",
    "limit_celsius",
    "ambient_celsius",
    "samples",
    "spread_celsius",
)


def _case(*values: object) -> Case:
    row: dict[str, Any] = dict(zip(_FIELDS, values, strict=True))
    decision = row["decision"]
    return Case(
        **row
        | {
            "kind": CaseKind(row["kind"]),
            "decision": None if decision is None else Decision(decision),
            "decided_by": row["decided_by"] or "",
            "doubt": Doubt(row["doubt"]) if row["doubt"] else None,
        }
    )


def _reading(*values: object) -> StoredReading:
    row: dict[str, Any] = dict(zip(_READING_FIELDS, values, strict=True))
    return StoredReading(**row | {"source": ReadingSource(row["source"])})


_CASES = select(*(screening_case.c[name] for name in _FIELDS))
_MINE = screening_case.c.office_id == bindparam("office_id")
_TODAY = screening_case.c.business_date == bindparam("business_date")
_GET = Query(_CASES.where(_MINE, screening_case.c.id == bindparam("case_id")), _case)
_OPEN = Query(
    _CASES.where(_MINE, _TODAY, screening_case.c.decision.is_(None))
    .where(screening_case.c.visit_id.is_not(None))  # a backup has lost who it was
    .order_by(screening_case.c.opened_at),
    _case,
)
_DECIDED = Query(
    _CASES.where(_MINE, _TODAY, screening_case.c.decision.is_not(None)).order_by(screening_case.c.decided_at.desc()),
    _case,
)
_ADD = Command(insert(screening_case).values({name: bindparam(name) for name in ("office_id", *_FIRST)}))
_SAVE = Command(
    update(screening_case)
    .where(screening_case.c.id == bindparam("case_id"))
    .values({name: bindparam(f"{name}_") for name in _CHANGING})
)
_ADD_READING = Command(insert(screening_reading).values({name: bindparam(name) for name in _READING_FIELDS}))
_READINGS = Query(
    select(*(screening_reading.c[name] for name in _READING_FIELDS))
    .where(screening_reading.c.case_id == bindparam("case_id"))
    .order_by(screening_reading.c.id),
    _reading,
)
_LOOK = {name: bindparam(f"{name}_", type_=screening_look.c[name].type) for name in ("case_id", "actor", "readings")}
_KEEP_LOOK = Command(
    insert(screening_look).from_select(
        ["office_id", *_LOOK, "at"],
        select(
            bindparam("office_id_", type_=screening_look.c.office_id.type),
            *_LOOK.values(),
            bindparam("at_", type_=screening_look.c.at.type),
        ).where(~exists().where(*(screening_look.c[name] == value for name, value in _LOOK.items()))),
    )
)
_LOOKS = Query(
    select(screening_look.c.case_id, screening_look.c.actor, func.min(screening_look.c.at), func.count(literal(1)))
    .join(screening_case, screening_case.c.id == screening_look.c.case_id)
    .where(_MINE, _TODAY)
    .group_by(screening_look.c.case_id, screening_look.c.actor)
    .order_by(func.min(screening_look.c.at)),
    Look,
)


def add(tx: Transaction, office_id: int, new: Case) -> None:
    """Open a case."""
    tx.run(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _FIRST})


def get(tx: Transaction, office_id: int, case_id: str) -> Case | None:
    """Return a case of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, case_id=case_id)


def open_cases(tx: Transaction, office_id: int, business_date: date) -> Sequence[Case]:
    """Return the cases without a decision, the oldest first."""
    return tx.all(_OPEN, office_id=office_id, business_date=business_date)


def decided_cases(tx: Transaction, office_id: int, business_date: date) -> Sequence[Case]:
    """Return the day's decided cases, the latest first."""
    return tx.all(_DECIDED, office_id=office_id, business_date=business_date)


def save(tx: Transaction, case: Case) -> None:
    """Store what has changed about a case."""
    values = {f"{name}_": getattr(case, name) for name in _CHANGING}
    tx.run(_SAVE, case_id=case.id, **values | {"doubt_": case.doubt or ""})


def add_reading(tx: Transaction, reading: StoredReading) -> None:
    """Add a value to a case."""
    tx.run(_ADD_READING, **{name: getattr(reading, name) for name in _READING_FIELDS})


def readings(tx: Transaction, case_id: str) -> Sequence[StoredReading]:
    """Return the values of a case, the first first."""
    return tx.all(_READINGS, case_id=case_id)


def keep_look(tx: Transaction, office_id: int, case_id: str, actor: str, readings: int, now: datetime) -> None:
    """Record that somebody saw so many values of a case; seeing the same ones again is not recorded."""
    tx.run(_KEEP_LOOK, office_id_=office_id, case_id_=case_id, actor_=actor, readings_=readings, at_=now)


def looks(tx: Transaction, office_id: int, business_date: date) -> Sequence[Look]:
    """Return who looked at which case of a day, the first look first."""
    return tx.all(_LOOKS, office_id=office_id, business_date=business_date)
