"""What stands on the wall."""

from collections.abc import Sequence
from datetime import datetime

from queue_server.domain.ticket import TicketState
from queue_server.operations.look import look_version
from queue_server.operations.next_opening import opens_at
from queue_server.operations.notices import shown_now
from queue_server.protocol.board import BoardCall, BoardSnapshot
from queue_server.protocol.words import Place
from queue_server.storage import counters, events, offices, services, tickets
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket


def board_snapshot(tx: Transaction, *, office_id: int, place: Place | None = None, now: datetime) -> BoardSnapshot:
    """Return what stands on the wall now; the feed goes on after its ``seq``.

    Args:
        place: whose services are shown; ``None`` for all.
    """
    office = offices.get(tx, office_id)
    day = office.business_date
    open_tickets: list[Ticket] = []
    waiting: dict[int, int] = {}
    if day is not None:
        for state in (TicketState.CALLED, TicketState.SERVING):
            open_tickets += tickets.in_state(tx, office_id, day, state)
        waiting = tickets.waiting_by_service(tx, office_id, day)
    offered = services.every(tx, office_id)
    here = {each.id for each in offered if place in (None, each.place)}
    open_tickets = [ticket for ticket in open_tickets if ticket.service_id in here]
    waiting = {service_id: count for service_id, count in waiting.items() if service_id in here}
    calls = _calls(tx, office_id, open_tickets, offered)
    open_here = {each.id for each in offered if each.open and each.id in here}
    in_line = {ticket.service_id for ticket in open_tickets} | waiting.keys()
    return BoardSnapshot(
        office_name=office.name,
        timezone=office.timezone,
        business_date=day,
        calls=tuple(sorted(calls, key=lambda call: call.called_at, reverse=True)),
        waiting={str(service_id): count for service_id, count in waiting.items()},
        service_names={str(each.id): each.names for each in offered if each.id in in_line | open_here},
        only_services=None if len(here) == len(offered) else tuple(sorted(here)),
        look=look_version(tx, office),
        opens_at=opens_at(tx, office, [each for each in offered if each.id in here and each.at_kiosk], now),
        notices=shown_now(tx, office, now),
        every_service={str(each.id): each.names for each in offered if each.id in here},
        counter_names={str(each.id): each.name for each in counters.every(tx, office_id) if each.active},
        seq=events.last_seq(tx, office_id),
        now=now,
    )


def _calls(tx: Transaction, office_id: int, open_tickets: list[Ticket], offered: Sequence[Service]) -> list[BoardCall]:
    names = {service.id: service.names for service in offered}
    places = {counter.id: counter.name for counter in counters.every(tx, office_id)}
    return [
        BoardCall(
            ticket_id=ticket.id,
            number=ticket.number,
            counter_id=ticket.counter_id,
            counter_name=places[ticket.counter_id],
            service_id=ticket.service_id,
            service_names=names[ticket.service_id],
            attempt=ticket.attempt,
            called_at=ticket.last_called_at,
            serving=ticket.state is TicketState.SERVING,
        )
        for ticket in open_tickets
        if ticket.counter_id is not None and ticket.last_called_at is not None
    ]
