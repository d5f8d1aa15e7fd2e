from datetime import UTC, date, datetime, timedelta

import pytest

from queue_server.domain.errors import ClockBehindError, OfficeClosedError
from queue_server.housekeeper import Housekeeper
from queue_server.operations import counter, day, security
from queue_server.operations.admin import save_office
from queue_server.operations.admin_page import office_setting
from queue_server.operations.check_in import office_info
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import UNSURE, Office, office
from tests.support.stores import dump

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
    house.do(counter.park, **house.at(0))
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
    assert house.store.read(security.desk_view, office_id=house.id, now=house.now()).open_cases == ()


def test_closing_a_closed_day_changes_nothing(house: Office) -> None:
    end_of_day(house)
    before = dump(house.store)
    end_of_day(house)
    assert dump(house.store) == before


def test_a_closed_office_admits_nobody(house: Office) -> None:
    end_of_day(house)
    before = dump(house.store)
    with pytest.raises(OfficeClosedError):
        house.check_in()
    assert dump(house.store) == before
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
    keeper = Housekeeper(store, clock.now)
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
    keeper = Housekeeper(store, clock.now)
    keeper.make_round()
    keeper.make_round()
    assert second.ticket().number == "A-001"
    assert [record.getMessage().split(":")[0] for record in caplog.records] == ["office uji"]


def test_the_housekeeper_makes_its_first_round_at_the_start(store: Store, clock: FakeClock) -> None:
    house = office(store, clock)
    keeper = Housekeeper(store, clock.now)
    keeper.start()
    keeper.stop()
    assert house.ticket().number == "A-001"
