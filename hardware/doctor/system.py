"""What a kiosk needs of the machine around the devices: time, supply, disk and browser."""

import os
import shutil
from pathlib import Path

from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Code, Finding, Part, fault, info, ok, warning
from hardware.doctor.machine import Machine

DEFAULT_DATA_DIR = "/var/lib/antre/kiosk"
BROWSERS = ("chromium", "chromium-browser")
LEAST_FREE_BYTES = 50_000_000
LOW_FREE_BYTES = 500_000_000

_HARDWARE_MONITORS = "/sys/class/hwmon"
_OWN_ADDRESSES = ("127.0.0.1", "localhost", "::1")


def examine_system(machine: Machine) -> list[Finding]:
    """The machine itself: what it is, its clock and its supply."""
    kiosk = machine.kiosk()
    running = f"; {kiosk} uses the devices" if kiosk else "; no kiosk is running"
    what = f"{machine_name(machine)}, Linux {_kernel(machine)}, permissions of {machine.user.name}{running}"
    return [info(Part.SYSTEM, Code.MACHINE, what), *_clock(machine), *_supply(machine)]


def machine_name(machine: Machine) -> str:
    """The model of a Pi, or the host's name."""
    return machine.model() or machine.text("/proc/sys/kernel/hostname") or "this machine"


def examine_screen(machine: Machine, configuration: Configuration) -> list[Finding]:
    """Whether the configured screen can show the local page."""
    if not configuration.given or not _wants_screen(configuration):
        return []
    wanted = {"chromium": BROWSERS, "cage": ("cage",)}
    lacking = [package for package, programs in wanted.items() if not machine.program(*programs)]
    if not lacking:
        return [ok(Part.SCREEN, Code.BROWSER, "the browser and cage are installed")]
    mend = f"sudo apt install {' '.join(lacking)}; without a screen write screen = false."
    return [fault(Part.SCREEN, Code.BROWSER, f"not installed: {', '.join(lacking)}; nothing shows the page", mend)]


def examine_data_dir(machine: Machine, configuration: Configuration) -> list[Finding]:
    """Whether the kiosk can keep what must survive a restart."""
    if not configuration.given:
        return []
    folder = str(configuration.tables.get("data_dir", DEFAULT_DATA_DIR))
    place = machine.at(folder) if folder.startswith("/") else Path(folder)
    existing = next(path for path in (place, *place.absolute().parents) if path.exists())
    if os.statvfs(existing).f_flag & os.ST_RDONLY:
        mend = "Mount it read-write (look for disk errors: dmesg), or choose another data_dir."
        return [fault(Part.DATA, Code.DATA_DIR, f"{folder} is on a read-only file system", mend)]
    if not machine.may_use(str(existing.absolute().relative_to(machine.root.absolute()))):
        who = machine.user.name
        what = f"{who} may not write to {folder}" if existing == place else f"{who} may not make {folder}"
        return [fault(Part.DATA, Code.DATA_DIR, what, f"sudo install -d -o {who} -m 0750 {folder}")]
    return [_free_space(folder, shutil.disk_usage(existing).free)]


def _free_space(folder: str, free: int) -> Finding:
    what = f"{folder} can be written to, {free / 1e9:.1f} GB free"
    mend = "Make room: sudo journalctl --vacuum-size=100M, sudo apt clean."
    if free < LEAST_FREE_BYTES:
        return fault(Part.DATA, Code.DISK_FULL, what, mend)
    if free < LOW_FREE_BYTES:
        return warning(Part.DATA, Code.DISK_FULL, what, mend)
    return ok(Part.DATA, Code.DATA_DIR, what)


def _clock(machine: Machine) -> list[Finding]:
    synchronised = machine.asking.clock_synchronised()
    if synchronised is None:
        return [info(Part.SYSTEM, Code.CLOCK, "the kernel does not say whether its clock is synchronised")]
    if synchronised:
        return [ok(Part.SYSTEM, Code.CLOCK, "the clock is synchronised")]
    mend = "Check the network; sudo timedatectl set-ntp true."
    return [warning(Part.SYSTEM, Code.CLOCK, "the clock is not synchronised: times may be wrong", mend)]


def _supply(machine: Machine) -> list[Finding]:
    for name in machine.names(_HARDWARE_MONITORS):
        folder = f"{_HARDWARE_MONITORS}/{name}"
        if machine.text(f"{folder}/name") == "rpi_volt" and machine.text(f"{folder}/in0_lcrit_alarm") == "1":
            mend = "Use the Pi's own power supply and a short, thick cable; feed the printer from its own."
            return [warning(Part.SYSTEM, Code.SUPPLY_LOW, "the Pi's supply voltage is or was too low", mend)]
    return []


def _kernel(machine: Machine) -> str:
    return machine.text("/proc/sys/kernel/osrelease") or "of unknown version"


def _wants_screen(configuration: Configuration) -> bool:
    tables = configuration.tables
    return bool(tables.get("screen", True)) and tables.get("listen_host", "127.0.0.1") in _OWN_ADDRESSES
