"""Notices of an office."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select, update

from queue_server.domain.notice import Notice
from queue_server.storage.setting_tables import notice
from queue_server.storage.statement import Command, Query, Transaction, whole

_MINE = notice.c.office_id == bindparam("office_id")
_THIS = notice.c.id == bindparam("notice_id")
_FIELDS = ("position", "first_date", "last_date", "texts")
_SELECT = select(notice.c.id, *(notice.c[name] for name in _FIELDS))
_ALL = Query(_SELECT.where(_MINE).order_by(notice.c.position, notice.c.id), Notice)
_GET = Query(_SELECT.where(_MINE, _THIS), Notice)
_ADD = Query(
    insert(notice).values({name: bindparam(name) for name in ("office_id", *_FIELDS)}).returning(notice.c.id), whole
)
_CHANGE = Command(update(notice).where(_MINE, _THIS).values({name: bindparam(f"{name}_") for name in _FIELDS}))
_REMOVE = Command(delete(notice).where(_MINE, _THIS))


def every(tx: Transaction, office_id: int) -> Sequence[Notice]:
    """Return an office's notices in their order, also those of other days."""
    return tx.all(_ALL, office_id=office_id)


def get(tx: Transaction, office_id: int, notice_id: int) -> Notice | None:
    """Return a notice of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, notice_id=notice_id)


def add(tx: Transaction, office_id: int, new: Notice) -> int:
    """Add a notice and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _FIELDS})


def change(tx: Transaction, office_id: int, wanted: Notice) -> None:
    """Store a notice anew, by its id."""
    values = {f"{name}_": getattr(wanted, name) for name in _FIELDS}
    tx.run(_CHANGE, office_id=office_id, notice_id=wanted.id, **values)


def remove(tx: Transaction, office_id: int, notice_id: int) -> None:
    """Remove a notice."""
    tx.run(_REMOVE, office_id=office_id, notice_id=notice_id)
