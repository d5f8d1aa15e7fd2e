"""Clocks that jump under a kiosk: no number twice, waits that are true, the server's time on page and paper."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.away.standby import Standby
from kiosk.view import Surroundings, view
from kiosk.visit.dialogue import Rules, Session
from tests.kiosk.pictures import CATALOGUE
from tests.kiosk.scripted_office import ISSUED_AT, TODAY, office_info
from tests.kiosk.standing_by import a_standby, reserve
from tests.kiosk.test_standby import Server, deliver, number, visitor
from tests.support.clock import FakeClock

YEAR = 365.25 * 86_400
NOON = ISSUED_AT.replace(hour=12, minute=0, second=0, microsecond=0)


def until(clock: FakeClock, at: datetime) -> float:
    return (at - clock.now()).total_seconds()


JUMPS: dict[str, Callable[[FakeClock], float]] = {
    "+8 years": lambda _: 8 * YEAR,
    "-1 hour": lambda _: -3600.0,
    "+2 minutes": lambda _: 120.0,
    "midnight": lambda clock: until(clock, NOON + timedelta(hours=12)),
    "first of January": lambda clock: until(clock, NOON.replace(year=NOON.year + 1, month=1, day=1)),
    "back to 1970": lambda clock: until(clock, NOON.replace(year=1970, month=1, day=1)),
}


@pytest.fixture(params=JUMPS)
def jump(request: pytest.FixtureRequest, clock: FakeClock) -> float:
    """How far the clock that people set jumps, in seconds."""
    return float(JUMPS[request.param](clock))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(ISSUED_AT)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def standby(tmp_path: Path, server: Server, clock: FakeClock) -> Iterator[Standby]:
    made = a_standby(tmp_path, clock)
    made.see(server, office_info())
    yield made
    made.end()


def test_a_jump_while_alone_changes_no_number_no_wait_and_no_date(
    standby: Standby, server: Server, clock: FakeClock, jump: float
) -> None:
    assert number(standby, 1) == "A-501"
    clock.sleep(60)
    clock.jump(jump)
    answer = standby.check_in(visitor(2))
    assert answer is not None
    assert answer.ticket is not None
    ticket = answer.ticket
    assert (ticket.number, ticket.business_date) == ("A-502", TODAY)
    assert ticket.issued_at == ISSUED_AT + timedelta(seconds=60)
    clock.sleep(60)
    deliver(standby, server)
    assert [(late.number, late.waited_seconds, late.business_date) for late in server.late] == [
        ("A-501", 120.0, TODAY),
        ("A-502", 60.0, TODAY),
    ]


def test_a_jump_while_on_line_gives_the_same_reserve(
    standby: Standby, server: Server, clock: FakeClock, jump: float
) -> None:
    number(standby, 1)
    clock.jump(jump)
    standby.see(server, office_info())
    assert standby.now() == ISSUED_AT
    assert number(standby, 2) == "A-502"


def test_a_jump_across_a_power_cut_gives_no_number_twice_and_no_wait_before_the_server_was_heard(
    standby: Standby, server: Server, tmp_path: Path, clock: FakeClock, jump: float
) -> None:
    assert number(standby, 1) == "A-501"
    clock.jump(jump)
    again = a_standby(tmp_path, clock, boot="second start")
    answer = again.check_in(visitor(2))
    assert answer is None or answer.ticket is None or answer.ticket.number == "A-502"
    server.now = ISSUED_AT + timedelta(seconds=300)
    deliver(again, server)
    assert 0 <= server.late[0].waited_seconds <= 300
    assert {late.business_date for late in server.late} == {TODAY}


def test_after_midnight_nothing_is_given_of_yesterday_until_the_server_names_the_date(
    standby: Standby, server: Server, clock: FakeClock
) -> None:
    assert number(standby, 1) == "A-501"
    clock.sleep(16 * 3600)
    assert standby.office() is None
    assert standby.check_in(visitor(2)) is None
    tomorrow = TODAY + timedelta(days=1)
    standby.see(server, office_info(business_date=tomorrow))  # opened anew, and the reserve is still of yesterday
    assert standby.check_in(visitor(3)) is None
    server.reserve = reserve(tomorrow)
    clock.sleep(60)
    standby.see(server, office_info(business_date=tomorrow))
    found = standby.check_in(visitor(4))
    assert found is not None
    assert found.ticket is not None
    assert (found.ticket.number, found.ticket.business_date) == ("A-501", tomorrow)


def test_the_page_shows_the_server_s_minute_by_the_time_that_has_passed() -> None:
    office = office_info(now=NOON.replace(second=50))
    around = Surroundings(office, office_at_seconds=100.0, online=True)
    shown = [view(Session(), around, Rules(), CATALOGUE, at).minute for at in (100.0, 109.0, 111.0)]
    assert shown == [NOON.isoformat(), NOON.isoformat(), (NOON + timedelta(minutes=1)).isoformat()]
    assert view(Session(), Surroundings(), Rules(), CATALOGUE, 5.0).minute == ""


def test_only_the_standby_and_the_age_of_a_calibration_ask_the_clock_that_people_set() -> None:
    root = Path(__file__).parents[2] / "kiosk"
    asked = re.compile(r"time\.time\b|datetime\.now|date\.today|Date\.now|new Date\(\)")
    found = {path.name for path in root.rglob("*") if path.suffix in (".py", ".js") and asked.search(path.read_text())}
    assert found == {"standby.py", "health.py", "kiosk.js"}  # the last one names a picture of the simulation
