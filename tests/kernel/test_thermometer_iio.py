"""Thermometers by the kernel's own drivers: bound in the guest, read from its sysfs."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hardware.drivers import choose_thermometer, open_thermometer
from hardware.errors import (
    BusError,
    BusIoError,
    DeviceAbsentError,
    HardwareError,
    ReadingOutOfRangeError,
    SensorMissingError,
    SensorOwnedError,
    SensorUnsuitableError,
)
from hardware.supervisor import Backoff, Supervised
from hardware.thermometer import Thermometer
from hardware.thermometer.iio import DEVICES, device_names
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.mlx90614 import EEPROM_CONFIGURATION, Mlx90614Part, Mlx90615Part, word_of
from tests.kernel.emulated.scheduling import running_time
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.nobody import told_as_nobody
from tests.kernel.sensors import CLOCK, plugged, refused

ROOT = Path(__file__).parents[2]
TABLE = {"driver": "iio", "device": "mlx90614"}
OWNER = """
import sys
from hardware.clock import SystemClock
from hardware.drivers import open_thermometer
sensor = open_thermometer({"driver": "iio", "device": "mlx90614"}, SystemClock())
print("owned", flush=True)
sys.stdin.read()
"""


@contextmanager
def bound(bus: SensorBus, name: str = "mlx90614") -> Iterator[None]:
    """The kernel's driver of this name at the sensor, until the block ends."""
    adapter = Path(f"/sys/bus/i2c/devices/i2c-{bus.number}")
    address = f"0x{bus.sensor.address:02x}"
    (adapter / "new_device").write_text(f"{name} {address}")
    wait_for(name, lambda: name in device_names().values())
    try:
        yield
    finally:
        (adapter / "delete_device").write_text(address)


@pytest.fixture
def kernel_sensor(sensor_bus: SensorBus) -> Iterator[Mlx90614Part]:
    with bound(sensor_bus):
        yield sensor_bus.sensor


@pytest.fixture
def thermometer(kernel_sensor: Mlx90614Part) -> Iterator[Thermometer]:
    with closing(open_thermometer(TABLE, CLOCK)) as opened:
        yield opened


@pytest.mark.parametrize("celsius", [-70.01, 22.49, 36.99, 37.01, 42.99])
def test_a_temperature_arrives_as_the_sensor_has_it(
    kernel_sensor: Mlx90614Part, thermometer: Thermometer, celsius: float
) -> None:
    kernel_sensor.show(celsius)
    kernel_sensor.warm(31.15)
    reading = thermometer.read()
    assert (reading.object_celsius, reading.ambient_celsius) == (celsius, 31.15)
    assert thermometer.driver == "iio"


def test_an_mlx90615_works_by_its_kernel_driver() -> None:
    with plugged(Mlx90615Part()) as bus, bound(bus, "mlx90615"):
        bus.sensor.show(37.01)
        with closing(open_thermometer(TABLE | {"device": "mlx90615"}, CLOCK)) as thermometer:
            assert thermometer.read().object_celsius == 37.01
            assert thermometer.settle_seconds == pytest.approx(0.16, abs=0.01)


@pytest.mark.usefixtures("kernel_sensor")
def test_it_is_found_by_its_folder() -> None:
    [folder] = device_names()
    with closing(open_thermometer(TABLE | {"device": str(folder)}, CLOCK)) as thermometer:
        assert thermometer.read().object_celsius == 24.99


@pytest.mark.usefixtures("kernel_sensor")
def test_no_group_is_needed() -> None:
    assert told_as_nobody(lambda: open_thermometer(TABLE, CLOCK).read()) == "works"


def test_the_filter_is_the_sensors_own_and_a_slow_one_refused(sensor_bus: SensorBus) -> None:
    sensor_bus.sensor.words[EEPROM_CONFIGURATION] = 0x9FB5
    with bound(sensor_bus), closing(open_thermometer(TABLE, CLOCK)) as thermometer:
        assert thermometer.settle_seconds == pytest.approx(0.52, abs=0.01)
        sensor_bus.sensor.words[EEPROM_CONFIGURATION] = 0x9FB3
        thermometer.close()
        assert "5.3 s" in str(refused(SensorUnsuitableError, lambda: open_thermometer(TABLE, CLOCK)))


# Faults


@pytest.mark.parametrize(
    ("word", "error"),
    [
        (word_of(37.5) | 0x8000, BusIoError),
        (0xFFFF, BusIoError),
        (0x0000, ReadingOutOfRangeError),
        (0x27AC, ReadingOutOfRangeError),
    ],
)
def test_a_word_that_is_no_temperature_is_never_one(
    kernel_sensor: Mlx90614Part, thermometer: Thermometer, word: int, error: type[HardwareError]
) -> None:
    kernel_sensor.words[kernel_sensor.object] = word
    refused(error, thermometer.read)
    assert thermometer.counters[error.code] >= 1
    assert "reads" not in thermometer.counters


def test_no_answer_is_told_and_the_next_one_taken(kernel_sensor: Mlx90614Part, thermometer: Thermometer) -> None:
    kernel_sensor.absent = True
    refused(DeviceAbsentError, thermometer.read)
    assert thermometer.counters == {"i2c_no_answer": 3, "retries": 2}
    kernel_sensor.absent = False
    assert thermometer.read().object_celsius == 24.99


def test_a_hanging_bus_is_given_up_within_five_seconds(kernel_sensor: Mlx90614Part, thermometer: Thermometer) -> None:
    kernel_sensor.hanging = True
    with running_time() as passed:
        refused(BusIoError, thermometer.read)
    assert passed.seconds < 5
    kernel_sensor.hanging = False
    assert thermometer.read().object_celsius == 24.99


def test_without_a_kernel_driver_the_sensor_is_missing(sensor_bus: SensorBus) -> None:
    assert DEVICES.is_dir()
    assert "there is: none at all" in str(refused(SensorMissingError, lambda: open_thermometer(TABLE, CLOCK)))


def test_taken_from_the_kernel_and_given_back_it_works_again(sensor_bus: SensorBus) -> None:
    part = Supervised[Thermometer]("thermometer", choose_thermometer(TABLE, CLOCK), CLOCK, Backoff(0.05, 0.2))
    with bound(sensor_bus):
        assert _reads(part)
    assert not _reads(part)
    assert part.health.code == "sensor_missing"
    with bound(sensor_bus):
        wait_for("the thermometer works again", lambda: _reads(part))
        part.close()


@pytest.mark.usefixtures("kernel_sensor")
def test_a_second_process_is_refused_and_told_of_the_first() -> None:
    command = [sys.executable, "-c", OWNER]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owned\n"
        fault = refused(SensorOwnedError, lambda: open_thermometer(TABLE, CLOCK))
        assert f"process {process.pid}" in str(fault)
        process.kill()
    open_thermometer(TABLE, CLOCK).close()


def _reads(part: Supervised[Thermometer]) -> bool:
    try:
        part.call(lambda sensor: sensor.read())
    except BusError:
        return False
    return True
