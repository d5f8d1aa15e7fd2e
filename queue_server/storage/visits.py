"""Visits and bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Text, bindparam, exists, insert, select, update

from queue_server.domain.booking import BookingState
from queue_server.domain.visit import VisitState
from queue_server.protocol.words import Lane
from queue_server.storage.statement import Command, Query, Transaction, scalar, whole
from queue_server.storage.tables import booking, visit


@dataclass(frozen=True, slots=True)
class Visit:
    """One pass through the house."""

    id: int
    business_date: date
    state: VisitState
    service_id: int
    lane: Lane
    booking_id: int | None
    device_id: int | None
    language: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment made before."""

    id: int
    business_date: date
    code: str
    service_id: int
    slot_at: datetime
    party_size: int
    state: BookingState


def _visit(
    id_: int,
    day: date,
    state: str,
    service_id: int,
    lane: str,
    booking_id: int | None,
    device_id: int | None,
    language: str,
    arrived_at: datetime,
) -> Visit:
    return Visit(id_, day, VisitState(state), service_id, Lane(lane), booking_id, device_id, language, arrived_at)


def booking_of_row(
    id_: int, day: date, code: str, service_id: int, slot_at: datetime, party_size: int, state: str
) -> Booking:
    """Return a booking from a row of ``BOOKING_COLUMNS``."""
    return Booking(id_, day, code, service_id, slot_at, party_size, BookingState(state))


_FIELDS = ("business_date", "state", "service_id", "lane", "booking_id", "device_id", "language", "arrived_at")
_COLUMNS = (visit.c.id, *(visit.c[name] for name in _FIELDS))
_MINE = visit.c.office_id == bindparam("office_id")
_ADD = Query(
    insert(visit).values({name: bindparam(name) for name in ("office_id", *_FIELDS)}).returning(visit.c.id), whole
)
_LAST_ARRIVAL = Query(
    select(visit.c.arrived_at)
    .where(_MINE, visit.c.business_date == bindparam("business_date"))
    .order_by(visit.c.id.desc())
    .limit(1),
    scalar,
)
_GET = Query(select(*_COLUMNS).where(_MINE, visit.c.id == bindparam("visit_id")), _visit)
_SET_STATE = Command(update(visit).where(visit.c.id == bindparam("visit_id")).values(state=bindparam("state_")))

_BOOKING_FIELDS = ("business_date", "code", "service_id", "slot_at", "party_size", "state")
BOOKING_COLUMNS = (booking.c.id, *(booking.c[name] for name in _BOOKING_FIELDS))
_MY_BOOKING = booking.c.office_id == bindparam("office_id")
_BY_CODE = Query(select(*BOOKING_COLUMNS).where(_MY_BOOKING, booking.c.code == bindparam("code")), booking_of_row)
_BY_ID = Query(select(*BOOKING_COLUMNS).where(booking.c.id == bindparam("booking_id")), booking_of_row)
_ADD_BOOKING = Query(
    insert(booking).values({name: bindparam(name) for name in ("office_id", *_BOOKING_FIELDS)}).returning(booking.c.id),
    whole,
)
_GIVE_UP = Query(
    update(booking)
    .where(
        _MY_BOOKING,
        booking.c.business_date <= bindparam("last_date"),
        booking.c.state == BookingState.BOOKED.value,
        ~exists().where(visit.c.booking_id == booking.c.id),
    )
    .values(state=bindparam("state_", BookingState.NO_SHOW.value, Text))
    .returning(booking.c.id),
    whole,
)
_LIST = Query(
    select(*BOOKING_COLUMNS)
    .where(_MY_BOOKING, booking.c.business_date == bindparam("business_date"))
    .order_by(booking.c.slot_at, booking.c.id)
    .limit(bindparam("max_rows")),
    booking_of_row,
)
_MOVE_BOOKING = Command(
    update(booking)
    .where(booking.c.id == bindparam("booking_id"))
    .values({name: bindparam(f"{name}_") for name in ("business_date", "slot_at", "state")})
)
_SET_BOOKING = Command(update(booking).where(booking.c.id == bindparam("booking_id")).values(state=bindparam("state_")))


def add(tx: Transaction, office_id: int, new: Visit) -> int:
    """Add a visit and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _FIELDS})


def last_arrival(tx: Transaction, office_id: int, business_date: date) -> datetime | None:
    """Return when the visitor arrived who was written down last on a date."""
    return tx.first(_LAST_ARRIVAL, office_id=office_id, business_date=business_date)


def get(tx: Transaction, office_id: int, visit_id: int) -> Visit | None:
    """Return a visit of the office, or ``None``."""
    return tx.first(_GET, office_id=office_id, visit_id=visit_id)


def set_state(tx: Transaction, visit_id: int, state: VisitState) -> None:
    """Store a visit's new state."""
    tx.run(_SET_STATE, visit_id=visit_id, state_=state)


def booking_by_code(tx: Transaction, office_id: int, code: str) -> Booking | None:
    """Return the booking with a code, or ``None``."""
    return tx.first(_BY_CODE, office_id=office_id, code=code)


def booking_by_id(tx: Transaction, booking_id: int) -> Booking | None:
    """Return a booking, or ``None``."""
    return tx.first(_BY_ID, booking_id=booking_id)


def add_booking(tx: Transaction, office_id: int, new: Booking) -> int:
    """Add a booking and return its id; the given id is not used."""
    return tx.one(_ADD_BOOKING, office_id=office_id, **{name: getattr(new, name) for name in _BOOKING_FIELDS})


def set_booking_state(tx: Transaction, booking_id: int, state: BookingState) -> None:
    """Store a booking's new state."""
    tx.run(_SET_BOOKING, booking_id=booking_id, state_=state)


def party_of(tx: Transaction, of: Visit) -> int:
    """Return how many applicants came with a visit."""
    found = booking_by_id(tx, of.booking_id) if of.booking_id else None
    return found.party_size if found else 1


def give_up(tx: Transaction, office_id: int, last_date: date) -> Sequence[int]:
    """Mark the bookings up to a date that nobody came for; return their ids.

    Who came and was asked to be treated first did not miss the appointment: it can be moved to another day.
    """
    return tx.all(_GIVE_UP, office_id=office_id, last_date=last_date)


def bookings_of_day(tx: Transaction, office_id: int, day: date, limit: int) -> Sequence[Booking]:
    """Return the first bookings of a day, in the order of their slots."""
    return tx.all(_LIST, office_id=office_id, business_date=day, max_rows=limit)


def move_booking(tx: Transaction, moved: Booking) -> None:
    """Store a booking's new slot."""
    where = {"business_date_": moved.business_date, "slot_at_": moved.slot_at, "state_": moved.state}
    tx.run(_MOVE_BOOKING, booking_id=moved.id, **where)
