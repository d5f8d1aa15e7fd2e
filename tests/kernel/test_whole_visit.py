"""Whole visits on the kernel's devices: button, thermometer, printer and lamps; the real kiosk, the real server."""

import msgspec

from tests.kernel.emulated.waiting import wait_for
from tests.kernel.entrance import (
    BUTTON,
    HEALTHY_CELSIUS,
    LOG_LOOK_SECONDS,
    LONG_SECONDS,
    ROOM_CELSIUS,
    WARM_CELSIUS,
    WARNING_LAMP,
    Entrance,
    entrance,
)
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession

__all__ = ["entrance"]


def test_button_thermometer_ticket_and_lamps(entrance: Entrance) -> None:
    assert entrance.chip.value(WARNING_LAMP) == 0
    entrance.visit(HEALTHY_CELSIUS)
    entrance.wait_for_phase("showing")
    assert entrance.numbers() == ["A-001"]
    assert entrance.taken() == 1
    assert entrance.chip.value(WARNING_LAMP) == 0
    parts = {part.name: (part.state, part.simulated) for part in entrance.kiosk.status().parts}
    assert parts == dict.fromkeys(("thermometer", "printer", "controls"), ("ok", False))


def test_a_warm_visitor_lights_the_lamp_and_gets_a_number_only_by_a_decision(entrance: Entrance) -> None:
    before = entrance.printer.received
    entrance.visit(WARM_CELSIUS)
    entrance.wait_for_phase("held")
    wait_for("the warning lamp", lambda: entrance.chip.value(WARNING_LAMP), LONG_SECONDS)
    assert entrance.printer.received == before
    shown = entrance.kiosk.published.newer(0, 1.0)
    assert shown is not None
    page = msgspec.json.decode(shown[1])
    assert page["ticket"] is None
    assert "37" not in str(page)
    security = StaffSession(entrance.server.url, SECURITY)
    (case_id,) = wait_for("the case at the desk", security.open_cases, LONG_SECONDS)
    security.decide(case_id, "clear", celsius="36.8")
    wait_for("the ticket", lambda: entrance.numbers() == ["A-001", "A-002"], LONG_SECONDS)
    wait_for("the lamp goes out", lambda: not entrance.chip.value(WARNING_LAMP), LONG_SECONDS)


def test_a_sensor_that_does_not_answer_asks_for_a_person_and_prints_no_number(entrance: Entrance) -> None:
    before, waiting = entrance.printer.received, entrance.taken()
    entrance.sensor_bus.sensor.absent = True
    wait_for("without thermometer", lambda: "thermometer" in entrance.kiosk.status().without, LONG_SECONDS)
    entrance.wait_for_phase("idle")
    entrance.chip.pull(BUTTON, False)
    entrance.wait_for_phase("held")
    entrance.chip.pull(BUTTON, True)
    assert entrance.printer.received == before
    assert entrance.taken() == waiting
    entrance.sensor_bus.sensor.absent = False
    wait_for("the thermometer works again", lambda: not entrance.kiosk.status().without, LONG_SECONDS)


def test_a_printer_that_is_pulled_out_leaves_the_number_on_the_screen_and_comes_back(entrance: Entrance) -> None:
    before, waiting = entrance.numbers(), entrance.taken()
    entrance.wait_for_phase("idle")
    entrance.printer.unplug()
    entrance.visit(HEALTHY_CELSIUS)
    entrance.wait_for_phase("number_on_screen")
    assert entrance.numbers() == before
    entrance.printer.plug()
    wait_for("the printer works again", lambda: not entrance.kiosk.status().without, LONG_SECONDS)
    entrance.wait_for_phase("showing", "idle")
    assert len(entrance.numbers()) <= len(before) + 1
    assert entrance.taken() == waiting + 1


def test_a_server_that_is_killed_in_the_middle_of_a_visit_leads_to_one_number(entrance: Entrance) -> None:
    before, waiting = entrance.numbers(), entrance.taken()
    entrance.visit(ROOM_CELSIUS)
    entrance.server.kill()
    entrance.sensor_bus.sensor.show(HEALTHY_CELSIUS)
    entrance.wait_for_phase("showing")
    assert len(entrance.numbers()) == len(before) + 1
    entrance.server.start(LOG_LOOK_SECONDS)
    wait_for("the server has heard of it", lambda: not entrance.kiosk.status().undelivered, LONG_SECONDS)
    assert entrance.taken() == waiting + 1
