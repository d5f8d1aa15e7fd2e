"""The runner's hands: carry out what the dialogue asks, each on the worker that it is for."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from hardware.clock import Clock
from hardware.controls import BuzzerPattern
from hardware.paper import Document, Profile
from kiosk.devices import Signals
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.messages import JobDone, PrintNow, PrintSlipNow, Timings
from kiosk.print_worker import PrintJob, PrintWorker, TicketReport
from kiosk.visit.commands import (
    Beep,
    CheckIn,
    CheckPin,
    Command,
    GiveUp,
    KeepDecision,
    LookUpBooking,
    Print,
    ReportMeasurement,
    ReportReturn,
    ReportStaff,
    Speak,
    StartMeasuring,
    StartStaffMeasuring,
    StopMeasuring,
    Warn,
)
from kiosk.visit.inputs import Input, Printed
from kiosk.visitor_calls import VisitorCalls
from queue_server.languages import Catalogue
from queue_server.paper import dress, lay_out, lay_out_slip
from queue_server.protocol.look import LatestLook
from queue_server.protocol.messages import TicketInfo
from queue_server.protocol.words import PrintOutcome

log = logging.getLogger(__name__)

KEPT_TIMINGS = 1000


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work, each on threads of its own; the signals on the runner's.

    Attributes:
        speak: begins to say what stands on the page.
    """

    measuring: MeasureWorker
    printing: PrintWorker
    calls: VisitorCalls
    signals: Signals
    speak: Callable[[], None]


class Hands:
    """Used by the runner's thread; only the end of a print job comes from another."""

    def __init__(
        self,
        workers: Workers,
        paper_words: Catalogue,
        clock: Clock,
        post: Callable[[Input | JobDone], None],
        watch: "Callable[[Future[None]], None]",
        *,
        looks: LatestLook,
    ) -> None:
        self._measuring = workers.measuring
        self._printing = workers.printing
        self._calls = workers.calls
        self._signals = workers.signals
        self._paper_words = paper_words
        self._looks = looks
        self._clock = clock
        self._post = post
        self._watch = watch
        self._speak = workers.speak
        self._ready_at_seconds: float | None = None
        self._seconds: list[float] = []

    def ready(self, at_seconds: float) -> None:
        """From now on the software's own time counts: the last sample is taken, or the choice made."""
        self._ready_at_seconds = at_seconds

    def timings(self) -> Timings:
        """The software's share of the last visits."""
        kept = list(self._seconds)
        seconds = sorted(kept)
        middle = seconds[len(seconds) // 2] if seconds else None
        return Timings(kept[-1] if kept else None, middle, len(kept))

    def carry_out(self, command: Command) -> None:
        """Begin what the dialogue asks; returns at once."""
        match command:
            case StartMeasuring() | StartStaffMeasuring() | StopMeasuring():
                self._measure(command)
            case LookUpBooking(nonce, booking_code):
                self._watch(self._calls.look_up(nonce, booking_code))
            case CheckIn(request):
                self._watch(self._calls.check_in(request))
            case ReportReturn() | ReportMeasurement() | ReportStaff():
                self._report(command)
            case CheckPin() | KeepDecision():
                self._decide(command)
            case GiveUp(nonce):
                self._calls.give_up(nonce)
            case Print():
                self._print(command)
            case Beep() | Warn() | Speak():
                self._signal(command)

    def _measure(self, command: StartMeasuring | StartStaffMeasuring | StopMeasuring) -> None:
        match command:
            case StartMeasuring(nonce):
                self._measuring.start(nonce)
            case StartStaffMeasuring(nonce):
                self._measuring.start_for_staff(nonce)
            case StopMeasuring(nonce):
                self._measuring.stop(nonce)

    def _decide(self, command: CheckPin | KeepDecision) -> None:
        match command:
            case CheckPin(account_id, pin):
                self._watch(self._calls.check_pin(account_id, pin))
            case KeepDecision(entry, account_id, decision):
                self._watch(self._calls.keep_decision(entry, account_id, decision))

    def _signal(self, command: Beep | Warn | Speak) -> None:
        match command:
            case Beep(sound):
                self._signals.sound(BuzzerPattern(sound.value))
            case Warn(on):
                self._signals.warn(on)
            case Speak():
                self._speak()

    def _report(self, command: ReportReturn | ReportMeasurement | ReportStaff) -> None:
        match command:
            case ReportReturn(nonce):
                self._watch(self._calls.report_return(nonce))
            case ReportMeasurement(nonce, visit_id, measurement):
                self._watch(self._calls.report_measurement(nonce, visit_id, measurement))
            case ReportStaff(report):
                self._watch(self._calls.report_staff(report))

    def _print(self, command: Print) -> None:
        nonce, copy = command.nonce, command.copy

        def done(outcome: PrintOutcome) -> None:
            self._time(outcome)
            self._post(Printed(nonce=nonce, outcome=outcome, copy=copy, at_seconds=self._clock.monotonic()))

        report = TicketReport(command.ticket.id, command.ticket.number, "", copy, visit_nonce=nonce)
        self._watch(self._printing.print(self._ticket_job(command.ticket, report, done)))

    def _ticket_job(self, ticket: TicketInfo, report: TicketReport, done: Callable[[PrintOutcome], None]) -> PrintJob:
        def lines(paper: Profile) -> Document:
            own = dress(self._looks.now, paper.dots)
            return lay_out(ticket, self._paper_words, paper.columns, ticket.language, copy=report.copy, dress=own)

        return PrintJob(lines, done, report)

    def print_asked(self, message: PrintNow) -> None:
        """Print a ticket that the server asked for."""
        asked = message.asked
        if message.ticket is None:
            self._post(JobDone(asked, PrintOutcome.FAILED))
            return
        # made from the event, so that a restart between printing and reporting reports the same thing
        report = TicketReport(message.ticket.id, message.ticket.number, f"event-{asked.seq:012d}", asked.copy)
        job = self._ticket_job(message.ticket, report, lambda end: self._post(JobDone(asked, end)))
        self._watch(self._printing.print(job))

    def print_slip(self, message: PrintSlipNow) -> None:
        """Print a slip that a decision asked for."""
        asked, slip = message.asked, message.slip
        if slip is None:
            self._post(JobDone(asked, PrintOutcome.FAILED))
            return
        job = PrintJob(
            lambda paper: lay_out_slip(
                slip, self._paper_words, paper.columns, dress=dress(self._looks.now, paper.dots)
            ),
            lambda end: self._post(JobDone(asked, end)),
            None,
        )
        self._watch(self._printing.print(job))

    def _time(self, outcome: PrintOutcome) -> None:
        sent_at, ready_at = self._printing.sent_at_seconds, self._ready_at_seconds
        if outcome is PrintOutcome.PRINTED and sent_at is not None and ready_at is not None and sent_at >= ready_at:
            self._seconds = [*self._seconds[-KEPT_TIMINGS + 1 :], sent_at - ready_at]
            log.debug("software's share of this visit: %.1f ms", 1000 * self._seconds[-1])
