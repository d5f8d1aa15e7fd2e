"""The figures of a day, computed from the event table alone; it shares no code with the product's report."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from tests.simulation.ledger import FINAL, Ledger, Trace
from tests.simulation.record import Row

PROMISE_SECONDS = 7200.0
_INCOMPLETE = "documents_incomplete"
_DAY_ENDED = "day_ended"


@dataclass(frozen=True)
class Spread:
    """Durations: how many, and what they were, in seconds; ``None`` where there is none."""

    count: int
    mean_seconds: float | None = None
    median_seconds: float | None = None
    worst_seconds: float | None = None


@dataclass(frozen=True)
class Figures:
    """What a person wants to know of a day, or of one service of it.

    Attributes:
        visitors: tickets that were issued.
        unfinished: tickets that ended with the day; who gave up is `cancelled`.
        wait, walk, service: arrival to first call, call to start, and the pieces of service together.
        stay: arrival to completion.
        within_promise: of those completed.
    """

    visitors: int
    completed: int
    incomplete_files: int
    no_shows: int
    cancelled: int
    unfinished: int
    wait: Spread
    walk: Spread
    service: Spread
    stay: Spread
    within_promise: int

    @property
    def share(self) -> float | None:
        """Share of the completed who were through within the promise; ``None`` where nobody was completed."""
        return self.within_promise / self.completed if self.completed else None


def retell(rows: Iterable[Row]) -> Ledger:
    """Retell a day from its events."""
    ledger = Ledger()
    for row in rows:
        ledger.apply(row)
    return ledger


def figures_of(tickets: Iterable[Trace]) -> Figures:
    """Compute the figures of some tickets."""
    all_of_them = list(tickets)
    done = [one for one in all_of_them if one.state == "completed" and one.outcome != _DAY_ENDED]
    stays = [_stay(one) for one in done]
    waits = [(one.called_at - one.arrived_at).total_seconds() for one in done if one.called_at]
    return Figures(
        visitors=len(all_of_them),
        completed=len(done),
        incomplete_files=sum(one.outcome == _INCOMPLETE for one in done),
        no_shows=sum(one.state == "no_show" and one.outcome != _DAY_ENDED for one in all_of_them),
        cancelled=sum(one.state == "cancelled" and one.outcome != _DAY_ENDED for one in all_of_them),
        unfinished=sum(one.outcome == _DAY_ENDED for one in all_of_them),
        wait=spread(waits),
        walk=spread([one.walked_seconds for one in done]),
        service=spread([one.served_seconds for one in done]),
        stay=spread(stays),
        within_promise=sum(seconds <= PROMISE_SECONDS for seconds in stays),
    )


def by_service(ledger: Ledger) -> dict[int, Figures]:
    """Compute the figures of each service, by the one that a ticket was at last."""
    ids = sorted({one.service_id for one in ledger.tickets.values()})
    return {nth: figures_of(one for one in ledger.tickets.values() if one.service_id == nth) for nth in ids}


def spread(seconds: list[float]) -> Spread:
    """Describe durations."""
    return Spread(len(seconds), mean(seconds), median(seconds), max(seconds)) if seconds else Spread(0)


def _stay(trace: Trace) -> float:
    assert trace.ended_at is not None
    return (trace.ended_at - trace.arrived_at).total_seconds()


def as_reported(ledger: Ledger) -> dict[str, Any]:
    """Compute what the product's report of the day has to say, in the words of its published form."""
    tickets = list(ledger.tickets.values())
    all_of_them = figures_of(tickets)
    served = [one for one in tickets if one.state == "completed" and one.outcome != _DAY_ENDED]
    return {
        "promise_seconds": PROMISE_SECONDS,
        "issued": all_of_them.visitors,
        "complete": _files([_stay(one) for one in served if one.outcome == "done"]),
        "incomplete": _files([_stay(one) for one in served if one.outcome == _INCOMPLETE]),
        "other": _files([_stay(one) for one in served if one.outcome not in {"done", _INCOMPLETE}]),
        "waiting": _reported([_stay(one) - one.walked_seconds - one.served_seconds for one in served]),
        "walking": _reported([one.walked_seconds for one in served]),
        "service": _reported([one.served_seconds for one in served]),
        "no_shows": all_of_them.no_shows,
        "cancelled": all_of_them.cancelled,
        "still_here": sum(one.state not in FINAL for one in tickets),
        "day_ended": all_of_them.unfinished,
    }


def _files(stays: list[float]) -> dict[str, Any]:
    within = sum(seconds <= PROMISE_SECONDS for seconds in stays)
    share, worst = (within / len(stays), max(stays)) if stays else (None, None)
    return {"visitors": len(stays), "within_promise": within, "share_within": share, "worst_seconds": worst}


def _reported(seconds: list[float]) -> dict[str, Any]:
    ordered = sorted(seconds)
    ninth = ordered[-(-9 * len(ordered) // 10) - 1] if ordered else None  # nearest rank
    of = spread(seconds)
    return {
        "known": of.count,
        "median_seconds": of.median_seconds,
        "p90_seconds": ninth,
        "worst_seconds": of.worst_seconds,
    }
