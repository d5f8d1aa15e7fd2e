"""The name of a driver in the configuration -> the driver; nothing else is ever put in its place."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from hardware.clock import Clock
from hardware.controls import Controls, OnPress
from hardware.controls.absent import absent_controls
from hardware.controls.gpio import open_gpio_controls
from hardware.controls.opening import open_pins
from hardware.controls.settings import ControlsSettings
from hardware.controls.simulated import SimulatedPins
from hardware.distance import DistanceSensor
from hardware.distance.echo import open_echo_sensor
from hardware.distance.settings import EchoSettings
from hardware.distance.simulated import SimulatedDistanceSensor, SimulatedDistanceSettings
from hardware.errors import InvalidSettingError, UnknownDriverError
from hardware.i2c import LinuxWordBus
from hardware.paper.lettering import Lettering
from hardware.printer import TicketPrinter
from hardware.printer.escpos import EscposPrinter
from hardware.printer.file import FileSettings, FileTransport
from hardware.printer.network import NetworkSettings, NetworkTransport
from hardware.printer.serial import SerialSettings, SerialTransport
from hardware.printer.settings import PrinterSettings
from hardware.printer.simulated import SimulatedPrinter, SimulatedPrinterSettings
from hardware.printer.transports import Transport
from hardware.printer.usb import UsbTransport
from hardware.printer.usb_search import UsbSettings
from hardware.sanitizer import Sanitizer
from hardware.sanitizer.dispenser import open_dispenser
from hardware.sanitizer.settings import DoseSettings, GpioSanitizerSettings
from hardware.sanitizer.simulated import SimulatedSanitizer
from hardware.settings import decode_settings, nearest
from hardware.speaker import Speaker
from hardware.speaker.alsa import AlsaSettings, AlsaSpeaker
from hardware.speaker.quiet import AbsentSpeaker, BrowserSpeaker, QuietSettings, SimulatedSpeaker
from hardware.supervisor import Driver
from hardware.thermometer import Thermometer
from hardware.thermometer.iio import IioSettings, IioThermometer
from hardware.thermometer.mlx90614 import (
    MLX90614,
    MLX90615,
    Mlx90614,
    Mlx90614Settings,
    Mlx90615Settings,
    Registers,
    SmbusSettings,
)
from hardware.thermometer.simulated import SimulatedBus, SimulatedThermometerSettings

Table = Mapping[str, object]

THERMOMETERS = ("mlx90614", "mlx90615", "iio", "simulated")
PRINTERS = ("usb", "serial", "network", "file", "simulated")
DISTANCE_SENSORS = ("echo", "simulated", "none")
SANITIZERS = ("gpio", "simulated", "none")
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
    name = driver_name(table, THERMOMETERS, where)
    if name == "mlx90614":
        return _smbus(decode_settings(table, Mlx90614Settings, where), MLX90614, clock)
    if name == "mlx90615":
        return _smbus(decode_settings(table, Mlx90615Settings, where), MLX90615, clock)
    if name == "iio":
        return Driver(name, False, partial(IioThermometer, decode_settings(table, IioSettings, where), clock))
    bus = SimulatedBus(decode_settings(table, SimulatedThermometerSettings, where), clock)
    # The simulation measures as well as its settings say; the real driver's own corrections stay out.
    open_simulated = partial(Mlx90614, bus, Mlx90614Settings(), clock, simulated=True)
    return Driver(name, True, open_simulated, simulation=bus)


def choose_distance(table: Table, clock: Clock) -> Driver[DistanceSensor] | None:
    """Choose the distance sensor beside the thermometer, if there is one; nothing is opened yet.

    Args:
        table: ``[distance]`` of the configuration; ``driver`` is one of ``DISTANCE_SENSORS``.
        clock: tells how long a sensor has been silent.

    Raises:
        HardwareConfigError: an unknown driver, key or value.
    """
    name = driver_name(table, DISTANCE_SENSORS, "distance")
    if name == "echo":
        return Driver(name, False, partial(open_echo_sensor, decode_settings(table, EchoSettings, "distance"), clock))
    if name == "none":
        decode_settings(table, QuietSettings, "distance")
        return None
    sensor = SimulatedDistanceSensor(decode_settings(table, SimulatedDistanceSettings, "distance"))
    return Driver(name, True, lambda: sensor, simulation=sensor)


def choose_sanitizer(table: Table, clock: Clock) -> Driver[Sanitizer] | None:
    """Choose the sanitizer dispenser, if there is one; nothing is opened yet.

    Args:
        table: ``[sanitizer]`` of the configuration; ``driver`` is one of ``SANITIZERS``.
        clock: for doses.

    Raises:
        HardwareConfigError: an unknown driver, key or value.
    """
    name = driver_name(table, SANITIZERS, "sanitizer")
    if name == "gpio":
        return Driver(
            name, False, partial(open_dispenser, decode_settings(table, GpioSanitizerSettings, "sanitizer"), clock)
        )
    if name == "none":
        decode_settings(table, QuietSettings, "sanitizer")
        return None
    simulation = SimulatedSanitizer(decode_settings(table, DoseSettings, "sanitizer"), clock)
    return Driver(name, True, simulation.open, simulation=simulation)


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


def choose_controls(
    table: Table, clock: Clock, on_press: OnPress, on_hold: OnPress = lambda _: None
) -> Driver[Controls]:
    """Choose buttons, lamps and buzzer; nothing is opened yet.

    Args:
        table: ``[controls]`` of the configuration; ``driver`` is one of ``CONTROLS``.
        clock: for repeats and stuck buttons.
        on_press: told the button's name for each press that counts, from the driver's thread.
        on_hold: told the name of each button that is held down for ``hold_seconds``, likewise.

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
        return Driver(name, True, lambda: pins.open(on_press, on_hold), simulation=pins)

    def open_controls_at_pins() -> Controls:
        pins = open_pins(settings.chip, clock)
        return open_gpio_controls(settings, clock, on_press, pins, on_hold=on_hold)

    return Driver(name, False, open_controls_at_pins)


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


def open_distance(table: Table, clock: Clock) -> DistanceSensor:
    """Choose and open at once; a configuration without a sensor is refused.

    Raises:
        InvalidSettingError: ``driver = "none"``; or as ``choose_distance`` and the driver.
    """
    driver = choose_distance(table, clock)
    if driver is None:
        raise InvalidSettingError('[distance] driver = "none": no distance sensor is fitted')
    return driver.open()


def open_printer(table: Table, clock: Clock) -> TicketPrinter:
    """Choose and open at once. Raises what ``choose_printer`` and the driver raise."""
    return choose_printer(table, clock).open()


def open_controls(table: Table, clock: Clock, on_press: OnPress) -> Controls:
    """Choose and open at once. Raises what ``choose_controls`` and the driver raise."""
    return choose_controls(table, clock, on_press).open()


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


def _smbus(settings: SmbusSettings, registers: Registers, clock: Clock) -> Driver[Thermometer]:
    def open_owned() -> Thermometer:
        return Mlx90614(LinuxWordBus(settings.bus, clock, settings.address), settings, clock, registers)

    return Driver(registers.part, False, open_owned)


def _escpos(
    name: str,
    table: Table,
    kind: type[AnyPrinterSettings],
    transport: Callable[[AnyPrinterSettings], Transport],
    clock: Clock,
) -> Driver[TicketPrinter]:
    settings = decode_settings(table, kind, "printer")
    connect = partial(transport, settings)
    lettering = Lettering(settings.fonts)

    def open_printer() -> TicketPrinter:
        limit = settings.limit_seconds
        return EscposPrinter(name, connect, settings.abilities, clock, limit_seconds=limit, draw=lettering.draw)

    return Driver(name, False, open_printer)
