"""Whom a change of a setting touches."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Text, and_, bindparam, func, select

from queue_server.domain.booking import BookingState
from queue_server.storage.statement import Query, Transaction
from queue_server.storage.tables import booking
from queue_server.storage.visits import BOOKING_COLUMNS, Booking, booking_of_row

_EXPECTED = (BookingState.BOOKED, BookingState.ARRIVED)
_BOOKED = Query(
    select(booking.c.service_id, func.count())
    .where(
        booking.c.office_id == bindparam("office_id"),
        booking.c.business_date >= bindparam("from_date"),
        booking.c.state == BookingState.BOOKED.value,
    )
    .group_by(booking.c.service_id),
    lambda service_id, count: (service_id, count),
)
_STILL_BOOKED = and_(
    booking.c.office_id == bindparam("office_id"),
    booking.c.business_date >= bindparam("first_date"),
    booking.c.business_date <= bindparam("last_date"),
    booking.c.state == BookingState.BOOKED.value,
)
_BETWEEN = Query(
    select(*BOOKING_COLUMNS).where(_STILL_BOOKED).order_by(booking.c.slot_at, booking.c.id), booking_of_row
)
_BETWEEN_OF = Query(
    select(*BOOKING_COLUMNS)
    .where(_STILL_BOOKED, booking.c.service_id == bindparam("service_id"))
    .order_by(booking.c.slot_at, booking.c.id),
    booking_of_row,
)


def booked_between(
    tx: Transaction, office_id: int, first_date: date, last_date: date, service_id: int | None = None
) -> Sequence[Booking]:
    """Return the bookings of some days that nobody has come for yet, of a service or of all, by their slots."""
    days = {"office_id": office_id, "first_date": first_date, "last_date": last_date}
    if service_id is None:
        return tx.all(_BETWEEN, **days)
    return tx.all(_BETWEEN_OF, service_id=service_id, **days)


_PEOPLE = Query(
    select(booking.c.service_id, booking.c.business_date, func.sum(booking.c.party_size))
    .where(
        booking.c.office_id == bindparam("office_id"),
        booking.c.business_date >= bindparam("from_date"),
        booking.c.state.in_([bindparam(f"in_{state}", state.value, Text) for state in sorted(_EXPECTED)]),
    )
    .group_by(booking.c.service_id, booking.c.business_date),
    lambda service_id, day, people: ((service_id, day), int(people)),
)


def booked_from(tx: Transaction, office_id: int, from_date: date) -> dict[int, int]:
    """Count the bookings from a date on that nobody has come for yet, by service id."""
    return dict(tx.all(_BOOKED, office_id=office_id, from_date=from_date))


def people_booked(tx: Transaction, office_id: int, from_date: date) -> dict[tuple[int, date], int]:
    """Count the people who are booked for each service and day from a date on, those who have come included."""
    return dict(tx.all(_PEOPLE, office_id=office_id, from_date=from_date))
