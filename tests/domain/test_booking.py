"""When a booking may be used: the windows of the office's rules."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.booking import BookingState, expected_after, require_usable, window
from queue_server.domain.errors import (
    AntreError,
    BookingCancelledError,
    BookingEarlyError,
    BookingOtherDayError,
    BookingUsedError,
)
from queue_server.domain.policy import BookingPolicy

TODAY = date(2026, 3, 2)
JAKARTA = ZoneInfo("Asia/Jakarta")
SLOT = datetime(2026, 3, 2, 9, 30, tzinfo=JAKARTA)
RULES = BookingPolicy(early_minutes=60, late_minutes=30, release_minutes=20)
minutes = st.integers(0, 720)
policies = st.builds(BookingPolicy, early_minutes=minutes, late_minutes=minutes, release_minutes=minutes)
moments = st.integers(-1000, 1000).map(lambda offset: SLOT + timedelta(minutes=offset))


@pytest.mark.parametrize("state", [BookingState.BOOKED, BookingState.NO_SHOW])
def test_a_booking_of_today_may_be_used(state: BookingState) -> None:
    assert require_usable(state, SLOT, TODAY, RULES, SLOT) == window(SLOT, RULES)


@pytest.mark.parametrize(
    ("state", "days", "error"),
    [
        (BookingState.ARRIVED, 0, BookingUsedError),
        (BookingState.CANCELLED, 0, BookingCancelledError),
        (BookingState.BOOKED, -1, BookingOtherDayError),
        (BookingState.NO_SHOW, -1, BookingOtherDayError),
        (BookingState.BOOKED, 1, BookingOtherDayError),
        (BookingState.CANCELLED, 1, BookingCancelledError),
    ],
)
def test_any_other_booking_is_refused(state: BookingState, days: int, error: type[AntreError]) -> None:
    slot_at = SLOT + timedelta(days=days)
    with pytest.raises(error) as refused:
        require_usable(state, slot_at, TODAY, RULES, SLOT)
    if error is BookingOtherDayError:
        assert refused.value.details == {"date": slot_at.date().isoformat(), "time": "09:30"}


def test_who_comes_early_is_told_when_to_come() -> None:
    with pytest.raises(BookingEarlyError) as refused:
        require_usable(BookingState.BOOKED, SLOT, TODAY, RULES, SLOT - timedelta(minutes=60, seconds=1))
    assert refused.value.details == {"time": "09:30", "opens": "08:30"}
    require_usable(BookingState.BOOKED, SLOT, TODAY, RULES, SLOT - timedelta(minutes=60))


@pytest.mark.parametrize(("late_by_seconds", "late"), [(-60, False), (0, False), (1800, False), (1801, True)])
def test_who_comes_late_is_served_in_the_general_lane(late_by_seconds: int, late: bool) -> None:
    assert window(SLOT, RULES).late(SLOT + timedelta(seconds=late_by_seconds)) is late


@given(policies, moments)
def test_the_three_times_stand_in_their_order(policy: BookingPolicy, now: datetime) -> None:
    times = window(SLOT, policy)
    assert times.opens_at <= SLOT <= min(times.closes_at, times.released_at)
    assert not (times.late(now) and now <= SLOT)


@given(policies, moments)
def test_one_place_is_kept_exactly_when_all_are_counted_so(policy: BookingPolicy, now: datetime) -> None:
    assert window(SLOT, policy).keeps_place(now) is (expected_after(now, policy) < SLOT)


@given(policies, moments)
def test_a_booking_of_today_is_never_refused_for_being_late(policy: BookingPolicy, now: datetime) -> None:
    if now < SLOT - timedelta(minutes=policy.early_minutes):
        with pytest.raises(BookingEarlyError):
            require_usable(BookingState.BOOKED, SLOT, TODAY, policy, now)
    else:
        assert require_usable(BookingState.BOOKED, SLOT, TODAY, policy, now).opens_at <= now
