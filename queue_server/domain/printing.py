"""What is known of a ticket's paper: whether it came out, and what a later report makes of that."""

from enum import StrEnum

from queue_server.domain.ticket import TicketState
from queue_server.protocol.words import PrintOutcome


class PrintState(StrEnum):
    """What is known of a ticket's paper."""

    UNREPORTED = ""
    PRINTED = "printed"
    UNCERTAIN = "uncertain"
    """It was sent, and its end was not confirmed: a part may be printed, or all of it."""
    FAILED = "failed"
    """Nothing of it is printed."""
    COPY_ASKED = "copy_asked"
    """A kiosk was asked for a copy, and has not told how that ended."""


WITHOUT_PAPER = frozenset({PrintState.UNCERTAIN, PrintState.FAILED, PrintState.COPY_ASKED})
"""States in which staff are told that the visitor may hold no ticket."""
IN_THE_HOUSE = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED})
"""States of a ticket whose visitor still needs the number."""
COPIED = IN_THE_HOUSE | {TicketState.NO_SHOW}
"""States in which a copy may be printed: who did not come may still come back."""


def after_report(state: PrintState, outcome: PrintOutcome, *, asked: bool) -> PrintState:
    """Return what is known after a kiosk's report.

    A confirmed ticket stays confirmed, whatever is told later of an earlier try; and while a copy is on its way, an
    earlier try that was not confirmed changes nothing.

    Args:
        outcome: how this print ended.
        asked: it was the copy that staff asked for.
    """
    if outcome is PrintOutcome.PRINTED:
        return PrintState.PRINTED
    settled = state is PrintState.PRINTED or (state is PrintState.COPY_ASKED and not asked)
    return state if settled else PrintState(outcome.value)
