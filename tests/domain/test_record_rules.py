"""What the record is built on: numbers as people type them, authors as they are stored, the promise as it is judged."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.actor import SYSTEM, VISITOR, Actor
from queue_server.domain.day_result import Stay, broke_promise
from queue_server.domain.numbering import read_number, ticket_number
from queue_server.domain.promise import PromiseState, promise_state
from queue_server.domain.ticket import TicketState

ARRIVED = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DEADLINE = ARRIVED + timedelta(minutes=60)


@given(st.sampled_from(["A", "B", "AB"]), st.integers(1, 99_999), st.sampled_from(["", "-", " ", " - "]))
def test_a_number_is_read_however_it_is_typed(prefix: str, count: int, between: str) -> None:
    assert read_number(f" {prefix.lower()}{between}{count} ") == ticket_number(prefix, count)


@pytest.mark.parametrize("text", ["", "12", "BOOK-1", "A-", "A-1-2", "A-1234567", "Ä-1"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("actor", [SYSTEM, VISITOR, Actor.account(3), Actor.device(12)])
def test_an_actor_is_read_as_it_was_stored(actor: Actor) -> None:
    assert Actor.parse(str(actor)) == actor


JUDGED = [
    (TicketState.COMPLETED, "done", 60, PromiseState.KEPT),
    (TicketState.COMPLETED, "done", 61, PromiseState.BROKEN),
    (TicketState.COMPLETED, "day_ended", 61, PromiseState.NOT_JUDGED),
    (TicketState.NO_SHOW, "", 61, PromiseState.NOT_JUDGED),
    (TicketState.CANCELLED, "", 61, PromiseState.NOT_JUDGED),
]


@pytest.mark.parametrize(("state", "outcome", "minutes", "expected"), JUDGED)
def test_the_promise_to_who_has_gone(state: TicketState, outcome: str, minutes: int, expected: PromiseState) -> None:
    ended_at = ARRIVED + timedelta(minutes=minutes)
    assert promise_state(state, outcome, DEADLINE, ended_at, ended_at) is expected
    stay = Stay("A-001", state, outcome, ARRIVED, DEADLINE, ended_at, None, None)
    assert broke_promise(stay) is (expected is PromiseState.BROKEN), "the result of the day judges alike"


@pytest.mark.parametrize("state", [TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED])
def test_the_promise_to_who_is_here(state: TicketState) -> None:
    assert promise_state(state, "", DEADLINE, None, DEADLINE) is PromiseState.RUNS
    assert promise_state(state, "", DEADLINE, None, DEADLINE + timedelta(seconds=1)) is PromiseState.OVERDUE
