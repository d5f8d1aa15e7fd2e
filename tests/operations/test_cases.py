"""Who is on the way, measuring again, coming back, telling more people, and taking a decision back."""

from datetime import timedelta

import pytest

from queue_server.domain.errors import (
    CaseTakenError,
    DecisionOvertakenError,
    DecisionTooOldError,
    IllegalActionError,
    QuotaFullError,
    UnknownCaseError,
)
from queue_server.operations import cases, desk, security
from queue_server.operations.views import CaseView
from queue_server.protocol.screening import MeasurementReport, ReturnReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus
from tests.support.office import UNSURE, Office
from tests.support.stores import dump

NORMAL = Measurement(
    status=MeasurementStatus.MEASURED, celsius=36.51, ambient_celsius=27.5, samples=14, spread_celsius=0.03
)


def only_case(house: Office) -> CaseView:
    (case,) = house.store.write(desk.look, **house.by(house.guard)).open_cases
    return case


def measured(house: Office, visit_id: int, measurement: Measurement = NORMAL, nonce: str = "n" * 16) -> None:
    report = MeasurementReport(nonce=nonce, measurement=measurement)
    house.do(cases.measured_at_kiosk, visit_id, report, office_id=house.id, device_id=house.kiosk, now=house.now())


def back(house: Office, nonce: str) -> int | None:
    report = ReturnReport(nonce=nonce)
    return house.do(cases.came_back, report, office_id=house.id, device_id=house.kiosk, now=house.now()).visit_id


# On the way


def test_one_is_on_the_way_and_every_desk_sees_who(house: Office) -> None:
    case_id, seq = house.held(), house.last_seq()
    house.do(cases.take, case_id, **house.by(house.guard))
    house.do(cases.take, case_id, **house.by(house.guard))
    assert house.names(seq) == ["case.taken"]
    assert only_case(house).taken_by == "Guard-Uji"
    with pytest.raises(CaseTakenError) as refused:
        house.do(cases.take, case_id, **house.by(house.admin))
    assert refused.value.details == {"officer": "Guard-Uji"}
    house.do(cases.take, case_id, over=True, **house.by(house.admin))
    assert only_case(house).taken_by == "Admin-Uji"


def test_who_cannot_come_gives_it_back(house: Office) -> None:
    case_id = house.held()
    house.do(cases.take, case_id, **house.by(house.guard))
    seq = house.last_seq()
    for _ in range(2):
        house.do(cases.release, case_id, **house.by(house.guard))
    assert house.names(seq) == ["case.released"]
    assert only_case(house).taken_by == ""


def test_a_decided_case_cannot_be_taken(house: Office) -> None:
    case_id = house.held()
    house.do(security.leave, case_id, **house.by(house.guard))
    with pytest.raises(IllegalActionError):
        house.do(cases.take, case_id, **house.by(house.guard))
    with pytest.raises(UnknownCaseError):
        house.do(cases.take, "0" * 16, **house.by(house.guard))


# Nobody comes


def test_more_people_are_told_once_when_nobody_is_on_the_way(house: Office) -> None:
    waiting, taken = house.held(), house.held()
    house.do(cases.take, taken, **house.by(house.guard))
    seq = house.last_seq()
    assert house.do(cases.escalate_due, office_id=house.id, now=house.now()) == 0
    house.clock.sleep(120)
    assert house.store.read(cases.waits_in_vain, office_id=house.id, now=house.now())
    assert [house.do(cases.escalate_due, office_id=house.id, now=house.now()) for _ in range(2)] == [1, 0]
    assert house.names(seq) == ["case.escalated"]
    rows = {row["id"]: row["escalated_at"] for row in dump(house.store)["screening_case"]}
    assert rows[waiting] is not None
    assert rows[taken] is None


# Measuring again


def test_a_kiosk_measures_again_and_hears_nothing_of_the_result(house: Office) -> None:
    case_id = house.held()
    visit_id, seq = only_case(house).visit_id, house.last_seq()
    assert house.do(cases.ask_measurement, case_id, **house.by(house.guard)) == "kiosk"
    assert only_case(house).measure_asked
    measured(house, visit_id)
    measured(house, visit_id)  # the same nonce: once
    assert house.names(seq) == ["case.measure_asked", "case.measured"]
    case = only_case(house)
    assert not case.measure_asked
    assert [(one.celsius, one.source, one.limit_celsius) for one in case.readings] == [
        (38.25, "kiosk", 37.0),
        (36.51, "kiosk", 37.0),
    ]
    assert (case.readings[1].samples, case.readings[1].spread_celsius) == (14, 0.03)
    assert [one.above for one in case.readings] == [True, False]


def test_a_second_try_without_a_value_says_why(house: Office) -> None:
    house.held()
    measured(house, only_case(house).visit_id, UNSURE)
    case = only_case(house)
    assert len(case.readings) == 1
    assert case.reason == (UNSURE.reason or UNSURE.status)


def test_nobody_is_measured_who_is_not_held(house: Office) -> None:
    case_id = house.held()
    visit_id = only_case(house).visit_id
    house.do(security.clear, case_id, **house.by(house.guard))
    with pytest.raises(UnknownCaseError):
        measured(house, visit_id)


def test_who_comes_back_after_the_rest_is_measured_where_it_can_only_be_one(house: Office) -> None:
    house.held()
    visit_id = only_case(house).visit_id
    assert back(house, "a" * 16) is None  # still resting
    assert only_case(house).returned_at is not None
    house.clock.sleep(300)
    assert back(house, "b" * 16) == visit_id
    house.held()
    house.clock.sleep(300)
    assert back(house, "c" * 16) is None  # which of the two?
    assert back(house, "b" * 16) == visit_id  # the same nonce gives the same answer


# Taking a decision back


def desk_numbers(house: Office) -> list[str]:
    decided = house.store.read(desk.desk_view, office_id=house.id, now=house.now()).decided
    return [one.ticket_number for one in decided]


def test_a_number_given_by_mistake_is_withdrawn_and_the_place_kept(house: Office) -> None:
    case_id = house.held()
    first = house.do(security.clear, case_id, **house.by(house.guard))
    seq = house.last_seq()
    house.do(security.take_back, case_id, **house.by(house.guard))
    assert house.names(seq) == ["ticket.cancelled", "visit.reopened"]
    assert only_case(house).id == case_id
    again = house.do(security.clear, case_id, **house.by(house.guard))
    assert (first.number, again.number) == ("A-001", "A-002")
    assert desk_numbers(house) == ["A-002"]
    house.do(security.take_back, case_id, **house.by(house.guard))
    again = house.do(security.clear, case_id, **house.by(house.guard))
    assert again.number == "A-003"
    assert house.call_next().number == "A-003"


@pytest.mark.parametrize("operation", [security.defer, security.leave])
def test_who_was_sent_away_by_mistake_has_the_place_again(house: Office, operation: object) -> None:
    slot_at = house.now() + timedelta(minutes=10)
    house.book("ABCD", slot_at)
    case_id = house.held(service_id=None, booking_code="ABCD")
    house.do(operation, case_id, **house.by(house.guard))  # type: ignore[arg-type]
    assert dump(house.store)["booking"][0]["state"] == "booked"
    assert dump(house.store)["service_day"][0]["taken"] == 0
    house.do(security.take_back, case_id, **house.by(house.guard))
    assert dump(house.store)["booking"][0]["state"] == "arrived"
    assert dump(house.store)["service_day"][0]["taken"] == 1
    assert house.do(security.clear, case_id, **house.by(house.guard)).number == "B-001"


def test_a_place_that_was_given_away_is_not_taken_twice(house: Office) -> None:
    case_id = house.held()
    house.do(security.leave, case_id, **house.by(house.guard))
    before = dump(house.store)
    while dump(house.store)["service_day"][0]["taken"] < dump(house.store)["service_day"][0]["quota"]:
        house.ticket()
    with pytest.raises(QuotaFullError):
        house.do(security.take_back, case_id, **house.by(house.guard))
    assert dump(house.store)["screening_case"] == before["screening_case"]


def test_a_decision_stands_after_a_minute_and_once_the_number_was_called(house: Office) -> None:
    late, called = house.held(), house.held()
    house.do(security.leave, late, **house.by(house.guard))
    house.clock.sleep(61)
    with pytest.raises(DecisionTooOldError) as refused:
        house.do(security.take_back, late, **house.by(house.guard))
    assert refused.value.details == {"seconds": 60}
    house.do(security.clear, called, **house.by(house.guard))
    house.call_next()
    with pytest.raises(DecisionOvertakenError):
        house.do(security.take_back, called, **house.by(house.guard))


def test_there_is_nothing_to_take_back_before_a_decision(house: Office) -> None:
    with pytest.raises(IllegalActionError):
        house.do(security.take_back, house.held(), **house.by(house.guard))


# Paper for who cannot be served today


def test_the_slip_tells_of_the_booking_and_not_why(house: Office) -> None:
    house.book("ABCD", house.now() + timedelta(minutes=10))
    case_id = house.held(service_id=None, booking_code="ABCD")
    visit_id = only_case(house).visit_id
    with pytest.raises(UnknownCaseError):
        house.store.read(cases.slip, visit_id, office_id=house.id, device_id=house.kiosk)
    house.do(security.defer, case_id, **house.by(house.guard))
    slip = house.store.read(cases.slip, visit_id, office_id=house.id, device_id=house.kiosk)
    assert (slip.booking_code, slip.slot_at) == ("ABCD", None)
    with pytest.raises(UnknownCaseError):
        house.store.read(cases.slip, visit_id, office_id=house.id, device_id=house.kiosk + 1)


# Looks


def test_each_look_at_a_value_is_kept_once_for_each_person(house: Office) -> None:
    case_id = house.held()
    house.held(measurement=UNSURE)  # nothing to see there
    unseen = house.store.read(desk.desk_view, office_id=house.id, now=house.now())
    assert [one.readings for one in unseen.open_cases] == [(), ()]
    for _ in range(3):
        house.store.write(desk.look, **house.by(house.guard))
    house.do(security.measure, case_id, 36.8, **house.by(house.guard))
    house.store.write(desk.look, **house.by(house.guard))
    house.store.write(desk.look, **house.by(house.admin))
    found = house.store.read(desk.looks_today, office_id=house.id)
    assert [(one.case_id, one.who, one.times) for one in found] == [
        (case_id, "Guard-Uji", 2),
        (case_id, "Admin-Uji", 1),
    ]
