"""What is forgotten, when, and that neither a clock nor a restart keeps it."""

import re
from datetime import datetime, timedelta

import pytest

from queue_server.domain.errors import UnknownCaseError
from queue_server.housekeeper import Housekeeper
from queue_server.operations import cases, day, security
from queue_server.operations import desk as screening_desk
from queue_server.operations.views import DeskView
from queue_server.retention import forget_due
from tests.support.office import NORMAL, UNSURE, Office
from tests.support.stores import Rows, dump

HOUR_SECONDS = 3600
DAY_SECONDS = 86_400


def desk(house: Office) -> DeskView:
    return house.store.read(screening_desk.desk_view, office_id=house.id, now=house.now())


def forget(house: Office) -> int:
    return house.do(forget_due, office_id=house.id, now=house.now())


def clear(house: Office, case_id: str) -> None:
    house.do(security.clear, case_id, 36.5, **house.by(house.guard))


def readings(house: Office) -> Rows:
    return dump(house.store)["screening_reading"]


def case_rows(house: Office) -> dict[str, dict[str, object]]:
    return {row["id"]: row for row in dump(house.store)["screening_case"]}


def keeper_of(house: Office) -> Housekeeper:
    """A housekeeper that has just started."""
    return Housekeeper(house.store, house.now, house.clock.monotonic)


def recorded(house: Office) -> str:
    """The payloads of all events."""
    return " ".join(bytes(event.payload).decode() for event in house.events())


def hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def test_of_a_normal_measurement_only_a_count_is_kept(house: Office) -> None:
    house.check_in(measurement=NORMAL)
    rows = dump(house.store)
    assert (rows["screening_case"], rows["screening_reading"]) == ([], [])
    assert [(row["verdict"], row["count"]) for row in rows["screening_count"]] == [("pass", 1)]
    assert "36.4" not in str(rows)


def test_a_sensor_without_a_value_opens_a_case_and_never_lets_pass(house: Office) -> None:
    assert house.check_in(measurement=UNSURE).outcome == "held"
    assert [case.kind for case in desk(house).open_cases] == ["unmeasured"]


def test_a_case_has_an_id_of_its_own_that_tells_nothing(house: Office) -> None:
    ids = [house.held() for _ in range(5)]
    assert len(set(ids)) == 5
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)


def test_temperatures_are_forgotten_an_hour_after_the_decision(house: Office) -> None:
    decided, waiting = house.held(), house.held()
    clear(house, decided)
    house.clock.sleep(HOUR_SECONDS - 100)
    assert forget(house) == 0
    house.clock.sleep(100)
    assert forget(house) == 1
    assert {row["case_id"] for row in readings(house)} == {waiting}
    assert forget(house) == 0
    assert desk(house).decided[0].ticket_number == ""
    with pytest.raises(UnknownCaseError):
        house.do(security.clear, decided, **house.by(house.guard))


def test_what_stays_of_a_case_is_date_hour_and_decision_and_who_looked_in_that_hour(house: Office) -> None:
    house.clock.sleep(600)
    decided, waiting = house.held(), house.held()
    house.do(cases.take, decided, **house.by(house.guard))
    house.do(screening_desk.look, **house.by(house.guard))
    clear(house, decided)
    before, was, arrived_at = dump(house.store), case_rows(house), hour(house.now())
    house.clock.sleep(HOUR_SECONDS)
    forget(house)
    after, now = dump(house.store), case_rows(house)
    assert now[waiting] == was[waiting]
    times = {name for name, value in was[decided].items() if isinstance(value, datetime)}
    assert times == {"opened_at", "taken_at", "decided_at"}
    gone = dict.fromkeys(("visit_id", "device_id", "taken_at"))
    kept = {"taken_by": "", "opened_at": arrived_at, "decided_at": arrived_at}
    assert now[decided] == was[decided] | gone | kept
    looks = {row["case_id"]: row for row in after["screening_look"]}
    assert looks == {row["case_id"]: row for row in before["screening_look"]} | {
        decided: looks[decided] | {"actor": str(house.guard), "at": arrived_at}
    }
    assert looks[waiting]["at"] != arrived_at
    others = set(after) - {"screening_reading", "screening_case", "screening_look", "event"}
    assert all(after[name] == before[name] for name in others)


def test_no_event_leads_from_a_forgotten_case_to_its_visit(house: Office) -> None:
    decided, waiting = house.held(), house.held()
    clear(house, decided)
    assert decided in recorded(house)
    before = house.events()
    house.clock.sleep(HOUR_SECONDS)
    forget(house)
    after = house.events()
    assert (decided in recorded(house), waiting in recorded(house)) == (False, True)
    assert [(one.seq, one.name, one.at) for one in after] == [(one.seq, one.name, one.at) for one in before]
    visits = [one.visit().visit_id for one in before if one.name.startswith("visit")]
    assert [one.visit().visit_id for one in after if one.name.startswith("visit")] == visits


def test_no_message_leads_from_a_forgotten_case_to_its_visit(house: Office, targets: tuple[int, int]) -> None:
    forgotten, waiting = house.held(), house.held()
    assert [row["case_id"] for row in dump(house.store)["message"]] == [forgotten, waiting]
    clear(house, forgotten)
    house.clock.sleep(HOUR_SECONDS)
    forget(house)
    assert [row["case_id"] for row in dump(house.store)["message"]] == [None, waiting]


@pytest.mark.parametrize("decided", [True, False])
def test_closing_the_day_forgets_at_once(house: Office, decided: bool) -> None:
    case_id = house.held()
    if decided:
        clear(house, case_id)
    house.do(day.close_day_early, "Listrik padam", **house.by(house.admin))
    assert readings(house) == []
    assert case_rows(house)[case_id]["visit_id"] is None
    assert case_rows(house)[case_id]["decision"] == ("cleared" if decided else "left")


def test_a_new_date_forgets_the_old_one_at_once(house: Office) -> None:
    house.held()
    house.clock.sleep(DAY_SECONDS)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert readings(house) == []


def test_an_office_forgets_its_own(house: Office) -> None:
    case_id = house.held()
    clear(house, case_id)
    house.clock.sleep(HOUR_SECONDS)
    assert house.store.write(forget_due, office_id=house.id, now=house.now() - timedelta(hours=1)) == 0
    assert house.store.read(screening_desk.desk_view, office_id=house.id, now=house.now()).decided[0].id == case_id
    assert forget(house) == 1


@pytest.mark.parametrize("set_by", [-DAY_SECONDS, -20 * 365 * DAY_SECONDS])
def test_a_clock_that_was_set_back_keeps_nothing(house: Office, set_by: int) -> None:
    case_id = house.held()
    clear(house, case_id)
    keeper = keeper_of(house)
    keeper.make_round()
    house.clock.jump(set_by)
    house.clock.sleep(HOUR_SECONDS - 1)
    keeper.make_round()
    assert readings(house)
    house.clock.sleep(1)
    keeper.make_round()
    assert readings(house) == []
    assert case_rows(house)[case_id]["visit_id"] is None


def test_a_clock_that_stands_still_keeps_nothing(house: Office) -> None:
    clear(house, house.held())
    keeper = keeper_of(house)
    stopped_at = house.now()
    for _ in range(121):
        keeper.make_round()
        house.clock.sleep(30)
        house.clock.jump(-30)
    assert house.now() == stopped_at
    assert readings(house) == []


def test_under_a_clock_that_stands_still_a_value_without_decision_goes_after_a_day(house: Office) -> None:
    case_id = house.held()
    keeper = keeper_of(house)
    keeper.make_round()
    house.clock.sleep(DAY_SECONDS)
    house.clock.jump(-DAY_SECONDS)
    keeper.make_round()
    assert readings(house) == []
    (case,) = desk(house).open_cases
    assert (case.id, case.readings) == (case_id, ())
    clear(house, case_id)  # the visitor still has a place


def test_a_clock_set_forward_with_visitors_here_does_not_stop_forgetting(house: Office) -> None:
    clear(house, house.held())
    keeper = keeper_of(house)
    keeper.make_round()
    house.clock.jump(2 * DAY_SECONDS)
    keeper.make_round()
    assert readings(house) == []
    assert [row["state"] for row in dump(house.store)["ticket"]] == ["waiting"]


def test_after_a_restart_the_clock_of_the_machine_tells(house: Office) -> None:
    clear(house, house.held())
    keeper_of(house).make_round()
    house.clock.sleep(HOUR_SECONDS)
    keeper_of(house).make_round()
    assert readings(house) == []


def test_after_a_restart_under_a_clock_that_was_set_back_the_hour_begins_anew(house: Office) -> None:
    clear(house, house.held())
    house.clock.jump(-DAY_SECONDS)
    keeper = keeper_of(house)
    keeper.make_round()
    assert readings(house)
    house.clock.sleep(HOUR_SECONDS)
    keeper.make_round()
    assert readings(house) == []


def test_the_clock_behind_the_last_event_does_not_stop_forgetting(
    house: Office, caplog: pytest.LogCaptureFixture
) -> None:
    clear(house, house.held())
    house.do(day.close_day_early, "Listrik padam", **house.by(house.admin))
    house.clock.sleep(DAY_SECONDS)
    house.do(day.open_day, **house.by(house.admin))
    clear(house, house.held())
    house.clock.jump(-2 * DAY_SECONDS)
    keeper = keeper_of(house)
    keeper.make_round()
    house.clock.sleep(HOUR_SECONDS)
    keeper.make_round()
    assert readings(house) == []
    assert ["clock_behind" in record.getMessage() for record in caplog.records] == [True]
