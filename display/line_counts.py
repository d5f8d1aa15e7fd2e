"""How many wait for each service: kept from event to event. Pure.

Where the events cannot tell, the next snapshot sets the counts right.
"""

from collections.abc import Mapping

from queue_server.protocol.events import EventName, TicketEvent

_TO_WAITING = frozenset(
    {
        EventName.TICKET_ISSUED,
        EventName.TICKET_REINSTATED,
        EventName.TICKET_TRANSFERRED,
        EventName.TICKET_FORWARDED,
    }
)
_FROM_WAITING = frozenset({EventName.TICKET_CALLED, EventName.TICKET_TRANSFERRED, EventName.TICKET_CANCELLED})

Counts = dict[int, int]


def count(
    waiting: Mapping[int, int], tickets: Mapping[int, int], name: EventName, ticket: TicketEvent
) -> tuple[Counts, Counts]:
    """Bring the counts one event further.

    Args:
        waiting: waiting tickets by service id.
        tickets: service by ticket, for the waiting tickets that are known by name.
        name: what happened.
        ticket: to which ticket, with its state after it.

    Returns:
        Both, as they are then.
    """
    if name is EventName.TICKET_UNDONE:
        return _taken_back(dict(waiting), dict(tickets), ticket)
    after, known = dict(waiting), dict(tickets)
    left = known.pop(ticket.ticket_id, None)
    if left is None and name in (EventName.TICKET_CALLED, EventName.TICKET_CANCELLED):
        left = ticket.service_id if name is EventName.TICKET_CALLED or ticket.counter_id is None else None
    if left is not None and name in _FROM_WAITING:
        after[left] = max(0, after.get(left, 0) - 1)
    if name in _TO_WAITING and ticket.state == "waiting":
        _add(after, known, ticket)
    elif left is not None and name not in _FROM_WAITING:
        known[ticket.ticket_id] = left
    return after, known


def _taken_back(waiting: Counts, tickets: Counts, ticket: TicketEvent) -> tuple[Counts, Counts]:
    left = tickets.pop(ticket.ticket_id, ticket.service_id)
    if ticket.came_from == "waiting":
        waiting[left] = max(0, waiting.get(left, 0) - 1)
    if ticket.state == "waiting":
        _add(waiting, tickets, ticket)
    return waiting, tickets


def _add(waiting: Counts, tickets: Counts, ticket: TicketEvent) -> None:
    waiting[ticket.service_id] = waiting.get(ticket.service_id, 0) + 1
    tickets[ticket.ticket_id] = ticket.service_id
