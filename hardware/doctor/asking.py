"""Ways to ask this machine's devices without changing them."""

import ctypes
import fcntl
import os
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from smbus2 import SMBus

from hardware.doctor.usb_query import UsbPrinter, UsbQuery
from hardware.errors import ControlsError, GpioForbiddenError, GpioMissingError
from hardware.i2c import bus_error
from hardware.printer.file import FileSettings, FileTransport
from hardware.printer.network import NetworkSettings, NetworkTransport
from hardware.printer.serial import SerialSettings, SerialTransport

Route = FileSettings | SerialSettings | NetworkSettings | UsbPrinter

_CHIP_INFO = 0x8044B401
_LINE_INFO = 0xC100B405
_CHIP = struct.Struct("32s32sI")
_LINE = struct.Struct("32s32sIIQ")
_LINE_SIZE = 256
_LINE_USED = 1
_UNSYNCHRONISED = 5
_TIMEX_BYTES = 256
_IMPORT_SECONDS = 20


class ScanBus(Protocol):
    """A bus that is only read from."""

    def read_byte(self, address: int) -> int:
        """Read one byte without saying which. Raises ``BusError``."""
        ...

    def read_word(self, address: int, command: int) -> int:
        """Read one word. Raises ``BusError``."""
        ...

    def close(self) -> None:
        """Release the bus."""
        ...


class StatusLink(Protocol):
    """A connection on which a printer is asked for its status."""

    def write(self, data: bytes, limit_seconds: float) -> None:
        """Send all of it. Raises ``PrinterError``."""
        ...

    def read(self, limit_seconds: float) -> bytes:
        """What comes within the limit. Raises ``PrinterError``."""
        ...

    def discard_input(self) -> None:
        """Forget what came before. Raises ``PrinterError``."""
        ...

    def close(self) -> None:
        """Release it."""
        ...


class LinuxScanBus:
    """A bus of the kernel. Addresses of kernel drivers are refused by the kernel, as they should be."""

    def __init__(self, number: int) -> None:
        """Open ``/dev/i2c-N``.

        Raises:
            BusMissingError, BusForbiddenError: it cannot be opened.
        """
        self._label = f"/dev/i2c-{number}"
        try:
            self._bus = SMBus(number)
        except OSError as error:
            raise bus_error(error, self._label) from error

    def read_byte(self, address: int) -> int:
        try:
            return self._bus.read_byte(address)
        except OSError as error:
            raise bus_error(error, f"{self._label} address 0x{address:02x}") from error

    def read_word(self, address: int, command: int) -> int:
        try:
            return self._bus.read_word_data(address, command)
        except OSError as error:
            raise bus_error(error, f"{self._label} address 0x{address:02x}") from error

    def close(self) -> None:
        self._bus.close()


@dataclass(frozen=True, slots=True)
class Chip:
    """A GPIO chip.

    Attributes:
        label: the kernel's name of its kind, such as ``pinctrl-bcm2711``.
        consumers: who uses each line; empty for a line that is free.
    """

    label: str
    consumers: tuple[str, ...]


def read_chip(node: Path) -> Chip:
    """Describe a GPIO chip by the kernel's information about its lines; no line is claimed.

    Args:
        node: its device file.

    Raises:
        GpioMissingError, GpioForbiddenError, ControlsError: it cannot be asked.

    Source:
        Linux user API, linux/gpio.h: GPIO_GET_CHIPINFO_IOCTL, GPIO_V2_GET_LINEINFO_IOCTL.
    """
    try:
        file = os.open(node, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise GpioMissingError(str(node)) from error
    except PermissionError as error:
        raise GpioForbiddenError(str(node)) from error
    try:
        _, label, count = _CHIP.unpack(fcntl.ioctl(file, _CHIP_INFO, bytes(_CHIP.size)))
        return Chip(_text(label), tuple(_consumer(file, line) for line in range(count)))
    except OSError as error:
        raise ControlsError(f"{node}: {error.strerror}") from error
    finally:
        os.close(file)


def connect(route: Route) -> StatusLink:
    """Connect to a printer.

    Raises:
        PrinterError: it cannot be opened.
    """
    match route:
        case UsbPrinter():
            return UsbQuery(route)
        case SerialSettings():
            return SerialTransport(route)
        case NetworkSettings():
            return NetworkTransport(route)
        case FileSettings():
            return FileTransport(route)


def clock_synchronised() -> bool | None:
    """Whether some time service has set the kernel's clock, whichever service it is.

    Source:
        adjtimex(2): with modes 0 it only reads; the return value 5 is TIME_ERROR.
    """
    library = ctypes.CDLL(None, use_errno=True)
    state = int(library.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES)))
    return None if state < 0 else state != _UNSYNCHRONISED


def today() -> date:
    """The day by this machine's clock."""
    return datetime.now(UTC).date()


def import_failure(module: str) -> str | None:
    """Import a module in a process of its own, where it leaves nothing behind.

    Args:
        module: its name.

    Returns:
        ``None`` when it can be imported, else the last line of what was said.
    """
    with tempfile.TemporaryDirectory(prefix="antre-") as folder:
        # lgpio makes a pipe where LG_WD says, at the import.
        command = [sys.executable, "-c", f"import {module}"]
        try:
            result = subprocess.run(  # noqa: S603
                command,
                capture_output=True,
                check=False,
                timeout=_IMPORT_SECONDS,
                env={**os.environ, "LG_WD": folder},
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    lines = result.stderr.decode("utf-8", "replace").strip().splitlines()
    return None if result.returncode == 0 else lines[-1] if lines else f"exit status {result.returncode}"


def _consumer(file: int, line: int) -> str:
    question = _LINE.pack(b"", b"", line, 0, 0).ljust(_LINE_SIZE, b"\0")
    _, consumer, _, _, flags = _LINE.unpack_from(fcntl.ioctl(file, _LINE_INFO, question))
    return (_text(consumer) or "an unnamed program") if flags & _LINE_USED else ""


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "replace")
