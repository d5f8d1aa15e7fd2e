"""Counters, and which services they serve."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import account, counter, counter_service


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter and who works at it.

    Attributes:
        pause_reason: why its officer is away for a while; empty while at work.
        awaiting_at: since when it takes whoever comes next; ``None`` while it does not.
    """

    id: int
    name: str
    active: bool
    open: bool
    officer_id: int | None
    officer_name: str
    pause_reason: str
    awaiting_at: datetime | None

    @property
    def paused(self) -> bool:
        """Whether its officer is away for a while."""
        return bool(self.pause_reason)


def _counter(
    id_: int,
    name: str,
    active: int,
    open_: int,
    officer_id: int | None,
    officer: str | None,
    pause_reason: str,
    awaiting_at: datetime | None,
) -> Counter:
    return Counter(id_, name, bool(active), bool(open_), officer_id, officer or "", pause_reason, awaiting_at)


_SELECT = select(
    counter.c.id,
    counter.c.name,
    counter.c.active,
    counter.c.open,
    counter.c.officer_id,
    account.c.display_name,
    counter.c.pause_reason,
    counter.c.awaiting_at,
).outerjoin(account, account.c.id == counter.c.officer_id)
_MINE = counter.c.office_id == bindparam("office_id")
_ALL = Query(_SELECT.where(_MINE).order_by(counter.c.id), _counter)
_GET = Query(_SELECT.where(_MINE, counter.c.id == bindparam("counter_id")), _counter)
_OF_OFFICER = Query(_SELECT.where(_MINE, counter.c.officer_id == bindparam("account_id")), _counter)
_BY_NAME = Query(select(counter.c.id).where(_MINE, counter.c.name == bindparam("name")), whole)
_ADD = Query(
    insert(counter)
    .values(office_id=bindparam("office_id"), name=bindparam("name"), active=bindparam("active"), open=0)
    .returning(counter.c.id),
    whole,
)
_SAVE = Command(
    update(counter)
    .where(_MINE, counter.c.id == bindparam("counter_id"))
    .values(name=bindparam("name"), active=bindparam("active"))
)
_STAFF = Command(
    update(counter)
    .where(counter.c.id == bindparam("counter_id"))
    .values(open=bindparam("open_"), officer_id=bindparam("account_id"), pause_reason="", awaiting_at=None)
)
_PAUSE = Command(
    update(counter)
    .where(counter.c.id == bindparam("counter_id"))
    .values(pause_reason=bindparam("reason"), awaiting_at=None)
)
_AWAIT = Command(
    update(counter).where(counter.c.id == bindparam("counter_id")).values(awaiting_at=bindparam("awaiting_at_"))
)
_AWAITING = Query(
    _SELECT.where(_MINE, counter.c.awaiting_at.is_not(None)).order_by(counter.c.awaiting_at, counter.c.id), _counter
)
_SERVICES = Query(
    select(counter_service.c.counter_id, counter_service.c.service_id)
    .join(counter, counter.c.id == counter_service.c.counter_id)
    .where(_MINE)
    .order_by(counter_service.c.counter_id, counter_service.c.preference),
    lambda counter_id, service_id: (counter_id, service_id),
)
_CLEAR_SERVICES = Command(delete(counter_service).where(counter_service.c.counter_id == bindparam("counter_id")))
_ADD_SERVICE = Command(
    insert(counter_service).values({name: bindparam(name) for name in ("counter_id", "service_id", "preference")})
)
_OPEN_FOR = Query(
    select(func.count())
    .select_from(counter)
    .join(counter_service, counter_service.c.counter_id == counter.c.id)
    .where(_MINE, counter.c.open == 1, counter_service.c.service_id == bindparam("service_id")),
    whole,
)


def every(tx: Transaction, office_id: int) -> Sequence[Counter]:
    """Return an office's counters."""
    return tx.all(_ALL, office_id=office_id)


def get(tx: Transaction, office_id: int, counter_id: int) -> Counter | None:
    """Return a counter of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, counter_id=counter_id)


def of_officer(tx: Transaction, office_id: int, account_id: int) -> Counter | None:
    """Return the counter that an officer works at, or ``None``."""
    return tx.first(_OF_OFFICER, office_id=office_id, account_id=account_id)


def id_of_name(tx: Transaction, office_id: int, name: str) -> int | None:
    """Return the id of the counter with a name, or ``None``."""
    return tx.first(_BY_NAME, office_id=office_id, name=name)


def add(tx: Transaction, office_id: int, *, name: str, active: bool) -> int:
    """Add a counter and return its id."""
    return tx.one(_ADD, office_id=office_id, name=name, active=int(active))


def save(tx: Transaction, office_id: int, counter_id: int, *, name: str, active: bool) -> int:
    """Change a counter; return 1, or 0 if the office has none with this id."""
    return tx.run(_SAVE, office_id=office_id, counter_id=counter_id, name=name, active=int(active))


def staff(tx: Transaction, counter_id: int, *, is_open: bool, account_id: int | None) -> None:
    """Store whether a counter is open, and who works at it; a pause ends with it."""
    tx.run(_STAFF, counter_id=counter_id, open_=int(is_open), account_id=account_id)


def pause(tx: Transaction, counter_id: int, reason: str) -> None:
    """Store why the officer is away for a while; an empty reason ends the pause."""
    tx.run(_PAUSE, counter_id=counter_id, reason=reason)


def await_next(tx: Transaction, counter_id: int, since: datetime | None) -> None:
    """Store since when a counter takes whoever comes next; ``None`` ends it."""
    tx.run(_AWAIT, counter_id=counter_id, awaiting_at_=since)


def awaiting(tx: Transaction, office_id: int) -> Sequence[Counter]:
    """Return the counters that take whoever comes next, the longest waiting first."""
    return tx.all(_AWAITING, office_id=office_id)


def services_by_counter(tx: Transaction, office_id: int) -> dict[int, tuple[int, ...]]:
    """Return the service ids of each counter in order of preference."""
    found: dict[int, tuple[int, ...]] = {}
    for counter_id, service_id in tx.all(_SERVICES, office_id=office_id):
        found[counter_id] = (*found.get(counter_id, ()), service_id)
    return found


def set_services(tx: Transaction, counter_id: int, service_ids: Sequence[int]) -> None:
    """Replace the services of a counter; the order is the preference."""
    tx.run(_CLEAR_SERVICES, counter_id=counter_id)
    for preference, service_id in enumerate(service_ids):
        tx.run(_ADD_SERVICE, counter_id=counter_id, service_id=service_id, preference=preference)


def open_for(tx: Transaction, office_id: int, service_id: int) -> int:
    """Count the open counters that serve a service."""
    return tx.one(_OPEN_FOR, office_id=office_id, service_id=service_id)
