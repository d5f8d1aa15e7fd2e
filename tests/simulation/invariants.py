"""What must be true of a day at every moment, looked for in the event table while the day goes on and at its end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.simulation.ledger import AT_COUNTER, FINAL, Ledger, Trace
from tests.simulation.record import Row

RETURN_SECONDS = 1800
"""Who returns later than this after a no-show stands at the end of the line: the office's rule."""
REASONS = frozenset(
    {"only_one", "first_come", "credit", "priority_cap", "promise", "preference", "awaited", "named", "resumed"}
)
_DECIDED = {"cleared"}
_AWAY = {"deferred", "left"}
_LEAVES_COUNTER = {"counter.closed": False, "counter.opened": True}


class BrokenInvariantError(AssertionError):
    """The day broke a rule; the message says which event, and what was wrong."""


@dataclass(frozen=True)
class Arrived:
    """What a visitor brought to the kiosk, as the people of the day know it."""

    service_id: int
    party_size: int = 1
    slot_at: datetime | None = None


@dataclass
class Knowledge:
    """What is not in the events: who takes which service, who booked for when, how many places there are.

    Attributes:
        serves: services by counter.
        quotas: places by service; raised while the day goes on.
        arrived: by visit.
        sent_to_the_end: tickets that were transferred without their place.
    """

    serves: Mapping[int, frozenset[int]]
    quotas: dict[int, int]
    arrived: dict[int, Arrived] = field(default_factory=dict)
    sent_to_the_end: set[int] = field(default_factory=set)


class Invariants:
    """Watches a day, event by event."""

    def __init__(self, known: Knowledge, first_seq: int = 1) -> None:
        self.ledger = Ledger()
        self._known = known
        self._next_seq = first_seq
        self._at: datetime | None = None
        self._closed = False
        self._open: set[int] = set()
        self._ordering: dict[int, datetime] = {}
        self._numbers: dict[str, int] = {}
        self._of_visit: Counter[int] = Counter()
        self._taken: Counter[int] = Counter()

    def see(self, row: Row) -> None:
        """Look at one more event.

        Raises:
            BrokenInvariantError, UntellableError: it breaks a rule.
        """
        self._in_sequence(row)
        before = self._trace(row)
        if row.name == "ticket.called" and before is not None:
            self._turn(row, before)
        self.ledger.apply(row)
        self._counters(row)
        if row.name == "ticket.issued":
            self._issued(row)
        elif row.name.startswith("visit."):
            self._places(row)
        elif row.name.startswith("ticket."):
            self._moved(row, before)

    def finish(self) -> None:
        """Look at the whole day: it was closed, nobody is lost, no time is negative.

        Raises:
            BrokenInvariantError: somebody is.
        """
        _must(self._closed, "the day was not closed")
        for visit_id, state in self.ledger.visits.items():
            wanted = 0 if state in _AWAY else 1
            _must(state in {"admitted", *_DECIDED, *_AWAY}, f"visit {visit_id} ended as {state}")
            _must(
                self._of_visit[visit_id] == wanted, f"visit {visit_id} ({state}) has {self._of_visit[visit_id]} tickets"
            )
        for trace in self.ledger.tickets.values():
            _must(trace.state in FINAL, f"{trace.number} ended as {trace.state}")
            _must(min(trace.walked_seconds, trace.served_seconds) >= 0, f"{trace.number} has negative times")
            _must(
                trace.called_at is None or trace.called_at >= trace.arrived_at, f"{trace.number} was called too early"
            )
            _must(trace.ended_at is not None and trace.ended_at >= trace.arrived_at, f"{trace.number} ended too early")

    def idle_counters(self) -> None:
        """Check that no open counter without a visitor faces a ticket that it could serve.

        Raises:
            BrokenInvariantError: one does.
        """
        busy = {trace.counter_id for trace in self.ledger.tickets.values() if trace.state in AT_COUNTER}
        waiting = [trace for trace in self.ledger.tickets.values() if trace.state == "waiting"]
        for counter_id in self._open - busy:
            faced = [trace.number for trace in waiting if trace.service_id in self._known.serves[counter_id]]
            _must(not faced, f"at {self._at} counter {counter_id} is idle and faces {faced}")

    def _in_sequence(self, row: Row) -> None:
        _must(row.seq == self._next_seq, f"event {row.seq} follows {self._next_seq - 1}")
        self._next_seq += 1
        if self._at is not None and row.at > self._at:
            self.idle_counters()
        _must(self._at is None or row.at >= self._at, f"event {row.seq} is before the one before it")
        self._at = row.at

    def _trace(self, row: Row) -> Trace | None:
        return self.ledger.tickets.get(int(row.payload.get("ticket_id", 0)))

    def _counters(self, row: Row) -> None:
        if row.name in _LEAVES_COUNTER:
            counter_id = int(row.payload["subject_id"])
            (self._open.add if _LEAVES_COUNTER[row.name] else self._open.discard)(counter_id)
        elif row.name == "day.closed":
            self._open.clear()
            self._closed = True

    def _issued(self, row: Row) -> None:
        number, visit_id, ticket_id = row.payload["number"], int(row.payload["visit_id"]), int(row.payload["ticket_id"])
        _must(number not in self._numbers, f"event {row.seq}: number {number} was given twice")
        self._numbers[number] = ticket_id
        state = self.ledger.visits[visit_id]
        _must(state in {"admitted", *_DECIDED}, f"event {row.seq}: {number} was given to a visitor who is {state}")
        self._of_visit[visit_id] += 1
        slot_at, arrived_at = self._known.arrived[visit_id].slot_at, self.ledger.arrivals[visit_id]
        self._ordering[ticket_id] = max(slot_at, arrived_at) if slot_at else arrived_at

    def _places(self, row: Row) -> None:
        """Count the people who have a place of the day: those who came, without those who were sent away."""
        word = row.name.partition(".")[2]
        arrived = self._known.arrived[int(row.payload["visit_id"])]
        if word == "arrived":
            self._taken[arrived.service_id] += arrived.party_size
        elif word in _AWAY:
            self._taken[arrived.service_id] -= arrived.party_size
        quota = self._known.quotas[arrived.service_id]
        _must(self._taken[arrived.service_id] <= quota, f"event {row.seq}: more than {quota} places were given")

    def _moved(self, row: Row, before: Trace | None) -> None:
        after = self._trace(row)
        if after is None or before is None:
            return
        if after.state in AT_COUNTER:
            others = [t.number for t in self.ledger.tickets.values() if t.state in AT_COUNTER and t is not after]
            there = {t.counter_id for t in self.ledger.tickets.values() if t.number in others}
            _must(after.counter_id not in there, f"event {row.seq}: two visitors at counter {after.counter_id}")
            _must(after.counter_id in self._open, f"event {row.seq}: called to a counter that is closed")
        missed_at = before.ended_at
        late = missed_at is not None and row.at - missed_at > timedelta(seconds=RETURN_SECONDS)
        at_the_end = row.name == "ticket.transferred" and after.ticket_id in self._known.sent_to_the_end
        if at_the_end or (row.name == "ticket.reinstated" and late):
            self._ordering[after.ticket_id] = row.at

    def _turn(self, row: Row, called: Trace) -> None:
        """Check the reason of a call, and that nobody of the same line came before."""
        reason = row.payload.get("reason", "")
        _must(reason in REASONS, f"event {row.seq}: {called.number} was called for the reason {reason!r}")
        counter_id = int(row.payload["counter_id"])
        _must(
            called.service_id in self._known.serves[counter_id], f"event {row.seq}: counter {counter_id} cannot serve"
        )
        if reason == "named":
            return
        by = self._by_deadline if reason == "promise" else self._by_turn
        for other in self.ledger.tickets.values():
            same = other.service_id == called.service_id and _lane(other) == _lane(called)
            if same and other.state == "waiting":
                _must(by(called) <= by(other), f"event {row.seq}: {called.number} overtook {other.number} ({reason})")

    def _by_turn(self, trace: Trace) -> tuple[datetime, int]:
        return self._ordering[trace.ticket_id], trace.ticket_id

    def _by_deadline(self, trace: Trace) -> tuple[datetime, datetime, int]:
        return trace.arrived_at, *self._by_turn(trace)


def _lane(trace: Trace) -> str:
    return trace.number.partition("-")[0]


def _must(true: bool, otherwise: str) -> None:
    if not true:
        raise BrokenInvariantError(otherwise)
