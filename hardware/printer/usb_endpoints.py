"""The bulk endpoints of an open USB printer: chosen by their descriptors, written to and read within limits."""

from time import monotonic
from typing import Any

import usb.core
import usb.util

from hardware.errors import PrinterMissingError
from hardware.printer.transports import printer_error, stalled_error
from hardware.printer.usb_search import PRINTER_CLASS

_CHUNK = 64


class UsbEndpoints:
    """Where bytes go to a printer and come back; its interface is claimed until the device is closed."""

    def __init__(self, device: Any, label: str, *, named: bool) -> None:
        """Claim the printer's interface.

        Args:
            device: as pyusb gives it.
            label: for messages.
            named: this very device is meant, whether or not it says that it prints.

        Raises:
            PrinterMissingError: it has no printer interface, or is gone.
            PrinterForbiddenError, PrinterBusyError: it cannot be had.
        """
        self.label = label
        try:
            number, self._out, self._in = choose_interface(device.get_active_configuration(), named=named)
            usb.util.claim_interface(device, number)
        except usb.core.USBError as error:
            raise printer_error(error, label) from error

    def write(self, data: bytes, limit_seconds: float) -> None:
        try:
            write_whole(self._out, data, limit_seconds)
        except usb.core.USBTimeoutError as error:
            raise stalled_error(self.label, limit_seconds) from error
        except usb.core.USBError as error:
            raise printer_error(error, self.label) from error

    def read(self, limit_seconds: float) -> bytes:
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(_CHUNK, in_milliseconds(limit_seconds)))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise printer_error(error, self.label) from error

    def discard_input(self) -> None:
        while self.read(0.001):
            pass


def write_whole(endpoint: Any, data: bytes, limit_seconds: float) -> None:
    """Send all of it within the limit.

    pyusb raises its time-out only where nothing at all was taken; of a part that was taken it gives the count.

    Args:
        endpoint: as pyusb gives it.
        data: what to send.
        limit_seconds: for all of it.

    Raises:
        usb.core.USBTimeoutError: a part was not taken.
        usb.core.USBError: the connection failed.
    """
    until = monotonic() + limit_seconds
    while data:
        remaining = until - monotonic()
        if remaining <= 0:
            raise usb.core.USBTimeoutError("a part was not taken")
        data = data[endpoint.write(data, in_milliseconds(remaining)) :]


def in_milliseconds(seconds: float) -> int:
    """A limit for libusb, to which 0 means none at all."""
    return max(1, round(seconds * 1000))


def choose_interface(configuration: Any, *, named: bool) -> tuple[int, Any, Any | None]:
    """Choose the printer's interface and its endpoints by their descriptors.

    Args:
        configuration: the active configuration, as pyusb gives it.
        named: this very device is meant, whether or not it says that it prints.

    Returns:
        The interface's number, the bulk endpoint out, and the one in if the printer has one.

    Raises:
        PrinterMissingError: no printer interface, or none that can be written to.
    """
    for interface in sorted(configuration, key=lambda face: bool(face.bInterfaceClass != PRINTER_CLASS)):
        if interface.bInterfaceClass != PRINTER_CLASS and not named:
            continue
        bulk = [end for end in interface if end.bmAttributes & 0x03 == usb.util.ENDPOINT_TYPE_BULK]
        out = [end for end in bulk if not end.bEndpointAddress & usb.util.ENDPOINT_IN]
        back = [end for end in bulk if end.bEndpointAddress & usb.util.ENDPOINT_IN]
        if out:
            return interface.bInterfaceNumber, out[0], back[0] if back else None
    raise PrinterMissingError("the USB device has no printer interface")
