"""A printer on USB, driven directly through usbfs."""

from typing import Any

import usb.backend.libusb1
import usb.core

from hardware.errors import HardwareError, PrinterMissingError
from hardware.printer.transports import escpos_printer, printer_error
from hardware.printer.usb_endpoints import UsbEndpoints
from hardware.printer.usb_search import UsbSettings, choose, plugged


class UsbTransport(UsbEndpoints):
    """The bulk endpoints of a USB printer, found and opened anew."""

    seconds_per_byte = 0.0

    def __init__(self, settings: UsbSettings) -> None:
        """Find the printer and its endpoints.

        Raises:
            PrinterMissingError, PrinterAmbiguousError: it is not there, or may be one of several.
            PrinterForbiddenError, PrinterBusyError: it cannot be opened.
        """
        self._printer = escpos_printer(
            "Usb", settings.label, usb_args=_search(settings), timeout=round(settings.limit_seconds * 1000)
        )
        try:
            super().__init__(self._printer.device, settings.label, named=settings.named)
        except HardwareError:
            self.close()
            raise

    def hung_up(self) -> bool:
        return False

    def close(self) -> None:
        self._printer.close()


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
