"""Bookings that visitors make, look at, move and cancel by themselves: who has the code has the booking."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from queue_server.domain.actor import VISITOR
from queue_server.domain.booking import MOST_TOGETHER, BookingState, window
from queue_server.domain.errors import (
    BookingTooLateError,
    InvalidValueError,
    NonceReusedError,
    SlotFullError,
    UnknownBookingError,
)
from queue_server.domain.hours import spans_on
from queue_server.domain.slots import ALPHABET, CODE_LENGTH, latest_at, opening_at
from queue_server.operations import booking_desk, require
from queue_server.operations.slot_calendar import BookingOffice, Calendar, booking_offices, switched_on
from queue_server.storage import offices, self_bookings, visits
from queue_server.storage.offices import Office
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking

CANCELLED_BY_VISITOR = "visitor"
"""The reason that is kept with a booking that was cancelled on the page."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor wants to book."""

    service_id: int
    slot_at: datetime
    party_size: int


@dataclass(frozen=True, slots=True)
class Made:
    """A booking that was made; ``new`` is false where the same form had made it before."""

    code: str
    new: bool


@dataclass(frozen=True, slots=True)
class OwnBooking:
    """A booking as its visitor sees it.

    Attributes:
        changeable_until: until when it can be moved and cancelled.
        opens_at: from when on the visitor can check in; the service is open then.
        closes_at: after this the visitor waits with those without a booking.
    """

    office: BookingOffice
    service_id: int
    service_names: dict[str, str]
    code: str
    slot_at: datetime
    party_size: int
    state: BookingState
    changeable_until: datetime
    opens_at: datetime
    closes_at: datetime
    id: int


def book_slot(tx: Transaction, wish: Wish, nonce: str, *, office_id: int, now: datetime) -> Made:
    """Book a slot, once per form: the same nonce gives the same booking, however often the button was pressed.

    Raises:
        SelfBookingOffError: visitors of this office do not book by themselves.
        UnknownServiceError, SlotNotOfferedError: there is nothing to book at this time.
        SlotFullError: the slot or the day has not so many places left. A slot is never given to more than it has.
        InvalidValueError: more people than may come together.
        NonceReusedError: the nonce was used for another wish.

    Records:
        ``booking.created``.
    """
    office = switched_on(offices.claim(tx, office_id))
    fingerprint = sha256(repr((wish.service_id, wish.slot_at, wish.party_size)).encode()).hexdigest()
    before = self_bookings.made_of(tx, nonce)
    if before is not None:
        if before.fingerprint != fingerprint:
            raise NonceReusedError
        return Made(before.code, new=False)
    if not 1 <= wish.party_size <= MOST_TOGETHER:
        raise InvalidValueError(field="people", problem="out_of_range")
    calendar = Calendar(tx, office, now)
    service = calendar.service(wish.service_id)
    _require_room(calendar, service, wish.slot_at, wish.party_size)
    code = _new_code(tx, office_id)
    wanted = {"service_id": wish.service_id, "slot_at": wish.slot_at, "party_size": wish.party_size}
    booking_desk.book(tx, code, **wanted, office_id=office_id, actor=VISITOR, now=now)  # type: ignore[arg-type]
    made = require.booking(tx, office, code)
    _take_places(tx, calendar, made)
    self_bookings.keep(tx, made.id, nonce, fingerprint, now)
    return Made(code, new=True)


def _require_room(calendar: Calendar, service: Service, slot_at: datetime, party_size: int, *, but_id: int = 0) -> None:
    slot = calendar.slot(service, slot_at, but_id=but_id)
    if slot.left < party_size:
        raise SlotFullError(left=slot.left)


def _new_code(tx: Transaction, office_id: int) -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if visits.booking_by_code(tx, office_id, code) is None:
            return code


def _take_places(tx: Transaction, calendar: Calendar, of: Booking) -> None:
    wanted = {"party_size": of.party_size, "places": calendar.policy.slot_places}
    if not self_bookings.take_places(tx, of.service_id, of.slot_at, of.id, **wanted):
        raise SlotFullError(left=0)


def find_own(tx: Transaction, code: str, *, now: datetime) -> OwnBooking:
    """Return a booking by its code, in whichever office it was made.

    Raises:
        SelfBookingOffError: no office lets its visitors book by themselves.
        UnknownBookingError: no visitor made a booking with this code; those of the office's own program are not shown.
    """
    for place in booking_offices(tx):
        found = visits.booking_by_code(tx, place.id, code)
        if found is not None and self_bookings.is_own(tx, found.id):
            return _own(Calendar(tx, offices.get(tx, place.id), now), place, found)
    raise UnknownBookingError


def _own(calendar: Calendar, place: BookingOffice, found: Booking) -> OwnBooking:
    service, day = calendar.service(found.service_id), found.slot_at.astimezone(calendar.zone).date()
    times = window(found.slot_at, calendar.office.policy.bookings)
    opening = opening_at(spans_on(calendar.on(service, day).hours, day), found.slot_at, calendar.zone)
    return OwnBooking(
        office=place,
        service_id=service.id,
        service_names=service.names,
        code=found.code,
        slot_at=found.slot_at,
        party_size=found.party_size,
        state=found.state,
        changeable_until=latest_at(found.slot_at, place.policy),
        opens_at=max(times.opens_at, opening or times.opens_at),
        closes_at=times.closes_at,
        id=found.id,
    )


def move_own(tx: Transaction, code: str, slot_at: datetime, *, office_id: int, now: datetime) -> None:
    """Move a booking to another slot; to the slot that it has already, nothing happens.

    Raises:
        UnknownBookingError, BookingUsedError, BookingCancelledError, BookingTooLateError: it cannot be moved.
        SelfBookingOffError, SlotNotOfferedError, SlotFullError: as `book_slot`; the booking keeps its slot then.

    Records:
        ``booking.moved`` with both slots.
    """
    office, found = _changeable(tx, code, office_id, now)
    if found.slot_at == slot_at and found.state is BookingState.BOOKED:
        return
    calendar = Calendar(tx, office, now)
    _require_room(calendar, calendar.service(found.service_id), slot_at, found.party_size, but_id=found.id)
    moved = booking_desk.move(tx, code, slot_at, office_id=office_id, actor=VISITOR, now=now)
    _take_places(tx, calendar, moved)


def cancel_own(tx: Transaction, code: str, *, office_id: int, now: datetime) -> None:
    """Cancel a booking; its places are free for others at once.

    Raises:
        UnknownBookingError, BookingUsedError, BookingCancelledError, BookingTooLateError: it cannot be cancelled.

    Records:
        ``booking.cancelled``.
    """
    _, found = _changeable(tx, code, office_id, now)
    booking_desk.cancel(tx, code, CANCELLED_BY_VISITOR, office_id=office_id, actor=VISITOR, now=now)
    self_bookings.leave_places(tx, found.id)


def _changeable(tx: Transaction, code: str, office_id: int, now: datetime) -> tuple[Office, Booking]:
    office = switched_on(offices.claim(tx, office_id))
    found = require.booking(tx, office, code)
    if not self_bookings.is_own(tx, found.id):
        raise UnknownBookingError
    until = latest_at(found.slot_at, office.policy.self_booking)
    if now > until:
        local = until.astimezone(ZoneInfo(office.timezone))
        raise BookingTooLateError(date=local.date().isoformat(), time=f"{local:%H:%M}")
    return office, found
