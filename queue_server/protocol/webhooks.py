"""What a program of the office is told over HTTP: less than the feed tells, and all of it seen in the hall anyway."""

from datetime import date, datetime

import msgspec

from queue_server.protocol.events import Event, EventName, SubjectEvent, TicketEvent


class ToldTicket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket as a program is told of it.

    Attributes:
        outcome: of ``ticket.completed``.
        former_number: of ``ticket.renumbered``.
        taken_back: of ``ticket.undone``: the state that the ticket no longer has.
    """

    id: int
    number: str
    state: str
    service_id: int
    service_names: dict[str, str] = {}
    counter_id: int | None = None
    counter: str = ""
    attempt: int = 0
    outcome: str = ""
    former_number: str = ""
    taken_back: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a call.

    Attributes:
        id: of this delivery, the same at each try; also in the header ``Antre-Delivery``.
        event: name of the event, or ``test``.
        office: code of the office.
        seq: of the event; a later event of the office has a higher one.
        ticket: of ``ticket.*``.
        counter_id: of ``counter.*``.
    """

    id: str
    event: str
    at: datetime
    office: str
    seq: int | None = None
    business_date: date | None = None
    ticket: ToldTicket | None = None
    counter_id: int | None = None


def told_ticket(name: EventName, of: TicketEvent) -> ToldTicket:
    """Leave out what a program has no need of: the visit, the kiosk that prints, and why a ticket's turn came."""
    return ToldTicket(
        id=of.ticket_id,
        number=of.number,
        state=of.state,
        service_id=of.service_id,
        service_names=of.service_names,
        counter_id=of.counter_id,
        counter=of.counter_name,
        attempt=of.attempt,
        outcome=of.reason if name is EventName.TICKET_COMPLETED else "",
        former_number=of.reason if name is EventName.TICKET_RENUMBERED else "",
        taken_back=of.came_from,
    )


def told(mark: str, office: str, event: Event) -> Told:
    """Return what a program is told of an event."""
    payload = event.ticket() if event.name.startswith("ticket.") else event.subject()
    about_counter = isinstance(payload, SubjectEvent) and payload.subject == "counter"
    return Told(
        id=mark,
        event=event.name.value,
        at=event.at,
        office=office,
        seq=event.seq,
        business_date=event.business_date,
        ticket=told_ticket(event.name, payload) if isinstance(payload, TicketEvent) else None,
        counter_id=payload.subject_id if isinstance(payload, SubjectEvent) and about_counter else None,
    )
