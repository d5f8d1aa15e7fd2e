"""Infrared thermometers that the kernel has a driver for."""

from hardware.doctor.finding import Code, Finding, Part, info
from hardware.doctor.machine import Machine

DEVICES = "/sys/bus/iio/devices"
_OBJECT_FILES = {"in_temp_object_input", "in_temp_object_raw"}


def find_kernel_sensors(machine: Machine) -> list[str]:
    """Names of the kernel's infrared thermometers; other sensors have no temperature of an object."""
    folders = [f"{DEVICES}/{name}" for name in machine.names(DEVICES) if name.startswith("iio:device")]
    return [machine.text(f"{folder}/name") for folder in folders if _OBJECT_FILES & set(machine.names(folder))]


def describe_kernel_sensors(names: list[str]) -> list[Finding]:
    """One line for each."""
    return [
        info(Part.THERMOMETER, Code.SENSOR_FOUND, f'{name} by the kernel\'s own driver (driver = "iio")')
        for name in names
    ]
