"""Try one device (``python -m hardware thermometer | distance | print-test | buttons ...``), or all: ``doctor``."""

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hardware.clock import Clock, SystemClock
from hardware.controls import BuzzerPattern, Controls, Lamp, LampState
from hardware.doctor import Wish, as_json, as_text, examine, exit_status, this_machine
from hardware.doctor.configuration import read_file
from hardware.drivers import choose_sanitizer, open_controls, open_distance, open_printer, open_thermometer
from hardware.errors import ControlsError, HardwareConfigError, HardwareError, ReadingInvalidError
from hardware.paper import Align, Cut, Document, Feed, Qr, Rule, Text
from hardware.printer import PrintOutcome

Action = Callable[[argparse.Namespace, Clock], int]

TEST_TICKET: Document = (
    Text("ANTRE", bold=True, align=Align.CENTER),
    Rule(),
    Text("TES-001", width=3, height=3, bold=True, align=Align.CENTER),
    Text("Cetakan percobaan / test print", align=Align.CENTER),
    Qr("ANTRE-TEST-001"),
    Feed(1),
    Cut(),
)


def main(arguments: Sequence[str] | None = None, clock: Clock | None = None) -> int:
    """Run one command.

    Args:
        arguments: of the command line, without the program's name.
        clock: the machine's, unless a test brings its own.

    Returns:
        Exit status: 0 when the device did its work, 1 when it is at fault, 2 when the configuration is.
    """
    options = _parser().parse_args(arguments)
    action: Action = options.action
    try:
        return action(options, clock or SystemClock())
    except HardwareConfigError as error:
        return _failed(error, 2)
    except HardwareError as error:
        return _failed(error, 1)
    except KeyboardInterrupt:
        return 130


def load_table(options: argparse.Namespace, name: str) -> dict[str, Any]:
    """The device's table: from the file, with the command line's driver and settings over it.

    Args:
        options: ``config``, ``driver`` and ``set`` of the command line.
        name: of the table.

    Raises:
        HardwareConfigError: the file cannot be read, or a setting is not ``key=value``.
    """
    table = dict(read_file(options.config).get(name, {})) if options.config else {}
    if options.driver:
        # The file's other keys belong to the driver that it names, not to this one.
        table = table if table.get("driver") == options.driver else {}
        table["driver"] = options.driver
    for setting in options.set:
        table |= _parse_setting(setting)
    return table


def show_thermometer(options: argparse.Namespace, clock: Clock) -> int:
    """Print readings, one each line; a bad one is named and counted, never shown as a temperature."""
    thermometer = open_thermometer(load_table(options, "thermometer"), clock)
    try:
        print(f"{thermometer.driver}: settles in {thermometer.settle_seconds:.2f} s")
        good = sum(_show_reading(thermometer.read, clock) for _ in range(options.count))
        print(", ".join(f"{name} {count}" for name, count in thermometer.counters.items()))
    finally:
        thermometer.close()
    return 0 if good else 1


def show_distance(options: argparse.Namespace, clock: Clock) -> int:
    """Print distances, one each line, and whether a visitor there would be measured."""
    sensor = open_distance(load_table(options, "distance"), clock)
    near = False
    try:
        for _ in range(options.count):
            clock.sleep(0.2)
            distance_cm = sensor.distance_cm()
            near = sensor.reach.holds(distance_cm, near)
            print(f"{distance_cm:.1f} cm{', within reach' if near else ''}")
    finally:
        sensor.close()
    return 0


def print_test(options: argparse.Namespace, clock: Clock) -> int:
    """Print a test ticket and say what is known of it."""
    printer = open_printer(load_table(options, "printer"), clock)
    try:
        print(f"{printer.driver}, profile {printer.profile.name}: {printer.status().state}")
        outcome = printer.print_document(TEST_TICKET)
    finally:
        printer.close()
    print(f"test ticket: {outcome}")
    if outcome is PrintOutcome.UNCERTAIN:
        print("The printer did not confirm the ticket. If it came out whole, choose a profile that never confirms.")
        return 1
    return 0


def show_buttons(options: argparse.Namespace, clock: Clock) -> int:
    """Print the name of each button that is pressed."""
    controls = open_controls(load_table(options, "controls"), clock, lambda name: print(f"pressed: {name}", flush=True))
    try:
        if not controls.buttons.names:
            raise ControlsError("no button is in the configuration")
        print(f"{controls.driver}: press {', '.join(controls.buttons.names)} ({options.seconds:g} s)", flush=True)
        clock.sleep(options.seconds)
        stuck = controls.buttons.stuck()
    finally:
        controls.close()
    print(f"stuck: {', '.join(stuck) or 'none'}")
    return 1 if stuck else 0


def light_lamps(options: argparse.Namespace, clock: Clock) -> int:
    """Light each lamp, then let it pulse, then put it out."""
    return _with_controls(options, clock, _light_all)


def beep(options: argparse.Namespace, clock: Clock) -> int:
    """Play each pattern of the buzzer."""
    return _with_controls(options, clock, _beep_all)


def switch_off(options: argparse.Namespace, clock: Clock) -> int:
    """Put lamps, buzzer and sanitizer at rest; after a kiosk that was killed they would stay as they were."""
    tables = read_file(options.config) if options.config else {}
    if "controls" in tables:
        open_controls(tables["controls"], clock, lambda _: None).close()
        print("lamps and buzzer: off")
    sanitizer = choose_sanitizer(tables.get("sanitizer", {"driver": "none"}), clock)
    if sanitizer is not None:
        sanitizer.open().close()
        print("sanitizer: off")
    return 0


def doctor(options: argparse.Namespace, clock: Clock) -> int:
    """Look at every device, change nothing, and say how to mend what is wrong."""
    written = read_file(options.config) if options.config else None
    report = examine(this_machine(clock, options.user), Wish(options.config, written, options.scan))
    print(as_json(report) if options.json else as_text(report))
    return exit_status(report)


def _with_controls(options: argparse.Namespace, clock: Clock, use: Callable[[Controls, Clock], None]) -> int:
    controls = open_controls(load_table(options, "controls"), clock, lambda _: None)
    try:
        use(controls, clock)
    finally:
        controls.close()
    return 0


def _light_all(controls: Controls, clock: Clock) -> None:
    lamps: dict[str, Lamp] = {**controls.lamps, "warning": controls.warning_lamp}
    fitted = {name: lamp for name, lamp in lamps.items() if lamp.fitted}
    if not fitted:
        raise ControlsError("no lamp is in the configuration")
    for name, lamp in fitted.items():
        print(f"lamp: {name}", flush=True)
        for state in (LampState.ON, LampState.SLOW_PULSE, LampState.OFF):
            lamp.show(state)
            clock.sleep(2)


def _beep_all(controls: Controls, clock: Clock) -> None:
    if not controls.buzzer.fitted:
        raise ControlsError("no buzzer is in the configuration")
    for pattern in BuzzerPattern:
        print(f"buzzer: {pattern}", flush=True)
        controls.buzzer.play(pattern)
        clock.sleep(2)


def _show_reading(read: Callable[[], Any], clock: Clock) -> bool:
    clock.sleep(0.1)
    try:
        reading = read()
    except ReadingInvalidError as error:
        print(f"{error.code}: {error}")
        return False
    print(f"object {reading.object_celsius:.2f} C  ambient {reading.ambient_celsius:.2f} C")
    return True


def _parse_setting(setting: str) -> dict[str, Any]:
    key, equals, value = setting.partition("=")
    if not equals:
        raise HardwareConfigError(f"--set {setting}: write key=value")
    try:
        return tomllib.loads(f"{key} = {value}")
    except tomllib.TOMLDecodeError:
        # A plain word needs no quotes on the command line.
        return {key.strip(): value}


def _failed(error: HardwareError, status: int) -> int:
    print(f"{error.code}: {error}", file=sys.stderr)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hardware", description="Try one device, or have all looked at.")
    commands = parser.add_subparsers(required=True, metavar="command")
    thermometer = _command(commands, "thermometer", show_thermometer)
    thermometer.add_argument("--count", type=int, default=20, help="how many readings (20)")
    distance = _command(commands, "distance", show_distance)
    distance.add_argument("--count", type=int, default=20, help="how many distances (20)")
    _command(commands, "print-test", print_test)
    buttons = _command(commands, "buttons", show_buttons)
    buttons.add_argument("--seconds", type=float, default=30.0, help="how long to wait for presses (30)")
    _command(commands, "lamp", light_lamps)
    _command(commands, "beep", beep)
    _plain_command(commands, "off", switch_off)
    examination = _plain_command(commands, "doctor", doctor)
    examination.add_argument("--json", action="store_true", help="the report as JSON (docs/hardware.md)")
    examination.add_argument("--scan", action="store_true", help="also read from every address of every I2C bus")
    examination.add_argument("--user", help="whose permissions count, such as antre-kiosk; by default your own")
    return parser


def _command(commands: Any, name: str, action: Action) -> argparse.ArgumentParser:
    parser = _plain_command(commands, name, action)
    parser.add_argument("--driver", help="use this driver, whatever the file says")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the driver")
    return parser


def _plain_command(commands: Any, name: str, action: Action) -> argparse.ArgumentParser:
    summary = (action.__doc__ or "").splitlines()[0]
    parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument("--config", type=Path, help="kiosk.toml")
    parser.set_defaults(action=action)
    return parser


if __name__ == "__main__":
    sys.exit(main())
