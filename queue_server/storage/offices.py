"""Offices and their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import bindparam, insert, select, update

from queue_server.domain.policy import OfficePolicy
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import business_day, office


@dataclass(frozen=True, slots=True)
class Office:
    """An office as operations need it; ``business_date`` is ``None`` while it is closed."""

    id: int
    code: str
    name: str
    timezone: str
    policy: OfficePolicy
    business_date: date | None


def _office(id_: int, code: str, name: str, timezone: str, policy: object, business_date: date | None) -> Office:
    return Office(id_, code, name, timezone, msgspec.convert(policy, OfficePolicy), business_date)


_COLUMNS = (office.c.id, office.c.code, office.c.name, office.c.timezone, office.c.policy, office.c.business_date)
_GET = Query(select(*_COLUMNS).where(office.c.id == bindparam("id")), _office)
_CLAIM = Query(select(*_COLUMNS).where(office.c.id == bindparam("id")).with_for_update(), _office)
_ALL = Query(select(*_COLUMNS).order_by(office.c.id), _office)
_ADD = Query(
    insert(office)
    .values({name: bindparam(name) for name in ("code", "name", "timezone", "policy")})
    .returning(office.c.id),
    whole,
)
_SAVE = Command(
    update(office)
    .where(office.c.id == bindparam("office_id"))
    .values({name: bindparam(name) for name in ("name", "timezone", "policy")})
)
_SET_DATE = Command(
    update(office).where(office.c.id == bindparam("office_id")).values(business_date=bindparam("business_date"))
)
_DAY_KNOWN = Query(
    select(business_day.c.id).where(
        business_day.c.office_id == bindparam("office_id"), business_day.c.business_date == bindparam("business_date")
    ),
    whole,
)
_OPEN_DAY = Command(
    insert(business_day).values({name: bindparam(name) for name in ("office_id", "business_date", "opened_at")})
)
_REOPEN_DAY = Command(
    update(business_day)
    .where(
        business_day.c.office_id == bindparam("office_id"), business_day.c.business_date == bindparam("business_date")
    )
    .values(closed_at=None)
)
_CLOSE_DAY = Command(
    update(business_day)
    .where(business_day.c.office_id == bindparam("office_id"), business_day.c.closed_at.is_(None))
    .values(closed_at=bindparam("closed_at"))
)


def claim(tx: Transaction, office_id: int) -> Office:
    """Return the office and lock its row: within an office, writes happen one after the other.

    Every operation that writes begins with this. SQLite has one writer anyway; on PostgreSQL the lock makes the
    order of commits the order of ``seq``.
    """
    return tx.one(_CLAIM, id=office_id)


def get(tx: Transaction, office_id: int) -> Office:
    """Return the office without a lock, to look at."""
    return tx.one(_GET, id=office_id)


def every(tx: Transaction) -> Sequence[Office]:
    """Return all offices, the oldest first."""
    return tx.all(_ALL)


def add(tx: Transaction, *, code: str, name: str, timezone: str, policy: OfficePolicy) -> int:
    """Add an office and return its id."""
    return tx.one(_ADD, code=code, name=name, timezone=timezone, policy=policy)


def save(tx: Transaction, office_id: int, *, name: str, timezone: str, policy: OfficePolicy) -> None:
    """Change an office's name, timezone and rules."""
    tx.run(_SAVE, office_id=office_id, name=name, timezone=timezone, policy=policy)


def day_known(tx: Transaction, office_id: int, business_date: date) -> bool:
    """Tell whether a business date was opened before, whether or not it is still open."""
    return tx.first(_DAY_KNOWN, office_id=office_id, business_date=business_date) is not None


def open_day(tx: Transaction, office_id: int, business_date: date, opened_at: datetime) -> None:
    """Make a business date the open one; a date that was open before is opened again."""
    if day_known(tx, office_id, business_date):
        tx.run(_REOPEN_DAY, office_id=office_id, business_date=business_date)
    else:
        tx.run(_OPEN_DAY, office_id=office_id, business_date=business_date, opened_at=opened_at)
    tx.run(_SET_DATE, office_id=office_id, business_date=business_date)


def close_day(tx: Transaction, office_id: int, closed_at: datetime) -> None:
    """Close the open business date."""
    tx.run(_CLOSE_DAY, office_id=office_id, closed_at=closed_at)
    tx.run(_SET_DATE, office_id=office_id, business_date=None)
