"""Which wire goes where: the pins of a configuration on the 40-pin header of a Raspberry Pi, pure."""

from collections.abc import Iterable

from hardware.controls.settings import ControlsSettings
from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Wire
from hardware.printer.serial import SerialSettings

HEADER = {
    2: 3,
    3: 5,
    4: 7,
    14: 8,
    15: 10,
    17: 11,
    18: 12,
    27: 13,
    22: 15,
    23: 16,
    24: 18,
    10: 19,
    9: 21,
    25: 22,
    11: 23,
    8: 24,
    7: 26,
    0: 27,
    1: 28,
    5: 29,
    6: 31,
    12: 32,
    13: 33,
    19: 35,
    16: 36,
    26: 37,
    20: 38,
    21: 40,
}
"""Number on the header by BCM number. Source: Raspberry Pi documentation, 40-pin header (``pinout``)."""

GROUNDS = (6, 9, 14, 20, 25, 30, 34, 39)
I2C_PINS = {1: (2, 3), 0: (0, 1)}
"""SDA and SCL of the buses whose pins are always the same; those of other buses depend on their overlays."""

HAT_PINS = (0, 1)

_HEADER_PORTS = ("/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0")


def wiring(configuration: Configuration) -> tuple[Wire, ...]:
    """All wires of a configuration, part by part."""
    return (
        *_sensor_wires(configuration),
        *_distance_wires(configuration),
        *control_wires(configuration.controls),
        *_sanitizer_wires(configuration),
        *_printer_wires(configuration),
    )


def pin_wires(configuration: Configuration) -> list[Wire]:
    """The wires to pins that a kiosk claims for itself."""
    others = (*_distance_wires(configuration), *_sanitizer_wires(configuration))
    return [*others, *control_wires(configuration.controls)]


def control_wires(controls: ControlsSettings | None) -> list[Wire]:
    """The signal wires of buttons, lamps and buzzer.

    Args:
        controls: their pins.
    """
    if controls is None:
        return []
    wires = [_button(name, pin) for name, pin in controls.buttons.items()]
    wires += [_output(f"lamp {name}", pin, "the lamp's switch (transistor)") for name, pin in controls.lamps.items()]
    if controls.warning_lamp is not None:
        wires.append(_output("warning lamp", controls.warning_lamp, "the lamp's switch (transistor or relay board)"))
    if controls.buzzer is not None:
        wires.append(_output("buzzer", controls.buzzer, "the buzzer's switch (transistor)"))
    return wires


def pins_in_use(wires: Iterable[Wire]) -> dict[int, list[str]]:
    """Names of the parts at each BCM pin."""
    users: dict[int, list[str]] = {}
    for wire in wires:
        if wire.bcm is not None:
            users.setdefault(wire.bcm, []).append(wire.part)
    return users


def nearest_ground(header_pin: int) -> int:
    """The ground pin that a short wire reaches best.

    Args:
        header_pin: number on the header.
    """
    return min(GROUNDS, key=lambda ground: (abs(ground - header_pin), ground))


def _sensor_wires(configuration: Configuration) -> list[Wire]:
    sensor = configuration.sensor
    if sensor is None:
        return []
    sda, scl = I2C_PINS.get(sensor.bus, (None, None))
    return [
        _supply("thermometer", "3.3 V", 1, "the sensor's VIN or VDD"),
        _supply("thermometer", "ground", 6, "the sensor's GND"),
        _signal("thermometer", "SDA", sda, f"I2C bus {sensor.bus}, data", "the sensor's SDA"),
        _signal("thermometer", "SCL", scl, f"I2C bus {sensor.bus}, clock", "the sensor's SCL"),
    ]


def _distance_wires(configuration: Configuration) -> list[Wire]:
    settings = configuration.distance
    if settings is None:
        return []
    divider = "the sensor's ECHO by a divider (1 k and 2 k ohm): it gives 5 V, the pin bears 3.3 V"
    return [
        _supply("distance sensor", "5 V", 2, "the sensor's VCC"),
        _supply("distance sensor", "ground", 14, "the sensor's GND"),
        _signal("distance sensor", "trigger", settings.trigger, "output, 3.3 V", "the sensor's TRIG"),
        _signal("distance sensor", "echo", settings.echo, "input", divider),
    ]


def _sanitizer_wires(configuration: Configuration) -> list[Wire]:
    settings = configuration.sanitizer
    if settings is None:
        return []
    sensor = f"the hand sensor's output, {settings.hand_active} for a hand; 3.3 V at the most"
    relay = f"the relay board's input, {settings.relay_active} runs the pump; a resistor of 10 k ohm holds it at rest"
    return [
        _signal("sanitizer", "hand", settings.hand, "input", sensor),
        _signal("sanitizer", "relay", settings.relay, "output, 3.3 V", relay),
    ]


def _printer_wires(configuration: Configuration) -> list[Wire]:
    settings = configuration.printer
    if not isinstance(settings, SerialSettings) or settings.path not in _HEADER_PORTS:
        return []
    return [
        _signal("printer", "TXD", 14, "serial out", "the printer's RXD, by a level shifter for RS-232"),
        _signal("printer", "RXD", 15, "serial in, 3.3 V at most", "the printer's TXD, by a level shifter"),
        _supply("printer", "ground", 6, "the printer's GND"),
    ]


def _button(name: str, pin: int) -> Wire:
    ground = nearest_ground(HEADER[pin])
    return _signal(
        f"button {name}", "contact", pin, "input, pull-up", f"the button; its other leg to ground (pin {ground})"
    )


def _output(part: str, pin: int, goes_to: str) -> Wire:
    return _signal(part, "on/off", pin, "output, 3.3 V", goes_to)


def _signal(part: str, signal: str, bcm: int | None, function: str, goes_to: str) -> Wire:
    header = None if bcm is None else HEADER[bcm]
    return Wire(part=part, signal=signal, bcm=bcm, header=header, function=function, goes_to=goes_to)


def _supply(part: str, signal: str, header: int, goes_to: str) -> Wire:
    return Wire(part=part, signal=signal, bcm=None, header=header, function="supply", goes_to=goes_to)
