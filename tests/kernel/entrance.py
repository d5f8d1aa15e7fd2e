"""The kiosk at the door: the real runner on the kernel's devices, the real server behind it, and all that it shows."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hardware.clock import SystemClock
from kiosk.bootstrap import build_application
from kiosk.config import FILE
from kiosk.runner import Kiosk
from kiosk.visit.inputs import Reset
from queue_server.protocol.messages import PartHealth
from tests.hardware.model_printer import FINE
from tests.kernel.conftest import PRINTER_NODE, SensorBus
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.scheduling import RunningTime, running_time
from tests.kernel.emulated.usb_printer import PRODUCT, VENDOR, UsbPrinter
from tests.kernel.emulated.waiting import wait_for
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess, running

BUTTON, BUTTON_LAMP, WARNING_LAMP, BUZZER = 5, 6, 23, 24
ROOM_CELSIUS, HEALTHY_CELSIUS, WARM_CELSIUS = 25.01, 36.41, 37.61
LONG_SECONDS = 60.0
"""The guest has one processor, and its system calls are slow."""
NUMBER = re.compile(rb"[A-Z]-\d{3}(?=\n)")  # alone on its line; the code of the phone page may hold the like
LOG_LOOK_SECONDS = 0.2
PAPER_BEGINS = b"\x1b@"
COPY = b"SALINAN"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a visitor looked at, and since when, in seconds in which the guest ran."""

    phase: str
    again: bool
    since_seconds: float


@dataclass
class Diary:
    """All that the kiosk showed and told, written down by its own thread at each turn.

    Attributes:
        pages: every picture of its page.
        sights: the phases as the page showed them, each try at measuring by itself.
        told: part and code of every fault and care.
    """

    kiosk: Kiosk
    clock: RunningTime
    pages: list[str] = field(default_factory=list, repr=False)
    sights: list[Sight] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)
    version: int = 0

    def turned(self) -> None:
        """Write down what is new."""
        newer = self.kiosk.published.newer(self.version, 0.0)
        if newer is not None:
            self.version, picture = newer
            self.pages.append(picture.decode())
            page = msgspec.json.decode(picture)
            self._saw(page["phase"], page["again"])
        for part in self.kiosk.status().parts:
            if part.code:
                self.told.add((part.name, part.code))

    def begin(self) -> None:
        """Begin a new page of the diary, with what is to be seen now."""
        self.pages, self.sights, self.told = self.pages[-1:], self.sights[-1:], set()

    def longest_seconds(self, phase: str) -> float:
        """How long a visitor looked at a phase at the most; 0 where it was never shown."""
        ends = [*(sight.since_seconds for sight in self.sights[1:]), self.clock.seconds]
        seen = zip(self.sights, ends, strict=True)
        return max((end - sight.since_seconds for sight, end in seen if sight.phase == phase), default=0.0)

    def _saw(self, phase: str, again: bool) -> None:
        if not self.sights or (self.sights[-1].phase, self.sights[-1].again) != (phase, again):
            self.sights.append(Sight(phase, again, self.clock.seconds))


@dataclass(repr=False)
class Entrance:
    """The kiosk at the door with its devices, and the server that it talks to."""

    kiosk: Kiosk
    server: ServerProcess
    premises: Premises
    sensor_bus: SensorBus
    chip: GpioChip
    printer: UsbPrinter
    diary: Diary

    @property
    def phase(self) -> str:
        """What the screen shows."""
        return self.kiosk.status().phase

    def wait_for_phase(self, *phases: str) -> None:
        """Wait until the screen shows one of these."""
        wait_for(f"phase {' or '.join(phases)}", lambda: self.phase in phases, LONG_SECONDS)

    def visit(self, celsius: float) -> None:
        """Press the button with a finger and step before the sensor."""
        self.press()
        self.sensor_bus.sensor.show(celsius)

    def press(self) -> None:
        """Press the button with a finger; nobody stands before the sensor yet."""
        self.sensor_bus.sensor.show(ROOM_CELSIUS)
        self.wait_for_phase("idle")
        wait_for("the button's lamp asks to be pressed", lambda: self.chip.value(BUTTON_LAMP), LONG_SECONDS)
        self.chip.pull(BUTTON, False)
        self.wait_for_phase("measuring")
        self.chip.pull(BUTTON, True)

    def go_home(self) -> None:
        """Have the kiosk forget the visitor, as the staff button does."""
        self.kiosk.post(Reset(at_seconds=self.kiosk.now()))
        self.wait_for_phase("idle")

    def mend(self) -> None:
        """Mend whatever is broken, so that a test that fails shall not fail those that come after it."""
        sensor, printer = self.sensor_bus.sensor, self.printer
        sensor.hanging = sensor.absent = sensor.spoils_code = False
        sensor.show(ROOM_CELSIUS)
        printer.model.statuses, printer.model.confirms = dict(FINE), True
        printer.free()
        for plugged in (self.sensor_bus, printer):
            if not plugged.plugged:
                plugged.plug()
        if not Path(self.chip.device).exists():
            self.chip = GpioChip()
        self.chip.pull(BUTTON, True)

    def part(self, name: str) -> PartHealth:
        """How a part is."""
        return next(part for part in self.kiosk.status().parts if part.name == name)

    def papers(self) -> list[bytes]:
        """What came out of the printer, paper by paper."""
        return self.printer.received.split(PAPER_BEGINS)[1:]

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
    with running(premises.folder, look_seconds=LOG_LOOK_SECONDS) as server:
        settings = kiosk_settings(server.url, premises, folder, bus.number, chip.number)
        kiosk = build_application(FILE.decode(settings), SystemClock()).kiosk
        with running_time() as clock:
            made = Entrance(kiosk, server, premises, bus, chip, printer, Diary(kiosk, clock))
            thread = threading.Thread(target=kiosk.run, args=(made.diary.turned,))
            thread.start()
            try:
                yield made
            finally:
                kiosk.stop()
                thread.join(LONG_SECONDS)
                printer.unplug()
                bus.unplug()
                made.chip.remove()


def kiosk_settings(url: str, premises: Premises, folder: Path, bus: int, chip: int) -> dict[str, Any]:
    """The configuration of a kiosk without any simulated part."""
    return {
        "server_url": url,
        "token_file": str(premises.token_file("kiosk")),
        "data_dir": str(folder / "kiosk"),
        "server_timeout_seconds": 20.0,
        "fast_tickets": 0,  # one visitor comes right after the other
        "thermometer": {"driver": "mlx90614", "bus": bus},
        "printer": {"driver": "usb", "vendor": VENDOR, "product": PRODUCT},
        "controls": {
            "driver": "gpio",
            "chip": chip,
            "buttons": {"green": BUTTON},
            "lamps": {"green": BUTTON_LAMP},
            "warning_lamp": WARNING_LAMP,
            "buzzer": BUZZER,
            "repeat_guard_seconds": 0,
        },
        "buttons": {"green": {"do": "service", "service": premises.service_id}},
    }
