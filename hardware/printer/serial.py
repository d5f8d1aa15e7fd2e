"""A printer at a serial port."""

import termios
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from msgspec import Meta
from serial import SerialException, SerialTimeoutException

from hardware.printer.settings import PrinterSettings
from hardware.printer.transports import escpos_printer, printer_error, stalled_error

_BITS = 10
"""Of a byte on the line: eight, a start bit and a stop bit."""
_FAULTS = (OSError, SerialException, termios.error)
"""A port that is gone raises all three, by what was asked of it."""


class SerialSettings(PrinterSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a serial printer.

    Attributes:
        path: the port, such as ``/dev/ttyUSB0``.
        baud: bits per second, as set on the printer.
        flow: how the printer says that its buffer is full.
    """

    path: Annotated[str, Meta(min_length=1)]
    baud: Literal[9600, 19200, 38400, 57600, 115200] = 9600
    flow: Literal["none", "rtscts", "xonxoff"] = "none"


class SerialTransport:
    """A serial port with a printer."""

    def __init__(self, settings: SerialSettings) -> None:
        """Open the port.

        Raises:
            PrinterMissingError, PrinterForbiddenError: it cannot be opened.
        """
        self.label = settings.path
        self.seconds_per_byte = _BITS / settings.baud
        self._printer = escpos_printer(
            "Serial",
            self.label,
            devfile=settings.path,
            baudrate=settings.baud,
            xonxoff=settings.flow == "xonxoff",
            dsrdtr=False,
        )
        self._port: Any = self._printer.device
        # Only pyserial itself can do this on Linux: what python-escpos calls dsrdtr is ignored there.
        self._port.rtscts = settings.flow == "rtscts"

    def write(self, data: bytes, limit_seconds: float) -> None:
        with self._named_errors():
            self._port.write_timeout = limit_seconds
            try:
                self._port.write(data)
            except SerialTimeoutException as error:
                raise stalled_error(self.label, limit_seconds) from error

    def read(self, limit_seconds: float) -> bytes:
        with self._named_errors():
            self._port.timeout = limit_seconds
            return bytes(self._port.read(1))

    def discard_input(self) -> None:
        with self._named_errors():
            self._port.reset_input_buffer()

    def hung_up(self) -> bool:
        return False

    def close(self) -> None:
        if not self._port.is_open:
            return
        try:
            # Closing waits until all is sent, for ever with a printer that takes nothing.
            self._port.reset_output_buffer()
        except _FAULTS:
            pass
        finally:
            self._port.close()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except _FAULTS as error:
            raise printer_error(error, self.label) from error
