"""The worker with a sensor that has an offset in its configuration already, and one that the office keeps over it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from hardware.clock import SystemClock
from hardware.supervisor import Driver, Supervised
from hardware.thermometer import Thermometer
from hardware.thermometer.correction import Calibration
from hardware.thermometer.mlx90614 import Mlx90614, Mlx90614Settings
from hardware.thermometer.simulated import SimulatedBus, SimulatedThermometerSettings
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.visit.inputs import Input, Measured, StaffMeasured
from queue_server.protocol.temperature import TemperaturePolicy
from tests.support.devices import wait_for

CONFIGURED = Mlx90614Settings(offset_celsius=0.5, calibrated_on=date(2026, 1, 1))
KEPT = Calibration(-0.25, date(2026, 11, 1))


@dataclass
class Entrance:
    worker: MeasureWorker
    bus: SimulatedBus
    told: list[Input]

    def visitor(self) -> float | None:
        self.told.clear()
        self.worker.start("v" * 32)
        (end,) = wait_for("the end", lambda: [one for one in self.told if isinstance(one, Measured)])
        return end.measurement.celsius

    def staff(self) -> StaffMeasured:
        self.told.clear()
        self.worker.start_for_staff("s" * 32)
        (end,) = wait_for("the end", lambda: [one for one in self.told if isinstance(one, StaffMeasured)], 30.0)
        return end


@pytest.fixture
def door() -> Iterator[Entrance]:
    """A sensor that reads 36.01 without any offset, and a worker that runs."""
    clock, told = SystemClock(), list[Input]()
    bus = SimulatedBus(SimulatedThermometerSettings(auto=False), clock)
    bus.show(36.01)
    device = Supervised[Thermometer](
        "thermometer", Driver("mlx90614", False, lambda: Mlx90614(bus, CONFIGURED, clock)), clock
    )
    worker = MeasureWorker(device, clock, told.append, TemperaturePolicy())
    thread = threading.Thread(target=worker.run, name="worker")
    entrance = Entrance(worker, bus, told)
    thread.start()
    yield entrance
    worker.end()
    thread.join(10)
    assert not thread.is_alive()


def test_the_offices_offset_takes_the_place_of_the_configured_one_at_once(door: Entrance) -> None:
    assert door.visitor() == pytest.approx(36.51)
    door.worker.kept = KEPT
    assert door.visitor() == pytest.approx(35.76)
    door.worker.kept = None
    assert door.visitor() == pytest.approx(36.51)


def test_the_very_first_measurement_has_one_offset_and_not_both(door: Entrance) -> None:
    door.worker.kept = KEPT
    assert door.visitor() == pytest.approx(35.76)


def test_staff_are_told_what_the_sensor_reads_without_any(door: Entrance) -> None:
    found = door.staff()
    assert found.measurement.celsius == pytest.approx(36.01)
    assert found.offset_celsius == 0.5
    door.worker.kept = KEPT
    found = door.staff()
    assert found.measurement.celsius == pytest.approx(36.01)
    assert found.offset_celsius == -0.25


def test_staff_measure_a_sensor_that_reads_too_little_for_a_forehead(door: Entrance) -> None:
    door.worker.kept = Calibration(0.0, date(2026, 11, 1))
    door.bus.show(33.01)
    assert door.visitor() is None
    assert door.staff().measurement.celsius == pytest.approx(33.01)
