"""Taking back the last action at a counter, with the former times."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import NothingToUndoError, UndoOvertakenError, UndoTooLateError
from queue_server.domain.ticket import TicketState
from queue_server.operations import require
from queue_server.operations.calling import serve_awaiting
from queue_server.operations.counter import open_counter
from queue_server.operations.post import Post, take_post
from queue_server.protocol.events import EventName
from queue_server.protocol.messages import CallInfo
from queue_server.storage import counters, last_actions, offices, tickets
from queue_server.storage.last_actions import TicketChange
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket


def undo(tx: Transaction, *, office_id: int, counter_id: int, actor: Actor, now: datetime) -> CallInfo:
    """Take back what was done last at this counter: every ticket of it is again as it was.

    Closing a counter with a visitor is taken back as well: it is open again, for whoever takes it back.

    Returns:
        The ticket that was changed first, as it is now.

    Raises:
        NothingToUndoError: nothing was done here today, or it was taken back already.
        UndoTooLateError: it is older than `CallPolicy.undo_seconds`.
        UndoOvertakenError: somebody has gone on with a ticket since; nothing changes.
        CounterTakenError: another officer has opened the counter since, or this one works at another.

    Records:
        ``ticket.undone`` for each ticket; what was taken back stays in the record. ``counter.opened`` where it was
        closed; ``ticket.called`` where a counter waits for whoever comes.
    """
    day = require.open_date(offices.claim(tx, office_id))
    action = last_actions.get(tx, counter_id, day)
    if action is not None and action.closed:
        open_counter(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    post = take_post(tx, office_id=office_id, counter_id=counter_id, actor=actor, now=now)
    if action is None:
        raise NothingToUndoError
    limit = post.office.policy.calling.undo_seconds
    if (now - action.at).total_seconds() > limit:
        raise UndoTooLateError(seconds=limit)
    restored = [_restored(post, change) for change in _net(action.changes)]
    for ticket, came_from in reversed(restored):  # the later one leaves the counter before the earlier one returns
        tickets.save(tx, ticket)
        post.record(ticket, EventName.TICKET_UNDONE, came_from=came_from)
    last_actions.clear(tx, counter_id)
    if post.current() is not None:
        counters.await_next(tx, counter_id, None)
    serve_awaiting(tx, post.office, now)
    return post.shown(restored[0][0])


def _net(changes: tuple[TicketChange, ...]) -> list[TicketChange]:
    """Return one change for each ticket: as it was before the first, and as it is after the last."""
    found: dict[int, TicketChange] = {}
    for change in changes:
        first = found.get(change.after.id, change)
        found[change.after.id] = TicketChange(first.before, change.after)
    return list(found.values())


def _restored(post: Post, change: TicketChange) -> tuple[Ticket, TicketState]:
    """Return a ticket as it was, and the state that it leaves; what others than officers write stays as it is now."""
    now = require.ticket(post.tx, post.office, change.after.id)
    kept = {name: getattr(now, name) for name in ("print_state", "print_device_id", "print_state_at", "breached_at")}
    if now != replace(change.after, **kept):
        raise UndoOvertakenError(number=now.number)
    return replace(change.before, **kept), now.state
