"""The visit: one pass through the house, and what screening may do to it."""

from enum import StrEnum

from queue_server.domain.transitions import Machine


class VisitState(StrEnum):
    """Where a visit stands with regard to entering the line."""

    ARRIVED = "arrived"
    ADMITTED = "admitted"
    HELD = "held"
    CLEARED = "cleared"
    DEFERRED = "deferred"
    LEFT = "left"


class VisitAction(StrEnum):
    """What can be done to a visit."""

    ADMIT = "admit"
    HOLD = "hold"
    CLEAR = "clear"
    DEFER = "defer"
    LEAVE = "leave"
    TAKE_BACK = "take_back"


VISIT = Machine(
    name="visit",
    initial=VisitState.ARRIVED,
    arrows={
        (VisitState.ARRIVED, VisitAction.ADMIT): VisitState.ADMITTED,
        (VisitState.ARRIVED, VisitAction.HOLD): VisitState.HELD,
        (VisitState.HELD, VisitAction.CLEAR): VisitState.CLEARED,
        (VisitState.HELD, VisitAction.DEFER): VisitState.DEFERRED,
        (VisitState.HELD, VisitAction.LEAVE): VisitState.LEFT,
        (VisitState.CLEARED, VisitAction.TAKE_BACK): VisitState.HELD,
        (VisitState.DEFERRED, VisitAction.TAKE_BACK): VisitState.HELD,
        (VisitState.LEFT, VisitAction.TAKE_BACK): VisitState.HELD,
    },
)

KEEPS_PLACE = frozenset({VisitState.ARRIVED, VisitState.ADMITTED, VisitState.HELD, VisitState.CLEARED})
"""States in which the visit counts against the day's quota."""
