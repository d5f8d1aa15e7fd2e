from datetime import UTC, date, datetime, timedelta

import pytest

from queue_server.domain.errors import ClockBehindError, InvalidValueError, OfficeClosedError
from queue_server.housekeeper import Housekeeper
from queue_server.operations import day, desk, security, serving
from queue_server.operations.admin import save_office
from queue_server.operations.admin_page import office_setting
from queue_server.operations.offer import office_info
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import UNSURE, Office, office
from tests.support.stores import dump, dump_but_answers

DAY_SECONDS = 86_400


def end_of_day(house: Office) -> None:
    house.do(day.close_day, **house.by(house.admin))


def state_and_outcome(house: Office) -> dict[str, tuple[object, object]]:
    rows = dump(house.store)["ticket"]
    return {row["number"]: (row["state"], row["outcome"]) for row in rows}


def test_opening_gives_every_service_its_places(store: Store, clock: FakeClock) -> None:
    house = office(store, clock, quota=7)
    seq = house.last_seq()
    opened = house.do(day.open_day, **house.by(house.admin))
    assert opened == date(2026, 3, 2)
    assert house.names(seq) == ["day.opened"]
    assert house.events(seq)[0].business_date == opened
    setting = store.read(office_setting, office_id=house.id, now=house.now())
    assert [(one.quota_today, one.taken_today) for one in setting.services] == [(7, 0), (None, 0)]


def test_opening_an_open_day_again_changes_nothing(house: Office) -> None:
    house.ticket()
    before = dump(house.store)
    assert house.do(day.open_day, **house.by(house.admin)) == date(2026, 3, 2)
    assert dump(house.store) == before


def test_closing_ends_every_open_ticket_along_an_arrow(house: Office) -> None:
    parked, served, called, waiting = (house.ticket().number for _ in range(4))
    house.serve(0)
    house.do(serving.park, **house.at(0))
    house.serve(0)
    house.call_next(1)
    seq = house.last_seq()
    end_of_day(house)
    assert state_and_outcome(house) == {
        parked: ("cancelled", "day_ended"),
        served: ("completed", "day_ended"),
        called: ("no_show", "day_ended"),
        waiting: ("cancelled", "day_ended"),
    }
    names = house.names(seq)
    assert sorted(names[:-1]) == ["ticket.cancelled", "ticket.cancelled", "ticket.completed", "ticket.no_show"]
    assert names[-1] == "day.closed"
    assert {event.ticket().reason for event in house.events(seq)[:-1]} == {"day_ended"}
    assert not any(one.open for one in house.store.read(office_setting, office_id=house.id, now=house.now()).counters)


def test_closing_sends_held_visitors_home_and_gives_their_places_back(house: Office) -> None:
    house.held()
    house.held(measurement=UNSURE)
    seq = house.last_seq()
    end_of_day(house)
    assert house.names(seq) == ["visit.left", "visit.left", "day.closed"]
    reopened = house.do(day.open_day, **house.by(house.admin))
    assert reopened == date(2026, 3, 2)
    assert house.store.read(office_setting, office_id=house.id, now=house.now()).services[0].taken_today == 0
    assert house.store.read(desk.desk_view, office_id=house.id, now=house.now()).open_cases == ()


def test_closing_a_closed_day_changes_nothing(house: Office) -> None:
    end_of_day(house)
    before = dump(house.store)
    end_of_day(house)
    assert dump(house.store) == before


def test_a_closed_office_admits_nobody(house: Office) -> None:
    end_of_day(house)
    before = dump_but_answers(house.store)
    with pytest.raises(OfficeClosedError):
        house.check_in()
    assert dump_but_answers(house.store) == before
    info = house.store.read(office_info, office_id=house.id, now=house.now())
    assert info.business_date is None
    assert not any(service.open for service in info.services)


def test_a_reopened_day_goes_on_counting(house: Office) -> None:
    house.ticket()
    end_of_day(house)
    house.do(day.open_day, **house.by(house.admin))
    assert house.ticket().number == "A-002"
    assert house.store.read(office_setting, office_id=house.id, now=house.now()).services[0].taken_today == 2


def test_the_next_day_starts_from_one(house: Office) -> None:
    assert [house.ticket().number for _ in range(2)] == ["A-001", "A-002"]
    house.clock.sleep(DAY_SECONDS)
    seq = house.last_seq()
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert house.names(seq) == ["ticket.cancelled", "ticket.cancelled", "day.closed", "day.opened"]
    assert [str(event.business_date) for event in house.events(seq)[-2:]] == ["2026-03-02", "2026-03-03"]
    ticket = house.ticket()
    assert (ticket.number, ticket.business_date, ticket.ahead) == ("A-001", date(2026, 3, 3), 0)


def test_a_day_that_a_person_closed_stays_closed(house: Office) -> None:
    end_of_day(house)
    before = dump(house.store)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert dump(house.store) == before
    house.clock.sleep(DAY_SECONDS)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert house.ticket().business_date == date(2026, 3, 3)


def test_a_clock_behind_the_last_event_opens_no_day(house: Office) -> None:
    last = house.events()[-1].at
    house.clock.jump(-3 * DAY_SECONDS)
    before = dump(house.store)
    with pytest.raises(ClockBehindError) as refused:
        house.do(day.open_day, **house.by(house.admin))
    with pytest.raises(ClockBehindError):
        house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert refused.value.details == {"last_event_at": last.isoformat(timespec="seconds")}
    assert dump(house.store) == before


def test_a_person_may_confirm_the_clock(house: Office) -> None:
    house.clock.jump(-3 * DAY_SECONDS)
    opened = house.do(day.open_day, confirm_clock=True, **house.by(house.admin))
    assert opened == date(2026, 2, 27)


def test_a_clock_that_jumps_back_within_the_day_stops_nobody(house: Office) -> None:
    house.ticket()
    house.clock.jump(-3600)
    house.do(day.ensure_day_open, office_id=house.id, now=house.now())
    assert house.ticket().number == "A-002"


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [("Asia/Jakarta", date(2026, 3, 3)), ("Asia/Jayapura", date(2026, 3, 3)), ("UTC", date(2026, 3, 2))],
)
def test_the_date_is_the_office_s_own(store: Store, timezone: str, expected: date) -> None:
    clock = FakeClock(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
    house = office(store, clock)
    house.do(save_office, name="Kantor", timezone=timezone, **house.by(house.admin))
    clock.jump((datetime(2026, 3, 2, 17, 0, tzinfo=UTC) - clock.now()) / timedelta(seconds=1))
    assert house.do(day.open_day, **house.by(house.admin)) == expected


def test_midnight_in_jakarta_is_five_in_the_afternoon_in_utc(store: Store) -> None:
    clock = FakeClock(datetime(2026, 3, 2, 16, 0, tzinfo=UTC))
    house = office(store, clock)
    house.open()
    for minute, expected in ((59, date(2026, 3, 2)), (61, date(2026, 3, 3))):
        clock.jump((datetime(2026, 3, 2, 16, 0, tzinfo=UTC) - clock.now()).total_seconds() + minute * 60)
        house.do(day.ensure_day_open, office_id=house.id, now=clock.now())
        assert house.ticket().business_date == expected


def test_the_housekeeper_opens_the_day_of_every_office_and_forgets(store: Store, clock: FakeClock) -> None:
    first, second = office(store, clock), office(store, clock, code="lain")
    keeper = Housekeeper(store, clock.now, clock.monotonic)
    keeper.make_round()
    assert first.ticket().number == second.ticket().number == "A-001"
    first.held()
    clock.sleep(DAY_SECONDS)
    keeper.make_round()
    assert dump(store)["screening_reading"] == []
    assert [row["state"] for row in dump(store)["ticket"]] == ["cancelled", "cancelled"]


def test_one_office_with_a_bad_clock_does_not_stop_the_round_of_the_others(
    store: Store, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    ahead = FakeClock(clock.now() + timedelta(days=2))
    office(store, ahead)
    second = office(store, clock, code="lain")
    keeper = Housekeeper(store, clock.now, clock.monotonic)
    keeper.make_round()
    keeper.make_round()
    assert second.ticket().number == "A-001"
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["office uji"]


def test_the_housekeeper_makes_its_first_round_at_the_start(store: Store, clock: FakeClock) -> None:
    house = office(store, clock)
    keeper = Housekeeper(store, clock.now, clock.monotonic)
    keeper.start()
    keeper.stop()
    assert house.ticket().number == "A-001"


def test_a_clock_set_forward_does_not_send_the_visitors_home(house: Office, caplog: pytest.LogCaptureFixture) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    keeper.make_round()
    waits = house.ticket()
    house.clock.jump(DAY_SECONDS)
    for _ in range(2):
        keeper.make_round()
    assert [row["state"] for row in dump(house.store)["ticket"]] == ["waiting"]
    assert [row["breached_at"] for row in dump(house.store)["ticket"]] == [None]
    assert ["the clock was set" in record.getMessage() for record in caplog.records] == [True]
    house.clock.jump(-DAY_SECONDS)
    keeper.make_round()
    assert house.ticket().business_date == waits.business_date


def test_once_they_have_gone_home_the_new_date_opens(house: Office) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    house.ticket()
    house.serve()
    house.clock.jump(DAY_SECONDS)
    keeper.make_round()
    house.do(serving.complete, "done", **house.at())
    keeper.make_round()
    assert house.ticket().number == "A-001"
    assert len({row["business_date"] for row in dump(house.store)["ticket"]}) == 2


def test_a_clock_set_within_the_date_is_believed(house: Office) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    house.ticket()
    house.clock.jump(3 * 3600)
    keeper.make_round()
    assert house.names().count("ticket.late") == 1
    house.clock.sleep(DAY_SECONDS)
    keeper.make_round()
    assert house.ticket().number == "A-001"


def test_temperatures_are_forgotten_although_the_clock_was_set_with_visitors_here(house: Office) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    waits = house.ticket()
    house.do(security.clear, house.held(), **house.by(house.guard))
    house.clock.jump(3 * DAY_SECONDS)
    keeper.make_round()
    assert dump(house.store)["screening_reading"] == []
    assert [row["visit_id"] for row in dump(house.store)["screening_case"]] == [None]
    assert house.ticket().business_date == waits.business_date


def test_temperatures_are_forgotten_although_the_day_cannot_be_opened(house: Office) -> None:
    house.do(security.clear, house.held(), **house.by(house.guard))
    house.clock.jump(3 * DAY_SECONDS)
    house.ticket()
    house.clock.jump(-2 * DAY_SECONDS)
    Housekeeper(house.store, house.now, house.clock.monotonic).make_round()
    assert house.ticket().business_date == date(2026, 3, 2), "the clock is behind the last event"
    assert dump(house.store)["screening_reading"] == []


def test_midnight_itself_is_no_jump(house: Office) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    house.ticket()
    house.clock.sleep(DAY_SECONDS)
    keeper.make_round()
    assert house.ticket().number == "A-001"


def test_with_visitors_here_closing_needs_a_reason_which_is_kept(house: Office) -> None:
    house.ticket()
    house.ticket()
    house.serve()
    house.held()
    assert house.store.read(day.still_here, office_id=house.id) == day.StillHere(1, 1, 1)
    with pytest.raises(InvalidValueError):
        house.do(day.close_day_early, " ", **house.by(house.admin))
    assert len(house.open_cases()) == 1
    house.do(day.close_day_early, "Listrik padam", **house.by(house.admin))
    assert house.store.read(day.still_here, office_id=house.id).total == 0
    (kept,) = [row for row in dump(house.store)["setting_change"] if "waiting" in row["before"]]
    assert (kept["subject"], kept["change"], kept["before"]) == (
        "day",
        "Listrik padam",
        {"waiting": 1, "at_counters": 1, "held": 1},
    )


def test_with_nobody_here_closing_needs_no_reason(house: Office) -> None:
    house.do(day.close_day_early, "", **house.by(house.admin))
    assert "settings.changed" not in house.names(house.last_seq() - 1)
