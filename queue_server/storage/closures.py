"""Closures of an office and of its services."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, delete, insert, select, update

from queue_server.domain.closures import Closure
from queue_server.storage.setting_tables import closure
from queue_server.storage.statement import Command, Query, Transaction, whole

_MINE = closure.c.office_id == bindparam("office_id")
_FIELDS = ("service_id", "first_date", "last_date", "names")
_SELECT = select(closure.c.id, *(closure.c[name] for name in _FIELDS))
_ALL = Query(_SELECT.where(_MINE).order_by(closure.c.first_date, closure.c.id), Closure)
_GET = Query(_SELECT.where(_MINE, closure.c.id == bindparam("closure_id")), Closure)
_ON = Query(
    _SELECT.where(
        _MINE, closure.c.first_date <= bindparam("business_date"), closure.c.last_date >= bindparam("business_date")
    ).order_by(closure.c.id),
    Closure,
)
_ADD = Query(
    insert(closure).values({name: bindparam(name) for name in ("office_id", *_FIELDS)}).returning(closure.c.id), whole
)
_SET_REASON = Command(
    update(closure).where(_MINE, closure.c.id == bindparam("closure_id")).values(names=bindparam("names_"))
)
_REMOVE = Command(delete(closure).where(_MINE, closure.c.id == bindparam("closure_id")))


def every(tx: Transaction, office_id: int) -> Sequence[Closure]:
    """Return an office's closures, the earliest first."""
    return tx.all(_ALL, office_id=office_id)


def get(tx: Transaction, office_id: int, closure_id: int) -> Closure | None:
    """Return a closure of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, closure_id=closure_id)


def on(tx: Transaction, office_id: int, business_date: date) -> Sequence[Closure]:
    """Return the closures that cover a date."""
    return tx.all(_ON, office_id=office_id, business_date=business_date)


def add(tx: Transaction, office_id: int, new: Closure) -> int:
    """Add a closure and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _FIELDS})


def set_reason(tx: Transaction, office_id: int, closure_id: int, names: Mapping[str, str]) -> None:
    """Store another reason of a closure."""
    tx.run(_SET_REASON, office_id=office_id, closure_id=closure_id, names_=dict(names))


def remove(tx: Transaction, office_id: int, closure_id: int) -> None:
    """Remove a closure."""
    tx.run(_REMOVE, office_id=office_id, closure_id=closure_id)
