"""Ways to a printer: bytes out and in, each with a limit, and every failure named.

python-escpos opens serial ports and USB printers. Its own status and write calls have no limits and hide a silent
printer, so reading and writing go to the device that it opened.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from hardware.errors import (
    PrinterBusyError,
    PrinterError,
    PrinterForbiddenError,
    PrinterMissingError,
    PrinterStalledError,
)


class Transport(Protocol):
    """An open connection to a printer."""

    @property
    def label(self) -> str:
        """Which printer, for messages."""
        ...

    @property
    def seconds_per_byte(self) -> float:
        """How long a byte is on the way; 0 where that does not count."""
        ...

    def write(self, data: bytes, limit_seconds: float) -> None:
        """Send all of it.

        Raises:
            PrinterStalledError: not taken within the limit; a part may have been.
            PrinterError: the connection failed.
        """
        ...

    def read(self, limit_seconds: float) -> bytes:
        """What has come, or what comes first within the limit; empty when nothing does.

        Raises:
            PrinterError: the connection failed.
        """
        ...

    def discard_input(self) -> None:
        """Forget what came before and was not read.

        Raises:
            PrinterError: the connection failed.
        """
        ...

    def hung_up(self) -> bool:
        """Whether the other side has closed the connection."""
        ...

    def close(self) -> None:
        """Release it without waiting for what was not sent; safe to call twice."""
        ...


def printer_error(error: BaseException, label: str) -> PrinterError:
    """Name a failure of a connection, by its errno or that of its cause.

    Args:
        error: what the library or the system said.
        label: which printer.
    """
    number = _errno(error)
    # python-escpos tells what was not found in several lines of its own insides; the label says it better.
    words = str(error) if isinstance(error, OSError | ValueError) else "not found"
    detail = f"{label}: {os.strerror(number) if number else words}"
    if number in (1, 13):
        return PrinterForbiddenError(detail)
    if number == 16:
        return PrinterBusyError(detail)
    return PrinterMissingError(detail)


def stalled_error(label: str, limit_seconds: float) -> PrinterStalledError:
    """The printer did not take the data in time."""
    return PrinterStalledError(f"{label}: nothing taken for {limit_seconds:.1f} s")


def escpos_printer(name: str, label: str, **arguments: Any) -> Any:
    """Open a connection with python-escpos.

    Args:
        name: its class, such as ``Serial``.
        label: which printer, for messages.
        arguments: of that class.

    Returns:
        The open printer object, which has no types.

    Raises:
        PrinterError: it cannot be opened.
    """
    classes, open_error = _import_escpos()
    printer = getattr(classes, name)(**arguments)
    try:
        printer.open()
    except (open_error, OSError, ValueError) as error:
        raise printer_error(error, label) from error
    return printer


def _import_escpos() -> tuple[Any, type[Exception]]:
    # The import takes a second, half of it without this cache.
    cache = Path(os.environ.get("XDG_CACHE_HOME", tempfile.gettempdir())) / f"antre-escpos-{os.getuid()}"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(cache))
    with _temporary_directories_removed():
        import escpos.exceptions  # noqa: PLC0415
        import escpos.printer  # noqa: PLC0415

    return escpos.printer, escpos.exceptions.Error


@contextmanager
def _temporary_directories_removed() -> Iterator[None]:
    # escpos.capabilities makes a temporary directory at every import, even when it is given a cache, and leaves it.
    if "escpos.capabilities" in sys.modules:
        yield
        return
    usual = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="antre-") as scratch:
        tempfile.tempdir = scratch
        try:
            yield
        finally:
            tempfile.tempdir = usual


def _errno(error: BaseException | None) -> int:
    while error is not None:
        number = getattr(error, "errno", None)
        if isinstance(number, int):
            return number
        error = error.__cause__ or error.__context__
    return 0
