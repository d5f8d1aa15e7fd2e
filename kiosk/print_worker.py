"""Prints tickets one after the other on a thread of its own, and tells the server how each ended."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from hardware.clock import Clock
from hardware.errors import (
    CoverOpenError,
    HardwareError,
    PaperOutError,
    PrinterError,
    PrinterOfflineError,
)
from hardware.printer import PrinterState, TicketPrinter
from hardware.supervisor import Supervised
from kiosk.catalogue import Catalogue
from kiosk.retry import Retry
from kiosk.server_client import RefusedError, ServerClient
from kiosk.ticket_layout import lay_out
from queue_server.protocol.messages import PrintReport, TicketInfo
from queue_server.protocol.words import PrintOutcome

log = logging.getLogger(__name__)

_STATE_ERRORS: dict[PrinterState, type[HardwareError]] = {
    PrinterState.OUT_OF_PAPER: PaperOutError,
    PrinterState.COVER_OPEN: CoverOpenError,
    PrinterState.OFFLINE: PrinterOfflineError,
}


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One ticket to print.

    Attributes:
        report_nonce: makes a repeated report harmless.
        copy: mark it as a copy.
        done: told how it ended, from the printing thread.
    """

    ticket: TicketInfo
    report_nonce: str
    copy: bool
    done: Callable[[PrintOutcome], None]


class PrintWorker:
    """Owns the printer: its one thread is the only one that touches the device."""

    def __init__(
        self, device: Supervised[TicketPrinter], client: ServerClient, catalogue: Catalogue, clock: Clock
    ) -> None:
        self._device = device
        self._client = client
        self._catalogue = catalogue
        self._clock = clock
        self._printing = ThreadPoolExecutor(1, "printing")
        self._reporting = ThreadPoolExecutor(1, "reporting")
        self._stopping = Event()
        self.care = ""
        self.sent_at_seconds: float | None = None

    def print(self, job: PrintJob) -> "Future[None]":
        """Print when the tickets before are done; then report."""
        return self._printing.submit(self._print, job)

    def look(self) -> "Future[None]":
        """Ask the printer how it is, between tickets."""
        return self._printing.submit(self._look)

    def end(self) -> None:
        """Finish the ticket in the printer, drop what was not begun, release the printer."""
        self._stopping.set()
        self._printing.shutdown(cancel_futures=True)
        self._reporting.shutdown(cancel_futures=True)
        self._client.close()
        self._device.close()

    def _print(self, job: PrintJob) -> None:
        outcome = self._send(job)
        job.done(outcome)
        self._reporting.submit(self._report, job, outcome)

    def _send(self, job: PrintJob) -> PrintOutcome:
        began = False  # a printer that is left alone gives the fault that it had, and nothing was sent

        def send(printer: TicketPrinter) -> PrintOutcome:
            nonlocal began
            document = lay_out(job.ticket, self._catalogue, printer.profile.columns, job.ticket.language, copy=job.copy)
            self.sent_at_seconds = self._clock.monotonic()
            began = True
            return PrintOutcome(printer.print_document(document).value)

        try:
            return self._device.call(send)
        except PrinterError as fault:
            return PrintOutcome.UNCERTAIN if began and fault.started else PrintOutcome.FAILED
        except HardwareError:
            # a defect of the driver, wherever it happened
            return PrintOutcome.UNCERTAIN if began else PrintOutcome.FAILED

    def _report(self, job: PrintJob, outcome: PrintOutcome) -> None:
        report = PrintReport(nonce=job.report_nonce, outcome=outcome, copy=job.copy)
        try:
            Retry().until_answered(
                lambda: self._client.report_print(job.ticket.id, report),
                wanted=lambda: not self._stopping.is_set(),
                missed=lambda: log.warning("the print report of ticket %s waits for the server", job.ticket.number),
                sleep=self._stopping.wait,
            )
        except RefusedError as refusal:
            log.warning("the print report of ticket %s was refused: %s", job.ticket.number, refusal)

    def _look(self) -> None:
        try:
            self.care = "paper_low" if self._device.call(_state) is PrinterState.PAPER_LOW else ""
        except HardwareError:
            self.care = ""  # the supervisor has told it


def _state(printer: TicketPrinter) -> PrinterState:
    """Ask for the state; one that forbids printing becomes the fault that it is."""
    state = printer.status().state
    if state in _STATE_ERRORS:
        raise _STATE_ERRORS[state]
    return state
