"""A folder made to look like a Pi's file system, and devices that answer, for the tests of the doctor."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from hardware.clock import Clock
from hardware.doctor import Finding, Report, State, Wish, examine
from hardware.doctor.asking import Chip, connect
from hardware.doctor.machine import Asking, Machine
from hardware.doctor.users import User
from hardware.errors import BusError, DeviceAbsentError
from hardware.thermometer.mlx90614 import Mlx90614, Mlx90614Settings
from tests.hardware.buses import ModelBus
from tests.support.clock import FakeClock

Device = TypeVar("Device")

TECHNICIAN = 4711
ROOM_WORD = 0x3A94
TODAY = date(2026, 11, 24)
SENSOR: dict[str, Any] = {"thermometer": {"driver": "mlx90614"}}
FREE: tuple[str, ...] = ("",) * 58


@dataclass
class CountingBus:
    """A bus for reading; counts what is asked of it and takes no writes, having no way to.

    Attributes:
        parts: word by address.
        error: raised by every read, if any.
    """

    parts: dict[int, int] = field(default_factory=lambda: {0x5A: ROOM_WORD})
    error: BusError | None = None
    asked: list[int] = field(default_factory=list)
    closed: bool = False
    checked: bool = False

    def read_word(self, address: int, command: int) -> int:  # noqa: ARG002 - one word for every command
        self.asked.append(address)
        if self.error:
            raise self.error
        if address not in self.parts:
            raise DeviceAbsentError(f"0x{address:02x}")
        return self.parts[address]

    def read_byte(self, address: int) -> int:
        return self.read_word(address, 0) & 0xFF

    def use_checksum(self, on: bool) -> None:
        self.checked = on

    def close(self) -> None:
        self.closed = True


class House:
    """A machine below a folder.

    Attributes:
        root: the folder.
        bus: what any I2C bus answers.
        sensor: the bus behind the configured thermometer.
        lines: users of the lines of any GPIO chip.
        chip_labels: what the kernel calls a chip, by its file's name; else as on a Pi 4.
        opened: names of the devices that were opened.
        data_dir: where the kiosk keeps its data.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock: Clock = FakeClock()
        self.bus = CountingBus()
        self.sensor = ModelBus()
        self.lines = FREE
        self.chip_labels: dict[str, str] = {}
        self.synchronised: bool | None = True
        self.import_failure: str | None = None
        self.opened: list[str] = []
        self.write("/etc/passwd", f"root:x:0:0::/root:/bin/sh\npi:x:{TECHNICIAN}:{TECHNICIAN}::/home/pi:/bin/sh\n")
        self.write("/etc/group", f"root:x:0:\npi:x:{TECHNICIAN}:\n")
        self.write("/proc/sys/kernel/osrelease", "6.12.1-rpi\n")
        (root / "usr/bin").mkdir(parents=True)
        self.data_dir = root / "var/lib/antre/kiosk"
        self.data_dir.mkdir(parents=True)
        self.data_dir.chmod(0o777)

    def write(self, path: str, text: str = "", mode: int = 0o644) -> Path:
        """Make a file with all its folders."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file

    def link(self, path: str, target: str) -> None:
        """Make a symbolic link inside the folder."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        (self.root / target.lstrip("/")).mkdir(parents=True, exist_ok=True)
        file.symlink_to(self.root / target.lstrip("/"))

    def add_pi(self) -> None:
        """Make it a Pi."""
        self.write("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0")

    def add_bus(self, number: int = 1, mode: int = 0o666) -> None:
        """Give it an I2C bus."""
        self.write(f"/sys/bus/i2c/devices/i2c-{number}/name", "bcm2835 (i2c@7e804000)\n")
        self.write(f"/dev/i2c-{number}", mode=mode)

    def add_kernel_sensor(self, name: str, number: int = 0, file: str = "in_temp_object_raw") -> None:
        """Have the kernel's own driver find a sensor."""
        device = f"/sys/bus/iio/devices/iio:device{number}"
        self.write(f"{device}/name", f"{name}\n")
        self.write(f"{device}/{file}", "15500\n")

    def add_chip(self, number: int = 0, mode: int = 0o666) -> None:
        """Give it a GPIO chip."""
        self.write(f"/dev/gpiochip{number}", mode=mode)

    def add_usb_printer(
        self, port: str = "1-1", product: str = "0202", driver: str = "", serial: str = "", says_so: bool = True
    ) -> None:
        """Plug a printer in; one that does not say that it prints is of the maker's own class."""
        device = f"/sys/bus/usb/devices/{port}"
        values = {"idVendor": "04b8", "idProduct": product, "manufacturer": "EPSON", "product": "TM-T20"}
        values |= {"serial": serial} if serial else {}
        number = int(port[-1]) + 4
        for name, value in {**values, "busnum": "1", "devnum": str(number)}.items():
            self.write(f"{device}/{name}", f"{value}\n")
        self.write(f"{device}:1.0/bInterfaceClass", "07\n" if says_so else "ff\n")
        self.write(f"/dev/bus/usb/001/{number:03d}", mode=0o666)
        if driver:
            self.link(f"{device}:1.0/driver", f"/sys/bus/usb/drivers/{driver}")

    def add_programs(self, *names: str) -> None:
        """Install programs."""
        for name in names:
            self.write(f"/usr/bin/{name}", "#!/bin/sh\n", 0o755)

    def run(self, number: int, *words: str) -> None:
        """Have a process run."""
        self.write(f"/proc/{number}/cmdline", "\0".join(words) + "\0")

    def hold(self, number: int, node: str) -> None:
        """Have a process hold a file open."""
        folder = self.root / f"proc/{number}/fd"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "3").symlink_to((self.root / node.lstrip("/")).resolve())

    def lock(self, number: int, node: str) -> None:
        """Have a process hold a lock on a file."""
        status = (self.root / node.lstrip("/")).stat()
        place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
        self.write("/proc/locks", f"1: POSIX  ADVISORY  WRITE {number} {place} 90 90\n")

    def machine(self, *, groups: frozenset[int] = frozenset(), listed: frozenset[int] = frozenset()) -> Machine:
        """The machine as the doctor takes it, with the technician as its user."""
        user = User("pi", TECHNICIAN, groups, listed)
        environment = {"LG_WD": str(self.root / "usr")}
        return Machine(self.root, user, self.clock, str(self.root / "usr/bin"), environment, self._asking())

    def _asking(self) -> Asking:
        return Asking(
            thermometer=lambda *_: self._opened("thermometer", Mlx90614(self.sensor, Mlx90614Settings(), self.clock)),
            words=lambda *_: self._opened("words", self.bus),
            scan=lambda *_: self._opened("scan", self.bus),
            chip=lambda node: Chip(self.chip_labels.get(node.name, "pinctrl-bcm2711"), self.lines),
            connect=lambda route: self._opened("printer", connect(route)),
            clock_synchronised=lambda: self.synchronised,
            imports=lambda _: self.import_failure,
            today=lambda: TODAY,
        )

    def _opened(self, name: str, device: Device) -> Device:
        self.opened.append(name)
        return device


def report_of(house: House, written: dict[str, Any] | None = None, *, scan: bool = False) -> Report:
    """The doctor's report of a house; a screen is asked for only by the tests that are about it."""
    if written is not None:
        written = {"screen": False, **written}
    return examine(house.machine(), Wish(None, written, scan))


def found(report: Report, code: str) -> list[Finding]:
    """All findings of a code."""
    return [finding for finding in report.findings if finding.code == code]


def the(report: Report, code: str) -> Finding:
    """The one finding of a code."""
    [finding] = found(report, code)
    return finding


def codes(report: Report, state: State = State.FAULT) -> list[str]:
    """Codes of the findings in a state."""
    return [finding.code for finding in report.findings if finding.state is state]
