"""What speaks against bookings that a head of office may want all the same."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.booking_doubts import Bookable, Doubt, DoubtfulDay, Slot, doubts
from queue_server.domain.closures import Closure
from queue_server.domain.hours import Hours

JAKARTA = ZoneInfo("Asia/Jakarta")
WEDNESDAY_AT_NINE = datetime(2026, 3, 4, 9, tzinfo=JAKARTA)
TUESDAY = date(2026, 3, 3)
NYEPI = Closure(1, None, TUESDAY, TUESDAY, {"id": "Nyepi"})
MORNINGS: Hours = {"1": (("07:30", "10:00"),)}
MONDAYS: Hours = {"0": (("07:30", "10:00"),)}
ALWAYS = Bookable(hours={})


def at(hour: int, bookings: int = 1, people: int = 1) -> Slot:
    return Slot(1, datetime(2026, 3, 3, hour, tzinfo=JAKARTA), bookings, people)


def found(slots: list[Slot], service: Bookable, *closures: Closure, booked: int = 0) -> list[DoubtfulDay]:
    return doubts(slots, {1: service}, closures, {(1, TUESDAY): booked})


def test_nothing_speaks_against_a_booking_within_hours_and_places() -> None:
    assert found([at(8)], ALWAYS) == []
    assert found([at(8)], Bookable(hours=MORNINGS, places=1)) == []


def test_a_closed_day_is_told_with_its_reason_and_not_its_hours() -> None:
    (one,) = found([at(8, 2), at(12, 3)], Bookable(hours=MORNINGS), NYEPI)
    assert (one.doubt, one.bookings, one.reason, one.day) == (Doubt.CLOSED, 5, {"id": "Nyepi"}, TUESDAY)
    other = Closure(2, 7, TUESDAY, TUESDAY, {"id": "Mesin rusak"})
    assert found([at(8)], ALWAYS, other) == []


@pytest.mark.parametrize(
    ("service", "hours"),
    [
        (Bookable(hours=MORNINGS), "07:30-10:00"),
        (Bookable(hours=MONDAYS), ""),
        (Bookable(hours={}, lane_hours=(("08:00", "09:00"),)), "08:00-09:00"),
        (Bookable(hours=MORNINGS, lane_hours=(("08:00", "09:00"),)), "08:00-09:00"),
        (Bookable(hours=MONDAYS, lane_hours=(("08:00", "09:00"),)), ""),
    ],
)
def test_only_those_outside_the_hours_of_service_and_lane_are_counted(service: Bookable, hours: str) -> None:
    (one,) = found([at(8, 2), at(12, 3)] if hours else [at(12, 3)], service)
    assert (one.doubt, one.bookings, one.hours) == (Doubt.OUTSIDE_HOURS, 3, hours)


def test_more_people_than_places_are_told_with_those_who_are_booked_already() -> None:
    assert found([at(8, 2, 6)], Bookable(hours={}, places=10), booked=4) == []
    (one,) = found([at(8, 2, 6)], Bookable(hours={}, places=10), booked=5)
    assert (one.doubt, one.bookings, one.people, one.places) == (Doubt.OVER_QUOTA, 2, 11, 10)
    assert found([at(8)], Bookable(hours={}, places=0, places_on={TUESDAY: 1})) == []
    assert found([at(8)], Bookable(hours={}, places=0, places_on={TUESDAY: None})) == []


def test_days_and_services_are_told_apart_in_their_order() -> None:
    slots = [Slot(2, WEDNESDAY_AT_NINE, 1, 5), Slot(1, WEDNESDAY_AT_NINE, 1, 5), at(9, 1, 5)]
    places = Bookable(hours={}, places=4)
    told = doubts(slots, {1: places, 2: places}, [NYEPI], {})
    assert [(one.day.day, one.service_id, one.doubt) for one in told] == [
        (3, 1, Doubt.CLOSED),
        (3, 1, Doubt.OVER_QUOTA),
        (4, 1, Doubt.OVER_QUOTA),
        (4, 2, Doubt.OVER_QUOTA),
    ]
