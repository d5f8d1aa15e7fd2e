"""The machine as the doctor sees it: files below a root, one user's permissions, and ways to ask a device."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hardware.clock import Clock
from hardware.doctor import asking
from hardware.doctor.asking import Chip, ScanBus, StatusLink
from hardware.doctor.users import User, this_user, user_named
from hardware.drivers import Table, open_thermometer
from hardware.i2c import LinuxWordBus, WordBus
from hardware.thermometer import Thermometer


@dataclass(frozen=True, slots=True)
class Asking:
    """Ways to ask a device something; none of them writes to it, but for a printer's status query.

    Attributes:
        thermometer: opens the configured thermometer by its production driver.
        words: opens an I2C bus for reading words.
        scan: opens an I2C bus for reading whatever answers.
        chip: describes a GPIO chip and its lines without claiming one.
        connect: connects to a printer.
        clock_synchronised: whether the kernel's clock is; ``None`` when the kernel does not say.
        imports: tries to import a module in a process of its own; what it said when it failed.
        today: the day.
    """

    thermometer: Callable[[Table, Clock], Thermometer] = open_thermometer
    words: Callable[[int, Clock], WordBus] = LinuxWordBus
    scan: Callable[[int], ScanBus] = asking.LinuxScanBus
    chip: Callable[[Path], Chip] = asking.read_chip
    connect: Callable[[asking.Route], StatusLink] = asking.connect
    clock_synchronised: Callable[[], bool | None] = asking.clock_synchronised
    imports: Callable[[str], str | None] = asking.import_failure
    today: Callable[[], date] = asking.today


@dataclass(frozen=True, slots=True)
class Process:
    """A running process.

    Attributes:
        number: its process id.
        words: its command line.
    """

    number: int
    words: tuple[str, ...]

    @property
    def is_kiosk(self) -> bool:
        """Whether it is a kiosk of this project."""
        return any(pair == ("-m", "kiosk") for pair in zip(self.words, self.words[1:], strict=False))

    def __str__(self) -> str:
        name = "the running kiosk" if self.is_kiosk else Path(self.words[0]).name if self.words else "a program"
        return f"{name}, process {self.number}"


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine to look at.

    Attributes:
        root: where its ``/`` is; a test brings a folder made to look like a Pi.
        user: whose permissions count.
        clock: for gaps and limits.
        search_path: folders of programs, as in ``PATH``.
        environment: of the kiosk, as far as it is known.
        asking: ways to ask devices.
    """

    root: Path
    user: User
    clock: Clock
    search_path: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    asking: Asking = field(default_factory=Asking)

    def at(self, path: str) -> Path:
        """Where a path of the machine is."""
        return self.root / path.lstrip("/")

    def text(self, path: str) -> str:
        """A small file's text without surrounding space and NUL; empty when it cannot be read."""
        try:
            return self.at(path).read_text(encoding="utf-8", errors="replace").strip("\0 \n\t")
        except OSError:
            return ""

    def names(self, folder: str) -> list[str]:
        """Names in a folder, numbers in their order; empty when it cannot be read."""
        try:
            return sorted(os.listdir(self.at(folder)), key=lambda name: (len(name), name))
        except OSError:
            return []

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder."""
        return self.at(path).exists()

    def driver(self, device: str) -> str:
        """Name of the kernel driver that a device of sysfs is bound to, or empty."""
        link = self.at(device) / "driver"
        return link.resolve().name if link.exists() else ""

    def program(self, *names: str) -> str | None:
        """The first of these programs that is installed."""
        return next((name for name in names if shutil.which(name, path=self.search_path)), None)

    def processes(self) -> Iterator[Process]:
        """All processes that can be seen."""
        for name in self.names("/proc"):
            if name.isdigit():
                yield Process(int(name), self._words(int(name)))

    def kiosk(self) -> Process | None:
        """The kiosk that runs on this machine, if one does."""
        return next((process for process in self.processes() if process.is_kiosk), None)

    def holder(self, node: str) -> Process | None:
        """Who owns a device file by a lock, or has it open as far as this user may see; the doctor does not count."""
        owner = self._lock_owner(node)
        if owner is not None:
            return Process(owner, self._words(owner))
        wanted = str(self.at(node).resolve())
        for process in self.processes():
            if process.number != os.getpid() and wanted in self._open_files(process.number):
                return process
        return None

    def may_use(self, node: str) -> bool:
        """Whether the user may read and write a file."""
        path = self.at(node)
        if self.user.uid == os.geteuid() and self.user.group_ids == frozenset(os.getgroups()):
            return os.access(path, os.R_OK | os.W_OK)
        try:
            return permits(path.stat(), self.user)
        except OSError:
            return False

    def is_pi(self) -> bool:
        """Whether it is a Raspberry Pi."""
        return "raspberry pi" in self.model().lower()

    def model(self) -> str:
        """The model by the device tree, or empty."""
        return self.text("/proc/device-tree/model")

    def _words(self, process: int) -> tuple[str, ...]:
        return tuple(self.text(f"/proc/{process}/cmdline").split("\0"))

    def _lock_owner(self, node: str) -> int | None:
        # Locks are seen by everybody; files that others have open only by root.
        try:
            status = self.at(node).stat()
        except OSError:
            return None
        place = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
        lines = [line.split() for line in self.text("/proc/locks").splitlines() if "->" not in line]
        return next((int(words[-4]) for words in lines if words[-3] == place), None)

    def _open_files(self, process: int) -> list[str]:
        folder = f"/proc/{process}/fd"
        return [target for name in self.names(folder) if (target := _link(self.at(f"{folder}/{name}")))]


def permits(status: os.stat_result, user: User) -> bool:
    """Whether a file's mode lets a user read and write.

    Args:
        status: of the file.
        user: who wants to.
    """
    if user.uid == 0:
        return True
    if user.uid == status.st_uid:
        wanted = stat.S_IRUSR | stat.S_IWUSR
    elif status.st_gid in user.group_ids:
        wanted = stat.S_IRGRP | stat.S_IWGRP
    else:
        wanted = stat.S_IROTH | stat.S_IWOTH
    return status.st_mode & wanted == wanted


def this_machine(clock: Clock, user_name: str | None = None) -> Machine:
    """The machine that the doctor runs on.

    Args:
        clock: for gaps and limits.
        user_name: whose permissions to look at; left out, those of the running user.

    Raises:
        InvalidSettingError: there is no such user.
    """
    root = Path("/")
    user = user_named(root, user_name) if user_name else this_user(root)
    environment = dict(os.environ)
    # A login shell of an ordinary user leaves these out, though a service has them.
    search_path = os.pathsep.join([environment.get("PATH", ""), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin"])
    return Machine(root, user, clock, search_path, environment)


def _link(path: Path) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""
