"""The whole examination: room by room, in the order of the report."""

from dataclasses import dataclass
from pathlib import Path

from hardware.doctor.buses import Bus, describe_buses, find_buses
from hardware.doctor.calibration import examine_calibration
from hardware.doctor.chips import describe_chips, examine_controls, examine_distance, examine_sanitizer, find_chips
from hardware.doctor.configuration import NO_CONFIGURATION, Configuration, Table, check_tables
from hardware.doctor.finding import Finding, Part, Report, in_use
from hardware.doctor.kernel_sensors import describe_kernel_sensors, find_kernel_sensors
from hardware.doctor.machine import Machine
from hardware.doctor.permissions import examine_permissions
from hardware.doctor.printers import describe_printers, examine_printer, find_serial_ports, find_usb_printers
from hardware.doctor.proposal import propose
from hardware.doctor.sensors import Sighting, describe_sightings, examine_thermometer, look_on, scan
from hardware.doctor.system import (
    examine_data_dir,
    examine_screen,
    examine_system,
    machine_name,
)
from hardware.doctor.usb_query import UsbPrinter
from hardware.doctor.wiring import wiring


@dataclass(frozen=True, slots=True)
class Wish:
    """What the doctor is asked for.

    Attributes:
        config: path of the configuration, for the report.
        written: its content; ``None`` to find what there is.
        scan: also read from every address of every I2C bus.
    """

    config: Path | None = None
    written: Table | None = None
    scan: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What the machine has."""

    buses: list[Bus]
    printers: list[UsbPrinter]


def examine(machine: Machine, wish: Wish) -> Report:
    """Look at everything; nothing is changed.

    Args:
        machine: to look at.
        wish: with which configuration, and how far.

    Returns:
        The report. A machine without any hardware gives findings, never an error.
    """
    configuration = NO_CONFIGURATION
    findings: list[Finding] = []
    if wish.written is not None:
        configuration, findings = check_tables(wish.written, machine.clock)
    found = _Found(find_buses(machine), find_usb_printers(machine))
    findings += examine_system(machine)
    findings += describe_buses(found.buses)
    findings += examine_permissions(machine, configuration, found.buses, found.printers)
    proposal = ""
    if configuration.given:
        findings += _examine_configured(machine, configuration, found)
    else:
        described, proposal = _describe(machine, found)
        findings += described
    if wish.scan:
        findings += _scan(machine, found.buses)
    return Report(
        machine=machine_name(machine),
        user=machine.user.name,
        config=str(wish.config) if wish.config else None,
        findings=tuple(sorted(findings, key=lambda finding: list(Part).index(finding.part))),
        wiring=wiring(configuration),
        proposal=proposal,
    )


def _examine_configured(machine: Machine, configuration: Configuration, found: _Found) -> list[Finding]:
    return [
        *examine_thermometer(machine, configuration, found.buses),
        *examine_calibration(machine, configuration),
        *examine_distance(machine, configuration),
        *examine_printer(machine, configuration, found.printers),
        *examine_controls(machine, configuration),
        *examine_sanitizer(machine, configuration),
        *examine_screen(machine, configuration),
        *examine_data_dir(machine, configuration),
    ]


def _describe(machine: Machine, found: _Found) -> tuple[list[Finding], str]:
    kiosk = machine.kiosk()
    sightings: list[Sighting] = []
    by_kernel = find_kernel_sensors(machine)
    if kiosk:
        findings = [in_use(Part.THERMOMETER, "every I2C bus", str(kiosk))]
    else:
        sightings, errors = look_on(machine, found.buses)
        by_bus = describe_sightings(sightings, errors) if sightings or errors or not by_kernel else []
        findings = [*describe_kernel_sensors(by_kernel), *by_bus]
    findings += describe_printers(machine, found.printers)
    findings += describe_chips(machine)
    proposal = propose(sightings, by_kernel, found.printers, find_serial_ports(machine), find_chips(machine))
    return findings, proposal


def _scan(machine: Machine, buses: list[Bus]) -> list[Finding]:
    findings: list[Finding] = []
    for bus in buses:
        if not bus.has_node or not machine.may_use(bus.node):
            continue
        holder = machine.holder(bus.node) or machine.kiosk()
        findings += [in_use(Part.THERMOMETER, bus.node, str(holder))] if holder else scan(machine, bus)
    return findings
