"""The promise, and what a visitor is told about the wait."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_server.domain.ticket import TicketState
from queue_server.protocol.messages import WaitEstimate
from queue_server.protocol.words import ServiceOutcome

SERVICES_BEFORE_ESTIMATE = 5
RISK_SHARE = 7 / 8
"""Who is expected to use more than this share of the promise is at risk: 105 of 120 minutes."""


def deadline(arrived_at: datetime, promise_seconds: int) -> datetime:
    """Return the time by which a visitor should be going home."""
    return arrived_at + timedelta(seconds=promise_seconds)


def estimate_wait(ahead: int, service_seconds: float, open_counters: int, completed: int) -> WaitEstimate | None:
    """Estimate the wait as a range.

    Args:
        ahead: people before the visitor.
        service_seconds: mean time of service today.
        open_counters: counters that serve this line.
        completed: services completed today.

    Returns:
        A range of about a fifth below to a third above, in whole minutes on a grid of five; ``None`` before five
        completed services or with no counter open: no figure is better than a guess.

    Source:
        Own back-test on public ticket data: queue length times service time over open counters, 12.5 min mean error.
    """
    if completed < SERVICES_BEFORE_ESTIMATE or open_counters < 1:
        return None
    minutes = ahead * service_seconds / open_counters / 60
    low = 5 * math.floor(minutes * 0.8 / 5)
    return WaitEstimate(low_minutes=low, high_minutes=max(low + 5, 5 * math.ceil(minutes * 1.33 / 5)))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the projection of one open ticket needs.

    Attributes:
        elapsed_seconds: since the arrival.
        state: where the ticket is; one that has ended has no outlook.
        ahead: tickets of the same service before it, for one that waits.
        open_counters: that serve its service now.
        service_seconds: what the present service is expected to take.
        served_seconds: how long the present piece of service has lasted.
        later_seconds: what the services after the present one are expected to take.
    """

    elapsed_seconds: float
    state: TicketState
    ahead: int
    open_counters: int
    service_seconds: float
    served_seconds: float
    later_seconds: float


def projected_seconds(outlook: Outlook) -> float:
    """Project the time from arrival to going home, in seconds.

    Who waits goes in after those ahead, by as many counters as are open; with none open, as if one were. Services to
    come are counted without waiting for them: the projection errs to the short side, never to a false alarm.
    """
    left = max(0.0, outlook.service_seconds - outlook.served_seconds)
    wait = 0.0
    if outlook.state is TicketState.WAITING:
        wait = outlook.ahead * outlook.service_seconds / max(1, outlook.open_counters)
    return outlook.elapsed_seconds + wait + left + outlook.later_seconds


def at_risk(projected: float, promise_seconds: float) -> bool:
    """Whether a visitor is likely to stay longer than the promise allows, with some room to act."""
    return projected > promise_seconds * RISK_SHARE


class PromiseState(StrEnum):
    """What became of the promise to one visitor."""

    KEPT = "kept"
    BROKEN = "broken"
    RUNS = "runs"
    """The visitor is here, and the time has not passed."""
    OVERDUE = "overdue"
    """The visitor is here, and the time has passed."""
    NOT_JUDGED = "not_judged"
    """Nobody was served to the end: it counts neither way, as in the result of the day."""


def promise_state(
    state: TicketState, outcome: str, deadline_at: datetime, ended_at: datetime | None, now: datetime
) -> PromiseState:
    """Return what became of a promise, as the result of the day judges it."""
    if state is TicketState.COMPLETED and ended_at is not None and outcome != ServiceOutcome.DAY_ENDED.value:
        return PromiseState.BROKEN if ended_at > deadline_at else PromiseState.KEPT
    if state in (TicketState.COMPLETED, TicketState.NO_SHOW, TicketState.CANCELLED):
        return PromiseState.NOT_JUDGED
    return PromiseState.OVERDUE if now > deadline_at else PromiseState.RUNS
