"""The ordering against queueing theory: the real function in a seeded M/M/1 queue with two classes.

Source:
    Kleinrock 1964; facts of the project on queueing: classes with loads 0.2 and 0.6, one server.
"""

from random import Random
from statistics import fmean
from typing import Any

import pytest

from queue_server.domain.policy import OrderPolicy
from queue_server.protocol.words import Lane
from tests.domain.one_counter import Arrival, serve

CUSTOMERS = 400_000
LOADS = {Lane.PRIORITY: 0.2, Lane.GENERAL: 0.6}
WITHOUT_LIMITS: dict[str, Any] = {"priority_cap_seconds": 10**9, "promise_margin_seconds": 0}


def arrivals(random: Random) -> list[Arrival]:
    """Poisson arrivals of both classes, exponential services of mean 1."""
    rate = sum(LOADS.values())
    at, found = 0.0, []
    for _ in range(CUSTOMERS):
        at += random.expovariate(rate)
        lane = Lane.PRIORITY if random.random() < LOADS[Lane.PRIORITY] / rate else Lane.GENERAL
        found.append(Arrival(lane, at, random.expovariate(1.0)))
    return found


def mean_waits(visitors: list[Arrival], policy: OrderPolicy) -> dict[Lane, float]:
    """Serve all of them at one counter that calls by the real function; return the mean wait of each class."""
    waits: dict[Lane, list[float]] = {lane: [] for lane in LOADS}
    for one in serve(visitors, policy):
        waits[one.visitor.lane].append(one.wait)
    return {lane: fmean(values) for lane, values in waits.items()}


@pytest.fixture(scope="module")
def visitors() -> list[Arrival]:
    return arrivals(Random(5))


@pytest.mark.parametrize(
    ("rates", "high", "low"),
    [
        pytest.param((1.0, 1.0), 4.0, 4.0, id="first come, first served"),
        pytest.param((1.0, 0.5), 8 / 3, 40 / 9, id="accumulating priority"),
        pytest.param((1.0, 0.0), 1.0, 5.0, id="strict priority"),
    ],
)
def test_the_mean_waits_are_those_of_theory(
    visitors: list[Arrival], rates: tuple[float, float], high: float, low: float
) -> None:
    policy = OrderPolicy(priority_rate=rates[0], general_rate=rates[1], **WITHOUT_LIMITS)
    waits = mean_waits(visitors, policy)
    assert waits[Lane.PRIORITY] == pytest.approx(high, rel=0.03)
    assert waits[Lane.GENERAL] == pytest.approx(low, rel=0.03)
    conserved = sum(LOADS[lane] * wait for lane, wait in waits.items())
    assert conserved == pytest.approx(3.2, rel=0.03)


def test_with_the_office_s_own_rates_nobody_waits_without_end(visitors: list[Arrival]) -> None:
    """Every class shares the delay in the order of the rates; at a load of 0.8 no class is left behind."""
    waits = mean_waits(visitors[:100_000], OrderPolicy(**WITHOUT_LIMITS))
    assert 1.0 < waits[Lane.PRIORITY] < 4.0 < waits[Lane.GENERAL] < 5.0
