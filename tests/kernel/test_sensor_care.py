"""A drifting sensor and a distance sensor on the kernel's devices: what is measured then, and what staff are told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

import pytest

from hardware.controls import Controls
from hardware.controls.absent import absent_controls
from hardware.distance import DistanceSensor
from hardware.distance.settings import NOBODY_CM
from hardware.drivers import choose_distance, choose_printer, choose_thermometer, open_distance
from hardware.errors import DistanceLostError, PinBusyError
from hardware.supervisor import Backoff, Driver, Supervised
from hardware.thermometer import Thermometer
from kiosk.devices import Devices
from kiosk.health import parts_health, today
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.visit.inputs import Input, Measured
from queue_server.protocol.messages import PartHealth
from queue_server.protocol.temperature import Measurement, TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.sensors import CLOCK, refused, table

TRIGGER, ECHO = 23, 24
ROOM_CELSIUS, FOREHEAD_CELSIUS = 25.01, 36.41
LONG_SECONDS = 60.0


class Ruler:
    """An echo that comes again and again, or not at all; the trigger's pulse is too short to be seen from outside.

    The guest tells of edges at its clock's ticks only, 10 ms apart: the shortest echo is one of 170 cm. Near visitors
    are for the tests with gpiozero's own pins (tests/hardware/test_distance.py).

    Attributes:
        silent: no echo comes.
    """

    def __init__(self, chip: GpioChip) -> None:
        self.chip = chip
        self.silent = False
        self._pauses = Random(1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        chip.pull(ECHO, False)
        self._thread.start()

    def table(self) -> dict[str, object]:
        return {"driver": "echo", "trigger": TRIGGER, "echo": ECHO, "chip": self.chip.number}

    def end(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._pauses.uniform(0.04, 0.08)):
            if not self.silent:
                self.chip.pull(ECHO, True)
                time.sleep(0.02)
                self.chip.pull(ECHO, False)


@pytest.fixture
def ruler(gpio_chip: GpioChip) -> Iterator[Ruler]:
    made = Ruler(gpio_chip)
    yield made
    made.end()


def opened(ruler: Ruler) -> DistanceSensor:
    """The sensor; not every echo of the ruler comes when it is asked for, so the first try may find none."""

    def tried() -> DistanceSensor | None:
        with suppress(DistanceLostError):
            return open_distance(ruler.table(), CLOCK)
        return None

    sensor = wait_for("an echo", tried, LONG_SECONDS)
    assert sensor is not None
    return sensor


def test_an_echo_from_afar_is_nobody(ruler: Ruler) -> None:
    sensor = opened(ruler)
    assert sensor.distance_cm() == NOBODY_CM
    sensor.close()


def test_silence_is_an_error_and_the_pins_are_given_back(ruler: Ruler) -> None:
    sensor = opened(ruler)
    assert "pins 23 and 24" in str(refused(PinBusyError, lambda: open_distance(ruler.table(), CLOCK)))
    ruler.silent = True
    wait_for("the silence", lambda: _lost(sensor))
    sensor.close()
    refused(DistanceLostError, lambda: open_distance(ruler.table(), CLOCK))
    ruler.silent = False
    opened(ruler).close()


def _lost(sensor: DistanceSensor) -> bool:
    try:
        sensor.distance_cm()
    except DistanceLostError:
        return True
    return False


# At the kiosk


@dataclass
class Door:
    """A kiosk's worker, and what it told."""

    devices: Devices
    worker: MeasureWorker
    told: list[Input] = field(default_factory=list)
    visitors: int = 0

    def measure(self, step_up: Callable[[], None]) -> Measurement:
        self.told.clear()
        self.visitors += 1
        self.worker.start(f"{self.visitors:032d}")
        step_up()
        (end,) = wait_for("the end", lambda: [one for one in self.told if isinstance(one, Measured)])
        assert isinstance(end, Measured)
        return end.measurement

    def part(self, name: str) -> PartHealth:
        parts = parts_health(self.devices, self.worker, "", today())
        return next(part for part in parts if part.name == name)


@contextmanager
def door(bus: SensorBus, ruler: Ruler | None = None) -> Iterator[Door]:
    distance = choose_distance(ruler.table() if ruler else {"driver": "none"}, CLOCK)
    nothing = Driver("none", False, absent_controls, fitted=False)
    devices = Devices(
        Supervised[Thermometer]("thermometer", choose_thermometer(table(bus), CLOCK), CLOCK),
        Supervised("printer", choose_printer({"driver": "simulated", "folder": "/run/unused"}, CLOCK), CLOCK),
        Supervised[Controls]("controls", nothing, CLOCK),
        Supervised[DistanceSensor]("distance", distance, CLOCK, Backoff(0.1, 0.5)) if distance else None,
    )
    told: list[Input] = []
    worker = MeasureWorker(devices.thermometer, CLOCK, told.append, TemperaturePolicy(), devices.distance)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield Door(devices, worker, told)
    finally:
        worker.end()
        thread.join()


def test_a_distance_sensor_decides_who_is_there_and_when_it_falls_silent_the_step_does_and_staff_are_told(
    sensor_bus: SensorBus, ruler: Ruler
) -> None:
    sensor_bus.sensor.show(ROOM_CELSIUS)

    def step_up() -> None:
        sensor_bus.sensor.show(FOREHEAD_CELSIUS)

    with door(sensor_bus, ruler) as here:
        wait_for("all is well", lambda: here.part("distance").state == "ok", LONG_SECONDS)
        # Where no echo came in time the step decides; without a sensor it would every time.
        wait_for("nobody is near", lambda: here.measure(step_up).reason == "nobody", LONG_SECONDS)
        sensor_bus.sensor.show(ROOM_CELSIUS)
        ruler.silent = True
        wait_for("the care", lambda: here.part("thermometer").code == "distance_lost", LONG_SECONDS)
        assert here.part("distance").code == "distance_lost"
        assert here.measure(step_up).celsius == FOREHEAD_CELSIUS
        ruler.silent = False
        wait_for("the sensor is back", lambda: here.part("thermometer").state == "ok", LONG_SECONDS)


def test_a_sensor_that_is_being_heated_is_told_and_its_values_are_not_used(sensor_bus: SensorBus) -> None:
    sensor = sensor_bus.sensor
    sensor.show(ROOM_CELSIUS)
    with door(sensor_bus) as here:
        wait_for("all is well", lambda: here.part("thermometer").state == "ok", LONG_SECONDS)
        begun_at = time.monotonic()

        def heated() -> bool:
            sensor.warm(25.0 + (time.monotonic() - begun_at) / 60)
            return here.part("thermometer").code == "ambient_drift"

        wait_for("the drift", heated, 120)
        assert time.monotonic() - begun_at > 25
        assert here.part("thermometer").state == "degraded"
        measured = here.measure(lambda: sensor.show(FOREHEAD_CELSIUS))
        assert (measured.status, measured.reason, measured.celsius) == (
            MeasurementStatus.UNSURE,
            "ambient_drift",
            None,
        )
