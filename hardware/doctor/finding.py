"""What the doctor says: one finding for each thing that it looked at, and the report of all of them."""

from enum import StrEnum

import msgspec

from hardware.errors import HardwareError


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    FAULT = "fault"


class Part(StrEnum):
    """What a finding is about, in the order of the report."""

    SYSTEM = "system"
    CONFIG = "config"
    THERMOMETER = "thermometer"
    PRINTER = "printer"
    CONTROLS = "controls"
    SCREEN = "screen"
    DATA = "data"


class Code(StrEnum):
    """Stable names of the doctor's own findings; a fault of a device has the code of its error."""

    ADDRESS_TAKEN = "address_taken"
    BROWSER = "browser"
    BUS_FOUND = "bus_found"
    CALIBRATION = "calibration"
    CHIP_FOUND = "chip_found"
    CONFIG_TABLE_MISSING = "config_table_missing"
    CONFIG_READ = "config_read"
    CLOCK = "clock"
    DATA_DIR = "data_dir"
    DISK_FULL = "disk_full"
    IN_USE = "in_use"
    LGPIO = "lgpio"
    MACHINE = "machine"
    NODE_PERMITTED = "node_permitted"
    NOT_FITTED = "not_fitted"
    PART_ON_BUS = "part_on_bus"
    PIN = "pin"
    PIN_RESERVED = "pin_reserved"
    PIN_TWICE = "pin_twice"
    PRINTER_ABSENT = "printer_absent"
    PRINTER_FOUND = "printer_found"
    PRINTER_READY = "printer_ready"
    PRINTER_PAPER_LOW = "printer_paper_low"
    PRINTER_SILENT = "printer_silent"
    SENSOR_ABSENT = "sensor_absent"
    SENSOR_ELSEWHERE = "sensor_elsewhere"
    SENSOR_FOUND = "sensor_found"
    SENSOR_READS = "sensor_reads"
    SERIAL_CONSOLE = "serial_console"
    SERIAL_PORT = "serial_port"
    SIMULATED = "simulated"
    SUPPLY_LOW = "supply_low"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing and how it is.

    Attributes:
        part: what it is about.
        state: how it is.
        code: stable name of the finding: one of ``Code`` or of a ``HardwareError``.
        what: what was found, an English phrase.
        mend: what to do, a sentence; empty where there is nothing to do.
    """

    part: Part
    state: State
    code: str
    what: str
    mend: str = ""


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """One wire between the Pi's header and a part.

    Attributes:
        part: as a person calls it, such as ``button green``.
        signal: what the wire carries.
        bcm: number of the pin by Broadcom, ``None`` for supply, ground and pins that are not known.
        header: number of the pin on the 40-pin header, ``None`` where it depends on an overlay.
        function: what the pin does.
        goes_to: the other end.
    """

    part: str
    signal: str
    bcm: int | None
    header: int | None
    function: str
    goes_to: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the doctor says; this is the structure of ``--json``.

    Attributes:
        version: of this structure; a new key does not change it, a changed one does.
        machine: model, or host name where it is no Pi.
        user: whose permissions were looked at.
        config: path of the configuration, ``None`` without one.
        findings: in the order of ``Part``.
        wiring: of the configuration; empty without one.
        proposal: tables for a configuration, in TOML; only without one.
    """

    version: int = 1
    machine: str
    user: str
    config: str | None
    findings: tuple[Finding, ...]
    wiring: tuple[Wire, ...] = ()
    proposal: str = ""


def ok(part: Part, code: Code, what: str) -> Finding:
    """A thing as it should be."""
    return Finding(part=part, state=State.OK, code=code, what=what)


def info(part: Part, code: Code, what: str) -> Finding:
    """A thing worth knowing."""
    return Finding(part=part, state=State.INFO, code=code, what=what)


def warning(part: Part, code: Code, what: str, mend: str) -> Finding:
    """A thing that lets the kiosk run, but not well."""
    return Finding(part=part, state=State.WARNING, code=code, what=what, mend=mend)


def fault(part: Part, code: Code, what: str, mend: str) -> Finding:
    """A thing that keeps the kiosk, or a part of it, from working."""
    return Finding(part=part, state=State.FAULT, code=code, what=what, mend=mend)


def from_error(part: Part, error: HardwareError, hint: str = "") -> Finding:
    """A device's error as a finding, with the error's own mend.

    Args:
        part: whose error.
        error: of a driver.
        hint: what this machine adds to the mend.
    """
    what = f"{error.what} ({error.detail})" if error.detail else error.what
    return Finding(part=part, state=State.FAULT, code=error.code, what=what, mend=f"{error.mend} {hint}".strip())


def in_use(part: Part, what: str, holder: str) -> Finding:
    """A device that works for somebody: the doctor leaves it alone.

    Args:
        part: whose device.
        what: which device.
        holder: who uses it.
    """
    return info(part, Code.IN_USE, f"{what} is in use by {holder}: not touched")
