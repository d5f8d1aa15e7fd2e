"""Letting a visit into the line: its ticket, and all that the ticket shows."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from queue_server.domain.actor import Actor
from queue_server.domain.booking import ordering_time
from queue_server.domain.numbering import ticket_number
from queue_server.domain.promise import SERVICES_BEFORE_ESTIMATE, deadline, estimate_wait
from queue_server.domain.route import planned
from queue_server.operations.calling import serve_awaiting
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.protocol.messages import TicketInfo, WaitEstimate
from queue_server.storage import counters, events, numbers, tickets
from queue_server.storage.offices import Office
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket
from queue_server.storage.visits import Visit


@dataclass(frozen=True, slots=True)
class Admission:
    """What is needed to issue the ticket of a visit.

    Attributes:
        prefix: of the number, by service and lane.
        slot_at: the booking's time, if there is a booking.
        party_size: applicants who came together.
        print_at: id of the kiosk that is told by an event to print; ``None`` where it has the answer in hand.
        number: that the visitor holds already, from a kiosk's reserve; ``None`` for the next one.
    """

    office: Office
    visit: Visit
    service: Service
    prefix: str
    slot_at: datetime | None
    party_size: int = 1
    print_at: int | None = None
    number: str | None = None


def issue_ticket(tx: Transaction, admission: Admission, *, actor: Actor, now: datetime) -> TicketInfo:
    """Issue the ticket of a visit, ordered by its arrival.

    Records:
        ``ticket.issued``.
    """
    office, visit, service = admission.office, admission.visit, admission.service
    new = Ticket(
        business_date=visit.business_date,
        visit_id=visit.id,
        service_id=service.id,
        lane=visit.lane,
        number=admission.number or _next_number(tx, admission),
        arrived_at=visit.arrived_at,
        slot_at=admission.slot_at,
        ordering_at=ordering_time(visit.arrived_at, admission.slot_at),
        deadline_at=deadline(visit.arrived_at, office.policy.promise_seconds),
        issued_at=now,
        route=planned(service.stages),
        party_size=admission.party_size,
    )
    ticket = replace(new, id=tickets.add(tx, office.id, new))
    _record_issue(tx, admission, ticket, actor=actor, now=now)
    shown = ticket_info(tx, office, service, ticket, language=visit.language)
    serve_awaiting(tx, office, now)
    return shown


def _next_number(tx: Transaction, admission: Admission) -> str:
    count = numbers.next_count(tx, admission.office.id, admission.visit.business_date, admission.prefix)
    return ticket_number(admission.prefix, count)


def ticket_info(tx: Transaction, office: Office, service: Service, ticket: Ticket, *, language: str) -> TicketInfo:
    """Return all that a ticket shows, with the line as it is now."""
    ahead = tickets.ahead_of(tx, office.id, ticket)
    return TicketInfo(
        id=ticket.id,
        number=ticket.number,
        office_name=office.name,
        service_names=service.names,
        business_date=ticket.business_date,
        issued_at=ticket.issued_at,
        timezone=office.timezone,
        ahead=ahead,
        estimate=expected_wait(tx, office.id, ticket.business_date, ticket.service_id, ahead),
        deadline_at=ticket.deadline_at,
        follow_url="",  # signed where it is told
        language=language,
        party_size=ticket.party_size,
    )


def expected_wait(
    tx: Transaction, office_id: int, business_date: date, service_id: int, ahead: int
) -> WaitEstimate | None:
    """Return a range for the wait with so many ahead, or ``None`` while too little is known today.

    The ticket, the visitor's phone and the tile at the kiosk all tell this one.
    """
    figures = tickets.figures(tx, office_id, business_date, service_id)
    if figures.completed < SERVICES_BEFORE_ESTIMATE:
        return None
    at_work = counters.open_for(tx, office_id, service_id)
    return estimate_wait(ahead, figures.mean_seconds, at_work, figures.completed)


def _record_issue(tx: Transaction, admission: Admission, ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    payload = TicketEvent(
        ticket_id=ticket.id,
        visit_id=ticket.visit_id,
        number=ticket.number,
        service_id=ticket.service_id,
        service_names=admission.service.names,
        state=ticket.state,
        print_at=admission.print_at,
    )
    events.record(
        tx,
        admission.office,
        EventName.TICKET_ISSUED,
        payload,
        actor=actor,
        now=now,
        target_device_id=admission.print_at,
    )
