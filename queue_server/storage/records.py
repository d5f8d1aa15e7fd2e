"""Tickets of any day, looked for by what a visitor can tell: the number, the booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, and_, bindparam, select

from queue_server.domain.ticket import WITHDRAWN, TicketState
from queue_server.protocol.words import Lane
from queue_server.storage.statement import Query, Transaction
from queue_server.storage.tables import ticket, visit
from queue_server.storage.tickets import COLUMNS, Ticket, as_ticket


@dataclass(frozen=True, slots=True)
class BriefTicket:
    """A ticket as the list of a day shows it; ``service_id`` is what was chosen at the arrival."""

    visit_id: int
    number: str
    service_id: int
    lane: Lane
    state: TicketState
    outcome: str
    arrived_at: datetime
    deadline_at: datetime
    ended_at: datetime | None


def _brief(
    visit_id: int,
    number: str,
    service_id: int,
    lane: str,
    state: str,
    outcome: str,
    arrived_at: datetime,
    deadline_at: datetime,
    ended_at: datetime | None,
) -> BriefTicket:
    known = (visit_id, number, service_id, Lane(lane), TicketState(state), outcome)
    return BriefTicket(*known, arrived_at, deadline_at, ended_at)


_GIVEN = and_(ticket.c.office_id == bindparam("office_id"), ticket.c.outcome != bindparam("withdrawn", WITHDRAWN, Text))
"""A number that was withdrawn with a decision of the screening desk stands in no record: it would tell of the desk."""
_TODAY = ticket.c.business_date == bindparam("business_date")
_TICKETS = select(*COLUMNS)
_BY_NUMBER = Query(_TICKETS.where(_GIVEN, _TODAY, ticket.c.number == bindparam("number")), as_ticket)
_BY_VISIT = Query(_TICKETS.where(_GIVEN, _TODAY, ticket.c.visit_id == bindparam("visit_id")), as_ticket)
_OF_BOOKING = Query(
    _TICKETS.join(visit, and_(visit.c.id == ticket.c.visit_id, visit.c.booking_id == bindparam("booking_id")))
    .where(_GIVEN)
    .order_by(ticket.c.id),
    as_ticket,
)
_WHOLE_DAY = Query(_TICKETS.where(_GIVEN, _TODAY).order_by(ticket.c.number), as_ticket)
_OF_DAY = Query(
    select(*((visit if name == "service_id" else ticket).c[name] for name in BriefTicket.__dataclass_fields__))
    .join(visit, visit.c.id == ticket.c.visit_id)
    .where(_GIVEN, _TODAY)
    .order_by(ticket.c.number),
    _brief,
)


def by_number(tx: Transaction, office_id: int, business_date: date, number: str) -> Sequence[Ticket]:
    """Return the ticket with a number on a business date, if there is one."""
    return tx.all(_BY_NUMBER, office_id=office_id, business_date=business_date, number=number)


def by_visit(tx: Transaction, office_id: int, business_date: date, visit_id: int) -> Sequence[Ticket]:
    """Return the ticket of a visit of a business date, if there is one."""
    return tx.all(_BY_VISIT, office_id=office_id, business_date=business_date, visit_id=visit_id)


def of_booking(tx: Transaction, office_id: int, booking_id: int) -> Sequence[Ticket]:
    """Return the tickets that were given for a booking, the first first."""
    return tx.all(_OF_BOOKING, office_id=office_id, booking_id=booking_id)


def of_day(tx: Transaction, office_id: int, business_date: date) -> Sequence[BriefTicket]:
    """Return all tickets of a business date, by their numbers."""
    return tx.all(_OF_DAY, office_id=office_id, business_date=business_date)


def tickets_of_day(tx: Transaction, office_id: int, business_date: date) -> Sequence[Ticket]:
    """Return the same tickets with all that happened to them."""
    return tx.all(_WHOLE_DAY, office_id=office_id, business_date=business_date)
