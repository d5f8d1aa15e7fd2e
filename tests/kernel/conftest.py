"""Devices that the guest's kernel takes for real ones; each test gets its own and leaves none behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.i2c_adapter import I2cAdapter, PluggedBus
from tests.kernel.emulated.mlx90614 import ADDRESS, Mlx90614Part
from tests.kernel.emulated.usb_printer import UsbPrinter, UsbSerialPrinter
from tests.kernel.emulated.waiting import wait_for

PRINTER_NODE = Path("/dev/usb/lp0")
SERIAL_NODE = Path("/dev/ttyACM0")


def pytest_sessionstart() -> None:
    """Refuse to run anywhere but in the guest: on a real machine these tests would move real devices."""
    if os.uname().nodename != "antre-guest":
        pytest.exit("these tests run in a kernel of their own: make test-kernel", returncode=4)


class SensorBus(PluggedBus):
    """A bus at USB with a thermometer behind it.

    Attributes:
        sensor: the thermometer at address 0x5A.
    """

    def __init__(self, sensor: Mlx90614Part | None = None) -> None:
        self.sensor = sensor or Mlx90614Part()
        super().__init__(I2cAdapter({ADDRESS: self.sensor}))


@pytest.fixture
def sensor_bus() -> Iterator[SensorBus]:
    """A plugged I2C adapter with a thermometer; its number is that of ``/dev/i2c-N``."""
    bus = SensorBus()
    bus.plug()
    yield bus
    bus.unplug()


@pytest.fixture
def gpio_chip() -> Iterator[GpioChip]:
    """A GPIO chip like that of a Pi 4."""
    chip = GpioChip()
    yield chip
    chip.remove()


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
