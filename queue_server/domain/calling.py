"""Whose turn it is: one pure function, and the reason for its choice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_server.domain.policy import OrderPolicy
from queue_server.protocol.words import Lane


class CallReason(StrEnum):
    """Why a ticket's turn came; stored with the call."""

    ONLY_ONE = "only_one"
    FIRST_COME = "first_come"
    CREDIT = "credit"
    PRIORITY_CAP = "priority_cap"
    PROMISE = "promise"
    PREFERENCE = "preference"
    """The counter's first service goes before its others."""
    AWAITED = "awaited"
    """An officer waited for whoever came next."""
    NAMED = "named"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting ticket that the counter could serve.

    Attributes:
        ordering_at: max(slot, arrival) for a booking, else the arrival.
        deadline_at: the promise.
        service_seconds: expected time of service.
        seq: order of entry into the line; breaks ties.
        preference: rank of the service at the counter, the smallest first.
    """

    ticket_id: int
    lane: Lane
    ordering_at: datetime
    deadline_at: datetime
    service_seconds: int
    seq: int
    service_id: int = 0
    preference: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """The ticket whose turn it is, and why."""

    ticket_id: int
    reason: CallReason


def choose(waiting: Iterable[Candidate], policy: OrderPolicy, now: datetime) -> Choice | None:
    """Choose the ticket whose turn it is at a counter.

    Each lane gains credit at its own rate per minute since its ordering time, so that nobody starves; a priority
    ticket over its cap goes first, then whoever is about to break the promise, the nearest deadline first. Where the
    counter prefers a service, its tickets go before those of other services; neither cap nor promise waits for that.

    Args:
        waiting: the tickets that the counter could serve, in any order.
        policy: the office's rates, cap and margin.
        now: time of the call, aware.

    Returns:
        The choice, or ``None`` when nothing waits.

    Source:
        Kleinrock 1964; Stanford, Taylor and Ziedins 2014 (accumulating priority queue).
    """
    candidates = list(waiting)
    if not candidates:
        return None
    if len(candidates) == 1:
        return Choice(candidates[0].ticket_id, CallReason.ONLY_ONE)
    capped = [c for c in candidates if c.lane is Lane.PRIORITY and _waited(c, now) >= policy.priority_cap_seconds]
    if capped:
        return Choice(min(capped, key=_by_time).ticket_id, CallReason.PRIORITY_CAP)
    urgent = [c for c in candidates if _projected_slack(c, now) <= policy.promise_margin_seconds]
    if urgent:
        return Choice(min(urgent, key=_by_deadline).ticket_id, CallReason.PROMISE)
    rank = min(c.preference for c in candidates)
    preferred = [c for c in candidates if c.preference == rank]
    best = min(preferred, key=lambda c: (-policy.rate(c.lane) * _waited(c, now), *_by_time(c)))
    if best is min(candidates, key=_by_time):
        return Choice(best.ticket_id, CallReason.FIRST_COME)
    return Choice(best.ticket_id, CallReason.CREDIT if len(preferred) == len(candidates) else CallReason.PREFERENCE)


def _waited(candidate: Candidate, now: datetime) -> float:
    return (now - candidate.ordering_at).total_seconds()


def _projected_slack(candidate: Candidate, now: datetime) -> float:
    return (candidate.deadline_at - now).total_seconds() - candidate.service_seconds


def _by_time(candidate: Candidate) -> tuple[datetime, int]:
    return candidate.ordering_at, candidate.seq


def _by_deadline(candidate: Candidate) -> tuple[datetime, datetime, int]:
    return candidate.deadline_at, candidate.ordering_at, candidate.seq
