"""Whole visits on the kernel's devices: button, thermometer, printer and lamps; the real kiosk, the real server."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hardware.clock import SystemClock
from kiosk.bootstrap import build_application
from kiosk.config import decode_config
from kiosk.runner import Kiosk
from tests.kernel.conftest import PRINTER_NODE, SensorBus
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.usb_printer import PRODUCT, VENDOR, UsbPrinter
from tests.kernel.emulated.waiting import wait_for
from tests.support.api_client import ApiClient
from tests.support.premises import SECURITY, Premises, prepare
from tests.support.processes import ServerProcess, running
from tests.support.staff_session import StaffSession

BUTTON, BUTTON_LAMP, WARNING_LAMP, BUZZER = 5, 6, 23, 24
ROOM_CELSIUS, HEALTHY_CELSIUS, WARM_CELSIUS = 25.01, 36.41, 37.61
LONG_SECONDS = 30.0
"""The guest has one processor, and its system calls are slow."""
NUMBER = re.compile(rb"[A-Z]-\d{3}")


@dataclass
class Entrance:
    """The kiosk at the door with its devices, and the server that it talks to."""

    kiosk: Kiosk
    server: ServerProcess
    premises: Premises
    sensor_bus: SensorBus
    chip: GpioChip
    printer: UsbPrinter

    @property
    def phase(self) -> str:
        """What the screen shows."""
        return self.kiosk.status().phase

    def wait_for_phase(self, *phases: str) -> None:
        """Wait until the screen shows one of these."""
        wait_for(f"phase {' or '.join(phases)}", lambda: self.phase in phases, LONG_SECONDS)

    def visit(self, celsius: float) -> None:
        """Press the button with a finger and step before the sensor."""
        self.sensor_bus.sensor.show(ROOM_CELSIUS)
        self.wait_for_phase("idle")
        wait_for("the button's lamp asks to be pressed", lambda: self.chip.value(BUTTON_LAMP), LONG_SECONDS)
        self.chip.pull(BUTTON, False)
        self.wait_for_phase("measuring")
        self.chip.pull(BUTTON, True)
        self.sensor_bus.sensor.show(celsius)

    def numbers(self) -> list[str]:
        """Numbers on the paper so far."""
        return [found.decode() for found in NUMBER.findall(self.printer.received)]

    def taken(self) -> int:
        """People who wait in the server's line."""
        client = ApiClient(self.server.url, self.premises.tokens["kiosk"])
        services = client.get("/office").body["services"]
        client.close()
        waiting: int = next(one["waiting"] for one in services if one["id"] == self.premises.service_id)
        return waiting


@pytest.fixture(scope="module")
def entrance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    """An open office, and a kiosk that works all day: one visit follows the other."""
    folder = tmp_path_factory.mktemp("office")
    chip, bus, printer = GpioChip(), SensorBus(), UsbPrinter()
    chip.pull(BUTTON, True)
    bus.plug()
    bus.sensor.show(ROOM_CELSIUS)
    printer.plug()
    wait_for(str(PRINTER_NODE), PRINTER_NODE.exists)
    premises = prepare(folder / "server", quota=75)
    with running(premises.folder) as server:
        settings = kiosk_settings(server.url, premises, folder, bus.number, chip.number)
        kiosk = build_application(decode_config(settings), SystemClock()).kiosk
        thread = threading.Thread(target=kiosk.run)
        thread.start()
        try:
            yield Entrance(kiosk, server, premises, bus, chip, printer)
        finally:
            kiosk.stop()
            thread.join(LONG_SECONDS)
            printer.unplug()
            bus.unplug()
            chip.remove()


def kiosk_settings(url: str, premises: Premises, folder: Path, bus: int, chip: int) -> dict[str, Any]:
    """The configuration of a kiosk without any simulated part."""
    return {
        "server_url": url,
        "token_file": str(premises.token_file("kiosk")),
        "data_dir": str(folder / "kiosk"),
        "server_timeout_seconds": 20.0,
        "thermometer": {"driver": "mlx90614", "bus": bus},
        "printer": {"driver": "usb", "vendor": VENDOR, "product": PRODUCT},
        "controls": {
            "driver": "gpio",
            "chip": chip,
            "buttons": {"green": BUTTON},
            "lamps": {"green": BUTTON_LAMP},
            "warning_lamp": WARNING_LAMP,
            "buzzer": BUZZER,
        },
        "buttons": {"green": {"do": "service", "service": premises.service_id}},
    }


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


def test_a_server_that_is_killed_in_the_middle_of_a_visit_gives_one_number_once(entrance: Entrance) -> None:
    before, waiting = entrance.numbers(), entrance.taken()
    entrance.visit(ROOM_CELSIUS)
    entrance.server.kill()
    entrance.sensor_bus.sensor.show(HEALTHY_CELSIUS)
    entrance.wait_for_phase("submitting", "away")
    entrance.server.start()
    entrance.wait_for_phase("showing")
    assert len(entrance.numbers()) == len(before) + 1
    assert entrance.taken() == waiting + 1
