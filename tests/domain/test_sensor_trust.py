"""Counts of a kiosk beside its neighbours': twice and half, by chance or not, against known tables and by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.sensor_trust import (
    Comparison,
    DayCount,
    Finding,
    SensorCare,
    Share,
    chance_of_at_least,
    chance_of_at_most,
    statistics,
)
from queue_server.protocol.words import Verdict

MONDAY = date(2026, 3, 2)
HALL = {1: "hall", 2: "hall", 3: "hall"}


# Chance


@pytest.mark.parametrize(
    ("part", "total", "chance"),
    [
        pytest.param(Share(4, 4), Share(4, 8), Fraction(1, 70), id="Fisher's lady tastes all cups rightly"),
        pytest.param(Share(3, 4), Share(4, 8), Fraction(17, 70), id="and three of four"),
        pytest.param(Share(0, 4), Share(4, 8), Fraction(1), id="at least none"),
    ],
)
def test_the_lady_tasting_tea(part: Share, total: Share, chance: Fraction) -> None:
    assert chance_of_at_least(part, total) == chance


def test_the_convicted_twins() -> None:
    """Of 13 twins of one egg 10 were convicted, of 17 others 2 (Fisher 1970, p. 97); R's ``fisher.test`` says this."""
    assert float(chance_of_at_most(Share(2, 17), Share(12, 30))) == pytest.approx(0.0004652, abs=5e-8)
    assert float(chance_of_at_least(Share(10, 13), Share(12, 30))) == pytest.approx(0.0004652, abs=5e-8)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_all_numbers_together_are_certain(mine: int, of_mine: int, theirs: int, of_theirs: int) -> None:
    own, others = Share(min(mine, of_mine), of_mine), Share(min(theirs, of_theirs), of_theirs)
    total = Share(own.count + others.count, own.of + others.of)
    above = chance_of_at_least(Share(own.count + 1, own.of), total) if own.count < own.of else Fraction(0)
    assert above + chance_of_at_most(own, total) == 1


# Findings


@pytest.mark.parametrize(
    ("own", "others", "finding"),
    [
        ((20, 200), (10, 200), Finding.ALIKE),  # twice, but by chance once in 23
        ((40, 400), (20, 400), Finding.OFTEN),
        ((39, 400), (20, 400), Finding.ALIKE),  # less than twice
        ((10, 400), (30, 400), Finding.SELDOM),
        ((5, 200), (10, 200), Finding.ALIKE),  # half, but by chance
        ((0, 300), (20, 400), Finding.SELDOM),
        ((12, 300), (0, 400), Finding.OFTEN),
        ((1, 300), (0, 400), Finding.ALIKE),
        ((0, 300), (0, 400), Finding.ALIKE),
        ((29, 29), (1, 400), Finding.UNKNOWN),
        ((30, 30), (1, 400), Finding.OFTEN),
        ((30, 30), (0, 29), Finding.UNKNOWN),
        ((0, 0), (0, 0), Finding.UNKNOWN),
    ],
)
def test_twice_or_half_and_not_by_chance(own: tuple[int, int], others: tuple[int, int], finding: Finding) -> None:
    assert Comparison(Share(*own), Share(*others)).finding is finding


def test_two_like_kiosks_are_seldom_told_apart() -> None:
    """The whole distribution of weeks with 300 visitors each, 5 in 100 warm: less than 2 % tell of chance."""
    total = Share(30, 600)
    told = Fraction(0)
    for mine in range(31):
        ways = chance_of_at_least(Share(mine, 300), total)
        ways -= chance_of_at_least(Share(mine + 1, 300), total) if mine < 30 else 0
        if Comparison(Share(mine, 300), Share(30 - mine, 300)).finding is not Finding.ALIKE:
            told += ways
    assert Fraction(0) < told < Fraction(2, 100)


# Counts


def day(device_id: int, nth: int, warm: int, passed: int, unmeasured: int = 0) -> list[DayCount]:
    counts = {Verdict.WARM: warm, Verdict.PASS: passed, Verdict.UNMEASURED: unmeasured}
    return [DayCount(device_id, MONDAY + timedelta(days=nth), verdict, count) for verdict, count in counts.items()]


def test_warm_is_of_the_measured_and_unmeasured_of_all() -> None:
    found = statistics(day(1, 0, 10, 90, 100) + day(2, 0, 5, 95), HALL, {})
    assert found[1].warm == Comparison(Share(10, 100), Share(5, 100))
    assert found[1].unmeasured == Comparison(Share(100, 200), Share(0, 100))
    assert found[1].cares == (SensorCare.UNMEASURED_OFTEN,)
    assert found[3].warm == Comparison(Share(0, 0), Share(0, 0))


def test_a_kiosk_that_warns_too_often_and_one_too_seldom_are_found() -> None:
    counts = day(1, 0, 42, 358) + day(2, 0, 20, 380) + day(3, 0, 21, 379)
    assert [found.cares for found in statistics(counts, HALL, {}).values()] == [(SensorCare.WARNS_OFTEN,), (), ()]
    counts = day(1, 0, 2, 398) + day(2, 0, 20, 380) + day(3, 0, 21, 379)
    assert [found.cares for found in statistics(counts, HALL, {}).values()] == [(SensorCare.WARNS_SELDOM,), (), ()]


def test_only_dates_on_which_the_kiosk_worked_are_compared() -> None:
    counts = day(1, 0, 20, 80) + day(2, 0, 20, 80) + day(2, 1, 0, 300)
    assert statistics(counts, HALL, {})[1].warm == Comparison(Share(20, 100), Share(20, 100))


def test_what_was_counted_before_a_calibration_counts_for_nobody() -> None:
    counts = day(1, 0, 60, 40) + day(1, 1, 5, 95) + day(2, 0, 5, 95) + day(2, 1, 5, 95)
    found = statistics(counts, HALL, {1: MONDAY + timedelta(days=1)})
    assert found[1].warm == Comparison(Share(5, 100), Share(5, 100))
    assert found[2].warm == Comparison(Share(10, 200), Share(5, 100))


def test_a_kiosk_at_another_place_and_one_that_is_gone_are_no_neighbours() -> None:
    counts = day(1, 0, 60, 40) + day(2, 0, 5, 95) + day(3, 0, 50, 50) + day(9, 0, 90, 10)
    found = statistics(counts, {1: "hall", 2: "hall", 3: "drive_thru"}, {})
    assert found[1].warm.others == Share(5, 100)
    assert found[3].warm.finding is Finding.UNKNOWN
    assert set(found) == {1, 2, 3}
