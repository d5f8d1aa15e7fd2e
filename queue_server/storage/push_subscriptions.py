"""Phones that want to be told, and what each has been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from queue_server.domain.push import Standing, Subscription
from queue_server.domain.ticket import TicketState
from queue_server.storage.push_tables import push_subscription
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import ticket


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription beside its ticket.

    Attributes:
        number: of the ticket.
        counter_id: where it is called to.
    """

    phone: Subscription
    standing: Standing
    number: str
    counter_id: int | None


_FIELDS = (
    "id",
    "office_id",
    "business_date",
    "ticket_id",
    "endpoint",
    "p256dh",
    "auth",
    "language",
    "attempts",
    "tried_call_at",
    "next_at",
)
_GIVEN = ("office_id", "business_date", "ticket_id", "endpoint", "p256dh", "auth", "language", "told_call_at")


def _asked(
    state: str,
    call_at: datetime | None,
    told_call_at: datetime | None,
    near_told: int,
    number: str,
    counter_id: int | None,
    *phone: object,
) -> Asked:
    standing = Standing(TicketState(state), call_at, told_call_at, bool(near_told))
    return Asked(Subscription(*phone), standing, number, counter_id)  # type: ignore[arg-type]


_ASKED = select(
    ticket.c.state,
    ticket.c.last_called_at,
    push_subscription.c.told_call_at,
    push_subscription.c.near_told,
    ticket.c.number,
    ticket.c.counter_id,
    *(push_subscription.c[name] for name in _FIELDS),
).join_from(push_subscription, ticket, push_subscription.c.ticket_id == ticket.c.id)
_THIS = push_subscription.c.id == bindparam("subscription_id")
_OF_TICKET = push_subscription.c.ticket_id == bindparam("ticket_id")
_OF_OFFICE = push_subscription.c.office_id == bindparam("office_id")
_AT_ENDPOINT = push_subscription.c.endpoint == bindparam("endpoint")
_CALL_UNTOLD = (ticket.c.state == TicketState.CALLED.value) & or_(
    push_subscription.c.told_call_at.is_(None), push_subscription.c.told_call_at != ticket.c.last_called_at
)
_NEAR_UNTOLD = (ticket.c.state == TicketState.WAITING.value) & (push_subscription.c.near_told == 0)
_UNTOLD = Query(_ASKED.where(or_(_CALL_UNTOLD, _NEAR_UNTOLD)).order_by(push_subscription.c.id), _asked)
_GET = Query(_ASKED.where(_THIS), _asked)
_COUNT = Query(
    select(func.count())
    .select_from(push_subscription)
    .where(_OF_TICKET, push_subscription.c.endpoint != bindparam("endpoint")),
    whole,
)
_ADD = Command(
    insert(push_subscription).values(
        {name: bindparam(name) for name in (*_GIVEN, "near_told")}
        | {"attempts": 0, "tried_call_at": None, "next_at": None}
    )
)
_REMOVE_FROM_TICKET = Command(delete(push_subscription).where(_OF_TICKET, _AT_ENDPOINT))
_REMOVE = Command(delete(push_subscription).where(_THIS))
_TRIED = Command(
    update(push_subscription)
    .where(_THIS)
    .values(attempts=bindparam("attempts_"), tried_call_at=bindparam("call_at_"), next_at=bindparam("next_at_"))
)
_TOLD_CALL = Command(
    update(push_subscription)
    .where(_THIS)
    .values(told_call_at=bindparam("call_at_"), near_told=1, attempts=0, tried_call_at=None, next_at=None)
)
_TOLD_NEAR = Command(
    update(push_subscription).where(_THIS).values(near_told=1, attempts=0, tried_call_at=None, next_at=None)
)
_DONE = select(ticket.c.id).where(
    ticket.c.id == push_subscription.c.ticket_id,
    or_(ticket.c.state == TicketState.COMPLETED.value, ticket.c.state == TicketState.CANCELLED.value),
)
_FORGET_OVER = Command(
    delete(push_subscription).where(
        _OF_OFFICE,
        or_(push_subscription.c.business_date < bindparam("today"), _DONE.correlate(push_subscription).exists()),
    )
)
_FORGET_DAY = Command(
    delete(push_subscription).where(_OF_OFFICE, push_subscription.c.business_date <= bindparam("business_date"))
)


def untold(tx: Transaction) -> Sequence[Asked]:
    """Return the phones of all offices that do not know of their newest call, or may have few ahead."""
    return tx.all(_UNTOLD)


def get(tx: Transaction, subscription_id: int) -> Asked | None:
    """Return a subscription, or ``None`` where it was switched off or forgotten."""
    return tx.first(_GET, subscription_id=subscription_id)


def others_of(tx: Transaction, ticket_id: int, endpoint: str) -> int:
    """Count the other phones of a ticket."""
    return tx.one(_COUNT, ticket_id=ticket_id, endpoint=endpoint)


def put(tx: Transaction, new: Subscription, *, told_call_at: datetime | None, near_told: bool) -> None:
    """Keep a subscription in place of the same phone's former one; its id is not used."""
    remove_from(tx, new.ticket_id, new.endpoint)
    values = {name: getattr(new, name) for name in _GIVEN if name != "told_call_at"}
    tx.run(_ADD, **values, told_call_at=told_call_at, near_told=int(near_told))


def remove_from(tx: Transaction, ticket_id: int, endpoint: str) -> None:
    """Forget a phone of a ticket; one that is not known is no fault."""
    tx.run(_REMOVE_FROM_TICKET, ticket_id=ticket_id, endpoint=endpoint)


def remove(tx: Transaction, subscription_id: int) -> None:
    """Forget a subscription."""
    tx.run(_REMOVE, subscription_id=subscription_id)


def note_try(
    tx: Transaction, subscription_id: int, *, attempts: int, call_at: datetime | None, next_at: datetime
) -> None:
    """Note how often a message was tried, and when to try again."""
    tx.run(_TRIED, subscription_id=subscription_id, attempts_=attempts, call_at_=call_at, next_at_=next_at)


def note_call_told(tx: Transaction, subscription_id: int, call_at: datetime | None) -> None:
    """Note that nothing is to be said of a call any more, nor of being near."""
    tx.run(_TOLD_CALL, subscription_id=subscription_id, call_at_=call_at)


def note_near_told(tx: Transaction, subscription_id: int) -> None:
    """Note that nothing is to be said any more of few being ahead."""
    tx.run(_TOLD_NEAR, subscription_id=subscription_id)


def forget_over(tx: Transaction, office_id: int, today: date) -> int:
    """Forget the phones of tickets that are done, and of days that have ended; return how many."""
    return tx.run(_FORGET_OVER, office_id=office_id, today=today)


def forget_day(tx: Transaction, office_id: int, business_date: date) -> None:
    """Forget every phone of a day that has ended, so that nothing of them stays in the database's files."""
    if tx.run(_FORGET_DAY, office_id=office_id, business_date=business_date):
        tx.purged = True
