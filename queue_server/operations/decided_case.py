"""What the screening desk shows of a decision."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DecidedCaseView:
    """A decided case of today, without any value.

    Attributes:
        decided_by: name of who decided. ``decided_by_actor``: the same as stored.
        kiosk_name: where the visitor checked in; empty once the purpose is over.
        ticket_number: of a visitor who was let in.
        slot_at: of the booking of a visitor who is to be treated first; ``None`` where there is nothing to move.
        moved: whether that booking is for a later day by now.
        undo_seconds_left: how long the decision can still be taken back.
        doubt: what is wrong with a decision that was made at a kiosk without the server: a `Doubt`, or empty.
        doubt_by: name of who made it. ``doubt_number``: on the paper that it gave, if any.
    """

    id: str
    decision: str
    decided_at: datetime
    decided_by: str
    decided_by_actor: str
    kiosk_name: str
    ticket_number: str
    slot_at: datetime | None
    moved: bool
    undo_seconds_left: float
    doubt: str = ""
    doubt_by: str = ""
    doubt_number: str = ""
