"""Asking a USB printer for its status without resetting it or taking it from anybody."""

from dataclasses import dataclass
from typing import Any

import usb.core
import usb.util

from hardware.errors import HardwareError, PrinterMissingError
from hardware.printer.usb_endpoints import UsbEndpoints


@dataclass(frozen=True, slots=True)
class UsbPrinter:
    """A printer by its descriptors.

    Attributes:
        vendor, product: its numbers.
        name: manufacturer and product in words.
        bus, device: where it is, as in ``/dev/bus/usb/BBB/DDD``.
        driver: kernel driver of its printer interface: ``usblp``, ``usbfs`` (a program uses it) or empty.
        serial: its serial number; empty when it has none.
        port: where it is plugged in, such as ``1-1.2``.
        lp: its file below ``/dev/usb``, when usblp made one.
    """

    vendor: int
    product: int
    name: str
    bus: int
    device: int
    driver: str
    serial: str
    port: str
    lp: str

    @property
    def node(self) -> str:
        """Its file of usbfs."""
        return f"/dev/bus/usb/{self.bus:03d}/{self.device:03d}"

    @property
    def label(self) -> str:
        """For messages."""
        return f"USB {self.vendor:04x}:{self.product:04x}"


class UsbQuery(UsbEndpoints):
    """The bulk endpoints of a printer that nobody uses; claimed for as long as the question takes.

    The driver resets the printer when it opens it; a question must not.
    """

    def __init__(self, printer: UsbPrinter) -> None:
        """Claim the printer interface.

        Raises:
            PrinterMissingError, PrinterForbiddenError, PrinterBusyError: it cannot be had.
        """
        self._device: Any = _find(printer)
        try:
            super().__init__(self._device, printer.label, named=True)
        except HardwareError:
            self.close()
            raise

    def close(self) -> None:
        usb.util.dispose_resources(self._device)


def _find(printer: UsbPrinter) -> Any:
    try:
        found = usb.core.find(custom_match=lambda it: (it.bus, it.address) == (printer.bus, printer.device))
    except usb.core.NoBackendError as error:
        raise PrinterMissingError(f"{printer.label}: libusb is not installed") from error
    if found is None:
        raise PrinterMissingError(printer.label)
    return found
