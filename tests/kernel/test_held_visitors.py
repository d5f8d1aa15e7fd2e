"""Visitors whom security look after, on device nodes: sensor, button, lamp, paper; the real kiosk and server."""

import re

import pytest

from tests.kernel.emulated.waiting import wait_for
from tests.kernel.entrance import (
    BUTTON,
    HEALTHY_CELSIUS,
    LOG_LOOK_SECONDS,
    LONG_SECONDS,
    NUMBER,
    ROOM_CELSIUS,
    WARM_CELSIUS,
    WARNING_LAMP,
    Entrance,
    entrance,
)
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession

__all__ = ["entrance"]

FIGURE = re.compile(rb"\d\d[.,]\d")


@pytest.fixture(scope="module")
def security(entrance: Entrance) -> StaffSession:
    return StaffSession(entrance.server.url, SECURITY)


@pytest.fixture
def held(entrance: Entrance, security: StaffSession) -> str:
    """A warm visitor, asked to take a seat: the case at the desk."""
    entrance.diary.begin()
    entrance.visit(WARM_CELSIUS)
    entrance.wait_for_phase("held")
    lamp(entrance, lit=True)
    entrance.sensor_bus.sensor.show(ROOM_CELSIUS)
    (case_id,) = wait_for("the case at the desk", security.open_cases, LONG_SECONDS)
    return case_id


def lamp(entrance: Entrance, *, lit: bool) -> None:
    wait_for(
        f"the lamp is {'lit' if lit else 'dark'}", lambda: bool(entrance.chip.value(WARNING_LAMP)) is lit, LONG_SECONDS
    )


def new_paper(entrance: Entrance, before: int) -> bytes:
    """The next piece of paper, once it has been cut."""
    wait_for("paper", lambda: len(entrance.papers()) > before and entrance.phase != "printing", LONG_SECONDS)
    return entrance.papers()[before]


def readings(security: StaffSession) -> list[str]:
    return re.findall(r'class="reading-value">([^<]+)<', security.send("/screening/", "/screening/look"))


def test_measured_again_after_the_rest_and_let_in(entrance: Entrance, security: StaffSession, held: str) -> None:
    papers = len(entrance.papers())
    security.decide(held, "take")
    security.decide(held, "measure-at-kiosk")
    entrance.wait_for_phase("invited")
    entrance.chip.pull(BUTTON, False)
    entrance.wait_for_phase("measuring")
    entrance.chip.pull(BUTTON, True)
    entrance.sensor_bus.sensor.show(HEALTHY_CELSIUS)
    entrance.wait_for_phase("held")
    wait_for("the second reading at the desk", lambda: len(readings(security)) == 2, LONG_SECONDS)
    assert len(entrance.papers()) == papers, "a normal reading gives no number: a person decides"
    assert not any(re.search(r"\d\d[.,]\d", page) for page in entrance.diary.pages)
    security.decide(held, "clear")
    assert NUMBER.search(new_paper(entrance, papers))
    lamp(entrance, lit=False)


def test_treated_first_gets_a_slip_that_tells_nobody_why(entrance: Entrance, security: StaffSession, held: str) -> None:
    papers, waiting = len(entrance.papers()), entrance.taken()
    security.decide(held, "defer")
    slip = new_paper(entrance, papers)
    assert b"Terima kasih" in slip
    assert not NUMBER.search(slip)
    assert not FIGURE.search(slip)
    lamp(entrance, lit=False)
    assert entrance.taken() == waiting


def test_who_has_left_leaves_nothing_behind(entrance: Entrance, security: StaffSession, held: str) -> None:
    before = entrance.printer.received
    security.decide(held, "leave")
    lamp(entrance, lit=False)
    assert entrance.printer.received == before


def test_a_decision_that_is_taken_back_lights_the_lamp_again(
    entrance: Entrance, security: StaffSession, held: str
) -> None:
    papers, waiting = len(entrance.papers()), entrance.taken()
    security.decide(held, "clear")
    assert NUMBER.search(new_paper(entrance, papers))
    lamp(entrance, lit=False)
    security.decide(held, "take-back")
    lamp(entrance, lit=True)
    assert entrance.taken() == waiting
    security.decide(held, "leave")
    lamp(entrance, lit=False)


def test_without_the_sensor_a_measurement_by_hand_lets_in(entrance: Entrance, security: StaffSession) -> None:
    papers = len(entrance.papers())
    entrance.sensor_bus.sensor.absent = True
    wait_for("without thermometer", lambda: "thermometer" in entrance.kiosk.status().without, LONG_SECONDS)
    entrance.wait_for_phase("idle")
    entrance.chip.pull(BUTTON, False)
    entrance.wait_for_phase("held")
    entrance.chip.pull(BUTTON, True)
    (case_id,) = wait_for("the case at the desk", security.open_cases, LONG_SECONDS)
    assert len(entrance.papers()) == papers
    security.decide(case_id, "clear", celsius="36.6")
    assert NUMBER.search(new_paper(entrance, papers))
    entrance.sensor_bus.sensor.absent = False
    wait_for("the thermometer works again", lambda: not entrance.kiosk.status().without, LONG_SECONDS)


def test_with_the_server_away_the_lamp_lights_and_nobody_gets_a_number_without_a_decision(entrance: Entrance) -> None:
    papers = len(entrance.papers())
    entrance.visit(ROOM_CELSIUS)
    entrance.server.kill()
    entrance.sensor_bus.sensor.show(WARM_CELSIUS)
    entrance.wait_for_phase("held")
    lamp(entrance, lit=True)
    assert len(entrance.papers()) == papers
    entrance.server.start(LOG_LOOK_SECONDS)
    entrance.wait_for_phase("held", "idle")
    security = StaffSession(entrance.server.url, SECURITY)
    (case_id,) = wait_for("the case at the desk", security.open_cases, LONG_SECONDS)
    assert len(entrance.papers()) == papers
    security.decide(case_id, "clear", celsius="36.6")
    assert NUMBER.search(new_paper(entrance, papers))
    lamp(entrance, lit=False)
