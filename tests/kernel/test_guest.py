"""The guest itself: its kernel, its nodes, what may be written, and that devices come and go."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from smbus2 import I2cFunc, SMBus

from tests.kernel.conftest import PRINTER_NODE, SERIAL_NODE, SensorBus
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.kernel_log import KernelLog
from tests.kernel.emulated.mlx90614 import RAM_OBJECT, word_of
from tests.kernel.emulated.usb_printer import CODING_9600_8N1, UsbPrinter, UsbSerialPrinter
from tests.kernel.emulated.waiting import wait_for

ROOT = Path(__file__).parents[2]


def test_the_kernel_is_one_of_its_own() -> None:
    assert os.uname().release.startswith("6.12")
    assert os.uname().nodename == "antre-guest"


@pytest.mark.parametrize("folder", ["/run", "/run/tmp", "/dev/shm", "/mnt", str(ROOT / "build")])
def test_the_guest_may_write(folder: str) -> None:
    path = Path(folder, "written-by-the-guest")
    path.write_text("x")
    path.unlink()


@pytest.mark.parametrize("folder", ["/", "/etc", "/tmp", "/var/tmp", str(ROOT), str(ROOT / "tests")])
def test_the_guest_may_not_write(folder: str) -> None:
    with pytest.raises(OSError, match="Read-only"):
        Path(folder, "written-by-the-guest").write_text("x")


def test_it_says_that_it_is_a_pi() -> None:
    assert "Raspberry Pi 4" in Path("/proc/cpuinfo").read_text()


def test_lgpio_is_there() -> None:
    import lgpio  # noqa: PLC0415 - leaves a pipe in LG_WD

    assert Path(os.environ["LG_WD"]).samefile("/run/lgpio")
    assert lgpio.get_module_version().startswith("lgpio.py_0.2.2")


def test_the_kernel_is_heard_from_when_a_test_begins() -> None:
    log = KernelLog()
    assert log.read() == ""
    Path("/dev/kmsg").write_text("somebody pulls at a cable\n")
    assert log.read().endswith(" somebody pulls at a cable")
    assert log.read() == ""
    log.close()


def test_the_bus_checks_packets_itself(sensor_bus: SensorBus) -> None:
    sensor_bus.sensor.show(36.6)
    with SMBus(sensor_bus.number) as bus:
        assert bus.funcs & I2cFunc.SMBUS_PEC
        bus.pec = 1
        assert bus.read_word_data(0x5A, RAM_OBJECT) == word_of(36.6)


def test_the_bus_comes_back_under_its_number(sensor_bus: SensorBus) -> None:
    number = sensor_bus.number
    sensor_bus.unplug()
    assert not Path(f"/dev/i2c-{number}").exists()
    sensor_bus.plug()
    assert sensor_bus.number == number


def test_the_chip_is_the_first(gpio_chip: GpioChip) -> None:
    assert gpio_chip.device == "/dev/gpiochip0"
    assert Path(gpio_chip.device).is_char_device()


def test_a_printer_has_the_nodes_of_its_class(usb_printer: UsbPrinter) -> None:
    PRINTER_NODE.write_bytes(b"a line\n")
    wait_for("the line", lambda: usb_printer.received == b"a line\n")
    assert len(list(Path("/dev/bus/usb/001").iterdir())) == 2  # the hub and the printer


def test_a_printer_behind_a_serial_port_answers(usb_serial_printer: UsbSerialPrinter) -> None:
    import serial  # noqa: PLC0415 - only here

    with serial.Serial(str(SERIAL_NODE), baudrate=19200, timeout=60) as port:
        port.write(b"\x10\x04\x01")
        assert port.read(1) == b"\x12"
    assert usb_serial_printer.line_coding[:4] == (19200).to_bytes(4, "little") != CODING_9600_8N1[:4]


def test_a_jammed_printer_takes_its_bytes_later(usb_printer: UsbPrinter) -> None:
    usb_printer.jam()
    writer = threading.Thread(target=lambda: PRINTER_NODE.write_bytes(b"waiting"))
    writer.start()
    writer.join(0.3)
    assert writer.is_alive()
    assert usb_printer.received == b""
    usb_printer.free()
    writer.join()
    assert usb_printer.received == b"waiting"


def test_unplugging_takes_the_nodes_away(usb_printer: UsbPrinter) -> None:
    usb_printer.unplug()
    wait_for("the node is gone", lambda: not PRINTER_NODE.exists())
    usb_printer.plug()
    wait_for("the node is back", PRINTER_NODE.exists)


@pytest.fixture
def another_machine() -> Iterator[None]:
    """The guest under another name."""
    name = os.uname().nodename
    socket.sethostname("office")
    yield
    socket.sethostname(name)


def test_elsewhere_these_tests_refuse_to_run(another_machine: None) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "tests/kernel/test_guest.py"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 4
    assert "make test-kernel" in found.stdout + found.stderr
