"""A whole day at a real server, with every rule watched; and that the watch finds what is planted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from queue_server.protocol.words import Lane
from tests.simulation.arrivals import ABSENT, BOOKED, PRIORITY, VISITORS, AtTheDoor, visitors_of
from tests.simulation.day import Told, simulate
from tests.simulation.figures import as_reported, figures_of, retell
from tests.simulation.invariants import Arrived, BrokenInvariantError, Invariants, Knowledge
from tests.simulation.ledger import UntellableError
from tests.simulation.picture import drawing, table
from tests.simulation.premises import midnight_of
from tests.simulation.record import Row
from tests.support.clock import START_AT

DAY = date(2026, 3, 3)
SEEDS = (1, 3)


@pytest.fixture(scope="module", params=SEEDS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A day that has passed without a broken rule."""
    return simulate(tmp_path_factory.mktemp("day"), DAY, request.param)


@pytest.mark.parametrize("seed", range(5))
def test_the_visitors_are_those_of_the_plan(seed: int) -> None:
    visitors = visitors_of(midnight_of(DAY), seed)
    booked = [one for one in visitors if one.slot_at]
    assert (len(visitors), len(booked)) == (VISITORS, BOOKED)
    assert sum(one.comes_at is None for one in booked) == ABSENT
    assert sum(one.lane is Lane.PRIORITY for one in visitors) == PRIORITY
    assert {one.door for one in visitors} == set(AtTheDoor)
    assert visitors == visitors_of(midnight_of(DAY), seed)
    assert visitors != visitors_of(midnight_of(DAY), seed + 1)


def test_the_record_says_what_the_people_saw(told: Told) -> None:
    ledger = retell(told.rows)
    happened = told.happened
    came = sum(one.comes_at is not None for one in told.visitors)
    assert len(ledger.visits) == happened["checked in"] == came - len(told.turned_away)
    sent_away = happened["deferred"] + happened["leaves"]
    assert len(ledger.tickets) == happened["checked in"] - sent_away
    figures = figures_of(ledger.tickets.values())
    ended = figures.completed + figures.no_shows + figures.cancelled + figures.unfinished
    assert figures.visitors == len(ledger.tickets) == ended
    assert figures.cancelled == happened["gave up"]
    assert figures.no_shows >= 1


def test_the_tables_say_what_the_events_say(told: Told) -> None:
    ledger = retell(told.rows)
    stored = {one["id"]: one for one in told.stored}
    assert stored.keys() == ledger.tickets.keys()
    for ticket_id, trace in ledger.tickets.items():
        row = stored[ticket_id]
        assert (row["state"], row["service_id"], row["number"]) == (trace.state, trace.service_id, trace.number)
        times = (trace.arrived_at, trace.called_at, trace.ended_at)
        assert (row["arrived_at"], row["called_at"], row["ended_at"]) == times
        assert row["walked_seconds"] == pytest.approx(trace.walked_seconds, abs=1e-3)
        assert row["served_seconds"] == pytest.approx(trace.served_seconds, abs=1e-3)
        assert row["outcome"] == trace.outcome


def test_the_report_is_that_of_the_events(told: Told) -> None:
    expected = as_reported(retell(told.rows))
    assert told.reported.keys() == {*expected, "business_date"}
    assert told.reported["business_date"] == told.day.isoformat()
    for name, figure in expected.items():
        assert told.reported[name] == pytest.approx(figure, abs=1e-3), name


def test_a_day_has_everything_that_goes_wrong(told: Told) -> None:
    names = {row.name for row in told.rows}
    assert {"ticket.recalled", "ticket.parked", "ticket.resumed", "ticket.transferred", "ticket.undone"} <= names
    assert {"ticket.no_show", "ticket.reinstated", "ticket.forwarded", "visit.held", "visit.cleared"} <= names
    assert told.happened["booking_early"] == 2


def test_the_day_is_shown(told: Told) -> None:
    assert len(table(told).splitlines()) == 5
    assert any("." in line for line in drawing(told).splitlines())


def _small_day() -> list[Row]:
    """Two visitors of one lane, served at one counter."""
    names: list[tuple[str, dict[str, Any]]] = [
        ("counter.opened", {"subject_id": 1}),
        ("visit.arrived", {"visit_id": 1}),
        ("visit.admitted", {"visit_id": 1}),
        ("ticket.issued", {"visit_id": 1, "ticket_id": 1, "number": "A-001", "service_id": 1}),
        ("ticket.called", {"ticket_id": 1, "service_id": 1, "state": "called", "counter_id": 1, "reason": "only_one"}),
        ("visit.arrived", {"visit_id": 2}),
        ("visit.admitted", {"visit_id": 2}),
        ("ticket.issued", {"visit_id": 2, "ticket_id": 2, "number": "A-002", "service_id": 1}),
        ("ticket.started", {"ticket_id": 1, "service_id": 1, "state": "serving", "counter_id": 1}),
        ("visit.arrived", {"visit_id": 3}),
        ("visit.held", {"visit_id": 3}),
        ("visit.deferred", {"visit_id": 3}),
        ("visit.arrived", {"visit_id": 4}),
        ("visit.admitted", {"visit_id": 4}),
        ("ticket.issued", {"visit_id": 4, "ticket_id": 3, "number": "A-003", "service_id": 1}),
        ("ticket.completed", {"ticket_id": 1, "service_id": 1, "state": "completed", "reason": "done"}),
        (
            "ticket.called",
            {"ticket_id": 2, "service_id": 1, "state": "called", "counter_id": 1, "reason": "credit"},
        ),
        ("ticket.no_show", {"ticket_id": 2, "service_id": 1, "state": "no_show"}),
        ("counter.closed", {"subject_id": 1}),
        ("ticket.cancelled", {"ticket_id": 3, "service_id": 1, "state": "cancelled", "reason": "day_ended"}),
        ("day.closed", {}),
    ]
    minutes = (0, 1, 1, 1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 6, 6, 7, 7, 8, 8, 9, 9)
    return [
        Row(seq, name, START_AT + timedelta(minutes=minute), payload)
        for seq, (minute, (name, payload)) in enumerate(zip(minutes, names, strict=True), 1)
    ]


def _watch(rows: list[Row], quota: int = 3) -> None:
    known = Knowledge({1: frozenset({1}), 2: frozenset({1})}, {1: quota})
    known.arrived = {visit_id: Arrived(1) for visit_id in range(1, 5)}
    watch = Invariants(known)
    for row in rows:
        watch.see(row)
    watch.finish()


def _with(seq: int, **payload: object) -> Callable[[list[Row]], list[Row]]:
    def plant(rows: list[Row]) -> list[Row]:
        return [replace(row, payload=row.payload | payload) if row.seq == seq else row for row in rows]

    return plant


def _named(seq: int, name: str) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [replace(row, name=name) if row.seq == seq else row for row in rows]


def _late(seq: int, minutes: float) -> Callable[[list[Row]], list[Row]]:
    later = timedelta(minutes=minutes)
    return lambda rows: [replace(row, at=row.at + later) if row.seq >= seq else row for row in rows]


def _without(*gone: int) -> Callable[[list[Row]], list[Row]]:
    def plant(rows: list[Row]) -> list[Row]:
        kept = [row for row in rows if row.seq not in gone]
        return [replace(row, seq=seq) for seq, row in enumerate(kept, 1)]

    return plant


def _swapped(rows: list[Row]) -> list[Row]:
    """Call the third visitor of the lane before the second."""
    planted = _with(17, ticket_id=3)(_with(18, ticket_id=3)(rows))
    return _with(20, ticket_id=2)(planted)


def _both_at_one(rows: list[Row]) -> list[Row]:
    return [replace(row, seq=seq) for seq, row in enumerate([*rows[:15], rows[16]], 1)]


def test_a_small_day_without_a_fault_passes() -> None:
    _watch(_small_day())


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (lambda rows: rows[:4] + rows[5:], "follows"),
        (_late(17, -2), "before the one before it"),
        (_with(8, number="A-001"), "given twice"),
        (_with(17, reason=""), "for the reason ''"),
        (_with(17, counter_id=2), "closed"),
        (_swapped, "overtook"),
        (_both_at_one, "two visitors at counter 1"),
        (_late(5, 1), "idle and faces"),
        (_without(20), "A-003 ended as waiting"),
        (_without(12, 13, 14, 15, 20), "ended as held"),
        (_named(14, "visit.held"), "given to a visitor who is held"),
        (lambda rows: rows[:20], "not closed"),
        (_without(15, 20), "has 0 tickets"),
    ],
)
def test_the_watch_finds_a_planted_fault(plant: Callable[[list[Row]], list[Row]], told: str) -> None:
    with pytest.raises(BrokenInvariantError, match=told):
        _watch(plant(_small_day()))


def test_the_watch_counts_the_places() -> None:
    with pytest.raises(BrokenInvariantError, match="more than 2 places"):
        _watch(_small_day(), quota=2)


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (_without(9), "was called, so it cannot be completed"),
        (_named(18, "ticket.parked"), "was called, so it cannot be parked"),
        (_with(16, ticket_id=9), "never issued"),
        (_without(6, 7), "never came"),
        (_named(18, "ticket.undone"), "was waiting before, not no_show"),
    ],
)
def test_the_ledger_refuses_what_cannot_have_happened(plant: Callable[[list[Row]], list[Row]], told: str) -> None:
    with pytest.raises(UntellableError, match=told):
        _watch(plant(_small_day()))


def test_taking_back_brings_the_former_times() -> None:
    start = START_AT + timedelta(minutes=3)
    undone = Row(10, "ticket.undone", start, {"ticket_id": 1, "service_id": 1, "state": "called"})
    again = Row(11, "ticket.started", start + timedelta(seconds=30), _small_day()[8].payload)
    ledger = retell([*_small_day()[:9], undone, again])
    assert ledger.tickets[1].walked_seconds == 150.0
    assert ledger.tickets[1].started_at == again.at
