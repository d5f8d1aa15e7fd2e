"""Another day for a visitor who is to be treated first: the desk moves the booking of the case, and no other."""

from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.errors import IllegalActionError, UnknownBookingError
from queue_server.domain.screening import Decision
from queue_server.operations import booking_desk, require
from queue_server.operations.security import held_visit
from queue_server.storage import offices, visits
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking


def move_booking(
    tx: Transaction, case_id: str, slot_at: datetime, *, office_id: int, actor: Actor, now: datetime
) -> Booking:
    """Move the booking of a visitor who is to be treated first to another slot.

    Args:
        slot_at: aware, or on the office's own clock.

    Raises:
        UnknownCaseError, IllegalActionError: nobody was sent to be treated with this case.
        UnknownBookingError: the visitor came without a booking.
        BookingUsedError, BookingCancelledError, InvalidValueError: as for `booking_desk.move`.

    Records:
        ``booking.moved`` with both slots.
    """
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    if case.decision is not Decision.DEFERRED:
        state = case.decision or held_visit(tx, office, case).state
        raise IllegalActionError(state=state.value, action="move_booking")
    booking = booking_of(tx, office, case)
    if booking is None:
        raise UnknownBookingError
    return booking_desk.move(tx, booking.code, slot_at, office_id=office_id, actor=actor, now=now)


def booking_of(tx: Transaction, office: Office, case: Case) -> Booking | None:
    """Return the booking that the visitor of a case came with, or ``None``; the purpose must not be over."""
    visit = held_visit(tx, office, case)
    return visits.booking_by_id(tx, visit.booking_id) if visit.booking_id else None
