"""A printer behind a device file, such as ``/dev/usb/lp0``, written without ever blocking."""

import os
import select
import stat
from time import monotonic
from typing import Annotated

from msgspec import Meta

from hardware.printer.settings import PrinterSettings
from hardware.printer.transports import printer_error, stalled_error

_CHUNK = 256


class FileSettings(PrinterSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a printer behind a file.

    Attributes:
        path: the device file; it has to exist. A plain file collects the bytes of all tickets.
    """

    path: Annotated[str, Meta(min_length=1)]


class FileTransport:
    """A device file with a printer.

    python-escpos opens such a file so that a write blocks while the paper is out; this opens it itself, non-blocking.
    """

    seconds_per_byte = 0.0

    def __init__(self, settings: FileSettings) -> None:
        """Open the file.

        Raises:
            PrinterMissingError, PrinterForbiddenError, PrinterBusyError: it cannot be opened.
        """
        self.label = settings.path
        try:
            self._file = os.open(settings.path, os.O_RDWR | os.O_NONBLOCK | os.O_APPEND | os.O_NOCTTY)
        except OSError as error:
            raise printer_error(error, self.label) from error
        self._answers = stat.S_ISCHR(os.fstat(self._file).st_mode)
        self._open = True

    def write(self, data: bytes, limit_seconds: float) -> None:
        until = monotonic() + limit_seconds
        rest = memoryview(data)
        while rest:
            if not select.select([], [self._file], [], max(0.0, until - monotonic()))[1]:
                raise stalled_error(self.label, limit_seconds)
            rest = rest[self._write_some(rest) :]

    def read(self, limit_seconds: float) -> bytes:
        # A plain file would only give back what was printed into it.
        if not self._answers or not select.select([self._file], [], [], limit_seconds)[0]:
            return b""
        try:
            return os.read(self._file, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise printer_error(error, self.label) from error

    def discard_input(self) -> None:
        while self.read(0):
            pass

    def hung_up(self) -> bool:
        return False

    def close(self) -> None:
        if self._open:
            self._open = False
            os.close(self._file)

    def _write_some(self, data: memoryview) -> int:
        try:
            return os.write(self._file, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise printer_error(error, self.label) from error
