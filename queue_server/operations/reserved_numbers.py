"""Numbers that kiosks gave from their reserve: used once each, and what stands on paper stands in line."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError
from queue_server.operations import require
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.storage import counters, events, number_reserves, records, tickets
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket


def use(tx: Transaction, office: Office, number: str, device_id: int) -> None:
    """Note that a visitor came with a number of a kiosk's reserve.

    Raises:
        InvalidValueError: it is not in this kiosk's reserve, or another visitor has it.
    """
    day, (prefix, count) = require.open_date(office), number.split("-")
    held = number_reserves.use(tx, office.id, day, device_id, prefix, int(count))
    if not held or records.by_number(tx, office.id, day, number):
        raise InvalidValueError(field="number", problem="not_reserved")


def give(tx: Transaction, office: Office, known: Ticket, number: str, *, device_id: int, now: datetime) -> None:
    """Let a ticket have the number that stands on the visitor's paper.

    Raises:
        InvalidValueError: as for `use`.

    Records:
        ``ticket.renumbered``, unless it has that number.
    """
    if known.number == number:
        return
    use(tx, office, number, device_id)
    ticket = replace(known, number=number)
    tickets.renumber(tx, ticket.id, ticket.number)
    counter = counters.get(tx, office.id, ticket.counter_id) if ticket.counter_id else None
    payload = TicketEvent(
        ticket_id=ticket.id,
        visit_id=ticket.visit_id,
        number=ticket.number,
        service_id=ticket.service_id,
        state=ticket.state,
        counter_id=ticket.counter_id,
        counter_name=counter.name if counter else "",
        reason=known.number,
    )
    events.record(tx, office, EventName.TICKET_RENUMBERED, payload, actor=Actor.device(device_id), now=now)
