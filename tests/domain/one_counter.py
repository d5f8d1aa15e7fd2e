"""One counter that calls by the real function, and is never idle while somebody waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_server.domain.calling import CallReason, Candidate, choose
from queue_server.domain.policy import OrderPolicy
from queue_server.protocol.words import Lane
from tests.support.clock import START_AT

FAR = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One visitor; times in minutes."""

    lane: Lane
    at: float
    service: float


@dataclass(frozen=True, slots=True)
class Served:
    """One visitor who was called."""

    visitor: Arrival
    called_at: float
    reason: CallReason

    @property
    def wait(self) -> float:
        """Minutes from arrival to the call."""
        return self.called_at - self.visitor.at


def serve(visitors: Sequence[Arrival], policy: OrderPolicy, promise: timedelta = FAR) -> list[Served]:
    """Serve all visitors, given in the order of their arrival; return them in the order of their calls."""
    line: dict[int, Candidate] = {}
    served: list[Served] = []
    free_at, coming = 0.0, 0
    while coming < len(visitors) or line:
        if not line:
            free_at = max(free_at, visitors[coming].at)
        while coming < len(visitors) and visitors[coming].at <= free_at:
            ordering_at = START_AT + timedelta(minutes=visitors[coming].at)
            line[coming] = Candidate(coming, visitors[coming].lane, ordering_at, ordering_at + promise, 60, coming)
            coming += 1
        choice = choose(line.values(), policy, START_AT + timedelta(minutes=free_at))
        assert choice is not None
        del line[choice.ticket_id]
        called = visitors[choice.ticket_id]
        served.append(Served(called, free_at, choice.reason))
        free_at += called.service
    return served
