"""When a closed office says that it opens next."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.closures import Closure
from queue_server.domain.hours import Hours
from queue_server.domain.next_opening import DAYS_AHEAD, next_opening

OFFICE = ZoneInfo("Asia/Makassar")
WEEK: Hours = {str(day): (("08:00", "12:00"), ("13:00", "15:00")) for day in range(5)}
MORNINGS: Hours = {"0": (("07:30", "10:00"),)}


def at(day: int, clock: str) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime.combine(date(2026, 3, day), datetime.strptime(clock, "%H:%M").time(), OFFICE)  # noqa: DTZ007


@pytest.mark.parametrize(
    ("now", "over", "opens"),
    [
        (at(2, "06:00"), False, at(2, "08:00")),
        (at(2, "15:00"), True, at(3, "08:00")),
        (at(2, "10:00"), True, at(3, "08:00")),  # closed early: it does not open again after noon
        (at(2, "12:30"), False, at(2, "13:00")),
        (at(6, "16:00"), True, at(9, "08:00")),
        (at(7, "09:00"), False, at(9, "08:00")),
    ],
)
def test_the_next_opening_follows_from_the_hours(now: datetime, over: bool, opens: datetime) -> None:
    assert next_opening([(1, WEEK)], [], now, day_is_over=over) == opens


def test_an_office_that_is_late_promises_nothing() -> None:
    assert next_opening([(1, WEEK)], [], at(2, "08:20"), day_is_over=False) is None


def test_the_first_of_several_services_counts_and_one_without_hours_tells_nothing() -> None:
    assert next_opening([(1, WEEK), (2, MORNINGS), (3, {})], [], at(1, "12:00"), day_is_over=False) == at(2, "07:30")
    assert next_opening([(3, {})], [], at(1, "12:00"), day_is_over=False) is None


def test_closures_are_passed_over_those_of_one_service_only_for_it() -> None:
    mornings = Closure(1, 2, date(2026, 3, 2), date(2026, 3, 2), {"id": "Rapat"})
    house = Closure(2, None, date(2026, 3, 2), date(2026, 3, 4), {"id": "Libur"})
    services = [(1, WEEK), (2, MORNINGS)]
    assert next_opening(services, [mornings], at(1, "12:00"), day_is_over=False) == at(2, "08:00")
    assert next_opening(services, [mornings, house], at(1, "12:00"), day_is_over=False) == at(5, "08:00")
    assert next_opening(services, [house], at(2, "09:00"), day_is_over=False) == at(5, "08:00")


def test_an_office_that_is_closed_for_long_tells_no_day() -> None:
    closed = Closure(1, None, date(2026, 3, 1), date(2026, 12, 31), {"id": "Renovasi"})
    assert DAYS_AHEAD < 300
    assert next_opening([(1, WEEK)], [closed], at(1, "12:00"), day_is_over=False) is None
