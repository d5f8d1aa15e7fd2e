"""A simulated printer: each ticket becomes a picture and a text in a folder; faults are set and lifted as it runs."""

from enum import StrEnum
from pathlib import Path
from threading import RLock
from typing import Annotated

from msgspec import Meta

from hardware.clock import Clock
from hardware.errors import PrinterStalledError
from hardware.paper import Document, Profile
from hardware.paper.encoding import encode
from hardware.paper.lettering import Lettering
from hardware.paper.picture import draw, write_out
from hardware.printer.escpos import refuse_unless_printable
from hardware.printer.port import PrinterState, PrinterStatus, PrintOutcome
from hardware.printer.settings import PrinterSettings


class PrinterFault(StrEnum):
    """What can be wrong with the simulated printer."""

    PAPER_LOW = "paper_low"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    JAM = "jam"
    UNKNOWN = "unknown"


_STATES = {
    None: PrinterState.READY,
    PrinterFault.PAPER_LOW: PrinterState.PAPER_LOW,
    PrinterFault.OUT_OF_PAPER: PrinterState.OUT_OF_PAPER,
    PrinterFault.COVER_OPEN: PrinterState.COVER_OPEN,
    PrinterFault.OFFLINE: PrinterState.OFFLINE,
    PrinterFault.JAM: PrinterState.READY,
    PrinterFault.UNKNOWN: PrinterState.UNKNOWN,
}


class SimulatedPrinterSettings(PrinterSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the simulated printer.

    Attributes:
        folder: where ``ticket-0001.png`` and ``ticket-0001.txt`` go; made if needed.
        keep: how many tickets stay there, the newest.
        fault: what is wrong from the start.
    """

    folder: str = "var/tickets"
    keep: Annotated[int, Meta(ge=1)] = 500
    fault: PrinterFault | None = None


class SimulatedPrinter:
    """A printer whose paper is a folder; lives on while the driver is closed and reopened."""

    driver = "simulated"
    simulated = True

    def __init__(self, settings: SimulatedPrinterSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._folder = Path(settings.folder)
        self._lettering = Lettering(settings.fonts)
        self._fault = settings.fault
        self._lock = RLock()

    @property
    def profile(self) -> Profile:
        return self._settings.abilities

    @property
    def tickets(self) -> tuple[Path, ...]:
        """Pictures of the tickets that are kept, oldest first."""
        return tuple(sorted(self._folder.glob("ticket-*.png"), key=_number))

    def set_fault(self, fault: PrinterFault | None) -> None:
        """Break the printer in this way from now on; ``None`` mends it."""
        self._fault = fault

    def status(self) -> PrinterStatus:
        return PrinterStatus(_STATES[self._fault])

    def print_document(self, document: Document) -> PrintOutcome:
        fault = self._fault
        refuse_unless_printable(self.status(), "simulated printer")
        if fault is PrinterFault.JAM:
            self._clock.sleep(self._settings.limit_seconds)
            jam = PrinterStalledError("simulated printer")
            jam.started = True
            raise jam
        with self._lock:
            self._print(document)
        return PrintOutcome.UNCERTAIN if fault is PrinterFault.UNKNOWN else PrintOutcome.PRINTED

    def close(self) -> None:
        pass

    def _print(self, document: Document) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        earlier = self.tickets
        number = _number(earlier[-1]) + 1 if earlier else 1
        name = self._folder / f"ticket-{number:04}"
        # The very bytes that a printer would get, as a printer would read them.
        stream = encode(document, self.profile, self._lettering.draw)
        name.with_suffix(".txt").write_text(write_out(stream, self.profile.dots), encoding="utf-8")
        draw(stream, self.profile.dots).save(name.with_suffix(".png"))
        for old in self.tickets[: -self._settings.keep]:
            old.unlink(missing_ok=True)
            old.with_suffix(".txt").unlink(missing_ok=True)


def _number(picture: Path) -> int:
    return int(picture.stem.removeprefix("ticket-"))
