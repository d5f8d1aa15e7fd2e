"""Other thermometers on the kernel's bus: the MLX90615 by the same driver; and one process to each sensor."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hardware.drivers import choose_thermometer, open_thermometer
from hardware.errors import (
    ChecksumError,
    DeviceAbsentError,
    ReadingFlaggedError,
    SensorOwnedError,
    SensorUnsuitableError,
)
from hardware.supervisor import Backoff, Supervised
from hardware.thermometer import Thermometer
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.mlx90614 import EEPROM_CONFIGURATION_90615, Mlx90615Part
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.sensors import CLOCK, plugged, refused, table

ROOT = Path(__file__).parents[2]
OWNER = """
import sys
from hardware.clock import SystemClock
from hardware.drivers import open_thermometer
sensor = open_thermometer({{"driver": "mlx90614", "bus": {bus}}}, SystemClock())
print("owned", flush=True)
sys.stdin.read()
"""

# The MLX90615


@pytest.fixture
def bus_90615() -> Iterator[SensorBus]:
    with plugged(Mlx90615Part()) as bus:
        yield bus


def opened(bus: SensorBus, **settings: object) -> Thermometer:
    return open_thermometer(table(bus, **settings) | {"driver": "mlx90615"}, CLOCK)


@pytest.mark.parametrize("celsius", [22.49, 36.99, 37.01])
def test_an_mlx90615_is_read_as_it_is(bus_90615: SensorBus, celsius: float) -> None:
    bus_90615.sensor.show(celsius)
    bus_90615.sensor.warm(31.15)
    with closing(opened(bus_90615)) as thermometer:
        reading = thermometer.read()
    assert (reading.object_celsius, reading.ambient_celsius) == (celsius, 31.15)
    assert (thermometer.driver, thermometer.settle_seconds) == ("mlx90615", 0.205)


def test_its_checksum_covers_its_own_address(bus_90615: SensorBus) -> None:
    with closing(opened(bus_90615)) as thermometer:
        bus_90615.sensor.spoils_code = True
        refused(ChecksumError, thermometer.read)
        assert thermometer.counters["i2c_checksum"] == 3


def test_its_error_flag_is_no_fever(bus_90615: SensorBus) -> None:
    with closing(opened(bus_90615)) as thermometer:
        bus_90615.sensor.flag_error()
        refused(ReadingFlaggedError, thermometer.read)


def test_nothing_is_written_to_it(bus_90615: SensorBus) -> None:
    before = dict(bus_90615.sensor.words)
    with closing(opened(bus_90615, emissivity=0.98)) as thermometer:
        thermometer.read()
    assert bus_90615.sensor.words == before


def test_its_slow_filters_are_refused_and_the_quick_ones_known(bus_90615: SensorBus) -> None:
    bus_90615.sensor.words[EEPROM_CONFIGURATION_90615] = 0x2000
    with closing(opened(bus_90615)) as thermometer:
        assert thermometer.settle_seconds == 2.05
    bus_90615.sensor.words[EEPROM_CONFIGURATION_90615] = 0x7000
    assert "9.2 s" in str(refused(SensorUnsuitableError, lambda: opened(bus_90615)))


def test_the_driver_of_its_kin_does_not_find_it(bus_90615: SensorBus) -> None:
    refused(DeviceAbsentError, lambda: open_thermometer(table(bus_90615), CLOCK))


# One process to each sensor


@contextmanager
def owner(bus: SensorBus) -> Iterator[subprocess.Popen[str]]:
    """Another process that reads the sensor, until the block ends."""
    command = [sys.executable, "-c", OWNER.format(bus=bus.number)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owned\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_and_told_of_the_first(sensor_bus: SensorBus) -> None:
    with owner(sensor_bus) as process:
        reads = sensor_bus.sensor.reads
        fault = refused(SensorOwnedError, lambda: open_thermometer(table(sensor_bus), CLOCK))
        assert f"/dev/i2c-{sensor_bus.number} address 0x5a: process {process.pid}" in str(fault)
        assert sensor_bus.sensor.reads == reads
    open_thermometer(table(sensor_bus), CLOCK).close()


def test_the_sensor_is_free_again_when_its_owner_was_killed(sensor_bus: SensorBus) -> None:
    with owner(sensor_bus) as process:
        part = Supervised[Thermometer](
            "thermometer", choose_thermometer(table(sensor_bus), CLOCK), CLOCK, Backoff(0.05, 0.2)
        )
        with pytest.raises(SensorOwnedError):
            part.call(lambda sensor: sensor.read())
        assert part.health.code == "sensor_owned"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        wait_for("the sensor is taken over", lambda: _reads(part))
        part.close()


def _reads(part: Supervised[Thermometer]) -> bool:
    try:
        part.call(lambda sensor: sensor.read())
    except SensorOwnedError:
        return False
    return True


def test_a_closed_sensor_can_be_opened_again_in_the_same_process(sensor_bus: SensorBus) -> None:
    for _ in range(2):
        open_thermometer(table(sensor_bus), CLOCK).close()
