"""Look something up, or refuse with the error that names it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.booking import Window, require_usable
from queue_server.domain.errors import (
    InvalidValueError,
    LaneNotOfferedError,
    OfficeClosedError,
    UnknownBookingError,
    UnknownCaseError,
    UnknownCounterError,
    UnknownKioskError,
    UnknownServiceError,
    UnknownTicketError,
)
from queue_server.protocol.words import DeviceRole, Lane
from queue_server.storage import counters, lane_days, people, screening, services, tickets, visits
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


def lane_today(tx: Transaction, of: services.Service, lane: Lane, day: date) -> lane_days.LaneToday:
    """Return a service's lane on a business date, or raise `LaneNotOfferedError`."""
    found = lane_days.today(tx, day, of.id, lane)
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


def usable(booking: visits.Booking, office: Office, now: datetime) -> Window:
    """Return the times of a booking that may be checked in now, or raise what stands against it."""
    slot_at = booking.slot_at.astimezone(ZoneInfo(office.timezone))
    return require_usable(booking.state, slot_at, open_date(office), office.policy.bookings, now)


def kiosk(tx: Transaction, office: Office, kiosk_id: int | None) -> people.Device:
    """Return a kiosk that can print, or raise `UnknownKioskError`."""
    device = people.device_by_id(tx, office.id, kiosk_id) if kiosk_id else None
    if device is None or not prints(device):
        raise UnknownKioskError(kiosk=kiosk_id)
    return device


def prints(device: people.Device) -> bool:
    """Tell whether a device is a kiosk that may be asked to print."""
    return device.role == DeviceRole.KIOSK and device.revoked_at is None


def open_case(tx: Transaction, office: Office, case_id: str) -> screening.Case:
    """Return a case that still stands open, or raise `UnknownCaseError`."""
    found = screening.get(tx, office.id, case_id)
    if found is None or found.visit_id is None or found.business_date != office.business_date:
        raise UnknownCaseError
    return found


def case_of_visit(tx: Transaction, office: Office, visit_id: int) -> screening.Case:
    """Return the undecided case of a visit, or raise `UnknownCaseError`."""
    opened = screening.open_cases(tx, office.id, open_date(office))
    found = next((case for case in opened if case.visit_id == visit_id), None)
    if found is None:
        raise UnknownCaseError
    return found
