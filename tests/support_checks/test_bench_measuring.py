"""The comparison of ways to measure, with fewer visitors than the bench has."""

from random import Random

import pytest

from hardware.thermometer import Reading
from tests.bench.foreheads import POPULATIONS, Population, draw_standing, readings
from tests.bench.measuring import Score, algorithm, compare, mean_of_ten, single

WARM_ENOUGH = [one for one in POPULATIONS if one.minutes >= 3 or one.name in ("from heat", "febrile")]
"""Of the others hardly anybody is warm: it takes the ten thousand visitors of the bench."""


@pytest.mark.parametrize("population", WARM_ENOUGH, ids=lambda population: population.name)
def test_the_kiosk_judges_better_than_one_reading_and_than_the_mean_of_ten(population: Population) -> None:
    scores = compare(population, visitors=600, seed=11, calibrated=True)
    assert scores["kiosk"].warm >= 10
    assert scores["kiosk"].wrong < min(scores["single"].wrong, scores["mean of ten"].wrong)


def test_who_is_at_rest_is_hardly_ever_measured_by_hand() -> None:
    healthy = compare(POPULATIONS[0], visitors=600, seed=12, calibrated=False)["kiosk"]
    assert healthy.unjudged <= 6


def test_the_same_seed_gives_the_same_visitors() -> None:
    first, again = (compare(POPULATIONS[-1], visitors=50, seed=3, calibrated=False) for _ in range(2))
    assert first == again


def test_a_perfect_stream_is_judged_alike_by_all() -> None:
    stream = [Reading(at_seconds=nth / 15, object_celsius=36.5, ambient_celsius=25.0) for nth in range(60)]
    assert [way(stream) for way in (algorithm, single, mean_of_ten)] == [pytest.approx(36.5)] * 3


def test_the_view_fills_while_the_visitor_comes() -> None:
    standing = draw_standing(POPULATIONS[0], Random(1), calibrated=True)
    seen = [reading.object_celsius for reading in readings(standing, Random(2), per_second=15)]
    assert seen[0] == pytest.approx(standing.ambient_celsius, abs=0.3)
    assert max(seen) == pytest.approx(standing.forehead_celsius, abs=0.3)


def test_letting_everybody_pass_is_as_wrong_as_a_coin() -> None:
    score = Score()
    for forehead in (36.0, 36.9, 37.0, 37.1, 38.0):
        score.add(forehead, 36.5)
    assert (score.warm, score.others, score.misses, score.false_alarms, score.wrong) == (2, 3, 2, 0, 0.5)
    score.add(38.0, None)
    assert (score.misses, score.unjudged) == (2, 1)
