"""Whether the user may open each device, and which group would let it."""

from dataclasses import dataclass

from hardware.doctor.buses import Bus
from hardware.doctor.chips import chip_node, configured_chip, find_chips
from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Code, Finding, Part, State, ok
from hardware.doctor.machine import Machine
from hardware.doctor.printers import find_serial_ports, matching
from hardware.doctor.usb_query import UsbPrinter
from hardware.doctor.users import group_exists, group_name
from hardware.errors import BusForbiddenError, GpioForbiddenError, PrinterForbiddenError
from hardware.printer.file import FileSettings
from hardware.printer.serial import SerialSettings
from hardware.printer.usb_search import UsbSettings


@dataclass(frozen=True, slots=True)
class Need:
    """A device file that the user has to be able to open.

    Attributes:
        part: that needs it.
        node: the file.
        group: that opens it on a Raspberry Pi.
        code: of the fault.
    """

    part: Part
    node: str
    group: str
    code: str


def examine_permissions(
    machine: Machine, configuration: Configuration, buses: list[Bus], printers: list[UsbPrinter]
) -> list[Finding]:
    """Look at every device file that the configuration needs, or at all of them without one.

    Args:
        machine: where the files are; its user is who has to open them.
        configuration: what is needed.
        buses: of the machine.
        printers: on USB.
    """
    if configuration.given:
        needs = _needed(machine, configuration, printers)
    else:
        needs = _all(machine, buses, printers)
    return [_examine(machine, need) for need in needs if machine.exists(need.node)]


def _needed(machine: Machine, configuration: Configuration, printers: list[UsbPrinter]) -> list[Need]:
    needs = []
    if configuration.sensor:
        needs.append(_bus_need(f"/dev/i2c-{configuration.sensor.bus}"))
    match configuration.printer:
        case UsbSettings() as settings:
            needs += [_printer_need(it.node, "lp") for it in matching(settings, printers)[:1]]
        case FileSettings(path=path):
            needs.append(_printer_need(path, "lp"))
        case SerialSettings(path=path):
            needs.append(_printer_need(path, "dialout"))
    if configuration.pins_wanted:
        needs.append(_chip_need(configured_chip(machine, configuration)))
    return needs


def _all(machine: Machine, buses: list[Bus], printers: list[UsbPrinter]) -> list[Need]:
    return [
        *(_bus_need(bus.node) for bus in buses),
        *(_printer_need(printer.node, "lp") for printer in printers),
        *(_printer_need(port, "dialout") for port in find_serial_ports(machine)),
        *(_chip_need(number) for number in find_chips(machine)),
    ]


def _bus_need(node: str) -> Need:
    return Need(Part.THERMOMETER, node, "i2c", BusForbiddenError.code)


def _printer_need(node: str, group: str) -> Need:
    return Need(Part.PRINTER, node, group, PrinterForbiddenError.code)


def _chip_need(number: int) -> Need:
    return Need(Part.CONTROLS, chip_node(number), "gpio", GpioForbiddenError.code)


def _examine(machine: Machine, need: Need) -> Finding:
    status = machine.at(need.node).stat()
    owner = group_name(machine.root, status.st_gid)
    rights = f"{need.node} (group {owner}, mode {status.st_mode & 0o777:04o})"
    if machine.may_use(need.node):
        return ok(need.part, Code.NODE_PERMITTED, f"{machine.user.name} may open {rights}")
    what = f"{machine.user.name} may not open {rights}"
    mend = _mend(machine, need, owner, status.st_gid)
    return Finding(part=need.part, state=State.FAULT, code=need.code, what=what, mend=mend)


def _mend(machine: Machine, need: Need, owner: str, gid: int) -> str:
    name = machine.user.name
    if owner == need.group and gid in machine.user.listed_ids:
        return f"{name} is in the group {owner} since a short time: log out and in again, or restart the service."
    if owner == need.group:
        return f"sudo usermod -aG {owner} {name}, then log out and in again, or restart the service."
    if not group_exists(machine.root, need.group):
        return f"There is no group {need.group}: run deploy/install.sh, which makes it and its udev rules."
    return f"The file should belong to the group {need.group}: install the udev rules (deploy/install.sh)."
