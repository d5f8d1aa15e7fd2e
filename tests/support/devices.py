"""Real kiosks and displays: their own threads and sockets, with a sensor and buttons that the tests move."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from display.config import Settings
from display.picture import Picture
from display.service import Display
from hardware.clock import SystemClock
from hardware.controls.simulated import SimulatedPins
from hardware.thermometer.simulated import SimulatedBus
from kiosk.bootstrap import build_application
from kiosk.config import FILE
from queue_server.protocol.words import Lane
from tests.support.premises import Premises

WAIT_SECONDS = 20.0
LOOK_SECONDS = 0.01
FOREHEAD_CELSIUS = 36.4
WARM_CELSIUS = 37.6
T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T], seconds: float = WAIT_SECONDS) -> T:
    """Look again and again until there is something, and return it.

    Raises:
        AssertionError: nothing came; ``what`` was waited for.
    """
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := look():
            return found
        time.sleep(LOOK_SECONDS)
    raise AssertionError(f"waited {seconds:g} s in vain: {what}")


class RunningKiosk:
    """A kiosk with a simulated sensor without noise, simulated buttons, and the printer that the test gives it."""

    def __init__(
        self, url: str, premises: Premises, folder: Path, printer: dict[str, Any], error_celsius: float = 0.0
    ) -> None:
        settings = _kiosk_settings(url, premises, folder, printer)
        settings["thermometer"]["error_celsius"] = error_celsius
        application = build_application(FILE.decode(settings), SystemClock())
        demo = application.demo
        assert demo is not None
        assert demo.bus is not None
        assert demo.pins is not None
        self._service_id = premises.service_id
        self.kiosk = application.kiosk
        self.sensor: SimulatedBus = demo.bus
        self._pins: SimulatedPins = demo.pins
        self._thread = threading.Thread(target=self.kiosk.run, name="kiosk")

    def start(self) -> None:
        """Run, and wait until the server has answered."""
        self._thread.start()
        wait_for("the kiosk is online", lambda: self.kiosk.status().online)

    def stop(self) -> None:
        """End every thread."""
        self.kiosk.stop()
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive(), "the kiosk does not stop"

    @property
    def picture(self) -> dict[str, Any]:
        """What its page shows now."""
        shown = self.kiosk.published.newer(0, 1.0)
        assert shown is not None
        picture: dict[str, Any] = msgspec.json.decode(shown[1])
        return picture

    @property
    def warns(self) -> bool:
        """Whether the lamp that security sees is lit."""
        return self._pins.is_lit()

    def press(self, button: str) -> None:
        """Press a button with a finger."""
        self._pins.press(button)

    def visit(self, celsius: float = FOREHEAD_CELSIUS) -> None:
        """Let a visitor touch the service on the screen and step before the sensor."""
        self.sensor.show(None)
        self.kiosk.asks.choose(self._service_id, Lane.GENERAL)
        self.step_up(celsius)

    def step_up(self, celsius: float = FOREHEAD_CELSIUS) -> None:
        """Let the visitor who has chosen step before the sensor."""
        wait_for("the kiosk measures", lambda: self.picture["phase"] == "measuring")
        self.sensor.show(celsius)

    def wait_for_phase(self, *phases: str) -> dict[str, Any]:
        """Wait until the page shows one of the phases, and return the page."""
        wait_for(f"phase {' or '.join(phases)}", lambda: self.picture["phase"] in phases)
        return self.picture


def _kiosk_settings(url: str, premises: Premises, folder: Path, printer: dict[str, Any]) -> dict[str, Any]:
    return {
        "server_url": url,
        "token_file": str(premises.token_file("kiosk")),
        "data_dir": str(folder),
        "thermometer": {"driver": "simulated", "auto": False, "noise_celsius": 0.0, "unit_offset_celsius": 0.0},
        "printer": printer,
        "controls": {"driver": "simulated", "buttons": {"green": 5, "staff": 13}, "warning_lamp": 23},
        "buttons": {"green": {"do": "service", "service": premises.service_id}, "staff": {"do": "reset"}},
    }


@contextmanager
def running_kiosk(
    url: str, premises: Premises, folder: Path, printer: dict[str, Any], error_celsius: float = 0.0
) -> Iterator[RunningKiosk]:
    """Run a kiosk until the block ends; its sensor may be off by so much."""
    kiosk = RunningKiosk(url, premises, folder, printer, error_celsius)
    try:
        kiosk.start()
        yield kiosk
    finally:
        kiosk.stop()


class RunningDisplay:
    """A display with its wall page on a port that the system chose."""

    def __init__(self, url: str, premises: Premises, folder: Path) -> None:
        self._display = Display(
            Settings(
                server_url=url,
                token_file=str(premises.token_file("display")),
                data_dir=str(folder),
                port=0,
                speaker={"driver": "simulated"},
            )
        )

    @property
    def picture(self) -> Picture | None:
        """What the wall shows now."""
        return self._display.wall.shown().picture

    def start(self) -> None:
        """Run, and wait for the first picture of the server."""
        self._display.start()
        wait_for("the wall is fresh", lambda: self.picture is not None and self.picture.open and not self.picture.stale)

    def stop(self) -> None:
        """End every thread."""
        self._display.close()

    def calls(self) -> list[tuple[str, str]]:
        """Number and counter of every call on the wall, the newest first."""
        picture = self.picture
        return [] if picture is None else [(call.number, call.counter) for call in (*picture.current, *picture.recent)]


@contextmanager
def running_display(url: str, premises: Premises, folder: Path) -> Iterator[RunningDisplay]:
    """Run a display until the block ends."""
    display = RunningDisplay(url, premises, folder)
    try:
        display.start()
        yield display
    finally:
        display.stop()
