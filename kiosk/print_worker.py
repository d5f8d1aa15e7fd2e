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
from hardware.paper import Document, Profile
from hardware.printer import PrinterState, TicketPrinter
from hardware.supervisor import Supervised
from kiosk.away.standby import Standby
from kiosk.printer_care import PrinterCare
from kiosk.retry import Retry
from kiosk.server_client import RefusedError, ServerClient
from queue_server.protocol.messages import PrintReport
from queue_server.protocol.words import PrintOutcome

log = logging.getLogger(__name__)

_STATE_ERRORS: dict[PrinterState, type[HardwareError]] = {
    PrinterState.OUT_OF_PAPER: PaperOutError,
    PrinterState.COVER_OPEN: CoverOpenError,
    PrinterState.OFFLINE: PrinterOfflineError,
}


@dataclass(frozen=True, slots=True)
class TicketReport:
    """The report of a ticket's printing.

    Attributes:
        nonce: with how it ended makes a repeated report harmless; for a ticket that an event asked for.
        visit_nonce: of the visitor at this kiosk, whose paper is remembered over a power cut; empty for others.
    """

    ticket_id: int
    number: str
    nonce: str
    copy: bool
    visit_nonce: str = ""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One piece of paper.

    Attributes:
        lay_out: gives the lines for the paper of a printer.
        done: told how it ended, from the printing thread.
        report: for the server; ``None`` for paper that it does not count.
    """

    lay_out: Callable[[Profile], Document]
    done: Callable[[PrintOutcome], None]
    report: TicketReport | None


class PrintWorker:
    """Owns the printer: its one thread is the only one that touches the device."""

    def __init__(self, device: Supervised[TicketPrinter], client: ServerClient, clock: Clock, standby: Standby) -> None:
        self._device = device
        self._standby = standby
        self._client = client
        self._clock = clock
        self._printing = ThreadPoolExecutor(1, "printing")
        self._reporting = ThreadPoolExecutor(1, "reporting")
        self._stopping = Event()
        self._care = PrinterCare()
        self.sent_at_seconds: float | None = None

    @property
    def care(self) -> str:
        """What the printer needs while it works; see ``part_health``."""
        return self._care.code

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
        of = job.report
        if of is not None and of.visit_nonce:
            self._standby.begin_paper(of.visit_nonce, of.copy, of.ticket_id)
        outcome = self._send(job)
        job.done(outcome)
        if of is not None and of.visit_nonce:
            self._standby.end_paper(of.visit_nonce, of.copy, outcome)
        elif of is not None:
            self._reporting.submit(self._report, of, outcome)

    def _send(self, job: PrintJob) -> PrintOutcome:
        began = False  # a printer that is left alone gives the fault that it had, and nothing was sent

        def send(printer: TicketPrinter) -> PrintOutcome:
            nonlocal began
            document = job.lay_out(printer.profile)
            self.sent_at_seconds = self._clock.monotonic()
            began = True
            outcome = printer.print_document(document)
            self._care = self._care.printed(outcome)
            return PrintOutcome(outcome.value)

        try:
            return self._device.call(send)
        except PrinterError as fault:
            return PrintOutcome.UNCERTAIN if began and fault.started else PrintOutcome.FAILED
        except HardwareError:
            # a defect of the driver, wherever it happened
            return PrintOutcome.UNCERTAIN if began else PrintOutcome.FAILED

    def _report(self, of: TicketReport, outcome: PrintOutcome) -> None:
        report = PrintReport(nonce=f"{of.nonce}-{outcome}", outcome=outcome, copy=of.copy)
        try:
            Retry().until_answered(
                lambda: self._client.report_print(of.ticket_id, report),
                wanted=lambda: not self._stopping.is_set(),
                missed=lambda: log.warning("the print report of ticket %s waits for the server", of.number),
                sleep=self._stopping.wait,
            )
        except RefusedError as refusal:
            log.warning("the print report of ticket %s was refused: %s", of.number, refusal)

    def _look(self) -> None:
        try:
            self._device.call(self._ask)
        except HardwareError:
            self._care = self._care.failed()  # the supervisor has told it

    def _ask(self, printer: TicketPrinter) -> None:
        """Ask for the state; one that forbids printing becomes the fault that it is."""
        state = printer.status().state
        if state in _STATE_ERRORS:
            raise _STATE_ERRORS[state]
        self._care = self._care.asked(state, printer.profile.answers)
