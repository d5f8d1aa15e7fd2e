"""What stands on the wall, and what a visitor's phone shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.errors import UnknownTicketError
from queue_server.domain.ticket import TicketState
from queue_server.operations.admission import expected_wait
from queue_server.protocol.messages import BoardCall, BoardSnapshot, WaitEstimate
from queue_server.protocol.words import Place, ServiceOutcome
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


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A visitor's place in line, for the phone: nothing about the person.

    Attributes:
        estimate: of who waits, as far as enough is known today.
        day_ended: the office closed before the visitor's turn was over.
        today: the ticket is of the open business date or, while the office is closed, of its own date.
    """

    number: str
    state: str
    ahead: int
    estimate: WaitEstimate | None
    counter_name: str
    service_names: dict[str, str]
    office_name: str
    timezone: str
    deadline_at: datetime
    day_ended: bool
    today: bool


def place_in_line(tx: Transaction, follow_code: str, *, now: datetime) -> PlaceView:
    """Return the place in line of the ticket with this address.

    Raises:
        UnknownTicketError: no ticket has this address.
    """
    found = tickets.by_follow_code(tx, follow_code)
    if found is None:
        raise UnknownTicketError
    office_id, ticket_id, business_date = found
    office = offices.get(tx, office_id)
    ticket = tickets.get(tx, office_id, business_date, ticket_id)
    service = services.get(tx, office_id, ticket.service_id) if ticket else None
    if ticket is None or service is None:
        raise UnknownTicketError
    counter = counters.get(tx, office_id, ticket.counter_id) if ticket.counter_id else None
    ahead = tickets.ahead_of(tx, office_id, ticket)
    waits = ticket.state is TicketState.WAITING
    return PlaceView(
        number=ticket.number,
        state=ticket.state,
        ahead=ahead,
        estimate=expected_wait(tx, office_id, business_date, service.id, ahead) if waits else None,
        counter_name=counter.name if counter else "",
        service_names=service.names,
        office_name=office.name,
        timezone=office.timezone,
        deadline_at=ticket.deadline_at,
        day_ended=ticket.outcome == ServiceOutcome.DAY_ENDED,
        today=business_date == (office.business_date or now.astimezone(ZoneInfo(office.timezone)).date()),
    )
