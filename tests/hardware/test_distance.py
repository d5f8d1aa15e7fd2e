"""The distance sensor: at which distances a visitor is measured, and how a sensor that falls silent is told."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory, MockTriggerPin

from hardware.clock import SystemClock
from hardware.distance import Reach
from hardware.distance.echo import FIRST_ECHO_SECONDS, EchoSensor
from hardware.distance.settings import NOBODY_CM, EchoSettings
from hardware.distance.simulated import DistanceFault, SimulatedDistanceSensor
from hardware.drivers import choose_distance, open_distance
from hardware.errors import DistanceLostError, GpioMissingError, InvalidSettingError, PinBusyError, UnknownSettingError
from tests.support.clock import FakeClock

SETTINGS = EchoSettings(trigger=23, echo=24)
SOUND_CM_PER_SECOND = 34_326


# At which distances


@pytest.mark.parametrize(
    ("distance_cm", "held", "near"),
    [
        (2.9, False, False),
        (3.0, False, True),
        (7.0, False, True),
        (7.1, False, False),
        (2.0, True, True),
        (8.0, True, True),
        (1.9, True, False),
        (8.1, True, False),
        (NOBODY_CM, True, False),
    ],
)
def test_who_stands_right_may_sway_by_a_centimetre(distance_cm: float, held: bool, near: bool) -> None:
    assert Reach(3.0, 7.0).holds(distance_cm, held) is near


@pytest.mark.parametrize(
    "table",
    [
        {"driver": "echo", "trigger": 23},
        {"driver": "echo", "trigger": 23, "echo": 23},
        {"driver": "echo", "trigger": 23, "echo": 28},
        {"driver": "echo", "trigger": 23, "echo": 24, "near_cm": 8.0},
        {"driver": "simulated", "near_cm": 7.0},
        {"driver": "simulated", "faults": {"gremlins": 1}},
    ],
)
def test_an_impossible_setting_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettingError, match="distance"):
        choose_distance(table, FakeClock())


def test_none_is_none_and_has_nothing_to_set() -> None:
    assert choose_distance({"driver": "none"}, FakeClock()) is None
    with pytest.raises(UnknownSettingError):
        choose_distance({"driver": "none", "trigger": 23}, FakeClock())
    with pytest.raises(InvalidSettingError, match="no distance sensor is fitted"):
        open_distance({"driver": "none"}, FakeClock())


def test_a_real_sensor_without_a_chip_fails_and_is_not_replaced() -> None:
    driver = choose_distance({"driver": "echo", "trigger": 23, "echo": 24, "chip": 250}, FakeClock())
    assert driver is not None
    assert not driver.simulated
    with pytest.raises(GpioMissingError):
        driver.open()


# The simulated one


def test_somebody_stands_where_the_simulation_says() -> None:
    driver = choose_distance({"driver": "simulated", "noise_cm": 0.0}, FakeClock())
    assert driver is not None
    assert driver.simulated
    sensor = driver.simulation
    assert isinstance(sensor, SimulatedDistanceSensor)
    assert driver.open().distance_cm() == 6.0
    sensor.stand(40.0)
    assert driver.open().distance_cm() == 40.0


def test_the_same_seed_fails_and_sways_in_the_same_way() -> None:
    def run(seed: int) -> list[float | str]:
        sensor = open_distance({"driver": "simulated", "seed": seed, "faults": {"silent": 0.3}}, FakeClock())
        return [answer(sensor) for _ in range(50)]

    assert run(7) == run(7) != run(8)
    assert 5 < run(7).count("distance_lost") < 30


def answer(sensor: Any) -> float | str:
    try:
        distance_cm: float = sensor.distance_cm()
    except DistanceLostError as fault:
        return fault.code
    return distance_cm


def test_a_simulated_sensor_can_be_broken_and_mended() -> None:
    driver = choose_distance({"driver": "simulated"}, FakeClock())
    assert driver is not None
    sensor = driver.simulation
    assert isinstance(sensor, SimulatedDistanceSensor)
    sensor.set_fault(DistanceFault.SILENT)
    with pytest.raises(DistanceLostError):
        sensor.distance_cm()
    sensor.set_fault(None)
    assert sensor.distance_cm() == pytest.approx(6.0, abs=2)


# The real driver at gpiozero's mock pins, whose trigger raises the echo


class EchoPins:
    """Two pins with a sensor at them.

    Attributes:
        trigger: silent while its echo pin is not the real one.
    """

    def __init__(self) -> None:
        self.factory: Any = MockFactory()
        self.echo = self.factory.pin(24)
        self.trigger: Any = self.factory.pin(23, pin_class=MockTriggerPin, echo_pin=self.echo, echo_time=0.001)

    def stand(self, distance_cm: float) -> None:
        self.trigger.echo_time = 2 * distance_cm / SOUND_CM_PER_SECOND

    def silence(self) -> None:
        self.trigger.echo_pin = self.factory.pin(2)


@pytest.fixture
def pins() -> Iterator[EchoPins]:
    made = EchoPins()
    yield made
    made.factory.reset()


def wait_until_lost(sensor: EchoSensor) -> DistanceLostError:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        try:
            sensor.distance_cm()
        except DistanceLostError as fault:
            return fault
        time.sleep(0.01)
    raise AssertionError("the silent sensor is not told")


def test_an_echo_is_a_distance_and_silence_an_error(pins: EchoPins) -> None:
    pins.stand(60.0)
    sensor = EchoSensor(SETTINGS, SystemClock(), pins.factory)
    try:
        # A loaded machine makes the mock's echo longer, never shorter.
        assert 55.0 < sensor.distance_cm() <= NOBODY_CM
        pins.silence()
        fault = wait_until_lost(sensor)
        assert str(fault).startswith("the distance sensor does not answer (no echo for ")
    finally:
        sensor.close()
        sensor.close()


def test_a_sensor_that_never_answers_is_lost_at_opening_and_gives_its_pins_back(pins: EchoPins) -> None:
    pins.silence()
    with pytest.raises(DistanceLostError, match=f"no echo for {FIRST_ECHO_SECONDS:g} s"):
        EchoSensor(SETTINGS, SystemClock(), pins.factory)
    assert not pins.factory.pins


@pytest.mark.parametrize(("trigger", "echo"), [(25, 24), (23, 25)])
def test_a_pin_in_use_is_told(pins: EchoPins, trigger: int, echo: int) -> None:
    first = EchoSensor(SETTINGS, SystemClock(), pins.factory)
    with pytest.raises(PinBusyError, match=f"pins {trigger} and {echo}"):
        EchoSensor(EchoSettings(trigger=trigger, echo=echo), SystemClock(), pins.factory)
    first.close()


class UnhurriedClock(SystemClock):
    """A clock on which a busy machine answers in time."""

    def monotonic(self) -> float:
        return super().monotonic() / 100


def test_it_closes_cleanly_whenever_it_is_asked_to() -> None:
    for moment in range(10):
        made = EchoPins()
        sensor = EchoSensor(SETTINGS, UnhurriedClock(), made.factory)
        time.sleep(moment * 0.009)
        sensor.close()
