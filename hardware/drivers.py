"""The name of a driver in the configuration -> the driver; nothing else is ever put in its place."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from hardware.clock import Clock
from hardware.controls import Controls, OnPress
from hardware.controls.absent import absent_controls
from hardware.controls.gpio import open_gpio_controls, open_pins
from hardware.controls.settings import ControlsSettings
from hardware.controls.simulated import SimulatedPins
from hardware.errors import InvalidSettingError, UnknownDriverError
from hardware.i2c import LinuxWordBus
from hardware.printer import TicketPrinter
from hardware.printer.escpos import EscposPrinter
from hardware.printer.file import FileSettings, FileTransport
from hardware.printer.network import NetworkSettings, NetworkTransport
from hardware.printer.profile import PrinterSettings
from hardware.printer.serial import SerialSettings, SerialTransport
from hardware.printer.simulated import SimulatedPrinter, SimulatedPrinterSettings
from hardware.printer.transports import Transport
from hardware.printer.usb import UsbSettings, UsbTransport
from hardware.settings import decode_settings, nearest
from hardware.speaker import Speaker
from hardware.speaker.alsa import AlsaSettings, AlsaSpeaker
from hardware.speaker.quiet import AbsentSpeaker, BrowserSpeaker, QuietSettings, SimulatedSpeaker
from hardware.supervisor import Driver
from hardware.thermometer import Thermometer
from hardware.thermometer.mlx90614 import Mlx90614, Mlx90614Settings
from hardware.thermometer.simulated import SimulatedBus, SimulatedThermometerSettings

Table = Mapping[str, object]

THERMOMETERS = ("mlx90614", "simulated")
PRINTERS = ("usb", "serial", "network", "file", "simulated")
CONTROLS = ("gpio", "simulated", "none")
SPEAKERS = ("alsa", "browser", "simulated", "none")

AnyPrinterSettings = TypeVar("AnyPrinterSettings", bound=PrinterSettings)


def choose_thermometer(table: Table, clock: Clock) -> Driver[Thermometer]:
    """Choose the thermometer; nothing is opened yet.

    Args:
        table: ``[thermometer]`` of the configuration; ``driver`` is one of ``THERMOMETERS``.
        clock: for gaps, time stamps and simulated visitors.

    Raises:
        HardwareConfigError: an unknown driver, key or value.
    """
    where = "thermometer"
    if driver_name(table, THERMOMETERS, where) == "simulated":
        bus = SimulatedBus(decode_settings(table, SimulatedThermometerSettings, where), clock)
        # The simulation measures as well as its settings say; the real driver's own corrections stay out.
        open_simulated = partial(Mlx90614, bus, Mlx90614Settings(), clock, "simulated", True)
        return Driver("simulated", True, open_simulated, simulation=bus)
    settings = decode_settings(table, Mlx90614Settings, where)
    return Driver("mlx90614", False, lambda: Mlx90614(LinuxWordBus(settings.bus, clock), settings, clock))


def choose_printer(table: Table, clock: Clock) -> Driver[TicketPrinter]:
    """Choose the printer; nothing is opened yet.

    Args:
        table: ``[printer]`` of the configuration; ``driver`` is one of ``PRINTERS``.
        clock: for limits.

    Raises:
        HardwareConfigError: an unknown driver, key or value.
    """
    name = driver_name(table, PRINTERS, "printer")
    if name == "usb":
        return _escpos(name, table, UsbSettings, UsbTransport, clock)
    if name == "serial":
        return _escpos(name, table, SerialSettings, SerialTransport, clock)
    if name == "network":
        return _escpos(name, table, NetworkSettings, NetworkTransport, clock)
    if name == "file":
        return _escpos(name, table, FileSettings, FileTransport, clock)
    printer = SimulatedPrinter(decode_settings(table, SimulatedPrinterSettings, "printer"), clock)
    return Driver(name, True, lambda: printer, simulation=printer)


def choose_controls(table: Table, clock: Clock, on_press: OnPress) -> Driver[Controls]:
    """Choose buttons, lamps and buzzer; nothing is opened yet.

    Args:
        table: ``[controls]`` of the configuration; ``driver`` is one of ``CONTROLS``.
        clock: for repeats and stuck buttons.
        on_press: told the button's name for each press that counts, from the driver's thread.

    Raises:
        HardwareConfigError: an unknown driver, key or value.
    """
    name = driver_name(table, CONTROLS, "controls")
    if name == "none":
        decode_settings(table, QuietSettings, "controls")
        return Driver(name, False, absent_controls, fitted=False)
    settings = decode_settings(table, ControlsSettings, "controls")
    if name == "simulated":
        pins = SimulatedPins(settings, clock)
        return Driver(name, True, lambda: pins.open(on_press), simulation=pins)
    return Driver(name, False, lambda: open_gpio_controls(settings, clock, on_press, open_pins(settings)))


def choose_speaker(table: Table) -> Driver[Speaker]:
    """Choose the speaker; nothing is opened yet.

    Args:
        table: ``[speaker]`` of the configuration; ``driver`` is one of ``SPEAKERS``.

    Raises:
        HardwareConfigError: an unknown driver, key or value.
    """
    name = driver_name(table, SPEAKERS, "speaker")
    if name == "alsa":
        settings = decode_settings(table, AlsaSettings, "speaker")
        return Driver(name, False, lambda: AlsaSpeaker(settings))
    decode_settings(table, QuietSettings, "speaker")
    if name == "browser":
        return Driver(name, False, BrowserSpeaker)
    if name == "none":
        return Driver(name, False, AbsentSpeaker, fitted=False)
    speaker = SimulatedSpeaker()
    return Driver(name, True, lambda: speaker, simulation=speaker)


def open_thermometer(table: Table, clock: Clock) -> Thermometer:
    """Choose and open at once. Raises what ``choose_thermometer`` and the driver raise."""
    return choose_thermometer(table, clock).open()


def open_printer(table: Table, clock: Clock) -> TicketPrinter:
    """Choose and open at once. Raises what ``choose_printer`` and the driver raise."""
    return choose_printer(table, clock).open()


def open_controls(table: Table, clock: Clock, on_press: OnPress) -> Controls:
    """Choose and open at once. Raises what ``choose_controls`` and the driver raise."""
    return choose_controls(table, clock, on_press).open()


def open_speaker(table: Table) -> Speaker:
    """Choose and open at once. Raises what ``choose_speaker`` and the driver raise."""
    return choose_speaker(table).open()


def driver_name(table: Table, known: tuple[str, ...], where: str) -> str:
    """The driver that a table asks for.

    Args:
        table: of the configuration.
        known: the names there are.
        where: the table's name, for messages.

    Raises:
        InvalidSettingError: no driver is named.
        UnknownDriverError: no such driver; the nearest name is told.
    """
    name = table.get("driver")
    if not isinstance(name, str):
        raise InvalidSettingError(f"[{where}] needs driver = one of {', '.join(known)}")
    if name not in known:
        raise UnknownDriverError(f'[{where}] driver "{name}"; {nearest(name, list(known))}')
    return name


def _escpos(
    name: str,
    table: Table,
    kind: type[AnyPrinterSettings],
    transport: Callable[[AnyPrinterSettings], Transport],
    clock: Clock,
) -> Driver[TicketPrinter]:
    settings = decode_settings(table, kind, "printer")
    connect = partial(transport, settings)
    return Driver(name, False, lambda: EscposPrinter(name, connect, settings.abilities, clock, settings.limit_seconds))
