"""A printer on USB, driven directly through usbfs."""

from time import monotonic
from typing import Any

import usb.backend.libusb1
import usb.core
import usb.util

from hardware.errors import PrinterMissingError
from hardware.printer.transports import escpos_printer, printer_error, stalled_error
from hardware.printer.usb_search import PRINTER_CLASS, UsbSettings, choose, plugged

_CHUNK = 64


class UsbTransport:
    """The bulk endpoints of a USB printer."""

    seconds_per_byte = 0.0

    def __init__(self, settings: UsbSettings) -> None:
        """Find the printer and its endpoints.

        Raises:
            PrinterMissingError, PrinterAmbiguousError: it is not there, or may be one of several.
            PrinterForbiddenError, PrinterBusyError: it cannot be opened.
        """
        self.label = settings.label
        self._printer = escpos_printer(
            "Usb", self.label, usb_args=_search(settings), timeout=round(settings.limit_seconds * 1000)
        )
        self._device: Any = self._printer.device
        try:
            configuration = self._device.get_active_configuration()
            number, self._out, self._in = choose_interface(configuration, named=settings.named)
            usb.util.claim_interface(self._device, number)
        except (usb.core.USBError, PrinterMissingError) as error:
            self.close()
            raise error if isinstance(error, PrinterMissingError) else printer_error(error, self.label) from error

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

    def hung_up(self) -> bool:
        return False

    def close(self) -> None:
        self._printer.close()


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


def _search(settings: UsbSettings) -> dict[str, Any]:
    backend = _fresh_context()
    try:
        chosen = choose(plugged(backend), settings)
    except usb.core.USBError as error:
        raise printer_error(error, settings.label) from error
    except usb.core.NoBackendError as error:
        raise PrinterMissingError(f"{settings.label}: libusb is not installed") from error
    return {"bus": chosen.bus, "address": chosen.address, "backend": backend}


def _fresh_context() -> Any:
    # libusb knows only what was plugged in when its context was made, unless a running udev tells it of more.
    known = usb.backend.libusb1.get_backend()
    return known and type(known)(known.lib)
