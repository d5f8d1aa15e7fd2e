"""Messages to visitors' phones: asked for on the page of the place in line, due when a call or the line says so.

What is due is read from how tickets stand, and what a phone was told is noted beside it: a call that was overtaken is
never sent, and there is nothing to clear away. Nothing here waits for a network.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.errors import PhonesFullError, UnknownTicketError
from queue_server.domain.push import (
    LEASE,
    MOST_PHONES,
    NEAR,
    PushKind,
    Subscription,
    is_gone,
    pause_seconds,
    seconds_left,
)
from queue_server.domain.ticket import TicketState
from queue_server.operations import require
from queue_server.operations.line_picture import people_ahead
from queue_server.storage import counters, line, offices, push_subscriptions
from queue_server.storage.push_subscriptions import Asked
from queue_server.storage.statement import Transaction

_DONE = (TicketState.COMPLETED, TicketState.CANCELLED)


@dataclass(frozen=True, slots=True)
class PushErrand:
    """A message to a phone that was taken to be sent, with all that its words need.

    Attributes:
        call_at: the call that it tells of; ``None``: it tells that few are ahead.
        seconds: for how long it is news.
        counter_name: empty unless it tells of a call.
    """

    phone: Subscription
    kind: PushKind
    call_at: datetime | None
    seconds: int
    number: str
    counter_name: str
    office_name: str


@dataclass(frozen=True, slots=True)
class NewPhone:
    """A phone that asks to be told, as its browser names it.

    Attributes:
        endpoint: the web layer has checked that we send there, and that the two keys are some.
        language: of the page.
        ahead: people ahead, as the page shows it.
    """

    endpoint: str
    p256dh: str
    auth: str
    language: str
    ahead: int


def subscribe(tx: Transaction, ticket_id: int, phone: NewPhone, *, office_id: int) -> None:
    """Have a phone told from now on; what stands on its page at this moment it knows.

    Raises:
        OfficeClosedError: no day is open.
        UnknownTicketError: the ticket is of another day, or done.
        PhonesFullError: as many phones as may be are told of this ticket.
    """
    office = offices.claim(tx, office_id)
    ticket = require.ticket(tx, office, ticket_id)
    if ticket.state in _DONE:
        raise UnknownTicketError(ticket=ticket_id)
    if push_subscriptions.others_of(tx, ticket_id, phone.endpoint) >= MOST_PHONES:
        raise PhonesFullError(most=MOST_PHONES)
    who = (phone.endpoint, phone.p256dh, phone.auth, phone.language)
    new = Subscription(
        0, office_id, ticket.business_date, ticket_id, *who, attempts=0, tried_call_at=None, next_at=None
    )
    push_subscriptions.put(tx, new, told_call_at=ticket.last_called_at, near_told=phone.ahead <= NEAR)


def unsubscribe(tx: Transaction, ticket_id: int, endpoint: str, *, office_id: int) -> None:
    """Forget a phone of a ticket; one that is not known is no fault."""
    offices.claim(tx, office_id)
    push_subscriptions.remove_from(tx, ticket_id, endpoint)


def due(tx: Transaction, *, now: datetime) -> tuple[Sequence[tuple[int, int]], datetime | None]:
    """Return the subscriptions to be sent to now, of all offices, each twice; and when the next one is to be."""
    asked = push_subscriptions.untold(tx)
    lines = _lines(tx, asked)
    found: list[tuple[int, int]] = []
    later: list[datetime] = []
    for one in asked:
        if one.standing.due(lines.get(one.phone.ticket_id, 0)) is None:
            continue
        waits_until = one.phone.waits_until(_occasion(one), now)
        if waits_until is None:
            found.append((one.phone.id, one.phone.id))
        else:
            later.append(waits_until)
    return found, min(later, default=None)


def take(tx: Transaction, subscription_id: int, *, now: datetime) -> PushErrand | None:
    """Take what a phone is to be told, to send it.

    Returns:
        ``None`` where there is nothing to send: it was switched off, another server has it, the visitor is there
        already, or the call is no news any more.
    """
    seen = push_subscriptions.get(tx, subscription_id)
    office = offices.claim(tx, seen.phone.office_id) if seen else None
    asked = push_subscriptions.get(tx, subscription_id)  # once more: another server may have been quicker
    if asked is None or office is None:
        return None
    phone, standing, call_at = asked.phone, asked.standing, _occasion(asked)
    kind = standing.due(_lines(tx, [asked]).get(phone.ticket_id, 0))
    if kind is None or phone.waits_until(call_at, now) is not None:
        return None
    seconds = seconds_left(kind, call_at, now)
    if seconds <= 0:
        _note_told(tx, subscription_id, call_at)
        return None
    push_subscriptions.note_try(
        tx, subscription_id, attempts=phone.attempt(call_at), call_at=call_at, next_at=now + LEASE
    )
    counter = counters.get(tx, office.id, asked.counter_id) if call_at and asked.counter_id else None
    counter_name = counter.name if counter else ""
    return PushErrand(phone, kind, call_at, seconds, asked.number, counter_name, office.name)


def settle(tx: Transaction, errand: PushErrand, error: str, *, now: datetime) -> None:
    """Keep how a try ended; a phone that its push service does not know any more is forgotten.

    Args:
        error: code of what went wrong; empty where the push service has taken it.
    """
    offices.claim(tx, errand.phone.office_id)
    if is_gone(error):
        push_subscriptions.remove(tx, errand.phone.id)
        return
    attempts = errand.phone.attempt(errand.call_at)
    pause = pause_seconds(error, attempts) if error else None
    if pause is None:
        _note_told(tx, errand.phone.id, errand.call_at)
    else:
        _put_off(tx, errand, attempts, now + timedelta(seconds=pause))


def give_back(tx: Transaction, errand: PushErrand, *, now: datetime) -> None:
    """Have what was taken sent by whoever comes next, as if it had not been taken."""
    offices.claim(tx, errand.phone.office_id)
    _put_off(tx, errand, errand.phone.attempt(errand.call_at) - 1, now)


def forget_over(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Forget the phones of tickets that are done, and of days that have ended; return how many those were."""
    office = offices.get(tx, office_id)
    today = office.business_date or now.astimezone(ZoneInfo(office.timezone)).date()
    return push_subscriptions.forget_over(tx, office_id, today)


def _occasion(asked: Asked) -> datetime | None:
    """Return the call that a phone is to be told of; ``None``: there is none, it may be near."""
    return asked.standing.call_at if asked.standing.state is TicketState.CALLED else None


def _lines(tx: Transaction, asked: Sequence[Asked]) -> Mapping[int, int]:
    """Count the people ahead of those who wait, by ticket id; no line is read where nobody waits to hear of it."""
    waiting = (one.phone for one in asked if one.standing.state is TicketState.WAITING)
    ahead: dict[int, int] = {}
    for office_id, day in {(phone.office_id, phone.business_date) for phone in waiting}:
        ahead |= people_ahead(line.standings(tx, office_id, day))
    return ahead


def _note_told(tx: Transaction, subscription_id: int, call_at: datetime | None) -> None:
    if call_at is None:
        push_subscriptions.note_near_told(tx, subscription_id)
    else:
        push_subscriptions.note_call_told(tx, subscription_id, call_at)


def _put_off(tx: Transaction, errand: PushErrand, attempts: int, next_at: datetime) -> None:
    push_subscriptions.note_try(tx, errand.phone.id, attempts=attempts, call_at=errand.call_at, next_at=next_at)


def forget_phones(tx: Transaction) -> None:
    """Forget every phone of every office: the key is gone by which push services knew us."""
    for office in offices.every(tx):
        push_subscriptions.forget_day(tx, office.id, date.max)
