"""The thermometer through ``/dev/i2c-N``: the production driver, the kernel's own bus, a sensor that can fail."""

import math
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from hardware.drivers import choose_thermometer, open_thermometer
from hardware.errors import (
    AddressBusyError,
    BusError,
    BusForbiddenError,
    BusIoError,
    BusMissingError,
    ChecksumError,
    DeviceAbsentError,
    HardwareError,
    ReadingFlaggedError,
    ReadingOutOfRangeError,
    SensorUnsuitableError,
)
from hardware.i2c import GAP_SECONDS
from hardware.supervisor import Backoff, DeviceState, Supervised
from hardware.thermometer import Thermometer
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.mlx90614 import (
    ADDRESS,
    EEPROM_CONFIGURATION,
    RAM_AMBIENT,
    RAM_OBJECT,
    Mlx90614Part,
    word_of,
)
from tests.kernel.emulated.scheduling import running_time
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.nobody import told_as_nobody
from tests.kernel.sensors import CLOCK, KERNEL_DRIVER, plugged, refused, table, thermometer

__all__ = ["thermometer"]

# Reading


@pytest.mark.parametrize("celsius", [-70.01, 22.49, 36.99, 37.01, 37.61, 42.99])
def test_a_temperature_arrives_as_the_sensor_has_it(
    sensor_bus: SensorBus, thermometer: Thermometer, celsius: float
) -> None:
    sensor_bus.sensor.show(celsius)
    assert thermometer.read().object_celsius == celsius


def test_the_sensors_own_temperature_comes_with_it(sensor_bus: SensorBus, thermometer: Thermometer) -> None:
    sensor_bus.sensor.words[RAM_AMBIENT] = word_of(31.15)
    assert thermometer.read().ambient_celsius == 31.15


@pytest.mark.parametrize(("filter_bits", "hertz"), [(0, 0.77), (1, 0.31), (4, 7.23), (5, 1.53), (6, 1.10), (7, 0.86)])
def test_the_settle_time_is_that_of_the_sensors_filter(sensor_bus: SensorBus, filter_bits: int, hertz: float) -> None:
    sensor_bus.sensor.words[EEPROM_CONFIGURATION] = 0x9FB0 | filter_bits
    thermometer = open_thermometer(table(sensor_bus), CLOCK)
    thermometer.close()
    assert thermometer.settle_seconds == pytest.approx(5 / (2 * math.pi * hertz))


@pytest.mark.parametrize("filter_bits", [2, 3])
def test_a_filter_slower_than_any_visitor_is_refused(sensor_bus: SensorBus, filter_bits: int) -> None:
    sensor_bus.sensor.words[EEPROM_CONFIGURATION] = 0x9FB0 | filter_bits
    fault = refused(SensorUnsuitableError, lambda: open_thermometer(table(sensor_bus), CLOCK))
    assert fault.permanent
    assert "settles in" in str(fault)


def test_corrections_are_made_in_software_and_nothing_is_written(sensor_bus: SensorBus) -> None:
    before = dict(sensor_bus.sensor.words)
    settings = table(sensor_bus, emissivity=0.98, supply_volts=3.3)
    thermometer = open_thermometer(settings, CLOCK)
    sensor_bus.sensor.show(36.77 + 0.18)
    assert thermometer.read().object_celsius == pytest.approx(37.0, abs=0.02)
    thermometer.close()
    before[RAM_OBJECT] = sensor_bus.sensor.words[RAM_OBJECT]
    assert sensor_bus.sensor.words == before


class TimedPart(Mlx90614Part):
    """A sensor that notes when each transaction began."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[float] = []

    def write(self, address: int, data: bytes) -> None:
        self.begun.append(time.monotonic())
        super().write(address, data)


def test_transactions_are_ten_milliseconds_apart() -> None:
    sensor = TimedPart()
    with plugged(sensor) as bus, closing(open_thermometer(table(bus), CLOCK)) as thermometer:
        sensor.begun.clear()
        for _ in range(10):
            thermometer.read()
    assert len(sensor.begun) == 20
    assert min(later - earlier for earlier, later in pairwise(sensor.begun)) >= GAP_SECONDS


# Faults of the wire


def test_a_wrong_checksum_is_no_reading(sensor_bus: SensorBus, thermometer: Thermometer) -> None:
    sensor_bus.sensor.spoils_code = True
    assert "EBADMSG" in str(refused(ChecksumError, thermometer.read))
    assert thermometer.counters["i2c_checksum"] == 3
    sensor_bus.sensor.spoils_code = False
    sensor_bus.sensor.show(36.5)
    assert thermometer.read().object_celsius == 36.49


def test_a_sensor_whose_checksum_is_always_wrong_is_refused_at_the_start(sensor_bus: SensorBus) -> None:
    sensor_bus.sensor.spoils_code = True
    refused(ChecksumError, lambda: open_thermometer(table(sensor_bus, checksum="on"), CLOCK))


def test_a_probe_goes_on_without_checksums_where_there_are_none_and_counts_it(sensor_bus: SensorBus) -> None:
    sensor_bus.sensor.spoils_code = True
    sensor_bus.sensor.show(36.4)
    thermometer = open_thermometer(table(sensor_bus, checksum="probe"), CLOCK)
    assert thermometer.read().object_celsius == pytest.approx(36.4, abs=0.02)
    assert thermometer.counters["checksum_unusable"] == 1
    thermometer.close()


def test_a_probe_keeps_the_checksum_where_there_is_one(sensor_bus: SensorBus) -> None:
    thermometer = open_thermometer(table(sensor_bus, checksum="probe"), CLOCK)
    sensor_bus.sensor.spoils_code = True
    refused(ChecksumError, thermometer.read)
    thermometer.close()


def test_a_sensor_that_stops_answering_is_absent_and_one_that_answers_again_works(
    sensor_bus: SensorBus, thermometer: Thermometer
) -> None:
    sensor_bus.sensor.absent = True
    assert "ENXIO" in str(refused(DeviceAbsentError, thermometer.read))
    sensor_bus.sensor.absent = False
    assert thermometer.read().object_celsius == 24.99


def test_a_wrong_address_is_absent(sensor_bus: SensorBus) -> None:
    fault = refused(DeviceAbsentError, lambda: open_thermometer(table(sensor_bus, address=0x3B), CLOCK))
    assert "0x3b" in str(fault)


def test_a_bus_that_is_not_there_is_missing(sensor_bus: SensorBus) -> None:
    refused(BusMissingError, lambda: open_thermometer({"driver": "mlx90614", "bus": 200}, CLOCK))


def test_a_hanging_bus_is_given_up_within_five_seconds_and_recovers(
    sensor_bus: SensorBus, thermometer: Thermometer
) -> None:
    sensor_bus.sensor.hanging = True
    with running_time() as passed:
        refused(BusIoError, thermometer.read)
    assert passed.seconds < 5
    sensor_bus.sensor.hanging = False
    assert thermometer.read().object_celsius == 24.99


def test_a_user_outside_the_group_is_told_so(sensor_bus: SensorBus) -> None:
    Path(f"/dev/i2c-{sensor_bus.number}").chmod(0o660)
    told = told_as_nobody(lambda: open_thermometer(table(sensor_bus), CLOCK))
    assert told.startswith(BusForbiddenError.what)
    assert "group i2c" in told


# Words that are no temperature


@pytest.mark.parametrize(
    ("word", "error"),
    [
        (0x8000, ReadingFlaggedError),
        (word_of(37.5) | 0x8000, ReadingFlaggedError),
        (0xFFFF, ReadingFlaggedError),
        (0x0000, ReadingOutOfRangeError),
        (0x27AC, ReadingOutOfRangeError),
    ],
)
def test_a_word_that_is_no_temperature_is_never_one(
    sensor_bus: SensorBus, thermometer: Thermometer, word: int, error: type[HardwareError]
) -> None:
    sensor_bus.sensor.words[RAM_OBJECT] = word
    refused(error, thermometer.read)


# Coming and going


@pytest.fixture
def supervised(sensor_bus: SensorBus) -> Iterator[Supervised[Thermometer]]:
    driver = choose_thermometer(table(sensor_bus), CLOCK)
    part = Supervised[Thermometer]("thermometer", driver, CLOCK, Backoff(0.05, 0.2))
    yield part
    part.close()


def works(part: Supervised[Thermometer]) -> bool:
    try:
        part.call(lambda sensor: sensor.read())
    except BusError:
        return False
    return True


def test_pulled_out_and_put_back_it_works_again_by_itself(
    sensor_bus: SensorBus, supervised: Supervised[Thermometer]
) -> None:
    assert works(supervised)
    sensor_bus.unplug()
    assert not works(supervised)
    assert supervised.health.state is DeviceState.FAULTY
    sensor_bus.plug()
    wait_for("the thermometer works again", lambda: works(supervised))
    assert supervised.health.code == "ok"


def test_a_bus_that_is_gone_is_missing_when_opened_anew(
    sensor_bus: SensorBus, supervised: Supervised[Thermometer]
) -> None:
    sensor_bus.unplug()
    assert not works(supervised)
    assert supervised.health.code == "i2c_bus_missing"
    sensor_bus.plug()


# The kernel's own driver at the address


@pytest.fixture
def kernel_driver(sensor_bus: SensorBus) -> Iterator[None]:
    adapter = Path(f"/sys/bus/i2c/devices/i2c-{sensor_bus.number}")
    (adapter / "new_device").write_text(f"{KERNEL_DRIVER} 0x{ADDRESS:02x}")
    yield
    (adapter / "delete_device").write_text(f"0x{ADDRESS:02x}")


@pytest.mark.usefixtures("kernel_driver")
def test_an_address_that_a_kernel_driver_owns_is_busy(sensor_bus: SensorBus) -> None:
    fault = refused(AddressBusyError, lambda: open_thermometer(table(sensor_bus), CLOCK))
    assert "overlay" in str(fault)
