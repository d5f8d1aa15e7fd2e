"""A clock that is set while an office works: nothing is lost, closed, doubled or below zero by that."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from queue_server.domain.message import MessageKind
from queue_server.housekeeper import ROUND_SECONDS, Housekeeper
from queue_server.operations import day, messages, serving
from queue_server.operations.counter_page import counter_view
from queue_server.operations.desk import desk_view
from queue_server.storage.opening import open_store
from tests.operations.telling import add
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import WARM, Office, office
from tests.support.stores import dump

YEARS_SECONDS = 8 * 365.25 * 86_400
JUMPS = {"eight years ahead": YEARS_SECONDS, "an hour back": -3600.0, "two minutes ahead": 120.0}
LAST_MINUTES_OF_THE_YEAR = datetime(2026, 12, 31, 16, 50, tzinfo=UTC)  # 23:50 in Jakarta


def work(house: Office) -> None:
    """Two visitors come, one is called and served, somebody is asked to take a seat."""
    house.ticket()
    house.ticket()
    assert house.check_in(measurement=WARM).ticket is None
    house.serve()
    house.do(serving.complete, "done", **house.at())


def rounds(house: Office, keeper: Housekeeper) -> None:
    for _ in range(3):
        keeper.make_round()
        keeper.look_after_the_held()
        house.clock.sleep(ROUND_SECONDS)


def check(house: Office) -> None:
    """Nothing that a page tells is below zero."""
    view = house.store.read(counter_view, office_id=house.id, counter_id=house.counters[0], now=house.now())
    desk = house.store.read(desk_view, office_id=house.id, now=house.now())
    told = [one.waited_seconds for one in (*view.waiting, *view.completed)]
    told += [one.waited_seconds for one in desk.open_cases]
    assert told
    assert min(told) >= 0


def numbers(house: Office) -> list[str]:
    return [str(row["number"]) for row in dump(house.store)["ticket"]]


@pytest.mark.parametrize("jump_seconds", JUMPS.values(), ids=JUMPS.keys())
def test_an_office_works_through_a_jump_and_back(house: Office, jump_seconds: float) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    business_date = house.store.read(day.business_day, office_id=house.id)
    house.do(lambda tx, **_: tx._cursor.execute("UPDATE service_day SET quota = NULL", {}))
    add(house, "Satgas", MessageKind.HELD)
    request = house.request()
    first = house.send(request)
    for jump in (0.0, jump_seconds, -jump_seconds):
        house.clock.jump(jump)
        rounds(house, keeper)
        work(house)
        rounds(house, keeper)
        check(house)
        assert house.store.read(day.business_day, office_id=house.id) == business_date
        assert house.send(request) == first, "a repeated request gets the same answer"
    assert house.names().count("day.closed") == 0
    assert numbers(house) == [f"A-{nth:03d}" for nth in range(1, 8)]
    stored = dump(house.store)
    assert [row["decision"] for row in stored["screening_case"]] == [None] * 3
    assert len(stored["screening_reading"]) == 3, "of those who still sit there"
    assert len(stored["message"]) >= 3
    seqs = [event.seq for event in house.events()]
    assert seqs == sorted(set(seqs))
    house.clock.sleep(86_400)
    rounds(house, keeper)
    assert house.store.read(day.business_day, office_id=house.id) != business_date, "a new day opens by itself"
    assert house.ticket().number == "A-001"


def test_who_comes_after_the_clock_was_set_back_overtakes_nobody(house: Office) -> None:
    came = [house.ticket().number]
    house.clock.jump(-3600.0)
    came += [house.ticket().number, house.ticket().number]
    called = []
    for _ in came:
        called.append(house.call_next().number)
        house.do(serving.start, **house.at())
        house.do(serving.complete, "done", **house.at())
    assert called == came


def test_messages_that_have_ended_are_not_forgotten_by_a_jump(house: Office) -> None:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    add(house, "Satgas", MessageKind.HELD)
    house.ticket()
    house.held()
    (message,) = dump(house.store)["message"]
    house.do(messages.take, message["id"], now=house.now())
    house.do(messages.settle, message["id"], "", now=house.now())
    house.clock.jump(YEARS_SECONDS)
    rounds(house, keeper)
    house.clock.jump(-YEARS_SECONDS)
    rounds(house, keeper)
    assert [row["state"] for row in dump(house.store)["message"]] == ["sent"]


def test_the_year_ends_while_visitors_wait(tmp_path: Path) -> None:
    clock = FakeClock(LAST_MINUTES_OF_THE_YEAR)
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        house = office(store, clock)
        house.open()
        keeper = Housekeeper(store, clock.now, clock.monotonic)
        work(house)
        for _ in range(30):
            keeper.make_round()
            clock.sleep(ROUND_SECONDS)
        assert str(store.read(day.business_day, office_id=house.id)) == "2027-01-01"
        house.open_counters()
        work(house)
        check(house)
        rows = dump(store)["ticket"]
        assert [(str(row["business_date"])[:4], row["number"]) for row in rows] == [
            ("2026", "A-001"),
            ("2026", "A-002"),
            ("2027", "A-001"),
            ("2027", "A-002"),
        ]
        assert [row["outcome"] for row in rows][:2] == ["done", "day_ended"]
        clock.jump(-20 * 60)
        keeper.make_round()
        assert str(store.read(day.business_day, office_id=house.id)) == "2027-01-01", "no day is opened backwards"
        assert house.names().count("day.closed") == 1
