"""Bookings: looked up at the kiosk, handed over by the office's own system."""

from datetime import datetime
from zoneinfo import ZoneInfo

from queue_server.domain.actor import Actor
from queue_server.domain.booking import BookingState, require_usable
from queue_server.domain.errors import DuplicateBookingError, InvalidValueError
from queue_server.operations import require
from queue_server.operations.nonce import answer_once
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.messages import BookingInfo, BookingRequest
from queue_server.storage import events, offices, visits
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking


def find_booking(tx: Transaction, code: str, *, office_id: int) -> BookingInfo:
    """Return what a kiosk may show of a booking that can be checked in today.

    Raises:
        UnknownBookingError, BookingUsedError, BookingCancelledError, BookingOtherDayError: it can't be used today.
        OfficeClosedError: the day is not open.
    """
    office = offices.get(tx, office_id)
    booking = require.booking(tx, office, code)
    require_usable(booking.state, booking.business_date, require.open_date(office))
    return _info(tx, office, booking)


def create_booking(
    tx: Transaction, request: BookingRequest, *, office_id: int, device_id: int, actor: Actor, now: datetime
) -> BookingInfo:
    """Create a booking for a service at a time.

    Raises:
        UnknownServiceError: there is no such service.
        DuplicateBookingError: another booking has this code.
        InvalidValueError: the slot's time has no zone.

    Records:
        ``booking.created``.
    """
    office = offices.claim(tx, office_id)
    asked = (request.code, request.service_id, request.slot_at, request.party_size)

    def run() -> BookingInfo:
        booking = _add(tx, office, request)
        payload = SubjectEvent(subject="booking", subject_id=booking.id, change="created")
        events.record(tx, office, EventName.BOOKING_CREATED, payload, actor=actor, now=now)
        return _info(tx, office, booking)

    return answer_once(tx, run, BookingInfo, device_id=device_id, nonce=request.nonce, asked=asked, now=now)


def _add(tx: Transaction, office: Office, request: BookingRequest) -> Booking:
    require.service(tx, office, request.service_id)
    if request.slot_at.tzinfo is None:
        raise InvalidValueError(field="slot_at", problem="no_time_zone")
    if visits.booking_by_code(tx, office.id, request.code) is not None:
        raise DuplicateBookingError(code=request.code)
    booking = Booking(
        id=0,
        business_date=request.slot_at.astimezone(ZoneInfo(office.timezone)).date(),
        code=request.code,
        service_id=request.service_id,
        slot_at=request.slot_at,
        party_size=request.party_size,
        state=BookingState.BOOKED,
    )
    visits.add_booking(tx, office.id, booking)
    return booking


def _info(tx: Transaction, office: Office, booking: Booking) -> BookingInfo:
    service = require.service(tx, office, booking.service_id)
    return BookingInfo(
        code=booking.code,
        service_id=service.id,
        service_names=service.names,
        slot_at=booking.slot_at,
        party_size=booking.party_size,
    )
