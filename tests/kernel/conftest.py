"""Devices that the guest's kernel takes for real ones; each test gets its own and leaves none behind."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from tests.kernel.controls import Kiosk
from tests.kernel.emulated.gpio_chip import GpioChip, none_left_behind
from tests.kernel.emulated.i2c_adapter import I2cAdapter, PluggedBus
from tests.kernel.emulated.kernel_log import KernelLog
from tests.kernel.emulated.mlx90614 import Mlx90614Part
from tests.kernel.emulated.usb_printer import UsbPrinter, UsbSerialPrinter
from tests.kernel.emulated.waiting import wait_for
from tests.support.clock import FakeClock

PRINTER_NODE = Path("/dev/usb/lp0")
SERIAL_NODE = Path("/dev/ttyACM0")
KERNEL_LOG = pytest.StashKey[KernelLog]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the part of the files that this guest runs."""
    parser.addoption("--part", default="1/1", help="K/N: every N-th file, from the K-th on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other guests' files to them."""
    part, parts = (int(number) for number in str(config.getoption("--part")).split("/"))
    files = sorted({item.path for item in items})
    mine = set(files[part - 1 :: parts])
    config.hook.pytest_deselected(items=[item for item in items if item.path not in mine])
    items[:] = [item for item in items if item.path in mine]


def pytest_sessionstart() -> None:
    """Refuse to run anywhere but in the guest: on a real machine these tests would move real devices."""
    if os.uname().nodename != "antre-guest":
        pytest.exit("these tests run in a kernel of their own: make test-kernel", returncode=4)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Listen to the kernel during each test."""
    log = KernelLog()
    item.stash[KERNEL_LOG] = log
    try:
        return (yield)
    finally:
        log.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failure what the kernel said meanwhile."""
    report = yield
    if report.failed:
        report.sections.append(("Kernel's log", item.stash[KERNEL_LOG].read()))
    return report


class SensorBus(PluggedBus):
    """A bus at USB with a thermometer behind it.

    Attributes:
        sensor: the thermometer, an MLX90614 at address 0x5A unless a test brings another.
    """

    def __init__(self, sensor: Mlx90614Part | None = None) -> None:
        self.sensor = sensor or Mlx90614Part()
        super().__init__(I2cAdapter({self.sensor.address: self.sensor}))


@pytest.fixture
def sensor_bus() -> Iterator[SensorBus]:
    """A plugged I2C adapter with a thermometer; its number is that of ``/dev/i2c-N``."""
    bus = SensorBus()
    bus.plug()
    yield bus
    bus.unplug()


@pytest.fixture(autouse=True)
def no_chip_is_left() -> Iterator[None]:
    """Whatever chip a test adds goes with it."""
    with none_left_behind():
        yield


@pytest.fixture
def gpio_chip() -> GpioChip:
    """A GPIO chip like that of a Pi 4."""
    return GpioChip()


@pytest.fixture
def usb_printer() -> Iterator[UsbPrinter]:
    """A plugged printer of the printer class."""
    printer = UsbPrinter()
    printer.plug()
    wait_for(str(PRINTER_NODE), PRINTER_NODE.exists)
    yield printer
    printer.unplug()


@pytest.fixture
def usb_serial_printer() -> Iterator[UsbSerialPrinter]:
    """A plugged printer behind a USB serial port."""
    printer = UsbSerialPrinter()
    printer.plug()
    wait_for(str(SERIAL_NODE), SERIAL_NODE.exists)
    yield printer
    printer.unplug()


@pytest.fixture
def kiosk(gpio_chip: GpioChip) -> Iterator[Kiosk]:
    kiosk = Kiosk(gpio_chip, SystemClock())
    yield kiosk
    kiosk.controls.close()


@pytest.fixture
def patient_kiosk(gpio_chip: GpioChip, fake_clock: FakeClock) -> Iterator[Kiosk]:
    """Where repeats and stuck buttons are timed by a clock that the test moves."""
    kiosk = Kiosk(gpio_chip, fake_clock)
    yield kiosk
    kiosk.controls.close()


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()
