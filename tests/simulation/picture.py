"""A simulated day for a person: a table and a drawing for the terminal."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.simulation.day import Told
from tests.simulation.figures import Figures, Spread, by_service, figures_of, retell
from tests.simulation.ledger import Ledger, Trace
from tests.simulation.premises import ZONE
from tests.simulation.record import Row

STEP = timedelta(minutes=10)
_COUNTS = ("tickets", "done", "incomplete", "no-show", "gave up", "day ended")
_HEAD = ("", *_COUNTS, "wait", "walk", "service", "<= 2 h", "worst")
_IN_SERVICE = frozenset({"called", "serving"})


def table(told: Told) -> str:
    """Return the day's figures, a line for each service: mean waiting, walking and service time, in minutes."""
    ledger = retell(told.rows)
    names = {service_id: code.value for code, service_id in told.service_ids.items()}
    lines = [_line(names[service_id], figures) for service_id, figures in by_service(ledger).items()]
    lines.append(_line("all", figures_of(ledger.tickets.values())))
    widths = [max(len(line[nth]) for line in (_HEAD, *lines)) for nth in range(len(_HEAD))]
    return "\n".join("  ".join(map(str.rjust, line, widths)) for line in (_HEAD, *lines))


def _line(name: str, of: Figures) -> tuple[str, ...]:
    counts = (of.visitors, of.completed, of.incomplete_files, of.no_shows, of.cancelled, of.unfinished)
    share = "no data" if of.share is None else f"{of.share:.1%}"
    times = (_mean(of.wait), _mean(of.walk), _mean(of.service), share, _minutes(of.stay.worst_seconds))
    return (name, *map(str, counts), *times)


def _mean(of: Spread) -> str:
    return _minutes(of.mean_seconds)


def _minutes(seconds: float | None) -> str:
    return "no data" if seconds is None else f"{seconds / 60:.1f}"


def story(told: Told) -> str:
    """Return in a few lines what happened at the door."""
    absent = sum(one.comes_at is None for one in told.visitors)
    booked = sum(one.slot_at is not None for one in told.visitors)
    happened = ", ".join(f"{what} {times}" for what, times in sorted(told.happened.items()))
    return (
        f"{len(told.visitors)} visitors: {booked} booked, of whom {absent} did not come; "
        f"{len(told.visitors) - booked} walked in\n{happened}\n"
        f"{retell(told.rows).missed_bookings} bookings closed as no-show; {len(told.rows)} events"
    )


def drawing(told: Told) -> str:
    """Return how many waited (``.``) and were at a counter (``#``), each ten minutes."""
    return "\n".join(
        f"{at.astimezone(ZONE):%H:%M} {'#' * busy}{'.' * waiting}" for at, busy, waiting in states(told.rows)
    )


def states(rows: list[Row]) -> Iterator[tuple[datetime, int, int]]:
    """Return each ten minutes how many are at a counter, and how many wait."""
    ledger, visiting = Ledger(), [row for row in rows if row.name.startswith(("visit.", "ticket."))]
    upto = visiting[0].at.replace(minute=0, second=0, microsecond=0) + STEP
    for row in visiting:
        while row.at >= upto:
            yield upto, *_counts(ledger)
            upto += STEP
        ledger.apply(row)
    yield upto, *_counts(ledger)


def _counts(ledger: Ledger) -> tuple[int, int]:
    def many(true: Callable[[Trace], bool]) -> int:
        return sum(map(true, ledger.tickets.values()))

    return many(lambda one: one.state in _IN_SERVICE), many(lambda one: one.state == "waiting")
