"""What a printer that works needs all the same, by what it has answered: pure."""

from dataclasses import dataclass, replace

from hardware.printer import PrinterState, PrintOutcome

SILENCES = 2
"""So many in a row are no accident."""


@dataclass(frozen=True, slots=True)
class PrinterCare:
    """What the printer answered lately.

    Attributes:
        paper_low: as it last said.
        unanswered: questions for its state in a row that it did not answer, though its profile says that it does.
        unconfirmed: tickets in a row whose end it did not confirm.
    """

    paper_low: bool = False
    unanswered: int = 0
    unconfirmed: int = 0

    def asked(self, state: PrinterState, answers: bool) -> "PrinterCare":
        """Take in what it says of itself.

        Args:
            state: ``UNKNOWN`` where it said nothing.
            answers: whether its profile says that it does.
        """
        silent = answers and state is PrinterState.UNKNOWN
        unanswered = self.unanswered + 1 if silent else 0
        return replace(self, paper_low=state is PrinterState.PAPER_LOW, unanswered=unanswered)

    def printed(self, outcome: PrintOutcome) -> "PrinterCare":
        """Take in how a ticket ended that it took whole."""
        return replace(self, unconfirmed=self.unconfirmed + 1 if outcome is PrintOutcome.UNCERTAIN else 0)

    def failed(self) -> "PrinterCare":
        """Forget what it last said of itself: its supervisor tells of the fault."""
        return replace(self, paper_low=False, unanswered=0)

    @property
    def code(self) -> str:
        """A key of ``CARE`` in ``health``; empty when nothing is needed."""
        if max(self.unanswered, self.unconfirmed) >= SILENCES:
            return "printer_silent"
        return "paper_low" if self.paper_low else ""
