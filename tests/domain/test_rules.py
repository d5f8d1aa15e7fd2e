from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain import errors
from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.booking import ordering_time
from queue_server.domain.errors import AntreError, InvalidValueError, QuotaFullError
from queue_server.domain.numbering import checked_prefix, ticket_number
from queue_server.domain.policy import OrderPolicy
from queue_server.domain.promise import deadline, estimate_wait
from queue_server.domain.screening import DECISION_OF, CaseKind, Decision, case_for
from queue_server.domain.visit import VISIT, VisitState
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.messages import WaitEstimate
from queue_server.protocol.words import Lane, Verdict

TODAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "number"), [(1, "A-001"), (12, "A-012"), (999, "A-999"), (1000, "A-1000"), (12345, "A-12345")]
)
def test_numbers(count: int, number: str) -> None:
    assert ticket_number("A", count) == number


@given(st.sampled_from(["A", "B", "AB"]), st.sampled_from(["A", "B", "AB"]), st.integers(1, 5000), st.integers(1, 5000))
def test_no_two_counts_share_a_number(prefix: str, other: str, count: int, another: int) -> None:
    same = ticket_number(prefix, count) == ticket_number(other, another)
    assert same is ((prefix, count) == (other, another))


@pytest.mark.parametrize(("text", "prefix"), [("A", "A"), (" b ", "B"), ("zz", "ZZ")])
def test_prefixes(text: str, prefix: str) -> None:
    assert checked_prefix(text) == prefix


@pytest.mark.parametrize("text", ["", " ", "ABC", "1", "A1", "É", "A-", "ß", "A\nB"])
def test_a_prefix_is_one_or_two_plain_letters(text: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        checked_prefix(text)
    assert refused.value.details == {"field": "prefix", "problem": "one_or_two_letters"}


def test_the_promise_counts_from_the_arrival() -> None:
    assert deadline(AT, 7200) == AT + timedelta(hours=2)


@pytest.mark.parametrize(
    ("ahead", "seconds", "counters", "low", "high"),
    [
        (0, 600, 1, 0, 5),
        (6, 600, 2, 20, 40),  # 30 minutes: 24 and 39.9
        (10, 600, 1, 80, 135),  # 100 minutes: 80 and 133
        (1, 60, 4, 0, 5),
    ],
)
def test_the_wait_is_a_range_around_the_line_before_one(
    ahead: int, seconds: float, counters: int, low: int, high: int
) -> None:
    assert estimate_wait(ahead, seconds, counters, 5) == WaitEstimate(low_minutes=low, high_minutes=high)


@pytest.mark.parametrize(("counters", "completed"), [(1, 4), (0, 50), (1, 0)])
def test_no_figure_is_better_than_a_guess(counters: int, completed: int) -> None:
    assert estimate_wait(3, 600, counters, completed) is None


@given(st.integers(0, 500), st.floats(0, 14_400), st.integers(1, 30), st.integers(5, 1000))
def test_an_estimate_holds_the_computed_wait(ahead: int, seconds: float, counters: int, completed: int) -> None:
    estimate = estimate_wait(ahead, seconds, counters, completed)
    assert estimate is not None
    assert estimate.low_minutes % 5 == estimate.high_minutes % 5 == 0
    assert 0 <= estimate.low_minutes <= ahead * seconds / counters / 60 <= estimate.high_minutes
    assert estimate.low_minutes < estimate.high_minutes


@pytest.mark.parametrize(("slot_minutes", "expected"), [(None, 0), (-20, 0), (0, 0), (20, 20)])
def test_a_booking_stands_at_its_slot_or_its_arrival_whichever_is_later(
    slot_minutes: int | None, expected: int
) -> None:
    slot_at = None if slot_minutes is None else AT + timedelta(minutes=slot_minutes)
    assert ordering_time(AT, slot_at) == AT + timedelta(minutes=expected)


def test_each_lane_has_its_own_rate() -> None:
    policy = OrderPolicy(general_rate=2, booking_rate=3, priority_rate=5)
    assert [policy.rate(lane) for lane in (Lane.GENERAL, Lane.BOOKING, Lane.PRIORITY)] == [2, 3, 5]


def test_only_a_pass_passes() -> None:
    assert {verdict: case_for(verdict) for verdict in Verdict} == {
        Verdict.PASS: None,
        Verdict.WARM: CaseKind.WARM,
        Verdict.UNMEASURED: CaseKind.UNMEASURED,
    }


def test_every_decision_is_an_arrow_out_of_held() -> None:
    assert set(DECISION_OF.values()) == set(Decision)
    reached = {action: VISIT.advance(VisitState.HELD, action).value for action in DECISION_OF}
    assert reached == {action: decision.value for action, decision in DECISION_OF.items()}


def test_every_code_has_one_error_and_every_error_one_code() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, AntreError)]
    codes = [kind.code for kind in kinds if kind is not AntreError]
    assert sorted(codes) == sorted(RefusalCode)
    assert all(kind.__name__.endswith("Error") for kind in kinds)


def test_an_error_says_its_code_and_its_facts() -> None:
    error = QuotaFullError(quota=75)
    assert (str(error), error.details) == ("quota_full(quota=75)", {"quota": 75})


def test_actors_are_stored_as_words() -> None:
    assert [str(one) for one in (SYSTEM, Actor.account(3), Actor.device(4))] == ["system:0", "account:3", "device:4"]
