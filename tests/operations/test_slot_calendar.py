"""What visitors can book: hours, closures, quotas, bookings from elsewhere, planned changes; on both databases."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from queue_server.domain.errors import (
    SelfBookingOffError,
    SlotFullError,
    SlotNotOfferedError,
    UnknownBookingError,
)
from queue_server.domain.setting import LaneSettings, ServiceSettings
from queue_server.operations import booking_desk, closures, self_booking, service_settings, slot_calendar
from queue_server.operations import day as office_day
from queue_server.operations.self_booking import Wish
from queue_server.protocol.words import Lane
from queue_server.storage.store import Store
from tests.operations.self_bookers import (
    HOURS,
    TODAY,
    TOMORROW,
    at,
    book,
    bookable_office,
    cancel,
    days,
    find,
    left,
    rules,
)
from tests.support.clock import FakeClock
from tests.support.office import PASSPORT_LANES, Office, new_nonce, office
from tests.support.stores import dump


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    return bookable_office(store, clock)


def test_bookings_from_elsewhere_take_places_of_the_slot_in_which_they_lie(house: Office) -> None:
    for nth, minute in enumerate((0, 10, 29)):
        house.book(f"ELSE-{nth}", at(9, minute), party_size=2)
    assert left(house) == {"08:00": 10, "08:30": 10, "09:00": 4, "09:30": 10}
    with pytest.raises(SlotFullError):
        book(house, at(9), 5)


def test_the_quota_of_a_day_and_of_the_booking_lane_bound_all_slots(house: Office) -> None:
    house.save_service("passport", PASSPORT_LANES, house.passport, hours=HOURS, quota_per_day=7)
    book(house, at(8), 5)
    assert set(left(house).values()) == {2}
    house.save_service(
        "passport", PASSPORT_LANES, house.passport, hours=HOURS, quota_per_day=7, lane_quotas={Lane.BOOKING: 6}
    )
    assert set(left(house).values()) == {1}
    with pytest.raises(SlotFullError):
        book(house, at(9, 30), 2)
    book(house, at(9, 30))
    assert (days(house)[TOMORROW].left, days(house)[TOMORROW + timedelta(days=1)].left) == (0, 6)


def test_today_s_places_are_what_walk_ins_have_left(store: Store, clock: FakeClock) -> None:
    house = office(store, clock, quota=5)
    house.save_service("passport", PASSPORT_LANES, house.passport, hours={"0": (("08:00", "12:00"),)}, quota_per_day=5)
    rules(house)
    house.open()
    for _ in range(2):
        house.ticket()
    book(house, at(10, day=TODAY), 2)
    assert set(left(house, TODAY).values()) == {1}
    with pytest.raises(SlotFullError):
        book(house, at(11, day=TODAY), 2)
    book(house, at(11, day=TODAY))
    assert set(left(house, TODAY).values()) == {0}


def test_a_slot_is_offered_until_so_long_before_it(house: Office) -> None:
    assert left(house, TODAY) == {"09:30": 10}, "it is eight, and a slot is booked an hour before"
    with pytest.raises(SlotNotOfferedError):
        book(house, at(8, 30, TODAY))
    book(house, at(9, 30, TODAY))
    house.clock.sleep(30 * 60)
    assert left(house, TODAY) == {}


@pytest.mark.parametrize(
    "slot_at",
    [at(7), at(10), at(9, 1), at(9, day=date(2026, 3, 7)), at(9, day=date(2026, 3, 10)), at(9, day=date(2026, 3, 1))],
    ids=["before hours", "after hours", "between slots", "saturday", "too far ahead", "yesterday"],
)
def test_a_time_that_is_no_slot_is_not_offered(house: Office, slot_at: datetime) -> None:
    before = dump(house.store)
    with pytest.raises(SlotNotOfferedError):
        book(house, slot_at)
    assert dump(house.store) == before


def test_a_day_that_was_closed_early_is_not_booked_any_more(house: Office) -> None:
    assert left(house, TODAY) == {"09:30": 10}
    house.do(office_day.close_day_early, "listrik padam", **house.by(house.admin))
    assert left(house, TODAY) == {}
    with pytest.raises(SlotNotOfferedError):
        book(house, at(9, 30, TODAY))
    house.do(office_day.open_day, **house.by(house.admin))
    assert left(house, TODAY) == {"09:30": 10}


def test_before_the_day_is_opened_today_can_be_booked(store: Store, clock: FakeClock) -> None:
    made = office(store, clock)
    made.save_service("passport", PASSPORT_LANES, made.passport, hours=HOURS, quota_per_day=3)
    rules(made)
    book(made, at(9, 30, TODAY), 2)
    assert left(made, TODAY) == {"09:30": 1}
    made.open()
    assert left(made, TODAY) == {"09:30": 1}


def test_a_closure_takes_the_day_away_and_tells_why(house: Office) -> None:
    closed: dict[str, Any] = {"service_id": None, "first_date": TOMORROW, "last_date": TOMORROW}
    house.do(closures.add_closure, **closed, names={"id": "Hari raya"}, **house.by(house.admin))
    assert days(house)[TOMORROW].closed_reason == {"id": "Hari raya"}
    with pytest.raises(SlotNotOfferedError):
        book(house, at(9))


def test_a_service_that_is_changed_from_a_day_on_is_booked_as_it_will_be(house: Office) -> None:
    later = TOMORROW + timedelta(days=1)
    wanted = ServiceSettings(
        code="passport",
        names={"id": "Paspor"},
        lanes={Lane.BOOKING: LaneSettings(prefix="B")},
        hours=dict.fromkeys(HOURS, (("13:00", "14:00"),)),
    )
    planned: dict[str, Any] = {"effective_on": later, **house.by(house.admin)}
    house.do(service_settings.plan_service, house.passport, wanted, **planned)
    assert list(left(house, TOMORROW)) == ["08:00", "08:30", "09:00", "09:30"]
    assert list(left(house, later)) == ["13:00", "13:30"]
    book(house, at(13, day=later))


def test_what_visitors_cannot_book_is_not_listed(house: Office) -> None:
    def offered() -> list[tuple[str, date | None]]:
        where: dict[str, Any] = {"office_id": house.id, "now": house.now()}
        free = house.store.read(slot_calendar.free_days, **where)
        return [(one.code, free.get(one.id)) for one in house.store.read(slot_calendar.bookable_services, **where)]

    assert offered() == [("passport", TODAY)]
    with pytest.raises(SlotNotOfferedError):
        house.do(
            self_booking.book_slot, Wish(house.collection, at(9), 1), new_nonce(), office_id=house.id, now=house.now()
        )
    house.save_service("passport", PASSPORT_LANES, house.passport, hours=HOURS, at_kiosk=False)
    assert offered() == []
    house.save_service("passport", PASSPORT_LANES, house.passport, hours={"2": (("08:00", "10:00"),)})
    assert offered() == [("passport", date(2026, 3, 4))]


def test_who_comes_early_is_told_a_time_at_which_the_kiosk_takes_the_code(house: Office) -> None:
    first, last = find(house, book(house, at(8)).code), find(house, book(house, at(9, 30)).code)
    assert (first.opens_at, first.closes_at) == (at(8), at(8, 30)), "the service opens at eight, not an hour before"
    assert (last.opens_at, last.changeable_until) == (at(8, 30), at(8, 30))
    house.do(booking_desk.move, first.code, at(12), **house.by(house.admin))
    assert find(house, first.code).opens_at == at(11)


def test_two_offices_do_not_see_each_other_s_slots(house: Office, clock: FakeClock) -> None:
    other = office(house.store, clock, code="lain")
    other.save_service("passport", PASSPORT_LANES, other.passport, hours=HOURS)
    code = book(house, at(9), 4).code
    with pytest.raises(SelfBookingOffError):
        other.do(
            self_booking.book_slot, Wish(other.passport, at(9), 1), new_nonce(), office_id=other.id, now=clock.now()
        )
    rules(other)
    assert left(other)["09:00"] == 10
    with pytest.raises(UnknownBookingError):
        cancel(other, code)
    assert find(house, code).office.id == house.id
