"""What a kiosk's configuration asks of the machine, and what is wrong with it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from hardware.clock import Clock
from hardware.controls.settings import ControlsSettings
from hardware.distance import DistanceSensor
from hardware.distance.settings import EchoSettings
from hardware.doctor.finding import Code, Finding, Part, from_error, ok, warning
from hardware.drivers import (
    choose_controls,
    choose_distance,
    choose_printer,
    choose_sanitizer,
    choose_speaker,
    choose_thermometer,
)
from hardware.errors import HardwareConfigError
from hardware.printer.file import FileSettings
from hardware.printer.network import NetworkSettings
from hardware.printer.serial import SerialSettings
from hardware.printer.settings import PrinterSettings
from hardware.printer.usb_search import UsbSettings
from hardware.sanitizer import Sanitizer
from hardware.sanitizer.settings import GpioSanitizerSettings
from hardware.settings import decode_settings
from hardware.supervisor import Driver
from hardware.thermometer.iio import IioSettings
from hardware.thermometer.mlx90614 import Mlx90614Settings, Mlx90615Settings, SmbusSettings
from hardware.thermometer.settings import SensorSettings

Table = Mapping[str, Any]
AnySettings = TypeVar("AnySettings", bound=msgspec.Struct)

_PRINTERS: dict[str, type[PrinterSettings]] = {
    "usb": UsbSettings,
    "file": FileSettings,
    "serial": SerialSettings,
    "network": NetworkSettings,
}
_OPTIONAL = ("distance", "sanitizer", "speaker")
_I2C_THERMOMETERS: dict[str, type[SmbusSettings]] = {"mlx90614": Mlx90614Settings, "mlx90615": Mlx90615Settings}


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
    def sensor(self) -> SmbusSettings | None:
        """Settings of a thermometer that is read over I2C directly."""
        return self._decoded("thermometer", _I2C_THERMOMETERS.get(self.driver("thermometer")))

    @property
    def kernel_sensor(self) -> IioSettings | None:
        """Settings of a thermometer that is read through the kernel's own driver."""
        return self._decoded("thermometer", {"iio": IioSettings}.get(self.driver("thermometer")))

    @property
    def thermometer(self) -> SensorSettings | None:
        """Settings of a real thermometer, whichever it is."""
        return self.sensor or self.kernel_sensor

    @property
    def distance(self) -> EchoSettings | None:
        """Settings of a real distance sensor."""
        return self._decoded("distance", {"echo": EchoSettings}.get(self.driver("distance")))

    @property
    def sanitizer(self) -> GpioSanitizerSettings | None:
        """Settings of a real sanitizer dispenser."""
        return self._decoded("sanitizer", {"gpio": GpioSanitizerSettings}.get(self.driver("sanitizer")))

    @property
    def pins_wanted(self) -> bool:
        """Whether any part is at pins of a GPIO chip."""
        return bool(self.controls or self.distance or self.sanitizer)

    @property
    def printer(self) -> PrinterSettings | None:
        """Settings of a real printer."""
        return self._decoded("printer", _PRINTERS.get(self.driver("printer")))

    @property
    def controls(self) -> ControlsSettings | None:
        """Settings of real controls."""
        return self._decoded("controls", {"gpio": ControlsSettings}.get(self.driver("controls")))

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
        if name not in written and name not in _OPTIONAL:
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
        "distance": lambda table: _name(choose_distance(table, clock)),
        "sanitizer": lambda table: _name(choose_sanitizer(table, clock)),
        "printer": lambda table: choose_printer(table, clock).name,
        "controls": lambda table: choose_controls(table, clock, lambda _: None).name,
        "speaker": lambda table: choose_speaker(table).name,
    }


def _name(driver: Driver[DistanceSensor] | Driver[Sanitizer] | None) -> str:
    return driver.name if driver else "none"


def _table(written: Table, name: str) -> Table:
    table = written[name]
    return table if isinstance(table, Mapping) else {}


def _missing(name: str) -> Finding:
    what = f"the file has no [{name}]"
    return warning(Part.CONFIG, Code.CONFIG_TABLE_MISSING, what, f"A kiosk needs one: write [{name}] with a driver.")


def _spoken(drivers: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {driver}" for name, driver in drivers.items())
