"""The ticket: its states and the arrows between them."""

from enum import StrEnum

from queue_server.domain.transitions import Machine


class TicketState(StrEnum):
    """Where a ticket is."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


WITHDRAWN = "withdrawn"
"""Outcome of a ticket whose visitor was let in by a mistake that was taken back; it counts in no result."""


class TicketAction(StrEnum):
    """What can be done to a ticket."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    COMPLETE = "complete"
    NO_SHOW = "no_show"
    REINSTATE = "reinstate"
    PARK = "park"
    RESUME = "resume"
    TRANSFER = "transfer"
    NEXT_STAGE = "next_stage"
    CANCEL = "cancel"


AT_COUNTER = frozenset({TicketState.CALLED, TicketState.SERVING})
"""States in which a counter has the ticket; a counter has at most one such ticket."""

TICKET = Machine(
    name="ticket",
    initial=TicketState.WAITING,
    arrows={
        (TicketState.WAITING, TicketAction.CALL): TicketState.CALLED,
        (TicketState.CALLED, TicketAction.RECALL): TicketState.CALLED,
        (TicketState.CALLED, TicketAction.START): TicketState.SERVING,
        (TicketState.SERVING, TicketAction.COMPLETE): TicketState.COMPLETED,
        (TicketState.CALLED, TicketAction.NO_SHOW): TicketState.NO_SHOW,
        (TicketState.NO_SHOW, TicketAction.REINSTATE): TicketState.WAITING,
        (TicketState.SERVING, TicketAction.PARK): TicketState.PARKED,
        (TicketState.PARKED, TicketAction.RESUME): TicketState.CALLED,
        (TicketState.WAITING, TicketAction.TRANSFER): TicketState.WAITING,
        (TicketState.CALLED, TicketAction.TRANSFER): TicketState.WAITING,
        (TicketState.SERVING, TicketAction.TRANSFER): TicketState.WAITING,
        (TicketState.SERVING, TicketAction.NEXT_STAGE): TicketState.WAITING,
        (TicketState.PARKED, TicketAction.TRANSFER): TicketState.WAITING,
        (TicketState.WAITING, TicketAction.CANCEL): TicketState.CANCELLED,
        (TicketState.PARKED, TicketAction.CANCEL): TicketState.CANCELLED,
    },
)
