"""Which I2C buses there are, and which addresses kernel drivers own on them."""

import re
from dataclasses import dataclass

from hardware.doctor.finding import Code, Finding, Part, from_error, info
from hardware.doctor.machine import Machine
from hardware.errors import BusMissingError

DEVICES = "/sys/bus/i2c/devices"
_CONFIG_FILES = ("/boot/firmware/config.txt", "/boot/config.txt")
_ARM_ON = re.compile(r"^\s*dtparam\s*=.*\bi2c(_arm)?=(on|1|true)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bus:
    """An I2C bus.

    Attributes:
        number: N of ``/dev/i2c-N``.
        adapter: the kernel's name of its adapter.
        has_node: whether ``/dev/i2c-N`` is there.
        owned: kernel driver by the address that it owns.
    """

    number: int
    adapter: str
    has_node: bool
    owned: dict[int, str]

    @property
    def node(self) -> str:
        """Its device file."""
        return bus_node(self.number)


def bus_node(number: int) -> str:
    """Device file of a bus."""
    return f"/dev/i2c-{number}"


def find_buses(machine: Machine) -> list[Bus]:
    """All buses of a machine, by their numbers."""
    found = {*_numbers(machine.names(DEVICES)), *_numbers(machine.names("/dev"))}
    return [_bus(machine, number) for number in sorted(found)]


def describe_buses(buses: list[Bus]) -> list[Finding]:
    """One line for all buses."""
    if not buses:
        return [info(Part.THERMOMETER, Code.BUS_FOUND, "this machine has no I2C bus")]
    spoken = ", ".join(f"{bus.number} ({bus.adapter or 'unknown adapter'})" for bus in buses)
    return [info(Part.THERMOMETER, Code.BUS_FOUND, f"I2C buses: {spoken}")]


def missing_bus(machine: Machine, number: int, buses: list[Bus]) -> Finding | None:
    """What is wrong with the bus that the configuration names, if anything."""
    bus = next((bus for bus in buses if bus.number == number), None)
    if bus and bus.has_node:
        return None
    return from_error(Part.THERMOMETER, BusMissingError(bus_node(number)), missing_hint(machine, bus, buses))


def missing_hint(machine: Machine, bus: Bus | None, buses: list[Bus]) -> str:
    """Why a bus may be missing on this very machine."""
    if bus:
        return "The bus is on, but has no file: load the module i2c-dev (sudo modprobe i2c-dev)."
    if machine.is_pi() and not buses:
        file = next((file for file in _CONFIG_FILES if machine.exists(file)), _CONFIG_FILES[0])
        on = _ARM_ON.search(machine.text(file))
        return f"{file} switches it on: restart the Pi." if on else f"{file} has no dtparam=i2c_arm=on."
    if buses:
        return f"This machine has bus {', '.join(str(bus.number) for bus in buses)}."
    return ""


def _bus(machine: Machine, number: int) -> Bus:
    adapter = machine.text(f"{DEVICES}/i2c-{number}/name")
    return Bus(number, adapter, machine.exists(bus_node(number)), _owned(machine, number))


def _owned(machine: Machine, number: int) -> dict[int, str]:
    owned: dict[int, str] = {}
    for name in machine.names(DEVICES):
        match = re.fullmatch(rf"{number}-([0-9a-f]{{4}})", name)
        if match and (driver := machine.driver(f"{DEVICES}/{name}")):
            owned[int(match[1], 16)] = driver
    return owned


def _numbers(names: list[str]) -> list[int]:
    return [int(match[1]) for name in names if (match := re.fullmatch(r"i2c-(\d+)", name))]
