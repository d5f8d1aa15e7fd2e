from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from queue_server.domain.errors import (
    AntreError,
    BookingOtherDayError,
    BookingUsedError,
    DuplicateBookingError,
    InvalidValueError,
    LaneNotOfferedError,
    MalformedError,
    QuotaFullError,
    ServiceClosedError,
    UnknownBookingError,
    UnknownServiceError,
    UnknownTicketError,
)
from queue_server.operations import booking, offer, printing
from queue_server.operations.board import board_snapshot
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome
from tests.support.office import NORMAL, PASSPORT_LANES, UNSURE, WARM, Office, new_nonce
from tests.support.stores import dump, dump_but_answers


def test_a_visitor_who_passes_holds_a_ticket(house: Office) -> None:
    seq = house.last_seq()
    answer = house.check_in(language="en")
    assert house.names(seq) == ["visit.arrived", "visit.admitted", "ticket.issued"]
    ticket = answer.ticket
    assert ticket is not None
    assert (answer.outcome, ticket.number, ticket.ahead, ticket.language) == ("admitted", "A-001", 0, "en")
    assert ticket.business_date == date(2026, 3, 2)
    assert ticket.deadline_at == ticket.issued_at + timedelta(hours=2)
    assert ticket.estimate is None
    issued = house.events(seq)[-1].ticket()
    assert (issued.ticket_id, issued.number, issued.state, issued.print_at) == (ticket.id, "A-001", "waiting", None)


def test_each_lane_counts_by_itself(house: Office) -> None:
    numbers = [house.ticket(lane=lane).number for lane in (Lane.GENERAL, Lane.PRIORITY, Lane.GENERAL)]
    assert [*numbers, house.ticket(service_id=house.collection).number] == ["A-001", "R-001", "A-002", "U-001"]


def test_the_line_before_one_is_told(house: Office) -> None:
    assert [house.ticket().ahead for _ in range(3)] == [0, 1, 2]


@pytest.mark.parametrize("measurement", [WARM, UNSURE, Measurement(status=MeasurementStatus.NO_SENSOR)])
def test_a_visitor_whom_the_measurement_does_not_let_pass_is_held(house: Office, measurement: Measurement) -> None:
    seq = house.last_seq()
    answer = house.check_in(measurement=measurement)
    assert (answer.outcome, answer.ticket) == ("held", None)
    assert house.names(seq) == ["visit.arrived", "visit.held"]
    (case,) = house.open_cases()
    assert case.kind == ("warm" if measurement is WARM else "unmeasured")
    values = [row["celsius"] for row in dump(house.store)["screening_reading"]]
    assert values == ([38.25] if measurement is WARM else [])
    assert dump(house.store)["service_day"][0]["taken"] == 1
    assert b"38.25" not in b"".join(bytes(event.payload) for event in house.events(seq))


@pytest.mark.parametrize(("celsius", "outcome"), [(36.99, "admitted"), (37.0, "admitted"), (37.01, "held")])
def test_the_threshold(house: Office, celsius: float, outcome: str) -> None:
    assert house.check_in(measurement=msgspec.structs.replace(NORMAL, celsius=celsius)).outcome == outcome


def test_each_verdict_is_counted_by_hour_without_its_value(house: Office) -> None:
    for measurement in (NORMAL, NORMAL, WARM, UNSURE):
        house.check_in(measurement=measurement)
    counted = {(row["hour"], row["verdict"]): row["count"] for row in dump(house.store)["screening_count"]}
    assert counted == {(8, "pass"): 2, (8, "warm"): 1, (8, "unmeasured"): 1}


def test_a_booking_brings_its_service_and_stands_at_its_slot(house: Office) -> None:
    slot_at = house.now() + timedelta(minutes=30)
    house.book("ABCD", slot_at)
    assert house.store.read(booking.find_booking, "ABCD", office_id=house.id, now=house.now()).slot_at == slot_at
    answer = house.ticket(service_id=None, booking_code="ABCD")
    assert answer.number == "B-001"
    row = dump(house.store)["ticket"][0]
    assert (row["ordering_at"], row["slot_at"], row["lane"]) == (slot_at, slot_at, "booking")
    with pytest.raises(BookingUsedError):
        house.store.read(booking.find_booking, "ABCD", office_id=house.id, now=house.now())


def test_a_booking_records_its_event_once_per_nonce(house: Office) -> None:
    seq, nonce, slot_at = house.last_seq(), new_nonce(), house.now()
    assert house.book("ABCD", slot_at, nonce=nonce) == house.book("ABCD", slot_at, nonce=nonce)
    assert house.names(seq) == ["booking.created"]


def refusals(house: Office) -> list[tuple[type[AntreError], dict[str, Any], dict[str, object]]]:
    """What may be wrong with a check-in: the error, the request's changes, the details."""
    house.book("USED", house.now())
    house.check_in(service_id=None, booking_code="USED")
    house.book("LATER", house.now() + timedelta(days=1))
    closed = house.save_service("closed", {Lane.GENERAL: "C"}, open=False)
    return [
        (UnknownServiceError, {"service_id": 4711}, {"service": 4711}),
        (ServiceClosedError, {"service_id": closed}, {"service": "closed"}),
        (LaneNotOfferedError, {"service_id": house.collection, "lane": Lane.PRIORITY}, {"lane": "priority"}),
        (MalformedError, {"service_id": None}, {"field": "service_id", "problem": "missing_field"}),
        (UnknownBookingError, {"booking_code": "NOPE"}, {}),
        (BookingUsedError, {"booking_code": "USED"}, {}),
        (BookingOtherDayError, {"booking_code": "LATER"}, {"date": "2026-03-03", "time": "08:00"}),
    ]


def test_a_refused_check_in_says_why_and_changes_nothing(house: Office) -> None:
    for error, changes, details in refusals(house):
        before = dump_but_answers(house.store)
        with pytest.raises(error) as refused:
            house.check_in(**changes)
        assert refused.value.details == details
        assert dump_but_answers(house.store) == before


def test_a_full_day_admits_nobody_not_even_with_a_booking(house: Office) -> None:
    for _ in range(5):
        house.ticket()
    house.book("ABCD", house.now())
    before = dump_but_answers(house.store)
    for changes in ({}, {"measurement": WARM}, {"service_id": None, "booking_code": "ABCD"}):
        with pytest.raises(QuotaFullError) as refused:
            house.check_in(**changes)
        assert refused.value.details == {"quota": 5}
    assert dump_but_answers(house.store) == before


def test_a_service_without_lanes_for_bookings_refuses_them(house: Office) -> None:
    service_id = house.save_service("later", {Lane.GENERAL: "L", Lane.BOOKING: "M"})
    house.book("ABCD", house.now(), service_id=service_id)
    house.save_service("later", {Lane.GENERAL: "L"}, service_id)
    with pytest.raises(LaneNotOfferedError):
        house.check_in(booking_code="ABCD")


def test_a_booking_that_cannot_be_is_refused(house: Office) -> None:
    house.book("ABCD", house.now())
    before = dump_but_answers(house.store)
    with pytest.raises(DuplicateBookingError) as refused:
        house.book("ABCD", house.now())
    assert refused.value.details == {"code": "ABCD"}
    with pytest.raises(InvalidValueError) as naive:
        house.book("EFGH", house.now().replace(tzinfo=None))
    assert naive.value.details == {"field": "slot_at", "problem": "no_time_zone"}
    with pytest.raises(UnknownServiceError):
        house.book("EFGH", house.now(), service_id=4711)
    assert dump_but_answers(house.store) == before


@pytest.mark.parametrize("outcome", PrintOutcome)
def test_how_the_printing_went_is_recorded_once(house: Office, outcome: PrintOutcome) -> None:
    ticket, seq = house.ticket(), house.last_seq()
    report = PrintReport(nonce=new_nonce(), outcome=outcome)
    where = {"office_id": house.id, "device_id": house.kiosk}
    for _ in range(2):
        answer = house.do(printing.report_print, ticket.id, report, now=house.now(), **where)
        assert answer.ticket_id == ticket.id
    assert [event.ticket().reason for event in house.events(seq)] == [outcome.value]
    assert dump(house.store)["ticket"][0]["print_state"] == outcome.value
    again = PrintReport(nonce=new_nonce(), outcome=outcome)
    with pytest.raises(UnknownTicketError):
        house.do(printing.report_print, 4711, again, now=house.now(), **where)


def test_a_ticket_can_be_printed_again_with_the_same_words(house: Office) -> None:
    ticket = house.ticket(language="en")
    copy = house.store.read(printing.ticket_to_print, ticket.id, office_id=house.id, device_id=house.kiosk)
    assert copy == ticket


def test_what_a_kiosk_offers(house: Office) -> None:
    house.ticket()
    info = house.store.read(offer.office_info, office_id=house.id, now=house.now())
    passport, collection = info.services
    assert (passport.quota_left, passport.waiting, passport.open) == (4, 1, True)
    assert {one.lane: one.prefix for one in passport.lanes} == PASSPORT_LANES
    assert (collection.quota_left, collection.waiting) == (None, 0)
    assert info.seq == house.last_seq()


def test_the_board_shows_who_waits_and_who_is_called(house: Office) -> None:
    first = house.ticket()
    house.ticket()
    house.call_next()
    board = house.store.read(board_snapshot, office_id=house.id, now=house.now())
    assert [(call.ticket_id, call.counter_name, call.serving) for call in board.calls] == [(first.id, "1", False)]
    assert board.waiting == {str(house.passport): 1}
