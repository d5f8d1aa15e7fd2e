"""A sensor compared with a reference: which differences make an offset, when it is old, what a check finds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.calibration import Unfit, agrees, assess, is_old

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("differences", "offset", "spread", "unfit"),
    [
        ([], 0.0, 0.0, Unfit.TOO_FEW_PAIRS),
        ([0.5], 0.5, 0.0, Unfit.TOO_FEW_PAIRS),
        ([0.5, 0.5], 0.5, 0.0, Unfit.TOO_FEW_PAIRS),
        ([0.5, 0.6, 0.4], 0.5, 0.2, None),
        ([-0.8, -0.9, -0.7, -0.8], -0.8, 0.2, None),
        ([0.0, 0.3, 0.1], 0.13, 0.3, None),
        ([35.8 - 35.5, 36.1 - 35.8, 36.1 - 36.1], 0.2, 0.3, None),
        ([0.0, 0.31, 0.1], 0.14, 0.31, Unfit.SPREAD_TOO_LARGE),
        ([2.0, 2.0, 2.0], 2.0, 0.0, None),
        ([2.01, 2.0, 2.0], 2.0, 0.01, Unfit.OFFSET_TOO_LARGE),
        ([-2.1, -2.0, -2.2], -2.1, 0.2, Unfit.OFFSET_TOO_LARGE),
        ([5.0, 1.0, 3.0], 3.0, 4.0, Unfit.SPREAD_TOO_LARGE),
    ],
)
def test_what_differences_say(differences: list[float], offset: float, spread: float, unfit: Unfit | None) -> None:
    found = assess(differences)
    assert (found.pairs, found.offset_celsius, found.unfit) == (len(differences), offset, unfit)
    assert found.spread_celsius == pytest.approx(spread)


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=20), st.floats(-1, 1))
def test_moving_every_pair_moves_the_offset_and_nothing_else(differences: list[float], by: float) -> None:
    before, after = assess(differences), assess([one + by for one in differences])
    assert after.offset_celsius == pytest.approx(before.offset_celsius + by, abs=0.011)
    assert after.spread_celsius == pytest.approx(before.spread_celsius, abs=1e-5)


def test_a_comparison_is_good_for_its_days() -> None:
    assert [is_old(TODAY - timedelta(days=days), 180, TODAY) for days in (0, 180, 181)] == [False, False, True]
    assert not is_old(TODAY + timedelta(days=400), 180, TODAY), "the clock was set back"


@pytest.mark.parametrize(
    ("expected", "measured", "fine"),
    [(36.0, 36.0, True), (35.8, 36.1, True), (36.1, 35.8, True), (35.8, 36.11, False), (36.0, 35.69, False)],
)
def test_a_check_is_fine_within_the_tolerance_either_way(expected: float, measured: float, fine: bool) -> None:
    assert agrees(expected, measured, 0.3) is fine
