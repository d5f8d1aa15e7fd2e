"""Holds what clients were told against what the disk knows: nothing lost, nothing doubled, no state of its own."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.clients import Told
from tests.simulation.ledger import Ledger, UntellableError
from tests.simulation.record import EventTable, Row, stored_tickets

EVENT_OF = {
    "call-next": "ticket.called",
    "recall": "ticket.recalled",
    "park": "ticket.parked",
    "resume": "ticket.resumed",
    "no-show": "ticket.no_show",
    "reinstate": "ticket.reinstated",
    "transfer": "ticket.transferred",
    "next-stage": "ticket.forwarded",
    "check-in": "ticket.issued",
}
"""Actions that write one such event, which nothing else writes."""
AT_LEAST = {"start": "ticket.started", "complete": "ticket.completed", "undo": "ticket.undone"}
"""Actions that write such an event, as others do: "next" starts and completes who is still at the counter."""


@dataclass
class Verdict:
    """What was found, in words; three empty lists are a sound server."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        found = [("lost", self.lost), ("doubled", self.doubled), ("wrong state", self.wrong)]
        return "; ".join(f"{name}: {len(what)} ({'; '.join(what[:3])})" for name, what in found if what) or "sound"


class Judge:
    """Reads the events as they come; asked after each crash, when every client has its answer."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._events, self._ledger = EventTable(database), Ledger()
        self._told: Counter[tuple[str, int]] = Counter()
        self._written: Counter[tuple[str, int]] = Counter()
        self._held = 0

    def verdict(self, told: Iterable[Told]) -> Verdict:
        """Judge one round.

        Args:
            told: by all clients, since the last time.
        """
        found = Verdict()
        self._told.update(_promised(told))
        for row in self._events.news():
            self._written.update(_kept(row))
            try:
                self._ledger.apply(row)
            except UntellableError as error:
                found.wrong.append(str(error))
        found.lost += [_words(one, count) for one, count in (self._told - self._written).items()]
        more = (self._written - self._told).items()
        found.doubled += [_words(one, count) for one, count in more if one[0] not in AT_LEAST.values()]
        found.wrong += list(self._tables())
        return found

    def _tables(self) -> Iterator[str]:
        stored = {row["id"]: row for row in stored_tickets(self._database)}
        if stored.keys() != self._ledger.tickets.keys():
            yield f"tickets {sorted(stored.keys() ^ self._ledger.tickets.keys())[:5]} stand in one place only"
        for number, times in Counter(row["number"] for row in stored.values()).items():
            if times > 1:
                yield f"number {number} was given {times} times"
        for trace in self._ledger.tickets.values():
            row = stored.get(trace.ticket_id)
            if row is not None and (row["state"], row["number"]) != (trace.state, trace.number):
                yield f"{row['number']} is {row['state']}, and its events say {trace.state}"


def _promised(told: Iterable[Told]) -> Iterator[tuple[str, int]]:
    """Return the events that the answers promise."""
    for one in told:
        if one.reply.status >= 400:
            continue
        if one.action == "check-in":
            yield "visit.arrived", int(one.reply.body["visit_id"])
            if one.reply.body["ticket"] is not None:
                yield "ticket.issued", int(one.reply.body["ticket"]["id"])
        else:
            yield (EVENT_OF | AT_LEAST)[one.action], int(one.reply.body["ticket_id"])


def _kept(row: Row) -> Iterator[tuple[str, int]]:
    if row.name in (*EVENT_OF.values(), *AT_LEAST.values()):
        yield row.name, int(row.payload["ticket_id"])
    elif row.name == "visit.arrived":
        yield row.name, int(row.payload["visit_id"])


def _words(event: tuple[str, int], count: int) -> str:
    return f"{event[0]} of {event[1]}" + (f", {count} times" if count > 1 else "")
