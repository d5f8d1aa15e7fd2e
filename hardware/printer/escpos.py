"""A real ESC/POS printer on any transport: asks before it prints, and waits until the ticket's end is confirmed."""

from collections.abc import Callable

from hardware.clock import Clock
from hardware.errors import CoverOpenError, PaperOutError, PrinterError, PrinterOfflineError
from hardware.paper import Document, Profile
from hardware.paper.encoding import CONFIRM, Draw, draw_nothing, encode
from hardware.printer.port import PrinterState, PrinterStatus, PrintOutcome
from hardware.printer.status import QUERIES, decode_status, first_confirmation, first_status, query
from hardware.printer.transports import Transport

ANSWER_SECONDS = 0.3
"""A printer that answers status queries at all does so within milliseconds."""

_REFUSALS = {
    PrinterState.OUT_OF_PAPER: PaperOutError,
    PrinterState.COVER_OPEN: CoverOpenError,
    PrinterState.OFFLINE: PrinterOfflineError,
}


def refuse_unless_printable(status: PrinterStatus, detail: str) -> None:
    """Stop before anything is sent to a printer that cannot print.

    Args:
        status: what the printer says of itself.
        detail: which printer.

    Raises:
        PaperOutError, CoverOpenError, PrinterOfflineError: by the state.
    """
    if status.state in _REFUSALS:
        raise _REFUSALS[status.state](detail)


class EscposPrinter:
    """An ESC/POS printer. After an error with ``needs_reopen`` close it and open another."""

    simulated = False

    def __init__(
        self,
        driver: str,
        connect: Callable[[], Transport],
        profile: Profile,
        clock: Clock,
        *,
        limit_seconds: float,
        draw: Draw = draw_nothing,
    ) -> None:
        """Connect to the printer.

        Args:
            driver: name in the configuration; stands for the transport.
            connect: opens the transport.
            profile: what the printer can do.
            clock: for the limit.
            limit_seconds: for a whole ticket, writing and confirmation together, besides its time on a slow line.
            draw: draws lines in scripts that the printer has no letters of.

        Raises:
            PrinterError: the transport cannot be opened.
        """
        self.driver = driver
        self.profile = profile
        self._connect = connect
        self._clock = clock
        self._limit_seconds = limit_seconds
        self._draw = draw
        self._transport = connect()

    def print_document(self, document: Document) -> PrintOutcome:
        refuse_unless_printable(self.status(), self._transport.label)
        confirms = self.profile.confirms
        try:
            ticket = encode(document, self.profile, self._draw) + (CONFIRM if confirms else b"")
            limit_seconds = self._limit_seconds + len(ticket) * self._transport.seconds_per_byte
            until = self._clock.monotonic() + limit_seconds
            self._transport.write(ticket, limit_seconds)
            confirmed = not confirms or self._read_byte(first_confirmation, until) is not None
        except PrinterError as error:
            error.started = True
            raise
        return PrintOutcome.PRINTED if confirmed else PrintOutcome.UNCERTAIN

    def status(self) -> PrinterStatus:
        self._reconnect_if_hung_up()
        if not self.profile.answers:
            return PrinterStatus(PrinterState.UNKNOWN)
        self._transport.discard_input()
        answers: dict[int, int] = {}
        for number in QUERIES:
            self._transport.write(query(number), self._limit_seconds)
            byte = self._read_byte(first_status, self._clock.monotonic() + ANSWER_SECONDS)
            if byte is None:
                # A silent printer stays silent: do not make the visitor wait for two more silences.
                break
            answers[number] = byte
        return PrinterStatus(decode_status(answers))

    def close(self) -> None:
        self._transport.close()

    def _reconnect_if_hung_up(self) -> None:
        # Network printers hang up when idle; nothing was sent yet, so a new connection loses nothing.
        if self._transport.hung_up():
            self._transport.close()
            self._transport = self._connect()

    def _read_byte(self, choose: Callable[[bytes], int | None], until: float) -> int | None:
        while (remaining := until - self._clock.monotonic()) > 0:
            answer = self._transport.read(remaining)
            byte = choose(answer)
            # Nothing at all means that the whole limit has passed, or that this transport has no way back.
            if byte is not None or not answer:
                return byte
        return None
