"""What the kiosk tells of its sensors: a drift, a lost distance sensor, an old calibration; and what it then trusts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from hardware.clock import SystemClock
from hardware.controls import Controls
from hardware.controls.absent import absent_controls
from hardware.distance import DistanceSensor
from hardware.distance.settings import NOBODY_CM
from hardware.distance.simulated import DistanceFault, SimulatedDistanceSensor
from hardware.drivers import choose_distance, choose_printer, choose_sanitizer, choose_thermometer
from hardware.errors import DeviceAbsentError
from hardware.supervisor import Driver, Supervised
from hardware.thermometer import Reading, Thermometer
from hardware.thermometer.correction import Calibration
from hardware.thermometer.simulated import SensorFault, SimulatedBus
from kiosk.devices import Devices, Signals
from kiosk.health import parts_health
from kiosk.measuring.background import Background
from kiosk.measuring.drift import doubted, drift_celsius_per_minute, drifting
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.measuring.measurement import Aim, Measuring, MeasuringRules, take
from kiosk.visit.inputs import Input, Measured
from queue_server.protocol.messages import PartHealth
from queue_server.protocol.temperature import Measurement, TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus
from tests.support.devices import wait_for

TODAY = date(2026, 11, 24)


def warming(celsius_per_minute: float, seconds: int = 60) -> list[Reading]:
    return [Reading(28.0, 28.0 + celsius_per_minute * at / 60, float(at)) for at in range(seconds + 1)]


# A drift


@pytest.mark.parametrize("speed", [-2.0, -0.31, 0.0, 0.29, 0.31, 5.0])
def test_the_speed_of_a_drift_is_found(speed: float) -> None:
    assert drift_celsius_per_minute(warming(speed)) == pytest.approx(speed)
    assert drifting(warming(speed)) is (abs(speed) > 0.3)


def test_less_than_half_a_minute_is_no_drift() -> None:
    assert drift_celsius_per_minute([]) == 0.0
    assert drift_celsius_per_minute(warming(5.0, seconds=29)) == 0.0
    assert drift_celsius_per_minute(warming(5.0, seconds=30)) == pytest.approx(5.0)


@pytest.mark.parametrize("strange", [0, 30, 60])
def test_one_strange_reading_is_no_drift(strange: int) -> None:
    readings = warming(0.0)
    readings[strange] = Reading(28.0, 60.0, float(strange))
    assert not drifting(readings)


def test_a_drift_is_seen_while_visitor_follows_visitor() -> None:
    background = Background()
    for number in range(60 * 15):
        at = number / 15
        background = background.passed(Reading(36.4, 28.0 + at * 0.01, at))
    assert background.drifting
    assert background.samples == ()
    assert 50 < len(background.around) < 70


def test_a_drift_is_over_a_minute_after_it_ended() -> None:
    background = Background()
    for reading in warming(3.0):
        background = background.seen(reading)
    assert background.drifting
    for number in range(61, 122):
        background = background.seen(Reading(28.0, 31.0, float(number)))
    assert not background.drifting


def test_a_value_taken_in_a_drift_is_none() -> None:
    measured = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=9)
    assert doubted(measured) == Measurement(status=MeasurementStatus.UNSURE, samples=9, reason="ambient_drift")


def test_the_reason_why_there_is_no_value_stays() -> None:
    nobody = Measurement(status=MeasurementStatus.UNSURE, reason="nobody")
    assert doubted(nobody) == nobody


# Who stands within reach


def test_a_distance_sensor_alone_decides_who_is_there() -> None:
    measuring = Measuring(MeasuringRules(), 0.0, 28.0)
    far, _ = take(measuring, Reading(36.4, 28.0, 0.1, near=False))
    assert (far.gate_at_seconds, far.aim) == (None, Aim.STEP_UP)
    near, _ = take(measuring, Reading(28.0, 28.0, 0.1, near=True))
    assert near.gate_at_seconds == 0.1


@dataclass
class Entrance:
    """A worker with simulated sensors, and what it told."""

    devices: Devices
    worker: MeasureWorker
    told: list[Input]
    bus: SimulatedBus
    ruler: SimulatedDistanceSensor | None
    nonces: Iterator[str] = field(default_factory=lambda: iter("abcdefgh"))

    def measure(self) -> Measurement:
        self.told.clear()
        self.worker.start(next(self.nonces) * 32)
        (end,) = wait_for("the end", lambda: [one for one in self.told if isinstance(one, Measured)])
        assert isinstance(end, Measured)
        return end.measurement

    def part(self, name: str) -> PartHealth:
        parts = parts_health(self.devices, self.worker, "", TODAY)
        return next(part for part in parts if part.name == name)


def built(distance: dict[str, object] | None = None) -> Entrance:
    clock = SystemClock()
    table = {"driver": "simulated", "auto": False, "noise_celsius": 0.0, "unit_offset_celsius": 0.0}
    driver = choose_thermometer(table, clock)
    ruler = choose_distance(distance or {"driver": "none"}, clock)
    devices = Devices(
        Supervised[Thermometer]("thermometer", driver, clock),
        Supervised("printer", choose_printer({"driver": "simulated", "folder": "unused"}, clock), clock),
        Supervised[Controls]("controls", Driver("none", False, absent_controls, fitted=False), clock),
        Supervised[DistanceSensor]("distance", ruler, clock) if ruler else None,
    )
    told: list[Input] = []
    worker = MeasureWorker(devices.thermometer, clock, told.append, TemperaturePolicy(), devices.distance)
    assert isinstance(driver.simulation, SimulatedBus)
    stand = ruler.simulation if ruler else None
    assert stand is None or isinstance(stand, SimulatedDistanceSensor)
    return Entrance(devices, worker, told, driver.simulation, stand)


@contextmanager
def entrance(distance: dict[str, object]) -> Iterator[Entrance]:
    """Sensors whose worker runs, until the block ends."""
    door = built(distance)
    thread = threading.Thread(target=door.worker.run)
    thread.start()
    try:
        yield door
    finally:
        door.worker.end()
        thread.join(10)
        assert not thread.is_alive()


def test_who_stands_within_reach_is_measured_and_who_does_not_is_nobody() -> None:
    with entrance({"driver": "simulated", "noise_cm": 0.0}) as door:
        door.bus.show(36.4)
        assert door.ruler is not None
        door.ruler.stand(5.0)
        assert door.measure().celsius == pytest.approx(36.4, abs=0.02)
        door.ruler.stand(NOBODY_CM)
        assert door.measure().reason == "nobody"
        assert door.part("distance").state == "ok"


def test_a_lost_distance_sensor_leaves_the_step_and_staff_are_told() -> None:
    with entrance({"driver": "simulated", "noise_cm": 0.0}) as door:
        assert door.ruler is not None
        door.ruler.stand(NOBODY_CM)
        door.ruler.set_fault(DistanceFault.SILENT)
        door.bus.show(None)
        wait_for("an idle look", lambda: door.part("distance").state == "faulty")
        door.bus.show(36.4)
        assert door.measure().status is MeasurementStatus.MEASURED
        thermometer, distance = door.part("thermometer"), door.part("distance")
        assert (thermometer.state, thermometer.code) == ("degraded", "distance_lost")
        assert (distance.state, distance.code) == ("faulty", "distance_lost")
        door.ruler.set_fault(None)
        wait_for("the sensor is back", lambda: door.part("thermometer").state == "ok")
        assert door.part("distance").state == "ok"


def test_without_a_distance_sensor_nothing_is_missed() -> None:
    door = opened_once()
    parts = parts_health(door.devices, door.worker, "", TODAY)
    assert [part.name for part in parts] == ["thermometer", "printer", "controls"]
    assert (parts[0].state, parts[0].message) == ("ok", "")


# What staff are told


def opened_once() -> Entrance:
    door = built()
    door.devices.thermometer.call(lambda sensor: sensor.read())
    return door


@pytest.mark.parametrize(
    ("calibrated_on", "state", "code"),
    [(date(2026, 5, 28), "ok", ""), (date(2026, 5, 27), "degraded", "calibration_old")],
)
def test_the_calibration_is_told_and_an_old_one_needs_care(calibrated_on: date, state: str, code: str) -> None:
    door = opened_once()
    door.worker.calibration = Calibration(0.25, calibrated_on)
    part = door.part("thermometer")
    assert (part.state, part.code) == (state, code)
    told = f"compared with a reference on {calibrated_on}, offset +0.25 C"
    assert part.message.endswith(f"{told}, from the configuration")
    door.worker.kept = Calibration(-0.5, date(2026, 11, 1))
    part = door.part("thermometer")
    assert (part.state, part.code) == ("ok", "")
    assert part.message == "compared with a reference on 2026-11-01, offset -0.50 C, kept by the office"


def test_a_drift_is_told_first() -> None:
    door = opened_once()
    door.worker.calibration = Calibration(0.0, date(2020, 1, 1))
    for reading in warming(1.0):
        door.worker._background = door.worker._background.seen(reading)
    assert (door.part("thermometer").state, door.part("thermometer").code) == ("degraded", "ambient_drift")


def test_what_was_counted_is_told_with_failures_too() -> None:
    with entrance({"driver": "simulated"}) as door:
        door.bus.show(None)
        wait_for("idle looks", lambda: door.part("thermometer").counters.get("reads", 0) > 0)
        door.bus.set_fault(SensorFault.BAD_PEC)
        wait_for("a failure", lambda: door.part("thermometer").counters.get("i2c_checksum", 0) > 0)


def test_the_doses_of_the_sanitizer_are_told() -> None:
    door = opened_once()
    simulation = choose_sanitizer({"driver": "simulated"}, SystemClock())
    assert simulation is not None
    devices = replace(door.devices, sanitizer=Supervised("sanitizer", simulation, SystemClock()))
    signals = Signals(devices.controls, devices.sanitizer)
    signals.renew()
    (part,) = (one for one in parts_health(devices, door.worker, "", TODAY, doses=7) if one.name == "sanitizer")
    assert (part.state, part.simulated, part.counters) == ("ok", True, {"doses": 7})
    signals.close()


def test_a_fault_is_told_before_any_care() -> None:
    door = opened_once()
    door.worker.calibration = Calibration(0.0, date(2020, 1, 1))
    door.bus.set_fault(SensorFault.ABSENT)
    with pytest.raises(DeviceAbsentError):
        door.devices.thermometer.call(lambda sensor: sensor.read())
    assert (door.part("thermometer").state, door.part("thermometer").code) == ("faulty", "i2c_no_answer")
