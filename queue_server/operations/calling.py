"""Calling visitors to a counter: the next one, one by number, once more, whoever comes next."""

from datetime import datetime

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.calling import CallReason, choose
from queue_server.domain.errors import NoTicketWaitingError, RecallTooSoonError, RightMissingError
from queue_server.domain.ticket import TICKET, TicketAction
from queue_server.operations import require
from queue_server.operations.post import Post, take_post
from queue_server.operations.reach import kept_for_others
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import StaffRight
from queue_server.storage import counters, events, people, waiting
from queue_server.storage.counters import Counter
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket


def call_next(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Call the ticket whose turn it is at this counter.

    A ticket still open at the counter is ended first: "next" means that the previous visitor has gone.

    Returns:
        The call. Exactly one counter receives a given ticket, however many press "next" at once.

    Raises:
        CounterPausedError: the officer is away.
        NoTicketWaitingError: nothing waits for this counter. The open ticket stays open: all is undone.

    Records:
        ``ticket.completed`` (or ``ticket.forwarded``) for the previous ticket, if any; ``ticket.called``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    post.require_working()
    post.finish_current()
    serve_awaiting(tx, post.office, now)
    ticket, reason = _whose_turn(post)
    if ticket is None:
        raise NoTicketWaitingError
    return post.answer(post.call(ticket, TicketAction.CALL, reason))


def _whose_turn(post: Post) -> tuple[Ticket | None, CallReason]:
    duties, where = post.duties(), (post.tx, post.office.id, post.business_date, post.counter.id)
    mine = [one for one in waiting.candidates(*where) if not duties or one.service_id in duties]
    kept = kept_for_others(*where)
    choice = choose((one for one in mine if one.ticket_id not in kept), post.office.policy.order, post.now)
    if choice is None:
        return None, CallReason.ONLY_ONE
    return require.ticket(post.tx, post.office, choice.ticket_id), choice.reason


def await_next(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo | None:
    """Call the ticket whose turn it is; where nobody waits, whoever comes next is called to this counter at once.

    Returns:
        The call, or ``None`` while the counter waits.

    Raises:
        CounterPausedError: the officer is away.

    Records:
        As `call_next`; ``counter.awaiting`` where nobody waits.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    post.require_working()
    post.finish_current()
    serve_awaiting(tx, post.office, now)
    ticket, reason = _whose_turn(post)
    if ticket is not None:
        return post.answer(post.call(ticket, TicketAction.CALL, reason))
    post.remember()
    counters.await_next(tx, counter_id, now)
    payload = SubjectEvent(subject="counter", subject_id=counter_id, change="awaiting")
    events.record(tx, post.office, EventName.COUNTER_AWAITING, payload, actor=actor, now=now)
    return None


def serve_awaiting(tx: Transaction, office: Office, now: datetime) -> None:
    """Call to each counter that waits for whoever comes the ticket whose turn it is there, if there is one.

    Whatever makes a ticket wait, or lets a counter serve more, ends with this: no idle counter faces a ticket that it
    could serve.

    Records:
        ``ticket.called`` for each.
    """
    if office.business_date is None:
        return
    for counter in counters.awaiting(tx, office.id):
        post = Post(tx, office, office.business_date, counter, _officer_at(counter), now)
        ticket, _reason = _whose_turn(post)
        if ticket is not None:
            post.answer(post.call(ticket, TicketAction.CALL, CallReason.AWAITED))


def _officer_at(counter: Counter) -> Actor:
    return SYSTEM if counter.officer_id is None else Actor.account(counter.officer_id)


def call_ticket(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Call a waiting ticket by its number, out of order.

    Raises:
        RightMissingError: this officer may not call out of order.
        ServiceNotYoursError: this officer may not serve the ticket's service.
        TicketElsewhereError: a counter has the ticket already; it is named.
        IllegalActionError: the ticket does not wait.

    Records:
        ``ticket.completed`` (or ``ticket.forwarded``) for the previous ticket, if any; ``ticket.called``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    post.require_working()
    _require_right(tx, actor, StaffRight.CALL_OUT_OF_ORDER)
    ticket = post.free_ticket(ticket_id)
    TICKET.advance(ticket.state, TicketAction.CALL)
    post.require_duty(ticket)
    post.finish_current()
    return _called(post, post.call(ticket, TicketAction.CALL, CallReason.NAMED))


def _called(post: Post, ticket: Ticket) -> CallInfo:
    answer = post.answer(ticket)
    serve_awaiting(post.tx, post.office, post.now)  # who was here before may have gone on to another line
    return answer


def _require_right(tx: Transaction, actor: Actor, right: StaffRight) -> None:
    account = people.account_by_id(tx, actor.id) if actor.kind == "account" else None
    if account is not None and right.value not in account.rights:
        raise RightMissingError(right=right.value)


def resume(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Call a parked ticket to this counter.

    Raises:
        ServiceNotYoursError, TicketElsewhereError, IllegalActionError: as for `call_ticket`.

    Records:
        ``ticket.completed`` (or ``ticket.forwarded``) for the previous ticket, if any; ``ticket.resumed``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    post.require_working()
    ticket = post.free_ticket(ticket_id)
    TICKET.advance(ticket.state, TicketAction.RESUME)
    post.require_duty(ticket)
    post.finish_current()
    return _called(post, post.call(ticket, TicketAction.RESUME, CallReason.RESUMED))


def recall(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Announce the called ticket again.

    Raises:
        RecallTooSoonError: it was called a moment ago; the visitor needs time to get up.

    Records:
        ``ticket.recalled`` with the attempt's count.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.RECALL)
    TICKET.advance(ticket.state, TicketAction.RECALL)
    pace = post.office.policy.calling.recall_seconds
    since = (now - ticket.last_called_at).total_seconds() if ticket.last_called_at else pace
    if 0 <= since < pace:  # a clock that was set back must not forbid calling
        raise RecallTooSoonError(seconds=round(pace - since) or 1)
    return post.answer(post.change(ticket, TicketAction.RECALL, attempt=ticket.attempt + 1, last_called_at=now))
