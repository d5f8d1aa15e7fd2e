"""Which of the devices on USB is the printer that the configuration means; the choice itself is pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import usb.core
from msgspec import Meta

from hardware.errors import PrinterAmbiguousError, PrinterMissingError
from hardware.printer.settings import PrinterSettings

PRINTER_CLASS = 7
DEVICES = Path("/sys/bus/usb/devices")


class UsbSettings(PrinterSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a USB printer.

    Attributes:
        vendor: idVendor; left out, any printer is taken.
        product: idProduct; left out, any of the vendor.
        serial: its serial number, where two of the same model are plugged in.
        port: the port that it is plugged into, as the kernel names it (``1-1.2``), where they have no serial number.
    """

    vendor: Annotated[int, Meta(ge=1, le=0xFFFF)] | None = None
    product: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None
    serial: Annotated[str, Meta(min_length=1)] | None = None
    port: Annotated[str, Meta(pattern=r"^\d+-\d+(\.\d+)*$")] | None = None

    @property
    def named(self) -> bool:
        """Whether both its numbers are given: then it need not say that it prints, as printers of old builds do not."""
        return self.vendor is not None and self.product is not None

    @property
    def label(self) -> str:
        """What is looked for, for messages."""
        numbers = "printer"
        if self.vendor is not None:
            numbers = f"{self.vendor:04x}:" + ("*" if self.product is None else f"{self.product:04x}")
        return " ".join(filter(None, ("USB", numbers, self.serial and f"serial {self.serial}", self.port)))


@dataclass(frozen=True, slots=True)
class Plugged:
    """A device on USB, as far as the choice needs it.

    Attributes:
        bus, address: where libusb has it.
        vendor, product: its numbers.
        serial: its serial number; empty when it has none.
        port: where it is plugged in; empty for a hub of the computer itself.
        prints: it has an interface of the printer class.
    """

    bus: int
    address: int
    vendor: int
    product: int
    serial: str
    port: str
    prints: bool


def choose(devices: Iterable[Plugged], settings: UsbSettings) -> Plugged:
    """Choose the printer.

    Raises:
        PrinterMissingError: none fits.
        PrinterAmbiguousError: several do; it names their ports and serial numbers.
    """
    fitting = [device for device in devices if fits(device, settings)]
    if not fitting:
        raise PrinterMissingError(settings.label)
    if len(fitting) > 1:
        raise PrinterAmbiguousError(", or ".join(describe(device.port, device.serial) for device in fitting))
    return fitting[0]


def fits(device: Plugged, settings: UsbSettings) -> bool:
    """Whether the settings may mean this device."""
    return (
        (device.prints or settings.named)
        and settings.vendor in (None, device.vendor)
        and settings.product in (None, device.product)
        and settings.serial in (None, device.serial)
        and settings.port in (None, device.port)
    )


def describe(port: str, serial: str) -> str:
    """What to write into the configuration to mean this one."""
    return f'port = "{port}"' + (f' (serial = "{serial}")' if serial else "")


def plugged(backend: Any) -> list[Plugged]:
    """Everything on USB now; nothing is opened.

    Args:
        backend: of pyusb; ``None`` for its own choice.

    Raises:
        usb.core.USBError: libusb is missing or failed.
    """
    return [_plugged(device) for device in usb.core.find(find_all=True, backend=backend)]


def _plugged(device: Any) -> Plugged:
    port = f"{device.bus}-{'.'.join(map(str, device.port_numbers))}" if device.port_numbers else ""
    prints = any(face.bInterfaceClass == PRINTER_CLASS for configuration in device for face in configuration)
    return Plugged(device.bus, device.address, device.idVendor, device.idProduct, _serial(port), port, prints)


def _serial(port: str) -> str:
    # The kernel has read it already; asking the device again would need the right to open it.
    try:
        return (DEVICES / port / "serial").read_text(errors="replace").strip() if port else ""
    except OSError:
        return ""
