import pytest

from display.letter_size import letter_sizes, required_capital_mm, screen_mm


def test_the_standard_at_five_metres() -> None:
    assert required_capital_mm(5) == pytest.approx(61.0)


def test_a_55_inch_screen() -> None:
    assert screen_mm(55, 16 / 9) == pytest.approx((1217.6, 684.9), abs=0.1)


def test_a_55_inch_screen_can_be_read_from_five_metres_with_four_rows() -> None:
    sizes = letter_sizes(5, 55, 16 / 9)
    assert sizes.sufficient
    assert sizes.rows == 4
    assert sizes.recent_mm >= sizes.required_mm


def test_near_seats_get_five_rows() -> None:
    assert letter_sizes(3, 55, 16 / 9).rows == 5


@pytest.mark.parametrize("aspect", [16 / 9, 9 / 16, 4 / 3])
def test_a_screen_too_small_says_so(aspect: float) -> None:
    sizes = letter_sizes(20, 32, aspect)
    assert not sizes.sufficient
    assert sizes.readable_metres < 20
