"""Bookings: when one may be used, what its time means, and where it stands in the line."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from queue_server.domain.errors import (
    BookingCancelledError,
    BookingEarlyError,
    BookingOtherDayError,
    BookingUsedError,
)
from queue_server.domain.policy import BookingPolicy

MOST_TOGETHER = 5
FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Of any booking: near the ends of the calendar a time has no counterpart in other zones."""
"""Applicants of one booking, at the most."""


class BookingState(StrEnum):
    """Where a booking stands."""

    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class Window:
    """What the times of a booking are.

    Attributes:
        opens_at: before this the visitor is asked to come later.
        closes_at: after this the visitor is served as one without a booking.
        released_at: from here on the booked place is for whoever comes.
    """

    opens_at: datetime
    closes_at: datetime
    released_at: datetime

    def late(self, now: datetime) -> bool:
        """Tell whether the visitor comes too late for the booking's lane."""
        return now > self.closes_at

    def keeps_place(self, now: datetime) -> bool:
        """Tell whether the booked place is still kept."""
        return now < self.released_at


def window(slot_at: datetime, policy: BookingPolicy) -> Window:
    """Return the times of a booking."""
    return Window(
        opens_at=slot_at - timedelta(minutes=policy.early_minutes),
        closes_at=slot_at + timedelta(minutes=policy.late_minutes),
        released_at=slot_at + timedelta(minutes=policy.release_minutes),
    )


def expected_after(now: datetime, policy: BookingPolicy) -> datetime:
    """Return the time after which the slots of those lie whose places are still kept.

    It says of all bookings at once what `Window.keeps_place` says of one.
    """
    return now - timedelta(minutes=policy.release_minutes)


def released(state: BookingState, slot_at: datetime, policy: BookingPolicy, now: datetime) -> bool:
    """Tell whether nobody came for a booking in time, and its place is for whoever comes."""
    return state is BookingState.BOOKED and not window(slot_at, policy).keeps_place(now)


def require_usable(
    state: BookingState, slot_at: datetime, business_date: date, policy: BookingPolicy, now: datetime
) -> Window:
    """Check that a booking may be checked in now; one that was given up on its own day may.

    Args:
        slot_at: on the office's own clock, since the refusals speak of it.
        business_date: the day that is open.

    Returns:
        The booking's times.

    Raises:
        BookingCancelledError: it was cancelled.
        BookingUsedError: it was checked in before.
        BookingOtherDayError: it is for another day.
        BookingEarlyError: the visitor is asked to come later.
    """
    if state is BookingState.CANCELLED:
        raise BookingCancelledError
    if state is BookingState.ARRIVED:
        raise BookingUsedError
    if slot_at.date() != business_date:
        raise BookingOtherDayError(date=slot_at.date().isoformat(), time=f"{slot_at:%H:%M}")
    times = window(slot_at, policy)
    if now < times.opens_at:
        raise BookingEarlyError(time=f"{slot_at:%H:%M}", opens=f"{times.opens_at:%H:%M}")
    return times


def ordering_time(arrived_at: datetime, slot_at: datetime | None) -> datetime:
    """Return the time by which a ticket is ordered: max(slot, arrival) for a booking, else the arrival.

    Source:
        Pan, Geng and Xie 2021.
    """
    return arrived_at if slot_at is None else max(slot_at, arrived_at)
