from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from queue_server.domain.calling import CallReason, Candidate, Choice, choose
from queue_server.domain.policy import OrderPolicy
from queue_server.protocol.words import Lane
from tests.support.clock import START_AT

NOW = START_AT + timedelta(hours=1)
DEFAULTS = OrderPolicy()
PLAIN = OrderPolicy(
    general_rate=1.0, booking_rate=1.0, priority_rate=1.0, priority_cap_seconds=10**9, promise_margin_seconds=0
)
FAR = timedelta(days=1000)


def waiting(
    ticket_id: int, minutes: float, lane: Lane = Lane.GENERAL, promise_minutes: float = 120, service: int = 0
) -> Candidate:
    """A ticket that has waited for some minutes; the counter prefers service 0 to service 1."""
    ordering_at = NOW - timedelta(minutes=minutes)
    deadline_at = ordering_at + timedelta(minutes=promise_minutes)
    return Candidate(ticket_id, lane, ordering_at, deadline_at, 600, ticket_id, service, preference=service)


def chosen(candidates: Sequence[Candidate], policy: OrderPolicy = DEFAULTS) -> Choice:
    choice = choose(candidates, policy, NOW)
    assert choice is not None
    return choice


lanes = st.sampled_from(list(Lane))
minutes = st.one_of(st.floats(-120, 300), st.integers(0, 300))
promises = st.one_of(st.floats(10, 300), st.just(10_000.0), st.just(10_000.0))
"""Most are in no danger: else one of a line always is, and credit and preference never decide."""


def lines_of(services: st.SearchStrategy[int]) -> st.SearchStrategy[list[Candidate]]:
    tickets = st.builds(
        waiting, st.integers(1, 10**6), st.one_of(st.floats(-120, 300), st.integers(0, 300)), lanes, promises, services
    )
    return st.lists(tickets, max_size=12, unique_by=lambda candidate: candidate.ticket_id)


lines = st.one_of(lines_of(st.just(0)), lines_of(st.integers(0, 2)))
rates = st.one_of(st.floats(0, 100), st.sampled_from((0.1, 1.0, 4.0)))
policies = st.builds(
    OrderPolicy,
    general_rate=rates,
    booking_rate=rates,
    priority_rate=rates,
    priority_cap_seconds=st.one_of(st.integers(0, 7200), st.just(10**9)),
    promise_margin_seconds=st.integers(0, 7200),
)
anything = settings(deadline=None, max_examples=200)


def by_time(candidate: Candidate) -> tuple[datetime, int]:
    return candidate.ordering_at, candidate.seq


def called_of(choice: Choice, line: list[Candidate]) -> Candidate:
    return next(one for one in line if one.ticket_id == choice.ticket_id)


def test_nothing_waits() -> None:
    assert choose([], DEFAULTS, NOW) is None


def test_the_only_one_is_the_reason() -> None:
    assert chosen([waiting(7, 3)]) == Choice(7, CallReason.ONLY_ONE)


def test_first_come_first_served_within_a_lane() -> None:
    assert chosen([waiting(2, 10), waiting(1, 30), waiting(3, 5)]) == Choice(1, CallReason.FIRST_COME)


def test_ties_go_by_the_order_of_entry() -> None:
    assert chosen([waiting(9, 10), waiting(4, 10), waiting(5, 10)]).ticket_id == 4


@pytest.mark.parametrize(
    ("priority_minutes", "winner", "reason"),
    [(5.1, 2, CallReason.CREDIT), (4.9, 1, CallReason.FIRST_COME), (5.0, 1, CallReason.FIRST_COME)],
)
def test_the_priority_lane_gains_four_times_the_credit(
    priority_minutes: float, winner: int, reason: CallReason
) -> None:
    line = [waiting(1, 20), waiting(2, priority_minutes, Lane.PRIORITY)]
    assert chosen(line) == Choice(winner, reason)


@pytest.mark.parametrize(("booking_minutes", "winner"), [(21.0, 2), (19.0, 1)])
def test_a_booking_gains_half_as_much_again(booking_minutes: float, winner: int) -> None:
    assert chosen([waiting(1, 30), waiting(2, booking_minutes, Lane.BOOKING)]).ticket_id == winner


def test_a_booking_before_its_slot_waits_behind_who_waits() -> None:
    assert chosen([waiting(1, -15, Lane.BOOKING), waiting(2, 0)]).ticket_id == 2


def test_nobody_starves_behind_a_stream_of_priority_tickets() -> None:
    assert chosen([waiting(1, 50), *(waiting(n, 12, Lane.PRIORITY) for n in range(2, 8))]).ticket_id == 1


@pytest.mark.parametrize(("minutes", "reason"), [(30, CallReason.PRIORITY_CAP), (29.9, CallReason.FIRST_COME)])
def test_the_cap_bounds_the_wait_of_the_priority_lane(minutes: float, reason: CallReason) -> None:
    slow = OrderPolicy(priority_rate=0.1)
    line = [waiting(1, 70), waiting(2, minutes, Lane.PRIORITY)]
    choice = chosen(line, slow)
    assert choice == Choice(2 if reason is CallReason.PRIORITY_CAP else 1, reason)


def test_among_those_over_the_cap_the_first_goes() -> None:
    assert chosen([waiting(1, 31, Lane.PRIORITY), waiting(2, 40, Lane.PRIORITY)]).ticket_id == 2


@pytest.mark.parametrize(("promise_minutes", "reason"), [(35, CallReason.PROMISE), (35.1, CallReason.FIRST_COME)])
def test_who_would_break_the_promise_goes_ahead(promise_minutes: float, reason: CallReason) -> None:
    # Waited 10 minutes, needs 10, the margin is 15.
    line = [waiting(1, 60), waiting(2, 10, promise_minutes=promise_minutes)]
    assert chosen(line) == Choice(2 if reason is CallReason.PROMISE else 1, reason)


def test_the_counter_s_first_service_goes_before_its_second() -> None:
    assert chosen([waiting(1, 60, service=1), waiting(2, 5), waiting(3, 3)]) == Choice(2, CallReason.PREFERENCE)
    assert chosen([waiting(1, 60), waiting(2, 5, service=1)]) == Choice(1, CallReason.FIRST_COME)


def test_neither_the_cap_nor_the_promise_waits_for_the_first_service() -> None:
    capped = [waiting(1, 31, Lane.PRIORITY, service=1), waiting(2, 5)]
    assert chosen(capped) == Choice(1, CallReason.PRIORITY_CAP)
    urgent = [waiting(1, 100, service=1), waiting(2, 5)]
    assert chosen(urgent) == Choice(1, CallReason.PROMISE)


def test_among_the_urgent_the_nearest_deadline_goes() -> None:
    assert chosen([waiting(1, 60, promise_minutes=80), waiting(2, 10, promise_minutes=15)]).ticket_id == 2


@anything
@given(lines)
def test_with_equal_rates_and_one_service_it_is_plain_first_come_first_served(line: list[Candidate]) -> None:
    unhurried = [replace(one, deadline_at=NOW + FAR, service_id=0, preference=0) for one in line]
    choice = choose(unhurried, PLAIN, NOW)
    if choice is not None:
        first = min(unhurried, key=by_time)
        assert choice == Choice(first.ticket_id, CallReason.FIRST_COME if len(line) > 1 else CallReason.ONLY_ONE)


@anything
@given(lines)
def test_with_equal_rates_it_is_first_come_first_served_within_the_preferred_service(line: list[Candidate]) -> None:
    unhurried = [replace(one, deadline_at=NOW + FAR) for one in line]
    choice = choose(unhurried, PLAIN, NOW)
    if choice is None or len(line) == 1:
        return
    first = min(unhurried, key=lambda one: (one.preference, *by_time(one)))
    before_others = first == min(unhurried, key=by_time)
    assert choice == Choice(first.ticket_id, CallReason.FIRST_COME if before_others else CallReason.PREFERENCE)


@anything
@given(st.data(), lines, policies)
def test_the_order_of_the_rows_does_not_matter(data: st.DataObject, line: list[Candidate], policy: OrderPolicy) -> None:
    shuffled = data.draw(st.permutations(line))
    assert choose(shuffled, policy, NOW) == choose(line, policy, NOW)


@anything
@given(lines, policies)
def test_a_counter_never_idles_before_a_line(line: list[Candidate], policy: OrderPolicy) -> None:
    choice = choose(line, policy, NOW)
    assert (choice is None) is (not line)
    assert choice is None or choice.ticket_id in {candidate.ticket_id for candidate in line}


@anything
@given(lines, policies)
def test_within_a_lane_only_the_promise_lets_anybody_overtake(line: list[Candidate], policy: OrderPolicy) -> None:
    choice = choose(line, policy, NOW)
    if choice is None or choice.reason is CallReason.PROMISE:
        return
    called = called_of(choice, line)
    capped = choice.reason is CallReason.PRIORITY_CAP
    rivals = [one for one in line if one.lane is called.lane and (capped or one.preference == called.preference)]
    if policy.rate(called.lane) > 0 or capped:
        assert called == min(rivals, key=by_time)


@anything
@given(lines, policies)
def test_a_second_service_waits_for_the_first_but_for_cap_and_promise(
    line: list[Candidate], policy: OrderPolicy
) -> None:
    choice = choose(line, policy, NOW)
    if choice is None or choice.reason in (CallReason.PRIORITY_CAP, CallReason.PROMISE):
        return
    called = called_of(choice, line)
    assert called.preference == min(one.preference for one in line)
    if choice.reason is CallReason.PREFERENCE:
        assert len({one.preference for one in line}) > 1
        assert called != min(line, key=by_time)


def test_the_properties_reach_every_reason() -> None:
    """Else one of them would hold because its branch is never taken."""
    for reason in (CallReason.PREFERENCE, CallReason.CREDIT, CallReason.PRIORITY_CAP, CallReason.PROMISE):
        line, policy = find(
            st.tuples(lines, policies),
            partial(decided_by, reason),
            settings=settings(anything, phases=[Phase.generate], max_examples=1000),
        )
        assert chosen(line, policy).reason is reason


def decided_by(reason: CallReason, drawn: tuple[list[Candidate], OrderPolicy]) -> bool:
    choice = choose(drawn[0], drawn[1], NOW)
    return choice is not None and choice.reason is reason
