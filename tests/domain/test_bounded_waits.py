"""Every lane's wait is bounded at a load below 1, whatever comes in whatever order.

One counter; after a first rush, each visitor comes no sooner than the work of the one before allows: services take at
most `LOAD` of the time between two arrivals, so that the work that has come in by any moment has a bound, and with it
each lane's longest wait. The bounds are of the path, not of the mean: they hold for every run.

A visitor of a lane with the rate r gains credit from the arrival on. Who came later gets ahead only with more of it,
and so must have come in the first 1 - r / (highest rate) of the wait. What waits for a call is therefore the work
that was there, and the work that came in that part of the wait.
"""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.calling import CallReason
from queue_server.domain.policy import OrderPolicy
from queue_server.protocol.words import Lane
from tests.domain.one_counter import Arrival, Served, serve

LOAD = 0.9
LONGEST_SERVICE = 10.0
MOST_IN_THE_RUSH = 12
NEVER = 10**9
OFFICE = OrderPolicy()
WITHOUT_LIMITS = OrderPolicy(priority_cap_seconds=NEVER, promise_margin_seconds=0)
CAPPED = OrderPolicy(promise_margin_seconds=0)
ROUNDING = 1e-6
WEIGHTS = {Lane.GENERAL: 44, Lane.BOOKING: 44, Lane.PRIORITY: 12}

lanes = st.sampled_from(list(Lane))


@st.composite
def crowds(draw: st.DrawFn) -> list[Arrival]:
    """A rush at the opening, then a stream that one counter can just serve."""
    rush = draw(st.lists(st.tuples(lanes, st.floats(1, LONGEST_SERVICE)), min_size=1, max_size=MOST_IN_THE_RUSH))
    stream = draw(st.lists(st.tuples(lanes, st.floats(1, LONGEST_SERVICE), st.floats(1, 1.5)), max_size=60))
    found, at = [Arrival(lane, 0.0, service) for lane, service in rush], 0.0
    for lane, service, slack in stream:
        at += service / LOAD * slack
        found.append(Arrival(lane, at, service))
    return found


def burst(crowd: list[Arrival]) -> float:
    """The most work that is ever there when somebody comes, with one service more at the end of a span."""
    return sum(one.service for one in crowd if one.at == 0) + 2 * max(one.service for one in crowd)


def longest(crowd: list[Arrival], policy: OrderPolicy, lane: Lane) -> float:
    """The bound of a lane's wait in minutes, by its credit alone."""
    overtakers = 1 - policy.rate(lane) / max(policy.rate(one) for one in Lane)
    return burst(crowd) / (1 - LOAD * overtakers)


@settings(deadline=None, max_examples=150)
@given(crowds())
def test_each_lane_waits_no_longer_than_its_credit_allows(crowd: list[Arrival]) -> None:
    for one in serve(crowd, WITHOUT_LIMITS):
        assert one.wait <= longest(crowd, WITHOUT_LIMITS, one.visitor.lane) + ROUNDING


@settings(deadline=None, max_examples=150)
@given(crowds())
def test_who_came_later_gets_ahead_only_within_the_first_part_of_a_wait(crowd: list[Arrival]) -> None:
    served = serve(crowd, WITHOUT_LIMITS)
    highest = max(WITHOUT_LIMITS.rate(lane) for lane in Lane)
    for nth, one in enumerate(served):
        part = 1 - WITHOUT_LIMITS.rate(one.visitor.lane) / highest
        ahead = [other.visitor.at for other in served[:nth] if other.visitor.at > one.visitor.at]
        assert all(at <= one.visitor.at + part * one.wait + ROUNDING for at in ahead)


@settings(deadline=None, max_examples=150)
@given(crowds(), st.integers(0, 3600))
def test_over_its_cap_a_priority_ticket_waits_for_older_ones_of_its_lane_only(crowd: list[Arrival], cap: int) -> None:
    served = serve(crowd, OrderPolicy(priority_cap_seconds=cap, promise_margin_seconds=0))
    for nth, one in enumerate(served):
        over_at = one.visitor.at + cap / 60
        if one.visitor.lane is not Lane.PRIORITY or one.called_at <= over_at:
            continue
        meanwhile = [other for other in served[:nth] if other.called_at >= over_at]
        assert all(other.visitor.lane is Lane.PRIORITY and other.visitor.at <= one.visitor.at for other in meanwhile)
        older = sum(other.visitor.service for other in meanwhile)
        assert one.wait <= cap / 60 + LONGEST_SERVICE + older + ROUNDING


@settings(deadline=None, max_examples=150)
@given(crowds(), st.sampled_from([OFFICE, CAPPED]), st.integers(10, 240))
def test_neither_cap_nor_promise_makes_any_wait_endless(
    crowd: list[Arrival], policy: OrderPolicy, promise_minutes: int
) -> None:
    """Whatever goes ahead, the counter works off what is there: no wait outlasts a busy period."""
    for one in serve(crowd, policy, timedelta(minutes=promise_minutes)):
        assert one.wait <= burst(crowd) / (1 - LOAD) + ROUNDING


@pytest.fixture(scope="module")
def day() -> list[Served]:
    """Two thousand visitors at a load of 0.8 and the office's own rules."""
    random, at, crowd = Random(11), 0.0, []
    for _ in range(2000):
        at += random.expovariate(0.08)
        (lane,) = random.choices(list(WEIGHTS), list(WEIGHTS.values()))
        crowd.append(Arrival(lane, at, min(60.0, random.expovariate(0.1))))
    return serve(crowd, OFFICE, timedelta(minutes=120))


def test_a_random_line_stays_within_the_office_s_limits(day: list[Served]) -> None:
    waits = {lane: [one.wait for one in day if one.visitor.lane is lane] for lane in Lane}
    assert {one.reason for one in day} >= {CallReason.PRIORITY_CAP, CallReason.PROMISE, CallReason.CREDIT}
    assert max(waits[Lane.PRIORITY]) <= 30 + 60 + 60, "the cap, the one at the counter, one older of the lane"
    assert max(waits[Lane.PRIORITY]) < max(waits[Lane.BOOKING]) < max(waits[Lane.GENERAL])
