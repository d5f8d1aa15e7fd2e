"""Another day for a visitor who is to be treated first: the desk moves the booking of the case, and no other."""

from datetime import datetime, timedelta

import pytest

from queue_server.domain.errors import (
    BookingUsedError,
    DecisionOvertakenError,
    IllegalActionError,
    InvalidValueError,
    UnknownBookingError,
    UnknownCaseError,
)
from queue_server.operations import case_booking, desk, security
from queue_server.operations.decided_case import DecidedCaseView
from tests.support.office import Office
from tests.support.stores import dump


def booked(house: Office) -> str:
    """A warm visitor with a booking, who is asked to sit."""
    house.book("ABCD", house.now() + timedelta(minutes=10))
    return house.held(service_id=None, booking_code="ABCD")


def move(house: Office, case_id: str, slot_at: datetime) -> None:
    house.do(case_booking.move_booking, case_id, slot_at, **house.by(house.guard))


def decided(house: Office) -> DecidedCaseView:
    (case,) = house.store.read(desk.desk_view, office_id=house.id, now=house.now()).decided
    return case


def test_who_is_to_be_treated_first_gets_another_day(house: Office) -> None:
    case_id, tomorrow = booked(house), house.now() + timedelta(days=1)
    house.do(security.defer, case_id, **house.by(house.guard))
    assert (decided(house).moved, decided(house).kiosk_name) == (False, "kiosk")
    seq = house.last_seq()
    move(house, case_id, tomorrow)
    assert house.names(seq) == ["booking.moved"]
    assert (decided(house).moved, decided(house).slot_at) == (True, tomorrow)
    assert dump(house.store)["booking"][0]["state"] == "booked"
    move(house, case_id, tomorrow + timedelta(days=1))  # the visitor asks for a third one
    with pytest.raises(DecisionOvertakenError):
        house.do(security.take_back, case_id, **house.by(house.guard))


def test_only_the_booking_of_who_was_sent_to_be_treated_is_moved(house: Office) -> None:
    case_id, tomorrow = booked(house), house.now() + timedelta(days=1)
    before = dump(house.store)
    with pytest.raises(IllegalActionError):
        move(house, case_id, tomorrow)
    with pytest.raises(UnknownCaseError):
        move(house, "0" * 16, tomorrow)
    assert dump(house.store) == before
    house.do(security.clear, case_id, **house.by(house.guard))
    with pytest.raises(IllegalActionError):
        move(house, case_id, tomorrow)
    assert decided(house).slot_at is None


def test_a_day_that_has_passed_and_a_visitor_without_a_booking(house: Office) -> None:
    case_id = booked(house)
    house.do(security.defer, case_id, **house.by(house.guard))
    with pytest.raises(InvalidValueError):
        move(house, case_id, house.now() - timedelta(days=1))
    walked_in = house.held()
    house.do(security.defer, walked_in, **house.by(house.guard))
    with pytest.raises(UnknownBookingError):
        move(house, walked_in, house.now() + timedelta(days=1))


def test_who_is_back_already_cannot_be_moved(house: Office) -> None:
    case_id = booked(house)
    house.do(security.defer, case_id, **house.by(house.guard))
    house.held(service_id=None, booking_code="ABCD")
    with pytest.raises(BookingUsedError):
        move(house, case_id, house.now() + timedelta(days=1))
