"""Whether the GPIO chip has the configured pins, and who uses them; no line is claimed."""

import os
import re

from hardware.controls.opening import HEADER_LABEL
from hardware.doctor.asking import Chip
from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Code, Finding, Part, fault, from_error, in_use, info, ok, warning
from hardware.doctor.machine import Machine, Process
from hardware.doctor.wiring import HAT_PINS, pin_wires, pins_in_use, wiring
from hardware.errors import ControlsError, GpioMissingError, PinBusyError


def chip_node(number: int) -> str:
    """Device file of a chip."""
    return f"/dev/gpiochip{number}"


def find_chips(machine: Machine) -> list[int]:
    """Numbers of the chips, without other names of the same one."""
    found: dict[str, int] = {}
    for name in machine.names("/dev"):
        if match := re.fullmatch(r"gpiochip(\d+)", name):
            found.setdefault(machine.at(f"/dev/{name}").resolve().name, int(match[1]))
    return sorted(found.values())


def header_chip(machine: Machine) -> int:
    """The chip behind the header, which the driver finds by its label; 0 where no label says so or can be read."""
    for number in find_chips(machine):
        try:
            if machine.asking.chip(machine.at(chip_node(number))).label.startswith(HEADER_LABEL):
                return number
        except ControlsError:
            continue
    return 0


def configured_chip(machine: Machine, configuration: Configuration) -> int:
    """The chip of the configured controls, or else of another part at pins."""
    settings = configuration.controls or configuration.distance or configuration.sanitizer
    return header_chip(machine) if settings is None or settings.chip is None else settings.chip


def examine_controls(machine: Machine, configuration: Configuration) -> list[Finding]:
    """Whether the configured buttons, lamps and buzzer can be had.

    Args:
        machine: where they are.
        configuration: says at which pins.
    """
    driver = configuration.driver("controls")
    if driver == "simulated":
        what = "the buttons and lamps are simulated"
        return [warning(Part.CONTROLS, Code.SIMULATED, what, "Name a real driver before visitors come.")]
    if driver == "none":
        return [info(Part.CONTROLS, Code.NOT_FITTED, "no buttons and lamps, says the configuration")]
    if driver != "gpio":
        return []
    return [*examine_lgpio(machine), *_examine_chip(machine, configuration), *shared_pins(configuration)]


def examine_distance(machine: Machine, configuration: Configuration) -> list[Finding]:
    """Whether the pins of the configured distance sensor can be had; it is not asked, for that claims them.

    Args:
        machine: where they are.
        configuration: says which.
    """
    if configuration.driver("distance") == "simulated":
        what = "the distance sensor is simulated: somebody always stands before it"
        return [warning(Part.THERMOMETER, Code.SIMULATED, what, "Name a real driver before visitors come.")]
    if configuration.distance is None or configuration.controls:
        return []  # or its pins were looked at with those of the controls
    return [*examine_lgpio(machine), *_examine_chip(machine, configuration), *shared_pins(configuration)]


def examine_sanitizer(machine: Machine, configuration: Configuration) -> list[Finding]:
    """Whether the pins of the configured sanitizer can be had.

    Args:
        machine: where they are.
        configuration: says which.
    """
    if configuration.driver("sanitizer") == "simulated":
        what = "the sanitizer is simulated: nobody gets a dose"
        return [warning(Part.CONTROLS, Code.SIMULATED, what, "Name a real driver before visitors come.")]
    if configuration.sanitizer is None or configuration.controls or configuration.distance:
        return []  # or its pins were looked at with the others
    return [*examine_lgpio(machine), *_examine_chip(machine, configuration), *shared_pins(configuration)]


def describe_chips(machine: Machine) -> list[Finding]:
    """What was found where no configuration says what should be."""
    numbers = find_chips(machine)
    if not numbers:
        return [info(Part.CONTROLS, Code.CHIP_FOUND, "this machine has no GPIO chip")]
    findings = [_describe(machine, number) for number in numbers if machine.may_use(chip_node(number))]
    return [*findings, *examine_lgpio(machine)]


def examine_lgpio(machine: Machine) -> list[Finding]:
    """Whether the library for the pins can be imported, and has a place for its pipe."""
    failure = machine.asking.imports("lgpio")
    if failure:
        mend = "Install it: sudo apt install python3-lgpio, or pip install lgpio in the virtual environment."
        return [fault(Part.CONTROLS, Code.LGPIO, f"lgpio cannot be imported ({failure})", mend)]
    folder = machine.environment.get("LG_WD") or os.curdir
    if os.access(folder, os.W_OK | os.X_OK):
        return [ok(Part.CONTROLS, Code.LGPIO, "lgpio can be imported and has a folder to write to")]
    mend = "Set LG_WD to a folder that the kiosk may write to, as the systemd unit does."
    what = f"lgpio has no folder to write to (LG_WD: {folder})"
    return [fault(Part.CONTROLS, Code.LGPIO, what, mend)]


def shared_pins(configuration: Configuration) -> list[Finding]:
    """Pins that two parts want, and pins that belong to something else."""
    findings = []
    for pin, parts in pins_in_use(wiring(configuration)).items():
        if len(parts) > 1:
            what = f"pin {pin} is given to {' and to '.join(parts)}"
            findings.append(fault(Part.CONTROLS, Code.PIN_TWICE, what, "Give each part its own pin."))
        elif pin in HAT_PINS and parts != ["thermometer"]:
            what = f"pin {pin} ({parts[0]}) is reserved for the memory of add-on boards"
            findings.append(warning(Part.CONTROLS, Code.PIN_RESERVED, what, "Take another pin."))
    return findings


def _examine_chip(machine: Machine, configuration: Configuration) -> list[Finding]:
    number = configured_chip(machine, configuration)
    node = chip_node(number)
    if not machine.exists(node):
        others = ", ".join(str(other) for other in find_chips(machine))
        hint = f"This machine has chip {others}." if others else "This machine has no GPIO chip."
        return [from_error(Part.CONTROLS, GpioMissingError(node), hint)]
    if not machine.may_use(node):
        return []
    try:
        chip = machine.asking.chip(machine.at(node))
    except ControlsError as error:
        return [from_error(Part.CONTROLS, error)]
    return [_chip_found(number, chip), *_examine_pins(configuration, chip, machine.holder(node) or machine.kiosk())]


def _examine_pins(configuration: Configuration, chip: Chip, holder: Process | None) -> list[Finding]:
    findings = []
    free = []
    for pin, parts in pins_in_use(pin_wires(configuration)).items():
        label = f"pin {pin}, {' and '.join(parts)}"
        if pin >= len(chip.consumers):
            findings.append(from_error(Part.CONTROLS, GpioMissingError(f"{label}: the chip has {len(chip.consumers)}")))
        elif not chip.consumers[pin]:
            free.append(str(pin))
        elif holder and holder.is_kiosk:
            findings.append(in_use(Part.CONTROLS, label, str(holder)))
        else:
            user = f"{chip.consumers[pin]}" + (f" ({holder})" if holder else "")
            findings.append(from_error(Part.CONTROLS, PinBusyError(f"{label}: used by {user}")))
    if free:
        findings.append(ok(Part.CONTROLS, Code.PIN, f"pins that exist and are free: {', '.join(free)}"))
    return findings


def _describe(machine: Machine, number: int) -> Finding:
    try:
        return _chip_found(number, machine.asking.chip(machine.at(chip_node(number))))
    except ControlsError as error:
        return from_error(Part.CONTROLS, error)


def _chip_found(number: int, chip: Chip) -> Finding:
    used = sum(bool(consumer) for consumer in chip.consumers)
    what = f"GPIO chip {number} ({chip.label}): {len(chip.consumers)} lines, {used} in use"
    return info(Part.CONTROLS, Code.CHIP_FOUND, what)
