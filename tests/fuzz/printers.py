"""Printers that answer anything, in pieces, late, or with a broken line: a state or a named error, and an end."""

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from hardware.errors import PrinterError, PrinterMissingError, PrinterStalledError
from hardware.paper import PROFILES, Align, Document, Text
from hardware.printer.escpos import EscposPrinter
from hardware.printer.port import PrinterState, PrintOutcome
from tests.fuzz.drawing import try_all
from tests.support.clock import FakeClock

TICKET = Document((Text("A-001", 2, 2, bold=True, align=Align.CENTER),))
LIMIT_SECONDS = 5.0
STATUS = st.integers(0, 255).map(lambda byte: bytes([byte & 0x6C | 0x12]))
ANSWER = STATUS | st.binary(max_size=4) | st.sampled_from([PrinterMissingError, PrinterStalledError])
LINE = st.lists(ANSWER, max_size=12)
"""What each read of the line gives: bytes, or a failure; nothing more once it is used up."""


class NoisyLine:
    """A transport to a printer of which nobody knows what it sends."""

    label, seconds_per_byte = "printer under test", 0.0

    def __init__(self, answers: list[bytes | type[PrinterError]], clock: FakeClock) -> None:
        self._answers, self._clock = list(answers), clock
        self.since_ticket: bytes = b""
        self.reads = 0

    def write(self, data: bytes, limit_seconds: float) -> None:  # noqa: ARG002 # a transport's own
        self.since_ticket = b""

    def read(self, limit_seconds: float) -> bytes:
        self.reads += 1
        if not self._answers:
            self._clock.sleep(limit_seconds)
            return b""
        self._clock.sleep(min(limit_seconds, 0.01))
        answer = self._answers.pop(0)
        if isinstance(answer, type):
            raise answer(self.label)
        self.since_ticket += answer
        return answer

    def discard_input(self) -> None:
        pass

    def hung_up(self) -> bool:
        return False

    def close(self) -> None:
        pass


def run(_folder: Path, examples: int, seed: int) -> int:
    """Print on such printers; return on how many."""
    try_all(_a_ticket_is_printed_or_not, st.tuples(LINE, st.booleans(), st.booleans()), examples, seed)
    return examples


def _a_ticket_is_printed_or_not(drawn: tuple[list[bytes | type[PrinterError]], bool, bool]) -> None:
    answers, asks, confirms = drawn
    clock = FakeClock()
    line = NoisyLine(answers, clock)
    profile = replace(PROFILES["80mm"], answers=asks, confirms=confirms)
    printer = EscposPrinter("network", lambda: line, profile, clock, limit_seconds=LIMIT_SECONDS)
    began_at = clock.monotonic()
    try:
        assert isinstance(printer.status().state, PrinterState)
        outcome = printer.print_document(TICKET)
    except PrinterError:
        pass  # it has a name, and the kiosk shows the number on its screen
    else:
        confirmed = any(byte & 0x90 == 0 for byte in line.since_ticket)
        assert outcome is (PrintOutcome.PRINTED if confirmed or not confirms else PrintOutcome.UNCERTAIN)
    assert clock.monotonic() - began_at < 3 * LIMIT_SECONDS, "a visitor waits for a printer without end"
