"""What a kiosk's configuration asks of the machine, and what is wrong with it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from hardware.clock import Clock
from hardware.controls.settings import ControlsSettings
from hardware.doctor.finding import Code, Finding, Part, from_error, ok, warning
from hardware.drivers import choose_controls, choose_printer, choose_speaker, choose_thermometer
from hardware.errors import HardwareConfigError
from hardware.printer.file import FileSettings
from hardware.printer.network import NetworkSettings
from hardware.printer.profile import PrinterSettings
from hardware.printer.serial import SerialSettings
from hardware.printer.usb import UsbSettings
from hardware.settings import decode_settings
from hardware.speaker.alsa import AlsaSettings
from hardware.thermometer.mlx90614 import Mlx90614Settings

Table = Mapping[str, Any]
AnySettings = TypeVar("AnySettings", bound=msgspec.Struct)

_PRINTERS: dict[str, type[PrinterSettings]] = {
    "usb": UsbSettings,
    "file": FileSettings,
    "serial": SerialSettings,
    "network": NetworkSettings,
}
_I2C_THERMOMETERS: dict[str, type[Mlx90614Settings]] = {"mlx90614": Mlx90614Settings}


@dataclass(frozen=True, slots=True)
class Configuration:
    """A kiosk's configuration as far as it is about the machine.

    Attributes:
        given: whether there is one at all.
        drivers: driver of each table that can be used, by the table's name.
        tables: all tables and values as written.
    """

    given: bool
    drivers: Mapping[str, str]
    tables: Table

    def driver(self, name: str) -> str:
        """The driver of a table, or empty when there is none that can be used."""
        return self.drivers.get(name, "")

    def table(self, name: str) -> Table:
        """A table as written."""
        table = self.tables.get(name)
        return table if isinstance(table, Mapping) else {}

    @property
    def sensor(self) -> Mlx90614Settings | None:
        """Settings of a thermometer that is read over I2C directly."""
        return self._decoded("thermometer", _I2C_THERMOMETERS.get(self.driver("thermometer")))

    @property
    def printer(self) -> PrinterSettings | None:
        """Settings of a real printer."""
        return self._decoded("printer", _PRINTERS.get(self.driver("printer")))

    @property
    def controls(self) -> ControlsSettings | None:
        """Settings of real controls."""
        return self._decoded("controls", {"gpio": ControlsSettings}.get(self.driver("controls")))

    @property
    def speaker(self) -> AlsaSettings | None:
        """Settings of a real speaker."""
        return self._decoded("speaker", {"alsa": AlsaSettings}.get(self.driver("speaker")))

    def _decoded(self, name: str, kind: type[AnySettings] | None) -> AnySettings | None:
        return decode_settings(self.table(name), kind, name) if kind else None


NO_CONFIGURATION = Configuration(False, {}, {})


def read_file(path: Path) -> Table:
    """Read a configuration file.

    Raises:
        HardwareConfigError: it cannot be read, or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HardwareConfigError(f"{path}: {error}") from error


def check_tables(written: Table, clock: Clock) -> tuple[Configuration, list[Finding]]:
    """Have each table judged by the code that the kiosk itself uses.

    Args:
        written: the file's content.
        clock: for the drivers, none of which is opened.

    Returns:
        The configuration without what cannot be used, and what is wrong.
    """
    drivers: dict[str, str] = {}
    findings: list[Finding] = []
    for name, choose in _choices(clock).items():
        if name not in written and name != "speaker":
            findings.append(_missing(name))
        elif name in written:
            try:
                drivers[name] = choose(_table(written, name))
            except HardwareConfigError as error:
                findings.append(from_error(Part.CONFIG, error))
    if not findings:
        findings.append(ok(Part.CONFIG, Code.CONFIG_READ, f"drivers: {_spoken(drivers)}"))
    return Configuration(True, drivers, written), findings


def _choices(clock: Clock) -> dict[str, Callable[[Table], str]]:
    return {
        "thermometer": lambda table: choose_thermometer(table, clock).name,
        "printer": lambda table: choose_printer(table, clock).name,
        "controls": lambda table: choose_controls(table, clock, lambda _: None).name,
        "speaker": lambda table: choose_speaker(table).name,
    }


def _table(written: Table, name: str) -> Table:
    table = written[name]
    return table if isinstance(table, Mapping) else {}


def _missing(name: str) -> Finding:
    what = f"the file has no [{name}]"
    return warning(Part.CONFIG, Code.CONFIG_TABLE_MISSING, what, f"A kiosk needs one: write [{name}] with a driver.")


def _spoken(drivers: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {driver}" for name, driver in drivers.items())
