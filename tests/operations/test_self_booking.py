"""Visitors book by themselves: once per form, never more than there are places; moved, cancelled; on both databases."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from queue_server.domain.errors import (
    AntreError,
    BookingCancelledError,
    BookingTooLateError,
    BookingUsedError,
    InvalidValueError,
    NonceReusedError,
    SelfBookingOffError,
    SlotFullError,
    UnknownBookingError,
    UnknownServiceError,
)
from queue_server.domain.slots import ALPHABET, CODE_LENGTH
from queue_server.operations import booking_desk, self_booking
from queue_server.operations.self_booking import Wish
from queue_server.storage import self_bookings
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.operations.self_bookers import (
    HOURS,
    TODAY,
    at,
    book,
    bookable_office,
    cancel,
    find,
    left,
    move,
    rules,
)
from tests.operations.test_exactly_once import all_at_once
from tests.support.clock import FakeClock
from tests.support.office import PASSPORT_LANES, Office, new_nonce, office
from tests.support.stores import dump


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    return bookable_office(store, clock)


def refused(attempts: Iterable[Callable[[], object]]) -> list[AntreError | None]:
    found = [one.exception() for one in all_at_once(*attempts)]
    assert all(one is None or isinstance(one, AntreError) for one in found), found
    return found  # type: ignore[return-value]


def test_a_hundred_people_want_ten_places(house: Office) -> None:
    failures = refused([lambda: book(house, at(9))] * 100)
    assert failures.count(None) == 10
    assert {type(one) for one in failures if one} == {SlotFullError}
    rows = dump(house.store)
    assert len(rows["booking"]) == 10
    assert [row["place"] for row in rows["slot_place"]] == list(range(1, 11))
    assert left(house)["09:00"] == 0
    assert house.names().count("booking.created") == 10


def test_families_at_once_never_take_more_than_there_is(house: Office) -> None:
    failures = refused([lambda: book(house, at(9), 3)] * 20)
    assert failures.count(None) == 3
    assert (left(house)["09:00"], len(dump(house.store)["slot_place"])) == (1, 9)
    with pytest.raises(SlotFullError) as full:
        book(house, at(9), 2)
    assert full.value.details == {"left": 1}
    book(house, at(9))


def test_one_form_sent_fifty_times_at_once_is_one_booking(house: Office) -> None:
    nonce = new_nonce()
    made = [one.result() for one in all_at_once(*[lambda: book(house, at(9), 2, nonce)] * 50)]
    assert {one.code for one in made} == {made[0].code}
    assert [one.new for one in made].count(True) == 1
    assert left(house)["09:00"] == 8
    before = dump(house.store)
    with pytest.raises(NonceReusedError):
        book(house, at(9, 30), 2, nonce)
    other = office(house.store, house.clock, code="lain")
    rules(other)
    with pytest.raises(NonceReusedError):
        book(other, at(9), 2, nonce)
    assert dump(house.store)["booking"] == before["booking"]


def test_a_refused_form_may_be_sent_again(house: Office) -> None:
    rules(house, slot_places=1)
    nonce = new_nonce()
    book(house, at(9))
    with pytest.raises(SlotFullError):
        book(house, at(9), nonce=nonce)
    assert book(house, at(9, 30), nonce=nonce).new


def test_many_move_to_the_last_place_at_once_and_one_arrives(house: Office) -> None:
    rules(house, slot_places=5)
    codes = [book(house, at(8)).code for _ in range(5)] + [book(house, at(8, 30)).code for _ in range(3)]
    book(house, at(9), 4)
    failures = refused([lambda code=code: move(house, code, at(9)) for code in codes])  # type: ignore[misc]
    assert failures.count(None) == 1
    assert sorted(left(house).values()) in ([0, 1, 2, 5], [0, 0, 3, 5])
    assert sum(row["party_size"] for row in dump(house.store)["booking"]) == len(dump(house.store)["slot_place"]) == 12


def test_no_place_of_a_slot_is_given_twice_even_by_who_forgets_to_count(house: Office) -> None:
    made = dump(house.store)["booking"]
    assert made == []
    book(house, at(9), 2)
    booking_id = dump(house.store)["booking"][0]["id"]
    before = dump(house.store)

    def take_the_first_place(tx: Transaction) -> None:
        slot: dict[str, Any] = {"service_id": house.passport, "slot_at": at(9)}
        tx.run(self_bookings._TAKE, **slot, place=1, booking_id=booking_id)

    with pytest.raises(Exception, match=r"(?i)unique"):
        house.store.write(take_the_first_place)
    assert dump(house.store) == before


def test_the_code_is_long_random_and_can_be_typed(house: Office) -> None:
    codes = {book(house, at(9)).code for _ in range(10)}
    assert len(codes) == 10
    assert all(len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set("01OI") & set(ALPHABET)


@pytest.mark.parametrize("party_size", [0, 6])
def test_one_to_five_people_come_together(house: Office, party_size: int) -> None:
    with pytest.raises(InvalidValueError):
        book(house, at(9), party_size)


def test_an_unknown_service_is_refused(house: Office) -> None:
    with pytest.raises(UnknownServiceError):
        house.do(self_booking.book_slot, Wish(99, at(9), 1), new_nonce(), office_id=house.id, now=house.now())


def test_switched_off_nothing_can_be_booked_or_found(house: Office) -> None:
    code = book(house, at(9)).code
    rules(house, switched_on=False)
    for attempt in (lambda: book(house, at(9)), lambda: find(house, code), lambda: cancel(house, code)):
        with pytest.raises(SelfBookingOffError):
            attempt()


def test_a_booking_is_moved_and_its_place_is_free_at_once(house: Office) -> None:
    rules(house, slot_places=2)
    code = book(house, at(9), 2).code
    seq = house.last_seq()
    move(house, code, at(9, 30))
    move(house, code, at(9, 30))
    assert house.names(seq) == ["booking.moved"]
    assert left(house) == {"08:00": 2, "08:30": 2, "09:00": 2, "09:30": 0}
    assert find(house, code).slot_at == at(9, 30)


def test_a_full_day_has_room_for_who_is_in_it_already(house: Office) -> None:
    house.save_service("passport", PASSPORT_LANES, house.passport, hours=HOURS, quota_per_day=3)
    code = book(house, at(9), 3).code
    move(house, code, at(8))
    assert set(left(house).values()) == {0}


def test_a_move_to_a_full_slot_keeps_the_old_one(house: Office) -> None:
    rules(house, slot_places=1)
    book(house, at(9))
    code = book(house, at(9, 30)).code
    before = dump(house.store)
    with pytest.raises(SlotFullError):
        move(house, code, at(9))
    assert dump(house.store) == before


def test_a_cancelled_booking_is_over_and_its_place_is_free(house: Office) -> None:
    rules(house, slot_places=1)
    code = book(house, at(9)).code
    cancel(house, code)
    assert (left(house)["09:00"], dump(house.store)["slot_place"]) == (1, [])
    attempts: tuple[Callable[[], None], ...] = (
        lambda: cancel(house, code),
        lambda: move(house, code, at(8)),
        lambda: move(house, code, at(9)),
    )
    for again in attempts:
        with pytest.raises(BookingCancelledError):
            again()
    assert dump(house.store)["event"][-1]["actor"] == "visitor:0"
    book(house, at(9))


def test_places_of_a_booking_that_the_office_moved_are_free(house: Office) -> None:
    rules(house, slot_places=2)
    first, second = book(house, at(9)).code, book(house, at(9)).code
    house.do(booking_desk.move, first, at(8), **house.by(house.admin))
    house.do(booking_desk.cancel, second, "tutup", **house.by(house.admin))
    book(house, at(9), 2)
    assert left(house)["09:00"] == 0


def test_too_late_to_change_is_told_with_the_time(house: Office) -> None:
    code = book(house, at(9, 30, TODAY)).code
    house.clock.sleep(31 * 60)
    attempts: tuple[Callable[[], None], ...] = (lambda: cancel(house, code), lambda: move(house, code, at(9)))
    for late in attempts:
        with pytest.raises(BookingTooLateError) as told:
            late()
        assert told.value.details == {"date": "2026-03-02", "time": "08:30"}


def test_a_booking_of_the_office_s_own_program_is_not_shown_here(house: Office) -> None:
    house.book("12345678", at(9))
    for attempt in (lambda: find(house, "12345678"), lambda: cancel(house, "12345678"), lambda: find(house, "NONE")):
        with pytest.raises(UnknownBookingError):
            attempt()


def test_the_code_opens_the_kiosk_as_any_other(house: Office) -> None:
    code = book(house, at(9, 30, TODAY), 3).code
    house.clock.sleep(60 * 60)
    ticket = house.ticket(service_id=None, booking_code=code)
    assert (ticket.number, ticket.party_size) == ("B-001", 3)
    assert find(house, code).state == "arrived"
    with pytest.raises((BookingUsedError, BookingTooLateError)):
        cancel(house, code)
