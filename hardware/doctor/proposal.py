"""Tables to copy into a configuration, from what was found, pure."""

from hardware.doctor.sensors import Sighting
from hardware.doctor.usb_query import UsbPrinter

EXAMPLE_PINS = "buttons = { green = 17, blue = 27 }\nlamps = { green = 23, blue = 24 }\nwarning_lamp = 16\nbuzzer = 20"


def propose(
    sightings: list[Sighting], by_kernel: list[str], printers: list[UsbPrinter], ports: list[str], chips: list[int]
) -> str:
    """Write the tables of a kiosk with what this machine has.

    Args:
        sightings: what answered like a thermometer.
        by_kernel: names of the kernel's infrared thermometers.
        printers: on USB.
        ports: serial ports.
        chips: numbers of the GPIO chips.

    Returns:
        TOML; what was not found is a comment that says so.
    """
    return "\n\n".join((_thermometer(sightings, by_kernel), _printer(printers, ports), _controls(chips))) + "\n"


def _thermometer(sightings: list[Sighting], by_kernel: list[str]) -> str:
    known = [sighting for sighting in sightings if sighting.model]
    if by_kernel and not known:
        return f'[thermometer]\ndriver = "iio"\ndevice = "{by_kernel[0]}"'
    if not known:
        return '# No thermometer was found; this is where one usually is.\n[thermometer]\ndriver = "mlx90614"\nbus = 1'
    first = known[0]
    lines = [
        "[thermometer]",
        f'driver = "{first.model.lower()}"',
        f"bus = {first.bus}",
        f"address = 0x{first.address:02x}",
    ]
    if not first.checksum:
        lines.append('checksum = "probe" # it answers without a valid checksum')
    return "\n".join(lines)


def _printer(printers: list[UsbPrinter], ports: list[str]) -> str:
    if printers:
        first = printers[0]
        numbers = f"vendor = 0x{first.vendor:04x}\nproduct = 0x{first.product:04x}"
        if len(printers) > 1:
            numbers += "\n" + (f'serial = "{first.serial}"' if first.serial else f'port = "{first.port}"')
        return f'[printer] # {first.name or first.label}\ndriver = "usb"\n{numbers}\nprofile = "80mm"'
    if ports:
        return f'# Perhaps the printer is at this port.\n[printer]\ndriver = "serial"\npath = "{ports[0]}"\nbaud = 9600'
    return '# No printer was found.\n[printer]\ndriver = "usb"'


def _controls(chips: list[int]) -> str:
    if not chips:
        return '# No GPIO chip was found.\n[controls]\ndriver = "none"'
    remark = '# Buttons and lamps by your own wires (BCM numbers), or driver = "none".'
    return f'{remark}\n[controls]\ndriver = "gpio"\n{EXAMPLE_PINS}'
