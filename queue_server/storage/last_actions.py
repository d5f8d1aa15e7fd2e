"""The last action at each counter, with the tickets as they were before: what undoing needs."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from queue_server.storage.statement import Command, Query, Transaction
from queue_server.storage.tables import last_action
from queue_server.storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class TicketChange:
    """One ticket as it was before an action, and as the action left it."""

    before: Ticket
    after: Ticket


@dataclass(frozen=True, slots=True)
class LastAction:
    """What was done last at a counter; changes in their order.

    Attributes:
        closed: it closed the counter.
    """

    at: datetime
    changes: tuple[TicketChange, ...]
    closed: bool = False


def _last_action(at: datetime, changes: object, closed: int) -> LastAction:
    return LastAction(at, msgspec.convert(changes, tuple[TicketChange, ...]), bool(closed))


_MINE = last_action.c.counter_id == bindparam("counter_id")
_GET = Query(
    select(last_action.c.at, last_action.c.changes, last_action.c.closed).where(
        _MINE, last_action.c.business_date == bindparam("business_date")
    ),
    _last_action,
)
_CLEAR = Command(delete(last_action).where(_MINE))
_ADD = Command(
    insert(last_action).values(
        {name: bindparam(name) for name in ("counter_id", "business_date", "at", "changes", "closed")}
    )
)


def get(tx: Transaction, counter_id: int, business_date: date) -> LastAction | None:
    """Return what was done last at a counter on a business date, or ``None``."""
    return tx.first(_GET, counter_id=counter_id, business_date=business_date)


def clear(tx: Transaction, counter_id: int) -> None:
    """Forget it: it was undone, or must not be."""
    tx.run(_CLEAR, counter_id=counter_id)


def keep(tx: Transaction, counter_id: int, business_date: date, action: LastAction) -> None:
    """Keep an action in the place of the one before."""
    clear(tx, counter_id)
    changes, closed = msgspec.json.encode(action.changes).decode(), int(action.closed)
    tx.run(_ADD, counter_id=counter_id, business_date=business_date, at=action.at, changes=changes, closed=closed)
