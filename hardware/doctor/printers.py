"""Which printers there are, and how the configured one is; of all commands only the status query is sent."""

import msgspec

from hardware.doctor.asking import Route, StatusLink
from hardware.doctor.configuration import Configuration
from hardware.doctor.finding import Code, Finding, Part, from_error, in_use, info, ok, warning
from hardware.doctor.machine import Machine, Process
from hardware.doctor.usb_query import UsbPrinter
from hardware.errors import HardwareError, PrinterAmbiguousError, PrinterMissingError
from hardware.paper import PROFILES, Profile
from hardware.printer.escpos import refuse_unless_printable
from hardware.printer.file import FileSettings
from hardware.printer.network import NetworkSettings
from hardware.printer.port import PrinterState, PrinterStatus
from hardware.printer.serial import SerialSettings
from hardware.printer.status import QUERIES, decode_status, first_status, query
from hardware.printer.usb_search import UsbSettings, describe

USB_DEVICES = "/sys/bus/usb/devices"
SERIAL_PORTS = ("ttyUSB", "ttyACM", "serial0")

_PRINTER_CLASS = "07"
_LIMIT_SECONDS = 1.0
_ANSWER_SECONDS = 0.5
_PAUSE_SECONDS = 0.02


def find_usb_printers(machine: Machine) -> list[UsbPrinter]:
    """All printers on USB, by their descriptors in sysfs; none is opened."""
    interfaces = [name for name in machine.names(USB_DEVICES) if ":" in name]
    return [
        _usb_printer(machine, name)
        for name in interfaces
        if machine.text(f"{USB_DEVICES}/{name}/bInterfaceClass") == _PRINTER_CLASS
    ]


def find_serial_ports(machine: Machine) -> list[str]:
    """Ports at which a printer may be; nothing is sent to one that the configuration does not name."""
    return [f"/dev/{name}" for name in machine.names("/dev") if name.startswith(SERIAL_PORTS)]


def examine_printer(machine: Machine, configuration: Configuration, found: list[UsbPrinter]) -> list[Finding]:
    """Whether the configured printer is there, and what it says of itself.

    Args:
        machine: where it is.
        configuration: says which it is.
        found: printers on USB.
    """
    if configuration.driver("printer") == "simulated":
        what = "the printer is simulated: no paper comes out"
        return [warning(Part.PRINTER, Code.SIMULATED, what, "Name a real driver before visitors come.")]
    match configuration.printer:
        case UsbSettings() as settings:
            return _examine_usb(machine, settings, found)
        case NetworkSettings() as settings:
            return _ask_unless_busy(machine, settings, settings.abilities, machine.kiosk())
        case FileSettings() | SerialSettings() as settings:
            return _examine_node(machine, settings, settings.path)
        case _:
            return []


def describe_printers(machine: Machine, found: list[UsbPrinter]) -> list[Finding]:
    """What was found where no configuration says what should be."""
    findings = []
    for printer in found:
        what = f"{printer.label} {printer.name} at {printer.node}, {describe(printer.port, printer.serial)}"
        findings.append(info(Part.PRINTER, Code.PRINTER_FOUND, what))
        findings += _ask_usb(machine, printer, PROFILES["80mm"])
    ports = find_serial_ports(machine)
    if ports:
        findings.append(info(Part.PRINTER, Code.SERIAL_PORT, f"serial ports: {', '.join(ports)}"))
    if not findings:
        what = "no printer on USB and no serial port"
        findings.append(warning(Part.PRINTER, Code.PRINTER_ABSENT, what, "Switch the printer on and check its cable."))
    return findings


def matching(settings: UsbSettings, found: list[UsbPrinter]) -> list[UsbPrinter]:
    """Those that the settings may mean."""
    return [
        printer
        for printer in found
        if settings.vendor in (None, printer.vendor)
        and settings.product in (None, printer.product)
        and settings.serial in (None, printer.serial)
        and settings.port in (None, printer.port)
    ]


def _other_devices(machine: Machine) -> list[UsbPrinter]:
    """Devices that do not say that they print, each by its first interface."""
    firsts = [name for name in machine.names(USB_DEVICES) if name.endswith(":1.0")]
    return [_usb_printer(machine, name) for name in firsts]


def _usb_printer(machine: Machine, interface: str) -> UsbPrinter:
    folder = f"{USB_DEVICES}/{interface}"
    device = f"{USB_DEVICES}/{interface.split(':', maxsplit=1)[0]}"
    names = [machine.text(f"{device}/{name}") for name in ("manufacturer", "product")]
    return UsbPrinter(
        vendor=_number(machine.text(f"{device}/idVendor"), 16),
        product=_number(machine.text(f"{device}/idProduct"), 16),
        name=" ".join(name for name in names if name),
        bus=_number(machine.text(f"{device}/busnum"), 10),
        device=_number(machine.text(f"{device}/devnum"), 10),
        driver=machine.driver(folder),
        serial=machine.text(f"{device}/serial"),
        port=interface.partition(":")[0],
        lp=next(iter(machine.names(f"{folder}/usbmisc")), ""),
    )


def _examine_usb(machine: Machine, settings: UsbSettings, found: list[UsbPrinter]) -> list[Finding]:
    fitting = matching(settings, found)
    if not fitting and settings.named:
        fitting = matching(settings, _other_devices(machine))
    if not fitting:
        others = ", ".join(f"vendor = 0x{it.vendor:04x}, product = 0x{it.product:04x}" for it in found)
        hint = f"Found on USB: {others}." if others else "No printer is on USB."
        return [from_error(Part.PRINTER, PrinterMissingError(settings.label), hint)]
    if len(fitting) > 1:
        which = ", or ".join(describe(it.port, it.serial) for it in fitting)
        return [from_error(Part.PRINTER, PrinterAmbiguousError(f"{len(fitting)} on USB"), f"Write {which}.")]
    return _ask_usb(machine, fitting[0], settings.abilities)


def _ask_usb(machine: Machine, printer: UsbPrinter, profile: Profile) -> list[Finding]:
    route: Route = printer
    node = printer.node
    if printer.lp:
        node = f"/dev/usb/{printer.lp}"
        route = FileSettings(path=str(machine.at(node)))
    holder = machine.holder(printer.node) or machine.holder(node)
    if printer.driver == "usbfs" and not holder:
        return [in_use(Part.PRINTER, printer.label, "a program")]
    if not machine.may_use(node):
        return []
    return _ask_unless_busy(machine, route, profile, holder)


def _examine_node(machine: Machine, settings: FileSettings | SerialSettings, node: str) -> list[Finding]:
    if not machine.exists(node):
        return [from_error(Part.PRINTER, PrinterMissingError(node), _node_hint(machine))]
    findings = _console(machine, node) if isinstance(settings, SerialSettings) else []
    if not machine.may_use(node):
        return findings
    route = msgspec.structs.replace(settings, path=str(machine.at(node)))
    return findings + _ask_unless_busy(machine, route, settings.abilities, machine.holder(node) or machine.kiosk())


def _ask_unless_busy(machine: Machine, route: Route, profile: Profile, holder: Process | None) -> list[Finding]:
    if holder:
        return [in_use(Part.PRINTER, "the printer", str(holder))]
    try:
        state = ask_state(machine, route) if profile.answers else PrinterState.UNKNOWN
        refuse_unless_printable(PrinterStatus(state), "by its own status")
    except HardwareError as error:
        return [from_error(Part.PRINTER, error)]
    return [_describe_state(state, profile)]


def ask_state(machine: Machine, route: Route) -> PrinterState:
    """Ask a printer for its status (DLE EOT) and for nothing else.

    Args:
        machine: where it is.
        route: to it.

    Raises:
        PrinterError: it cannot be opened, or takes no bytes.
    """
    link = machine.asking.connect(route)
    try:
        link.discard_input()
        answers: dict[int, int] = {}
        for number in QUERIES:
            link.write(query(number), _LIMIT_SECONDS)
            byte = _first_answer(machine, link)
            if byte is None:
                # A silent printer stays silent.
                break
            answers[number] = byte
        return decode_status(answers)
    finally:
        link.close()


def _first_answer(machine: Machine, link: StatusLink) -> int | None:
    until = machine.clock.monotonic() + _ANSWER_SECONDS
    while (left := until - machine.clock.monotonic()) > 0:
        byte = first_status(link.read(left))
        if byte is not None:
            return byte
        machine.clock.sleep(_PAUSE_SECONDS)
    return None


def _describe_state(state: PrinterState, profile: Profile) -> Finding:
    if state is PrinterState.READY:
        return ok(Part.PRINTER, Code.PRINTER_READY, "the printer is ready and has paper")
    if state is PrinterState.PAPER_LOW:
        return warning(Part.PRINTER, Code.PRINTER_PAPER_LOW, "the roll is nearly empty", "Have a new roll at hand.")
    if not profile.answers:
        what = f"the profile {profile.name} says that this printer never answers: its state is not known"
        return info(Part.PRINTER, Code.PRINTER_SILENT, what)
    mend = f'Switch it on; if python -m hardware print-test prints all the same, write profile = "{_plain(profile)}".'
    return warning(Part.PRINTER, Code.PRINTER_SILENT, "the printer does not answer status queries", mend)


def _plain(profile: Profile) -> str:
    return next((it.name for it in PROFILES.values() if it.dots == profile.dots and not it.answers), profile.name)


def _console(machine: Machine, node: str) -> list[Finding]:
    name = machine.at(node).resolve().name
    consoles = [word.partition("=")[2].split(",")[0] for word in machine.text("/proc/cmdline").split()]
    if name not in consoles and node.removeprefix("/dev/") not in consoles:
        return []
    mend = "Switch the serial login off (raspi-config, interface options) and restart."
    return [warning(Part.PRINTER, Code.SERIAL_CONSOLE, f"the system's console is at {node}", mend)]


def _node_hint(machine: Machine) -> str:
    nodes = [f"/dev/usb/{name}" for name in machine.names("/dev/usb") if name.startswith("lp")]
    nodes += find_serial_ports(machine)
    return f"This machine has {', '.join(nodes)}." if nodes else "This machine has no such printer or port."


def _number(text: str, numeral_base: int) -> int:
    try:
        return int(text, numeral_base)
    except ValueError:
        return 0
