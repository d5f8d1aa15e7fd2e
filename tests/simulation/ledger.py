"""What became of each visitor, retold from the events alone; it shares no code with the product."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.simulation.record import Row

FINAL = frozenset({"completed", "no_show", "cancelled"})
AT_COUNTER = frozenset({"called", "serving"})
BEFORE = {
    "called": {"waiting"},
    "recalled": {"called"},
    "started": {"called"},
    "completed": {"serving"},
    "no_show": {"called"},
    "reinstated": {"no_show"},
    "parked": {"serving"},
    "resumed": {"parked"},
    "transferred": {"waiting", "called", "serving", "parked"},
    "forwarded": {"serving"},
    "cancelled": {"waiting", "parked"},
}
"""By the last word of an event: the states that a ticket may have had before."""


class UntellableError(AssertionError):
    """An event that cannot have happened; the message says why."""


@dataclass
class Trace:
    """One ticket: where it is, and the times that it has seen.

    Attributes:
        called_at: the first call of all; ``stage_called_at``: the call that the visitor follows now.
        walked_seconds, served_seconds: pieces that have ended.
        changed_at: when it came into this state; ``former``: how it was before, which undoing brings back.
    """

    ticket_id: int
    visit_id: int
    number: str
    service_id: int
    arrived_at: datetime
    changed_at: datetime
    state: str = "waiting"
    counter_id: int | None = None
    called_at: datetime | None = None
    stage_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    walked_seconds: float = 0.0
    served_seconds: float = 0.0
    outcome: str = ""
    former: "Trace | None" = None


@dataclass
class Ledger:
    """All visits and tickets of a day."""

    visits: dict[int, str] = field(default_factory=dict)
    arrivals: dict[int, datetime] = field(default_factory=dict)
    tickets: dict[int, Trace] = field(default_factory=dict)
    missed_bookings: int = 0

    def apply(self, row: Row) -> None:
        """Retell one more event.

        Raises:
            UntellableError: it does not follow from what was before.
        """
        subject, _, word = row.name.partition(".")
        if subject == "visit":
            self._visit(row, word)
        elif row.name == "ticket.issued":
            self._issue(row)
        elif row.name == "ticket.renumbered":
            known = self._known(row)
            self.tickets[known.ticket_id] = replace(known, number=row.payload["number"])
        elif subject == "ticket" and word == "undone":
            self._undo(row)
        elif subject == "ticket" and word in BEFORE:
            self._change(row, word)
        elif row.name == "booking.no_show":
            self.missed_bookings += 1

    def _visit(self, row: Row, word: str) -> None:
        visit_id = int(row.payload["visit_id"])
        before = self.visits.get(visit_id)
        allowed = {"arrived": None, "admitted": "arrived", "held": "arrived"}.get(word, "held")
        if before != allowed:
            raise UntellableError(f"{row.seq}: visit {visit_id} was {before}, so it cannot be {word}")
        self.visits[visit_id] = word
        if word == "arrived":
            self.arrivals[visit_id] = row.at

    def _issue(self, row: Row) -> None:
        visit_id, ticket_id = int(row.payload["visit_id"]), int(row.payload["ticket_id"])
        if visit_id not in self.arrivals or ticket_id in self.tickets:
            raise UntellableError(f"{row.seq}: ticket {ticket_id} of a visit that never came, or issued twice")
        number, service_id = row.payload["number"], int(row.payload["service_id"])
        arrived_at = self.arrivals[visit_id]
        self.tickets[ticket_id] = Trace(ticket_id, visit_id, number, service_id, arrived_at, row.at)

    def _change(self, row: Row, word: str) -> None:
        before = self._known(row)
        if before.state not in BEFORE[word]:
            raise UntellableError(f"{row.seq}: {before.number} was {before.state}, so it cannot be {word}")
        after = replace(before, state=row.payload["state"], changed_at=row.at, former=before)
        after.service_id = int(row.payload["service_id"])
        after.counter_id = row.payload.get("counter_id") if after.state in AT_COUNTER else None
        self.tickets[before.ticket_id] = _timed(after, before, row, word)

    def _undo(self, row: Row) -> None:
        trace = self._known(row)
        last_at = trace.changed_at
        while trace.former is not None and trace.changed_at == last_at:
            trace = trace.former
        if trace.state != row.payload["state"]:
            raise UntellableError(f"{row.seq}: {trace.number} was {trace.state} before, not {row.payload['state']}")
        self.tickets[trace.ticket_id] = trace

    def _known(self, row: Row) -> Trace:
        ticket_id = int(row.payload["ticket_id"])
        if ticket_id not in self.tickets:
            raise UntellableError(f"{row.seq}: ticket {ticket_id} was never issued")
        return self.tickets[ticket_id]


def _timed(after: Trace, before: Trace, row: Row, word: str) -> Trace:
    """Fill in the times that follow from an event."""
    if word in {"called", "resumed"}:
        after.called_at, after.stage_called_at = before.called_at or row.at, row.at
    elif word == "started" and before.stage_called_at is not None:
        after.walked_seconds += (row.at - before.stage_called_at).total_seconds()
        after.started_at = row.at
    elif before.state == "serving" and before.started_at is not None:
        after.served_seconds += (row.at - before.started_at).total_seconds()
        after.started_at = None
    after.ended_at = row.at if after.state in FINAL else None
    if word == "completed":
        after.outcome = row.payload["reason"]
    elif word in {"cancelled", "no_show"}:
        after.outcome = row.payload.get("reason", "")
    return after
