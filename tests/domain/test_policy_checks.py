"""Rules that contradict each other although each is in its range."""

import pytest

from queue_server.domain.policy_checks import contradictions
from queue_server.protocol.temperature import TemperaturePolicy


def test_the_rules_that_an_office_begins_with_fit_together() -> None:
    assert contradictions(TemperaturePolicy()) == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"second_threshold_celsius": 37.3, "measurements": 1},
            [("second_threshold_celsius", "second_limit_unused")],
        ),
        ({"second_threshold_celsius": 37.3}, []),
        ({"threshold_celsius": 36.0, "closer_below_celsius": 36.0}, [("closer_below_celsius", "not_below_limit")]),
        (
            {"second_threshold_celsius": 36.0, "closer_below_celsius": 36.5},
            [("closer_below_celsius", "not_below_limit")],
        ),
        (
            {"second_threshold_celsius": 41.0, "highest_celsius": 41.0},
            [("highest_celsius", "not_above_limit")],
        ),
        (
            {"ambient_lowest_celsius": 30.0, "ambient_highest_celsius": 30.0},
            [("ambient_highest_celsius", "range_empty")],
        ),
        ({"shade_above_celsius": 40.0}, [("shade_above_celsius", "shade_too_late")]),
        ({"shade_above_celsius": 39.5}, []),
    ],
)
def test_each_contradiction_is_named_with_its_field(changes: dict[str, float], found: list[tuple[str, str]]) -> None:
    assert list(contradictions(TemperaturePolicy(**changes))) == found  # type: ignore[arg-type]
