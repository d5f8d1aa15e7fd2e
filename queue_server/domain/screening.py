"""Screening: what a verdict means for a visit, and what a person may decide."""

from enum import StrEnum

from queue_server.domain.visit import VisitAction
from queue_server.protocol.words import Verdict


class CaseKind(StrEnum):
    """Why a person must look."""

    WARM = "warm"
    UNMEASURED = "unmeasured"


class Decision(StrEnum):
    """What a person decided; the machine never refuses entry."""

    CLEARED = "cleared"
    DEFERRED = "deferred"
    LEFT = "left"


class Doubt(StrEnum):
    """What is wrong with a decision that was made at a kiosk while the server was away."""

    NO_RIGHT = "no_right"
    """It stands, but who made it may not decide any more, or never might."""
    WAS_CLEARED = "was_cleared"
    """It was to let the visitor in, and does not stand: another decision was here first. So with the next two."""
    WAS_DEFERRED = "was_deferred"
    WAS_LEFT = "was_left"


class ReadingSource(StrEnum):
    """Who measured."""

    KIOSK = "kiosk"
    HAND = "hand"


_HOLDS = {Verdict.WARM: CaseKind.WARM, Verdict.UNMEASURED: CaseKind.UNMEASURED}

DOUBTS = {
    Decision.CLEARED: Doubt.WAS_CLEARED,
    Decision.DEFERRED: Doubt.WAS_DEFERRED,
    Decision.LEFT: Doubt.WAS_LEFT,
}
DECISION_OF = {
    VisitAction.CLEAR: Decision.CLEARED,
    VisitAction.DEFER: Decision.DEFERRED,
    VisitAction.LEAVE: Decision.LEFT,
}


def case_for(verdict: Verdict) -> CaseKind | None:
    """Return the kind of case that a verdict opens, or ``None`` when the visitor may pass."""
    return _HOLDS.get(verdict)
