"""Bookings: looked up at the kiosk, handed over by the office's own system."""

from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import InvalidValueError
from queue_server.operations import require
from queue_server.operations.booking_desk import book
from queue_server.operations.nonce import answer_once
from queue_server.protocol.bookings import BookingInfo, BookingRequest
from queue_server.storage import offices
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking


def find_booking(tx: Transaction, code: str, *, office_id: int, now: datetime) -> BookingInfo:
    """Return what a kiosk may show of a booking that can be checked in today.

    Raises:
        UnknownBookingError, BookingUsedError, BookingCancelledError, BookingOtherDayError, BookingEarlyError: it
            can't be used now.
        OfficeClosedError: the day is not open.
    """
    office = offices.get(tx, office_id)
    booking = require.booking(tx, office, code)
    times = require.usable(booking, office, now)
    return _info(tx, office, booking, late=times.late(now))


def create_booking(
    tx: Transaction, request: BookingRequest, *, office_id: int, device_id: int, actor: Actor, now: datetime
) -> BookingInfo:
    """Create a booking for a service at a time, once per nonce.

    Raises:
        InvalidValueError: the slot's time has no zone.
        UnknownServiceError, LaneNotOfferedError, DuplicateBookingError, InvalidValueError: as for `book`.

    Records:
        ``booking.created``.
    """
    office = offices.claim(tx, office_id)
    if request.slot_at.tzinfo is None:
        raise InvalidValueError(field="slot_at", problem="no_time_zone")
    asked = (request.code, request.service_id, request.slot_at, request.party_size)

    def run() -> BookingInfo:
        made = book(
            tx,
            request.code,
            service_id=request.service_id,
            slot_at=request.slot_at,
            party_size=request.party_size,
            office_id=office_id,
            actor=actor,
            now=now,
        )
        return _info(tx, office, made)

    return answer_once(tx, run, BookingInfo, device_id=device_id, nonce=request.nonce, asked=asked, now=now)


def _info(tx: Transaction, office: Office, booking: Booking, *, late: bool = False) -> BookingInfo:
    service = require.service(tx, office, booking.service_id)
    return BookingInfo(
        code=booking.code,
        service_id=service.id,
        service_names=service.names,
        slot_at=booking.slot_at,
        party_size=booking.party_size,
        late=late,
    )
