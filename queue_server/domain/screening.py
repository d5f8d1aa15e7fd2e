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


class ReadingSource(StrEnum):
    """Who measured."""

    KIOSK = "kiosk"
    HAND = "hand"


_HOLDS = {Verdict.WARM: CaseKind.WARM, Verdict.UNMEASURED: CaseKind.UNMEASURED}

DECISION_OF = {
    VisitAction.CLEAR: Decision.CLEARED,
    VisitAction.DEFER: Decision.DEFERRED,
    VisitAction.LEAVE: Decision.LEFT,
}


def case_for(verdict: Verdict) -> CaseKind | None:
    """Return the kind of case that a verdict opens, or ``None`` when the visitor may pass."""
    return _HOLDS.get(verdict)
