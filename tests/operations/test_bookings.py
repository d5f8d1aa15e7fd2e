"""Bookings at the door: early, late, in a family, on a full day; on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.actor import Actor
from queue_server.domain.errors import (
    BookingEarlyError,
    BookingOtherDayError,
    DuplicateBookingError,
    InvalidValueError,
    LaneNotOfferedError,
    QuotaFullError,
)
from queue_server.domain.policy import BookingPolicy, OfficePolicy
from queue_server.operations import admin, booking, booking_desk, day, offer, security
from queue_server.operations.booking_doubts import doubts_of_one
from queue_server.operations.closures import add_closure
from queue_server.protocol.words import Lane
from tests.support.office import PASSPORT_LANES, WARM, Office
from tests.support.stores import dump, dump_but_answers


def rules(house: Office, **changes: Any) -> None:
    named: dict[str, Any] = {"name": "Kantor", "timezone": "Asia/Jakarta"}
    policy = OfficePolicy(bookings=BookingPolicy(**changes))
    house.do(admin.save_office, policy=policy, **named, **house.by(house.admin))


def arrive(house: Office, code: str, **changes: Any) -> Any:
    return house.ticket(service_id=None, booking_code=code, **changes)


def taken(house: Office) -> int:
    return int(dump(house.store)["service_day"][0]["taken"])


def state(house: Office, code: str) -> str:
    return next(str(row["state"]) for row in dump(house.store)["booking"] if row["code"] == code)


def left(house: Office) -> int | None:
    return house.store.read(offer.office_info, office_id=house.id, now=house.now()).services[0].quota_left


def test_early_is_refused_with_the_time_to_come_and_nothing_changes(house: Office) -> None:
    house.book("ABCD", house.now() + timedelta(minutes=90))
    before = dump_but_answers(house.store)
    with pytest.raises(BookingEarlyError) as refused:
        arrive(house, "ABCD")
    assert refused.value.details == {"time": "09:30", "opens": "08:30"}
    with pytest.raises(BookingEarlyError):
        house.store.read(booking.find_booking, "ABCD", office_id=house.id, now=house.now())
    assert dump_but_answers(house.store) == before
    house.clock.sleep(30 * 60)
    assert arrive(house, "ABCD").number == "B-001"


def test_late_stands_in_the_general_line_by_arrival(house: Office) -> None:
    house.book("ABCD", house.now())
    house.clock.sleep(31 * 60)
    info = house.store.read(booking.find_booking, "ABCD", office_id=house.id, now=house.now())
    assert info.late
    ticket = arrive(house, "ABCD")
    row = dump(house.store)["ticket"][0]
    assert (ticket.number, row["lane"], row["ordering_at"]) == ("A-001", "general", row["arrived_at"])


def test_late_keeps_its_lane_where_there_is_no_general_one(house: Office) -> None:
    service_id = house.save_service("online", {Lane.BOOKING: "D"})
    house.book("ABCD", house.now(), service_id=service_id)
    house.clock.sleep(31 * 60)
    assert arrive(house, "ABCD").number == "D-001"


def test_a_family_takes_a_place_for_each_and_stands_on_one_ticket(house: Office) -> None:
    house.book("ABCD", house.now(), party_size=4)
    assert arrive(house, "ABCD").party_size == 4
    assert (taken(house), dump(house.store)["ticket"][0]["party_size"], left(house)) == (4, 4, 1)
    house.book("EFGH", house.now(), party_size=2)
    with pytest.raises(QuotaFullError):
        arrive(house, "EFGH")
    assert (taken(house), state(house, "EFGH")) == (4, "booked")


def test_booked_places_are_kept_from_walk_ins_until_they_are_released(house: Office) -> None:
    house.book("ABCD", house.now() + timedelta(minutes=5), party_size=3)
    assert left(house) == 2
    for _ in range(2):
        house.ticket()
    for lane in (Lane.GENERAL, Lane.PRIORITY):
        with pytest.raises(QuotaFullError):
            house.ticket(lane=lane)
    house.clock.sleep(36 * 60)
    assert left(house) == 3
    house.ticket()
    with pytest.raises(QuotaFullError):
        arrive(house, "ABCD")


def test_bookings_of_other_days_and_services_keep_no_place(house: Office) -> None:
    house.book("ABCD", house.now() + timedelta(days=1), party_size=5)
    visa = house.save_service("visa", {Lane.BOOKING: "V"})
    house.book("EFGH", house.now(), service_id=visa, party_size=5)
    assert left(house) == 5
    for _ in range(5):
        house.ticket()


def test_a_released_booking_takes_no_place_that_is_kept_for_another(house: Office) -> None:
    rules(house, late_minutes=120, release_minutes=10)
    house.book("LATE", house.now())
    house.book("SOON", house.now() + timedelta(minutes=60), party_size=5)
    house.clock.sleep(15 * 60)
    with pytest.raises(QuotaFullError):
        arrive(house, "LATE")
    assert arrive(house, "SOON").number == "B-001"


@pytest.mark.parametrize("send_away", [security.defer, security.leave])
def test_a_family_that_is_sent_home_gives_all_its_places_back(house: Office, send_away: Any) -> None:
    house.book("ABCD", house.now(), party_size=3)
    case_id = house.held(service_id=None, booking_code="ABCD")
    assert taken(house) == 3
    house.do(send_away, case_id, **house.by(house.guard))
    assert (taken(house), state(house, "ABCD")) == (0, "booked")


def test_a_family_that_was_held_and_let_in_is_still_a_family(house: Office) -> None:
    house.book("ABCD", house.now(), party_size=3)
    case_id = house.held(service_id=None, booking_code="ABCD", measurement=WARM)
    assert house.do(security.clear, case_id, **house.by(house.guard)).party_size == 3


def test_closing_gives_up_who_never_came_and_keeps_the_rest(house: Office) -> None:
    for code, days in (("CAME", 0), ("NOT-1", 0), ("NOT-2", 0), ("NEXT", 1)):
        house.book(code, house.now() + timedelta(days=days))
    arrive(house, "CAME")
    seq = house.last_seq()
    house.do(day.close_day, **house.by(house.admin))
    assert house.names(seq).count("booking.no_show") == 2
    states = [state(house, code) for code in ("CAME", "NOT-1", "NOT-2", "NEXT")]
    assert states == ["arrived", "no_show", "no_show", "booked"]


def test_the_day_after_a_missed_booking_is_told_its_day_and_time(house: Office) -> None:
    house.book("ABCD", house.now())
    house.clock.sleep(86_400)
    house.do(day.open_day, **house.by(house.admin))
    with pytest.raises(BookingOtherDayError) as refused:
        arrive(house, "ABCD")
    assert refused.value.details == {"date": "2026-03-02", "time": "08:00"}


@pytest.mark.parametrize("send_away", [security.defer, security.leave])
def test_who_came_and_was_sent_away_did_not_miss_the_appointment(house: Office, send_away: Any) -> None:
    house.book("ABCD", house.now())
    house.do(send_away, house.held(service_id=None, booking_code="ABCD"), **house.by(house.guard))
    seq = house.last_seq()
    house.do(day.close_day, **house.by(house.admin))
    assert "booking.no_show" not in house.names(seq)
    assert state(house, "ABCD") == "booked"


def test_a_program_books_by_the_same_rules_as_a_person(house: Office) -> None:
    who = house.by(Actor.device(house.program))

    def by_hand(**changes: Any) -> None:
        wanted: dict[str, Any] = {"service_id": house.passport, "slot_at": house.now(), "party_size": 1}
        house.do(booking_desk.book, "HAND-1", **wanted | changes, **who)

    def by_program(**changes: Any) -> None:
        house.book("PROG-1", changes.pop("slot_at", house.now()), **changes)

    for make in (by_hand, by_program):
        with pytest.raises(LaneNotOfferedError):
            make(service_id=house.collection)
        with pytest.raises(InvalidValueError) as refused:
            make(slot_at=house.now() - timedelta(days=1))
        assert refused.value.details == {"field": "date", "problem": "past_day"}
        make()
        with pytest.raises(DuplicateBookingError):
            make()
    assert [row["code"] for row in dump(house.store)["booking"]] == ["HAND-1", "PROG-1"]


def test_what_speaks_against_a_booking_by_hand(house: Office) -> None:
    def told(days: int, people: int = 1, **more: Any) -> list[str]:
        found = house.store.read(
            doubts_of_one, house.passport, house.now() + timedelta(days=days), people, office_id=house.id, **more
        )
        return [one.doubt.value for one in found]

    assert told(1) == []
    assert told(1, 6) == ["over_quota"]
    house.book("CODE-1", house.now() + timedelta(days=1), party_size=5)
    assert told(1) == ["over_quota"]
    assert told(1, 5, moved="CODE-1") == [], "it does not count twice"
    assert told(2, 5, moved="CODE-1") == []
    tomorrow = (house.now() + timedelta(days=1)).date()
    span: dict[str, Any] = {"first_date": tomorrow, "last_date": tomorrow, "service_id": None}
    house.do(add_closure, names={"id": "Nyepi"}, **span, **house.by(house.admin))
    assert told(1) == ["closed", "over_quota"]
    house.do(admin.set_quota_today, house.passport, 2, "lunch", **house.by(house.admin))
    assert told(0, 3) == ["over_quota"], "the quota of today is another"
    house.save_service("passport", PASSPORT_LANES, house.passport, quota_per_day=5, hours={"0": (("13:00", "15:00"),)})
    assert told(2) == ["outside_hours"]
    assert house.store.read(doubts_of_one, house.collection, house.now(), 1, office_id=house.id) == []
