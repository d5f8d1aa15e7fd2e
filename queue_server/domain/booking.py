"""Bookings: when one may be used, and where it stands in the line."""

from datetime import date, datetime
from enum import StrEnum

from queue_server.domain.errors import BookingCancelledError, BookingOtherDayError, BookingUsedError


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"


def require_usable(state: BookingState, booked_for: date, business_date: date) -> None:
    """Check that a booking may be checked in on a business date.

    Raises:
        BookingCancelledError: it was cancelled.
        BookingUsedError: it was checked in before.
        BookingOtherDayError: it is for another day.
    """
    if state is BookingState.CANCELLED:
        raise BookingCancelledError
    if state is BookingState.ARRIVED:
        raise BookingUsedError
    if booked_for != business_date:
        raise BookingOtherDayError(date=booked_for.isoformat())


def ordering_time(arrived_at: datetime, slot_at: datetime | None) -> datetime:
    """Return the time by which a ticket is ordered: max(slot, arrival) for a booking, else the arrival.

    Source:
        Pan, Geng and Xie 2021.
    """
    return arrived_at if slot_at is None else max(slot_at, arrived_at)
