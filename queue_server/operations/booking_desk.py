"""Bookings by hand: looked through, made, moved, cancelled; also for the program of the office."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.actor import Actor
from queue_server.domain.booking import FIRST_YEAR, LAST_YEAR, MOST_TOGETHER, BookingState
from queue_server.domain.errors import (
    BookingCancelledError,
    BookingUsedError,
    DuplicateBookingError,
    InvalidValueError,
    LaneNotOfferedError,
)
from queue_server.operations import require
from queue_server.operations.nonce import answer_once
from queue_server.protocol.bookings import BookingCancel, BookingMove
from queue_server.protocol.bookings import BookingState as BookingStateAnswer
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.words import Lane
from queue_server.storage import events, offices, services, visits
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking

MOST_LISTED = 1000


def list_bookings(tx: Transaction, day: date, *, office_id: int) -> Sequence[Booking]:
    """Return the bookings of a day, the first thousand, in the order of their slots."""
    return visits.bookings_of_day(tx, office_id, day, MOST_LISTED)


def today(tx: Transaction, *, office_id: int, now: datetime) -> date:
    """Return the open business date, or the office's date while it is closed."""
    return _today(offices.get(tx, office_id), now)


def _today(office: Office, now: datetime) -> date:
    return office.business_date or now.astimezone(ZoneInfo(office.timezone)).date()


def find(tx: Transaction, code: str, *, office_id: int) -> Booking:
    """Return a booking of any day and state.

    Raises:
        UnknownBookingError: no booking has this code.
    """
    return require.booking(tx, offices.get(tx, office_id), code)


def book(
    tx: Transaction,
    code: str,
    *,
    service_id: int,
    slot_at: datetime,
    party_size: int,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> Booking:
    """Make a booking.

    Args:
        slot_at: aware, or on the office's own clock.

    Raises:
        UnknownServiceError, LaneNotOfferedError: the service cannot be booked.
        DuplicateBookingError: another booking has this code.
        InvalidValueError: a day that has passed, or more people than may come together.

    Records:
        ``booking.created``.
    """
    office = offices.claim(tx, office_id)
    if services.prefix(tx, require.service(tx, office, service_id).id, Lane.BOOKING) is None:
        raise LaneNotOfferedError(lane=Lane.BOOKING)
    if not 1 <= party_size <= MOST_TOGETHER:
        raise InvalidValueError(field="party_size", problem="out_of_range")
    if visits.booking_by_code(tx, office_id, code) is not None:
        raise DuplicateBookingError(code=code)
    at, day = _future(office, slot_at, now)
    made = Booking(0, day, code, service_id, at, party_size, BookingState.BOOKED)
    booking_id = visits.add_booking(tx, office_id, made)
    _record(tx, office, EventName.BOOKING_CREATED, booking_id, "created", actor=actor, now=now)
    return replace(made, id=booking_id)


def move(tx: Transaction, code: str, slot_at: datetime, *, office_id: int, actor: Actor, now: datetime) -> Booking:
    """Move a booking that nobody came for yet to another slot.

    Raises:
        UnknownBookingError, BookingUsedError, BookingCancelledError: it cannot be moved.
        InvalidValueError: the day has passed.

    Records:
        ``booking.moved`` with both slots.
    """
    office = offices.claim(tx, office_id)
    old = _open(tx, office, code)
    at, day = _future(office, slot_at, now)
    moved = replace(old, slot_at=at, business_date=day, state=BookingState.BOOKED)
    visits.move_booking(tx, moved)
    change = f"{_told(office, old.slot_at)} > {_told(office, at)}"
    _record(tx, office, EventName.BOOKING_MOVED, old.id, change, actor=actor, now=now)
    return moved


def cancel(tx: Transaction, code: str, reason: str, *, office_id: int, actor: Actor, now: datetime) -> Booking:
    """Cancel a booking that nobody came for yet.

    Raises:
        UnknownBookingError, BookingUsedError, BookingCancelledError: it cannot be cancelled.
        InvalidValueError: the reason is missing.

    Records:
        ``booking.cancelled`` with the reason.
    """
    office = offices.claim(tx, office_id)
    old = _open(tx, office, code)
    why = require.text("reason", reason)
    visits.set_booking_state(tx, old.id, BookingState.CANCELLED)
    _record(tx, office, EventName.BOOKING_CANCELLED, old.id, why, actor=actor, now=now)
    return replace(old, state=BookingState.CANCELLED)


def move_once(
    tx: Transaction, body: BookingMove, code: str, *, office_id: int, device_id: int, actor: Actor, now: datetime
) -> BookingStateAnswer:
    """Move a booking for a program, once per nonce.

    Raises:
        NonceReusedError, InvalidValueError: see `move`; a slot without time zone is refused.
    """
    if body.slot_at.tzinfo is None:
        raise InvalidValueError(field="slot_at", problem="no_time_zone")
    asked = ("move", code, body.slot_at)

    def run() -> BookingStateAnswer:
        return _answer(move(tx, code, body.slot_at, office_id=office_id, actor=actor, now=now))

    return answer_once(tx, run, BookingStateAnswer, device_id=device_id, nonce=body.nonce, asked=asked, now=now)


def cancel_once(
    tx: Transaction, body: BookingCancel, code: str, *, office_id: int, device_id: int, actor: Actor, now: datetime
) -> BookingStateAnswer:
    """Cancel a booking for a program, once per nonce.

    Raises:
        NonceReusedError: see `cancel` for the others.
    """

    def run() -> BookingStateAnswer:
        return _answer(cancel(tx, code, body.reason, office_id=office_id, actor=actor, now=now))

    asked = ("cancel", code, body.reason)
    return answer_once(tx, run, BookingStateAnswer, device_id=device_id, nonce=body.nonce, asked=asked, now=now)


def _answer(of: Booking) -> BookingStateAnswer:
    return BookingStateAnswer(
        code=of.code, service_id=of.service_id, slot_at=of.slot_at, party_size=of.party_size, state=of.state.value
    )


def _open(tx: Transaction, office: Office, code: str) -> Booking:
    found = require.booking(tx, office, code)
    if found.state is BookingState.CANCELLED:
        raise BookingCancelledError
    if found.state is BookingState.ARRIVED:
        raise BookingUsedError
    return found


def _future(office: Office, slot_at: datetime, now: datetime) -> tuple[datetime, date]:
    """Return a slot as an aware instant with its day, or refuse a day that has passed or never comes."""
    if slot_at.year < FIRST_YEAR:
        raise InvalidValueError(field="date", problem="past_day")
    if slot_at.year > LAST_YEAR:
        raise InvalidValueError(field="date", problem="far_day", year=LAST_YEAR)
    zone = ZoneInfo(office.timezone)
    at = slot_at if slot_at.tzinfo else slot_at.replace(tzinfo=zone)
    day = at.astimezone(zone).date()
    if day < _today(office, now):
        raise InvalidValueError(field="date", problem="past_day")
    return at, day


def _told(office: Office, at: datetime) -> str:
    return at.astimezone(ZoneInfo(office.timezone)).strftime("%Y-%m-%d %H:%M")


def _record(
    tx: Transaction, office: Office, name: EventName, booking_id: int, change: str, *, actor: Actor, now: datetime
) -> None:
    payload = SubjectEvent(subject="booking", subject_id=booking_id, change=change)
    events.record(tx, office, name, payload, actor=actor, now=now)
