"""What an officer does at a counter. Every action is an arrow of the ticket's table, or it is refused."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from queue_server.domain.actor import Actor
from queue_server.domain.calling import CallReason, choose
from queue_server.domain.errors import CounterTakenError, NoTicketWaitingError
from queue_server.domain.ticket import TICKET, TicketAction
from queue_server.operations import require
from queue_server.operations.nonce import answer_once
from queue_server.operations.post import take_post
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.messages import CallInfo, CounterAction
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage import counters, events, offices, tickets
from queue_server.storage.counters import Counter
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

A = TypeVar("A")


def open_counter(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> None:
    """Open a counter and work there.

    Raises:
        CounterTakenError: another officer works there, or this officer works at another counter.

    Records:
        ``counter.opened``, unless it was open with this officer already.
    """
    office = offices.claim(tx, office_id)
    counter = require.counter(tx, office, counter_id)
    officer_id = actor.id if actor.kind == "account" else None
    if counter.open and counter.officer_id == officer_id:
        return
    if counter.open and counter.officer_id is not None:
        raise CounterTakenError(counter=counter.name, officer=counter.officer_name)
    if officer_id is not None:
        _require_free(tx, office, officer_id, counter)
    counters.staff(tx, counter.id, is_open=True, account_id=officer_id)
    _record_counter(tx, office, counter, EventName.COUNTER_OPENED, actor=actor, now=now)


def _require_free(tx: Transaction, office: Office, officer_id: int, wanted: Counter) -> None:
    other = counters.of_officer(tx, office.id, officer_id)
    if other is not None and other.id != wanted.id:
        raise CounterTakenError(counter=other.name, officer=other.officer_name)


def close_counter(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> None:
    """Leave a counter; a ticket still open there is completed first.

    Raises:
        CounterTakenError: another officer works there.

    Records:
        ``ticket.completed`` for the open ticket, if any; ``counter.closed``.
    """
    office = offices.claim(tx, office_id)
    counter = require.counter(tx, office, counter_id)
    if not counter.open:
        return
    if office.business_date is not None:
        take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now).finish_current()
    counters.staff(tx, counter.id, is_open=False, account_id=None)
    _record_counter(tx, office, counter, EventName.COUNTER_CLOSED, actor=actor, now=now)


def _record_counter(
    tx: Transaction, office: Office, counter: Counter, name: EventName, *, actor: Actor, now: datetime
) -> None:
    payload = SubjectEvent(subject="counter", subject_id=counter.id, change=name.partition(".")[2])
    events.record(tx, office, name, payload, actor=actor, now=now)


def call_next(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Call the ticket whose turn it is at this counter.

    A ticket still open at the counter is completed first: "next" means that the previous visitor has gone.

    Returns:
        The call. Exactly one counter receives a given ticket, however many press "next" at once.

    Raises:
        NoTicketWaitingError: nothing waits for this counter. The open ticket stays open: all is undone.

    Records:
        ``ticket.completed`` for the previous ticket, if any; ``ticket.called``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    post.finish_current()
    candidates = tickets.candidates(tx, office_id, post.business_date, counter_id)
    choice = choose(candidates, post.office.policy.order, now)
    if choice is None:
        raise NoTicketWaitingError
    ticket = require.ticket(tx, post.office, choice.ticket_id)
    return post.answer(post.call(ticket, TicketAction.CALL, choice.reason))


def call_ticket(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Call a waiting ticket by its number, out of order.

    Raises:
        TicketElsewhereError: a counter has the ticket already; it is named.
        IllegalActionError: the ticket does not wait.

    Records:
        ``ticket.completed`` for the previous ticket, if any; ``ticket.called``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.free_ticket(ticket_id)
    TICKET.advance(ticket.state, TicketAction.CALL)
    post.finish_current()
    return post.answer(post.call(ticket, TicketAction.CALL, CallReason.NAMED))


def resume(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Call a parked ticket to this counter.

    Raises:
        TicketElsewhereError, IllegalActionError: as for `call_ticket`.

    Records:
        ``ticket.completed`` for the previous ticket, if any; ``ticket.resumed``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.free_ticket(ticket_id)
    TICKET.advance(ticket.state, TicketAction.RESUME)
    post.finish_current()
    return post.answer(post.call(ticket, TicketAction.RESUME, CallReason.RESUMED))


def recall(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Announce the called ticket again.

    Records:
        ``ticket.recalled`` with the attempt's count.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.RECALL)
    again = post.change(ticket, TicketAction.RECALL, attempt=ticket.attempt + 1, last_called_at=now)
    return post.answer(again)


def start(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Start serving the called ticket.

    Records:
        ``ticket.started``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.START)
    return post.answer(post.change(ticket, TicketAction.START, started_at=ticket.started_at or now))


def complete(
    tx: Transaction, outcome: ServiceOutcome, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Complete the service of the ticket at this counter.

    Records:
        ``ticket.completed`` with the outcome.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    return post.answer(post.complete(post.current_for(TicketAction.COMPLETE), outcome))


def no_show(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Record that the called visitor did not come.

    Records:
        ``ticket.no_show``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.NO_SHOW)
    return post.answer(post.change(ticket, TicketAction.NO_SHOW, ended_at=now))


def park(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Set the ticket being served aside.

    Records:
        ``ticket.parked``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    return post.answer(post.change(post.current_for(TicketAction.PARK), TicketAction.PARK))


def transfer(
    tx: Transaction,
    service_id: int,
    *,
    keep_place: bool = True,
    office_id: int,
    counter_id: int,
    actor: Actor,
    now: datetime,
) -> CallInfo:
    """Send the ticket at this counter to the line of another service.

    Args:
        keep_place: whether the ticket is ordered by its arrival, or by now.

    Raises:
        UnknownServiceError: there is no such service.

    Records:
        ``ticket.transferred``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.TRANSFER)
    service = require.service(tx, post.office, service_id)
    ordering_at = ticket.ordering_at if keep_place else now
    moved = post.change(
        ticket,
        TicketAction.TRANSFER,
        service_id=service.id,
        ordering_at=ordering_at,
        counter_id=None,
        attempt=0,
        started_at=None,
    )
    return post.answer(moved)


def reinstate(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Put a visitor who came after all back in line, at the place of the arrival.

    Records:
        ``ticket.reinstated``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = require.ticket(tx, post.office, ticket_id)
    return post.answer(post.change(ticket, TicketAction.REINSTATE, counter_id=None, attempt=0, ended_at=None))


def cancel(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Cancel a waiting or parked ticket: the visitor has given up.

    Records:
        ``ticket.cancelled``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = require.ticket(tx, post.office, ticket_id)
    return post.answer(post.change(ticket, TicketAction.CANCEL, ended_at=now))


def act_once(
    tx: Transaction,
    operation: Callable[..., A],
    request: CounterAction,
    *,
    answer_type: type[A],
    office_id: int,
    counter_id: int,
    device_id: int,
    now: datetime,
    **arguments: Any,
) -> A:
    """Run an operation of a counter for a device, once per nonce.

    Raises:
        NonceReusedError: the nonce was used for another request.
    """
    offices.claim(tx, office_id)
    return answer_once(
        tx,
        lambda: operation(
            tx, office_id=office_id, counter_id=counter_id, actor=Actor.device(device_id), now=now, **arguments
        ),
        answer_type,
        device_id=device_id,
        nonce=request.nonce,
        asked=(operation.__name__, counter_id, sorted(arguments.items())),
        now=now,
    )
