"""The statistics of the bench."""

import pytest

from tests.bench.booking_file import figures
from tests.bench.figures import Figure, median_ratio, percentile


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = list(range(1, 101))
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.99) == 99
    assert percentile(values, 1.0) == 100
    assert percentile([7.0], 0.01) == 7.0


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.1)])
def test_a_percentile_of_nothing_is_an_error(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile needs"):
        percentile(values, share)


def test_ratios_are_of_neighbours() -> None:
    assert median_ratio([1.0, 10.0, 3.0], [2.0, 20.0, 3.0]) == 0.5
    with pytest.raises(ValueError, match="shorter"):
        median_ratio([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    ("value", "wanted", "met"),
    [(0.3, "at least", True), (0.29, "at least", False), (80.0, "at most", True), (80.1, "at most", False)],
)
def test_a_promise_is_kept_up_to_its_target(value: float, wanted: str, met: bool) -> None:
    figure = Figure("name", value, "MB", 0.3 if wanted == "at least" else 80.0, wanted)  # type: ignore[arg-type]
    assert figure.met is met
    assert ("BROKEN" in figure.line()) is not met
    assert figure.entry() == {"name": "name", "value": value, "unit": "MB"}


def test_a_file_of_bookings_is_promised_time_and_memory() -> None:
    assert [(one.name, one.met) for one in figures("file", "SQLite", 60.0, 40.0)] == [
        ("file_s", True),
        ("file_mb", True),
    ]
    assert [one.met for one in figures("file", "SQLite", 60.1, 40.1)] == [False, False]
