"""The result of a day and the outlook of a visit, by themselves."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.day_result import Stay, day_result, spread
from queue_server.domain.policy import OfficePolicy, OutcomeRule
from queue_server.domain.promise import Outlook, at_risk, projected_seconds
from queue_server.domain.ticket import TicketState
from queue_server.protocol.days import DayResult, FileResult, Spread
from tests.support.clock import START_AT

TODAY = START_AT.date()
PROMISE = timedelta(hours=2)
POLICY = OfficePolicy(
    outcomes=(
        OutcomeRule(code="photo_retaken", names={"id": "Foto ulang"}),
        OutcomeRule(code="referred", names={"id": "Dirujuk"}, complete_file=False),
    )
)
NO_DATA = FileResult(visitors=0, within_promise=0, share_within=None, worst_seconds=None)


def stay(minutes: float | None, outcome: str = "done", **changes: object) -> Stay:
    """A visitor who arrived at the start and went home after so many minutes; ``None``: is still here."""
    ended = None if minutes is None else START_AT + timedelta(minutes=minutes)
    state = TicketState.WAITING if minutes is None else TicketState.COMPLETED
    whole = Stay("A-001", state, outcome, START_AT, START_AT + PROMISE, ended, 60.0, 600.0)
    return replace(whole, **changes)  # type: ignore[arg-type] # each test changes what there is


def result(*stays: Stay) -> DayResult:
    return day_result(stays, POLICY, TODAY)


def test_a_day_without_visitors_has_no_data_and_no_zeros() -> None:
    empty = result()
    assert (empty.complete, empty.incomplete, empty.other) == (NO_DATA, NO_DATA, NO_DATA)
    assert empty.waiting == Spread(known=0, median_seconds=None, p90_seconds=None, worst_seconds=None)


def test_files_are_told_apart_with_their_share_and_their_worst() -> None:
    told = result(stay(30), stay(121), stay(60, "documents_incomplete"), stay(45, "other"), stay(20, "referred"))
    assert told.complete == FileResult(visitors=2, within_promise=1, share_within=0.5, worst_seconds=121 * 60)
    assert told.incomplete == FileResult(visitors=2, within_promise=2, share_within=1.0, worst_seconds=3600)
    assert told.other.visitors == 1


def test_the_offices_own_outcome_counts_as_it_says() -> None:
    assert result(stay(30, "photo_retaken")).complete.visitors == 1
    assert result(stay(30, "never heard of")).other.visitors == 1


def test_the_very_second_of_the_deadline_is_kept() -> None:
    assert result(stay(120)).complete.within_promise == 1
    late = stay(120, ended_at=START_AT + PROMISE + timedelta(microseconds=1))
    assert result(late).complete.within_promise == 0


def test_who_is_not_served_is_counted_apart() -> None:
    told = result(
        stay(30),
        stay(None),
        stay(30, state=TicketState.NO_SHOW),
        stay(30, state=TicketState.CANCELLED),
        stay(300, "day_ended"),
    )
    assert (told.issued, told.complete.visitors) == (5, 1)
    assert (told.still_here, told.no_shows, told.cancelled, told.day_ended) == (1, 1, 1, 1)
    assert told.service.known == 1


def test_waiting_walking_and_service_are_three_numbers() -> None:
    told = result(stay(30, walked_seconds=120.0, served_seconds=480.0))
    assert (told.waiting.worst_seconds, told.walking.worst_seconds, told.service.worst_seconds) == (1200, 120, 480)


def test_an_unknown_beginning_is_no_data() -> None:
    told = result(stay(30, walked_seconds=None, served_seconds=None), stay(40))
    assert (told.waiting.known, told.walking.known, told.service.known) == (1, 1, 1)
    assert told.complete.visitors == 2


def test_a_clock_that_was_set_back_is_no_negative_time() -> None:
    told = result(stay(-5))
    assert (told.complete.worst_seconds, told.waiting.worst_seconds) == (0, 0)


def test_nine_in_ten() -> None:
    told = spread(float(n) for n in range(1, 11))
    assert (told.median_seconds, told.p90_seconds, told.worst_seconds) == (5.5, 9, 10)


STAYS = st.lists(
    st.builds(
        stay,
        st.none() | st.floats(-10, 600),
        st.sampled_from(["done", "documents_incomplete", "other", "referred", "day_ended"]),
        walked_seconds=st.none() | st.floats(0, 600),
        served_seconds=st.none() | st.floats(0, 7200),
    ),
    max_size=30,
)


@given(STAYS, st.randoms(use_true_random=False))
def test_everybody_is_counted_once_and_the_order_of_rows_does_not_matter(stays: list[Stay], random: Random) -> None:
    told = result(*stays)
    served = told.complete.visitors + told.incomplete.visitors + told.other.visitors
    assert told.issued == served + told.still_here + told.no_shows + told.cancelled + told.day_ended
    assert max(told.waiting.known, told.walking.known, told.service.known) <= served
    random.shuffle(stays)
    assert result(*stays) == told


USUAL = Outlook(
    elapsed_seconds=1800,
    state=TicketState.WAITING,
    ahead=4,
    open_counters=2,
    service_seconds=600,
    served_seconds=0,
    later_seconds=0,
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 1800 + 1200 + 600),
        ({"open_counters": 0}, 1800 + 2400 + 600),
        ({"later_seconds": 300.0}, 1800 + 1200 + 600 + 300),
        ({"state": TicketState.PARKED}, 1800 + 600),
        ({"state": TicketState.SERVING, "served_seconds": 400.0}, 1800 + 200),
        ({"state": TicketState.SERVING, "served_seconds": 4000.0}, 1800),
    ],
)
def test_the_outlook_of_a_visit(changes: dict[str, object], expected: float) -> None:
    assert projected_seconds(replace(USUAL, **changes)) == expected  # type: ignore[arg-type]


def test_105_of_120_minutes_are_the_limit() -> None:
    assert not at_risk(105 * 60, 120 * 60)
    assert at_risk(105 * 60 + 1, 120 * 60)


@given(st.integers(0, 50), st.integers(1, 10))
def test_more_counters_never_make_it_worse_and_more_people_never_better(ahead: int, open_counters: int) -> None:
    now = projected_seconds(replace(USUAL, ahead=ahead, open_counters=open_counters))
    assert projected_seconds(replace(USUAL, ahead=ahead, open_counters=open_counters + 1)) <= now
    assert projected_seconds(replace(USUAL, ahead=ahead + 1, open_counters=open_counters)) >= now
    assert now >= USUAL.elapsed_seconds


@pytest.mark.parametrize("state", [TicketState.CANCELLED, TicketState.NO_SHOW, TicketState.COMPLETED])
def test_whom_the_end_of_the_day_sent_home_did_not_give_up(state: TicketState) -> None:
    told = result(stay(400, "day_ended", state=state), stay(10, "", state=TicketState.CANCELLED))
    assert (told.day_ended, told.cancelled, told.no_shows, told.still_here) == (1, 1, 0, 0)
