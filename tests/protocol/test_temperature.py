import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.protocol.temperature import NOT_ASKED, Measurement, TemperaturePolicy, judge
from queue_server.protocol.words import MeasurementStatus, Verdict

POLICY = TemperaturePolicy()
NOT_MEASURED = [status for status in MeasurementStatus if status is not MeasurementStatus.MEASURED]


def measured(celsius: float | None) -> Measurement:
    return Measurement(status=MeasurementStatus.MEASURED, celsius=celsius)


@pytest.mark.parametrize(
    ("celsius", "verdict"),
    [
        (34.0, Verdict.PASS),
        (36.99, Verdict.PASS),
        (37.0, Verdict.PASS),
        (math.nextafter(37.0, 38.0), Verdict.WARM),
        (37.004, Verdict.WARM),
        (37.01, Verdict.WARM),
        (43.0, Verdict.WARM),
        (33.99, Verdict.UNMEASURED),
        (43.01, Verdict.UNMEASURED),
        (-273.15, Verdict.UNMEASURED),
        (382.19, Verdict.UNMEASURED),
        (1037.55, Verdict.UNMEASURED),
        (math.nan, Verdict.UNMEASURED),
        (math.inf, Verdict.UNMEASURED),
        (-math.inf, Verdict.UNMEASURED),
        (None, Verdict.UNMEASURED),
    ],
)
def test_the_threshold(celsius: float | None, verdict: Verdict) -> None:
    assert judge(POLICY, measured(celsius)) is verdict


@pytest.mark.parametrize("status", NOT_MEASURED)
@pytest.mark.parametrize("celsius", [None, 36.0, 37.5, 41.0])
def test_what_was_not_measured_is_never_fine_and_never_a_fever(
    status: MeasurementStatus, celsius: float | None
) -> None:
    assert judge(POLICY, Measurement(status=status, celsius=celsius)) is Verdict.UNMEASURED


@given(st.sampled_from(MeasurementStatus), st.none() | st.floats())
def test_an_office_that_does_not_screen_lets_everybody_pass(status: MeasurementStatus, celsius: float | None) -> None:
    assert judge(TemperaturePolicy(screening=False), Measurement(status=status, celsius=celsius)) is Verdict.PASS


@given(st.floats(34, 42), st.floats())
def test_a_verdict_follows_the_office_s_threshold(threshold: float, celsius: float) -> None:
    verdict = judge(TemperaturePolicy(threshold_celsius=threshold), measured(celsius))
    in_range = 34.0 <= celsius <= 43.0
    assert (verdict is Verdict.UNMEASURED) is (not in_range)
    assert (verdict is Verdict.WARM) is (in_range and celsius > threshold)


def test_not_asked_holds_no_value() -> None:
    assert NOT_ASKED.celsius is None


@pytest.mark.parametrize(
    "values",
    [
        {"threshold_celsius": 33.9},
        {"threshold_celsius": 42.1},
        {"closer_below_celsius": 19.9},
        {"closer_below_celsius": 37.1},
        {"highest_celsius": 39.9},
        {"highest_celsius": 50.1},
        {"rest_seconds": -1},
        {"rest_seconds": 3601},
        {"threshold": 37.0},
    ],
)
def test_a_policy_out_of_its_range_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(values, TemperaturePolicy)
