from collections.abc import Callable
from datetime import timedelta

import pytest

from queue_server.domain.errors import IllegalActionError, InvalidValueError, UnknownCaseError
from queue_server.operations import day, desk, printing, security
from queue_server.operations.views import DeskView
from queue_server.protocol.words import Lane
from queue_server.storage import events
from tests.support.office import UNSURE, WARM, Office
from tests.support.stores import dump


def at_desk(house: Office) -> DeskView:
    return house.store.write(desk.look, **house.by(house.guard))


def taken(house: Office) -> int:
    return int(dump(house.store)["service_day"][0]["taken"])


def test_a_cleared_visitor_keeps_the_place_of_the_arrival(house: Office) -> None:
    case_id = house.held()
    later = house.ticket()
    seq = house.last_seq()
    ticket = house.do(security.clear, case_id, **house.by(house.guard))
    assert house.names(seq) == ["visit.cleared", "ticket.issued"]
    issued = house.store.read(lambda tx: events.events_after(tx, house.id, seq, 9))[1]
    assert issued.target_device_id == issued.event.ticket().print_at == house.kiosk
    assert (ticket.number, ticket.ahead) == ("A-002", 0)
    assert [house.call_next().ticket_id for _ in range(2)] == [ticket.id, later.id]
    assert taken(house) == 2
    at_kiosk = {"office_id": house.id, "device_id": house.kiosk}
    assert house.store.read(printing.ticket_to_print, ticket.id, **at_kiosk).number == "A-002"


def test_a_cleared_booking_stands_at_its_slot_in_its_lane(house: Office) -> None:
    slot_at = house.now() + timedelta(minutes=30)
    house.book("ABCD", slot_at)
    case_id = house.held(service_id=None, booking_code="ABCD")
    assert house.do(security.clear, case_id, **house.by(house.guard)).number == "B-001"
    assert dump(house.store)["ticket"][0]["ordering_at"] == slot_at


@pytest.mark.parametrize(("operation", "event"), [("defer", "visit.deferred"), ("leave", "visit.left")])
def test_who_is_sent_away_gives_the_place_back(house: Office, operation: str, event: str) -> None:
    for _ in range(4):
        house.ticket()
    case_id = house.held()
    assert taken(house) == 5
    seq = house.last_seq()
    house.do(getattr(security, operation), case_id, **house.by(house.guard))
    assert house.names(seq) == [event]
    assert taken(house) == 4
    assert house.ticket().number == "A-005"


@pytest.mark.parametrize("first", ["clear", "defer", "leave"])
@pytest.mark.parametrize("second", ["clear", "defer", "leave"])
def test_a_case_is_decided_once(house: Office, first: str, second: str) -> None:
    case_id = house.held()
    house.do(getattr(security, first), case_id, **house.by(house.guard))
    before = dump(house.store)
    with pytest.raises(IllegalActionError):
        house.do(getattr(security, second), case_id, **house.by(house.guard))
    with pytest.raises(IllegalActionError):
        house.do(security.measure, case_id, 36.5, **house.by(house.guard))
    assert dump(house.store) == before


def test_another_measurement_is_recorded_without_its_value(house: Office) -> None:
    case_id, seq = house.held(), house.last_seq()
    house.do(security.measure, case_id, 36.71, **house.by(house.guard))
    (event,) = house.events(seq)
    assert event.name == "case.measured"
    assert b"36.71" not in bytes(event.payload)
    (case,) = at_desk(house).open_cases
    assert [(one.celsius, one.source) for one in case.readings] == [(38.25, "kiosk"), (36.71, "hand")]


@pytest.mark.parametrize("celsius", [29.99, 45.01, float("nan"), -1.0])
def test_no_thermometer_for_people_shows_this(house: Office, celsius: float) -> None:
    case_id = house.held()
    before = dump(house.store)
    operations: tuple[Callable[..., object], ...] = (security.measure, security.clear)
    for operation in operations:
        with pytest.raises(InvalidValueError) as refused:
            house.do(operation, case_id, celsius, **house.by(house.guard))
        assert refused.value.details == {"field": "celsius", "problem": "not_a_body_temperature"}
    assert dump(house.store) == before


@pytest.mark.parametrize("operation", ["clear", "defer", "leave"])
def test_a_case_that_is_not_there_is_refused(house: Office, operation: str) -> None:
    before = dump(house.store)
    with pytest.raises(UnknownCaseError):
        house.do(getattr(security, operation), "nope", **house.by(house.guard))
    assert dump(house.store) == before


def test_yesterday_s_case_is_over(house: Office) -> None:
    case_id = house.held()
    house.clock.sleep(86_400)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    with pytest.raises(UnknownCaseError):
        house.do(security.clear, case_id, **house.by(house.guard))


def test_the_desk_shows_the_oldest_first_and_how_long_each_has_waited(house: Office) -> None:
    first = house.held()
    house.clock.sleep(99)
    second = house.held(measurement=UNSURE, lane=Lane.PRIORITY)
    house.clock.sleep(60)
    cases = at_desk(house).open_cases
    assert [(one.id, one.kind) for one in cases] == [(first, "warm"), (second, "unmeasured")]
    assert [(one.waited_seconds, one.rest_seconds_left) for one in cases] == [(160, 140), (60, 240)]
    assert (cases[0].kiosk_name, cases[0].limit_celsius) == ("kiosk", 37.0)
    house.do(security.clear, second, 36.5, **house.by(house.guard))
    (decided,) = at_desk(house).decided
    assert (decided.id, decided.decision, decided.ticket_number) == (second, "cleared", "R-001")
    assert at_desk(house).counts_by_hour == ((8, "unmeasured", 1), (8, "warm", 1))


def test_no_table_but_its_own_holds_a_temperature(house: Office) -> None:
    house.check_in(measurement=WARM)
    (case,) = house.open_cases()
    house.do(security.measure, case.id, 38.25, **house.by(house.guard))
    house.do(security.clear, case.id, 38.25, **house.by(house.guard))
    rows = dump(house.store)
    assert len(rows.pop("screening_reading")) == 3
    assert "38.25" not in str(rows)
