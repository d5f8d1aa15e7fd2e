"""Serving at a counter: start, complete, the next stage, park, transfer, no-show, and back in line."""

from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError, NoStageLeftError
from queue_server.domain.policy import OfficePolicy
from queue_server.domain.route import MOST_STEPS, Step
from queue_server.domain.service_time import add_piece
from queue_server.domain.ticket import TICKET, TicketAction, TicketState
from queue_server.operations import require
from queue_server.operations.calling import serve_awaiting
from queue_server.operations.post import Post, take_post
from queue_server.operations.served import require_served
from queue_server.protocol.events import EventName
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket

LONGEST_NOTE = 200


def start(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Start serving the called ticket.

    Records:
        ``ticket.started``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.START)
    walked = add_piece(ticket.walked_seconds, ticket.stage_called_at, now)
    return post.answer(post.change(ticket, TicketAction.START, started_at=now, walked_seconds=walked))


def complete(
    tx: Transaction, outcome: str, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Complete the service of the ticket at this counter; stages that were left are dropped.

    Args:
        outcome: a `ServiceOutcome`, or the code of one of the office's own.

    Raises:
        InvalidValueError: the office has no such outcome.

    Records:
        ``ticket.completed`` with the outcome.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.COMPLETE)
    return post.answer(post.complete(ticket, _known_outcome(post.office.policy, outcome)))


def _known_outcome(policy: OfficePolicy, outcome: str) -> str:
    known = {one.value for one in ServiceOutcome if one is not ServiceOutcome.DAY_ENDED}
    if outcome not in known | {rule.code for rule in policy.outcomes}:
        raise InvalidValueError(field="outcome", problem="unknown")
    return str(outcome)


def next_stage(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Send the visitor to the next service on the way; the place in line is kept by arrival.

    Raises:
        NoStageLeftError: the way ends here.

    Records:
        ``ticket.forwarded``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.NEXT_STAGE)
    TICKET.advance(ticket.state, TicketAction.NEXT_STAGE)
    if not ticket.route:
        raise NoStageLeftError
    return _in_line_again(post, post.forward(ticket))


def add_service(
    tx: Transaction, service_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Add a service to the end of the way of the visitor at this counter: one ticket, several services.

    Raises:
        IllegalActionError: nobody is served here.
        UnknownServiceError: there is no such service.
        InvalidValueError: no counter serves it, or the way is too long.

    Records:
        ``ticket.rerouted``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.COMPLETE)
    TICKET.advance(ticket.state, TicketAction.COMPLETE)
    service = require.service(tx, post.office, service_id)
    require_served(tx, office_id, service)
    if len(ticket.route) >= MOST_STEPS:
        raise InvalidValueError(field="service_id", problem="too_many")
    changed = replace(ticket, route=(*ticket.route, Step(service.id)))
    post.store(ticket, changed)
    post.record(changed, EventName.TICKET_REROUTED)
    return post.answer(changed)


def no_show(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Record that the called visitor did not come.

    Records:
        ``ticket.no_show``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.NO_SHOW)
    return post.answer(post.change(ticket, TicketAction.NO_SHOW, ended_at=now))


def park(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Set the ticket being served aside; the time until it is resumed is not time of service.

    Records:
        ``ticket.parked``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.PARK)
    served = post.served(ticket)
    parked = post.change(ticket, TicketAction.PARK, served_seconds=served, started_at=None, joined_line_at=now)
    return post.answer(parked)


def transfer(
    tx: Transaction,
    service_id: int,
    *,
    keep_place: bool = True,
    note: str = "",
    come_back: bool = False,
    ticket_id: int | None = None,
    office_id: int,
    counter_id: int,
    actor: Actor,
    now: datetime,
) -> CallInfo:
    """Send a ticket to the line of another service.

    Args:
        keep_place: whether the ticket is ordered by its arrival, or by now.
        note: for the next officer, at most 200 characters; never health data.
        come_back: after the other service the visitor returns to this counter.
        ticket_id: a waiting or parked ticket; ``None`` for the one at this counter.

    Raises:
        UnknownServiceError: there is no such service.
        InvalidValueError: no counter serves it; the note is too long, or the way is.
        IllegalActionError: a waiting ticket cannot come back to a counter that it has not been at.

    Records:
        ``ticket.transferred``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = post.current_for(TicketAction.TRANSFER) if ticket_id is None else post.free_ticket(ticket_id)
    service = require.service(tx, post.office, service_id)
    require_served(tx, office_id, service)
    if len(note) > LONGEST_NOTE:
        raise InvalidValueError(field="note", problem="too_long")
    route = ticket.route
    if come_back:
        route = (Step(ticket.service_id, counter_id=counter_id, note=note.strip()), *route)
    if len(route) > MOST_STEPS:
        raise InvalidValueError(field="service_id", problem="too_many")
    moved = post.change(
        ticket,
        TicketAction.TRANSFER,
        service_id=service.id,
        ordering_at=ticket.ordering_at if keep_place else now,
        for_counter_id=None,
        note=note.strip(),
        route=route,
        **post.leaving(ticket),
    )
    return _in_line_again(post, moved)


def reinstate(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Put a visitor who came after all back in line.

    Who comes back soon keeps the place of the arrival; later it is the end of the line (`CallPolicy.return_seconds`).

    Records:
        ``ticket.reinstated``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = require.ticket(tx, post.office, ticket_id)
    limit = timedelta(seconds=post.office.policy.calling.return_seconds)
    soon = ticket.ended_at is None or now - ticket.ended_at <= limit
    back = post.change(
        ticket,
        TicketAction.REINSTATE,
        ordering_at=ticket.ordering_at if soon else now,
        ended_at=None,
        **post.leaving(ticket),
    )
    return _in_line_again(post, back)


def cancel(
    tx: Transaction, ticket_id: int, *, office_id: int, counter_id: int, actor: Actor, now: datetime
) -> CallInfo:
    """Cancel a waiting or parked ticket: the visitor has given up.

    Records:
        ``ticket.cancelled``.
    """
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    ticket = require.ticket(tx, post.office, ticket_id)
    return post.answer(post.change(ticket, TicketAction.CANCEL, ended_at=now, note=""))


def _in_line_again(post: Post, ticket: Ticket) -> CallInfo:
    assert ticket.state is TicketState.WAITING  # noqa: S101 - by the table of the machine
    answer = post.answer(ticket)
    serve_awaiting(post.tx, post.office, post.now)
    return answer
