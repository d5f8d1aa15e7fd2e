"""Look something up, or refuse with the error that names it."""

from datetime import date

from queue_server.domain.errors import (
    InvalidValueError,
    LaneNotOfferedError,
    OfficeClosedError,
    UnknownBookingError,
    UnknownCaseError,
    UnknownCounterError,
    UnknownServiceError,
    UnknownTicketError,
)
from queue_server.protocol.words import Lane
from queue_server.storage import counters, screening, services, tickets, visits
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction


def text(field: str, value: str) -> str:
    """Return a text without blanks around it, or raise `InvalidValueError` naming the field where nothing is left."""
    if not value.strip():
        raise InvalidValueError(field=field, problem="missing")
    return value.strip()


def open_date(office: Office) -> date:
    """Return the open business date.

    Raises:
        OfficeClosedError: the office has not opened its day.
    """
    if office.business_date is None:
        raise OfficeClosedError
    return office.business_date


def service(tx: Transaction, office: Office, service_id: int) -> services.Service:
    """Return a service of the office, or raise `UnknownServiceError`."""
    found = services.get(tx, office.id, service_id)
    if found is None:
        raise UnknownServiceError(service=service_id)
    return found


def prefix(tx: Transaction, of: services.Service, lane: Lane) -> str:
    """Return the prefix of a service's lane, or raise `LaneNotOfferedError`."""
    found = services.prefix(tx, of.id, lane)
    if found is None:
        raise LaneNotOfferedError(lane=lane)
    return found


def counter(tx: Transaction, office: Office, counter_id: int) -> counters.Counter:
    """Return an active counter of the office, or raise `UnknownCounterError`."""
    found = counters.get(tx, office.id, counter_id)
    if found is None or not found.active:
        raise UnknownCounterError(counter=counter_id)
    return found


def ticket(tx: Transaction, office: Office, ticket_id: int) -> tickets.Ticket:
    """Return a ticket of today, or raise `UnknownTicketError`."""
    found = tickets.get(tx, office.id, open_date(office), ticket_id)
    if found is None:
        raise UnknownTicketError(ticket=ticket_id)
    return found


def booking(tx: Transaction, office: Office, code: str) -> visits.Booking:
    """Return the booking with a code, or raise `UnknownBookingError`."""
    found = visits.booking_by_code(tx, office.id, code)
    if found is None:
        raise UnknownBookingError
    return found


def open_case(tx: Transaction, office: Office, case_id: str) -> screening.Case:
    """Return a case that still stands open, or raise `UnknownCaseError`."""
    found = screening.get(tx, office.id, case_id)
    if found is None or found.visit_id is None or found.business_date != office.business_date:
        raise UnknownCaseError
    return found
