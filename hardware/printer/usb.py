"""A printer on USB, driven directly through usbfs."""

from typing import Annotated, Any

import usb.backend.libusb1
import usb.core
import usb.util
from msgspec import Meta

from hardware.errors import PrinterMissingError
from hardware.printer.profile import PrinterSettings
from hardware.printer.transports import escpos_printer, printer_error, stalled_error

PRINTER_CLASS = 7

_CHUNK = 64


class UsbSettings(PrinterSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a USB printer.

    Attributes:
        vendor: idVendor; left out, any printer is taken.
        product: idProduct; left out, any of the vendor.
    """

    vendor: Annotated[int, Meta(ge=1, le=0xFFFF)] | None = None
    product: Annotated[int, Meta(ge=0, le=0xFFFF)] | None = None


class UsbTransport:
    """The bulk endpoints of a USB printer."""

    def __init__(self, settings: UsbSettings) -> None:
        """Find the printer and its endpoints.

        Raises:
            PrinterMissingError, PrinterForbiddenError, PrinterBusyError: it cannot be opened.
        """
        self.label = _label(settings)
        self._printer = escpos_printer(
            "Usb", self.label, usb_args=_search(settings), timeout=round(settings.limit_seconds * 1000)
        )
        self._device: Any = self._printer.device
        try:
            number, self._out, self._in = choose_interface(self._device.get_active_configuration())
            usb.util.claim_interface(self._device, number)
        except (usb.core.USBError, PrinterMissingError) as error:
            self.close()
            raise error if isinstance(error, PrinterMissingError) else printer_error(error, self.label) from error

    def write(self, data: bytes, limit_seconds: float) -> None:
        try:
            self._out.write(data, round(limit_seconds * 1000))
        except usb.core.USBTimeoutError as error:
            raise stalled_error(self.label, limit_seconds) from error
        except usb.core.USBError as error:
            raise printer_error(error, self.label) from error

    def read(self, limit_seconds: float) -> bytes:
        if self._in is None:
            return b""
        try:
            # To libusb a limit of 0 means none at all.
            return bytes(self._in.read(_CHUNK, max(1, round(limit_seconds * 1000))))
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


def choose_interface(configuration: Any) -> tuple[int, Any, Any | None]:
    """Choose the printer's interface and its endpoints by their descriptors.

    Args:
        configuration: the active configuration, as pyusb gives it.

    Returns:
        The interface's number, the bulk endpoint out, and the one in if the printer has one.

    Raises:
        PrinterMissingError: no printer interface, or none that can be written to.
    """
    for interface in configuration:
        if interface.bInterfaceClass != PRINTER_CLASS:
            continue
        bulk = [end for end in interface if end.bmAttributes & 0x03 == usb.util.ENDPOINT_TYPE_BULK]
        out = [end for end in bulk if not end.bEndpointAddress & usb.util.ENDPOINT_IN]
        back = [end for end in bulk if end.bEndpointAddress & usb.util.ENDPOINT_IN]
        if out:
            return interface.bInterfaceNumber, out[0], back[0] if back else None
    raise PrinterMissingError("the USB device has no printer interface")


def _search(settings: UsbSettings) -> dict[str, Any]:
    wanted = {"idVendor": settings.vendor, "idProduct": settings.product}
    found: dict[str, Any] = {key: value for key, value in wanted.items() if value is not None}
    return (found or {"custom_match": _is_printer}) | {"backend": _fresh_context()}


def _fresh_context() -> Any:
    # libusb knows only what was plugged in when its context was made, unless a running udev tells it of more.
    known = usb.backend.libusb1.get_backend()
    return known and type(known)(known.lib)


def _is_printer(device: Any) -> bool:
    return any(interface.bInterfaceClass == PRINTER_CLASS for configuration in device for interface in configuration)


def _label(settings: UsbSettings) -> str:
    if settings.vendor is None:
        return "USB printer"
    return f"USB {settings.vendor:04x}:" + ("*" if settings.product is None else f"{settings.product:04x}")
