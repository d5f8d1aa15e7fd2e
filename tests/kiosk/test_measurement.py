import random
from random import Random
from statistics import fmean, median

import pytest

from hardware.thermometer import Reading
from kiosk.measuring.background import Background
from kiosk.measuring.measurement import (
    Aim,
    Measuring,
    MeasuringRules,
    expire,
    forehead_celsius,
    noise,
    reject,
    rules_for,
    slope,
    take,
)
from kiosk.runner import TICK_SECONDS
from kiosk.visit.dialogue import Rules
from queue_server.protocol.temperature import Measurement, TemperaturePolicy, judge
from queue_server.protocol.words import MeasurementStatus, Verdict

PERIOD = 1 / 15


def readings(values: list[float], ambient: float = 28.0, start: float = 0.0) -> list[Reading]:
    return [Reading(value, ambient, start + number * PERIOD) for number, value in enumerate(values)]


def measure(
    values: list[float], ambient: float = 28.0, background: float | None = 28.0, rules: MeasuringRules | None = None
) -> tuple[Measurement | None, list[Aim]]:
    measuring, aims = Measuring(rules or MeasuringRules(), 0.0, background), []
    for reading in readings(values, ambient):
        measuring, result = take(measuring, reading)
        aims.append(measuring.aim)
        if result is not None:
            return result, aims
    return None, aims


def test_a_still_forehead_is_measured_in_about_a_second_and_a_half() -> None:
    result, aims = measure([36.4] * 40)
    assert result is not None
    assert (result.status, result.celsius) == (MeasurementStatus.MEASURED, 36.4)
    assert len(aims) * PERIOD == pytest.approx(1.4, abs=0.15)
    assert aims[-1] is Aim.DONE


@pytest.mark.parametrize(("celsius", "verdict"), [(36.99, Verdict.PASS), (37.0, Verdict.PASS), (37.01, Verdict.WARM)])
def test_the_threshold_is_strict_and_unrounded(celsius: float, verdict: Verdict) -> None:
    result, _ = measure([celsius] * 40)
    assert result is not None
    assert judge(TemperaturePolicy(), result) is verdict


def test_the_background_alone_is_nobody() -> None:
    result, aims = measure([28.0] * 100)
    assert result == Measurement(status=MeasurementStatus.UNSURE, reason="nobody")
    assert set(aims) == {Aim.STEP_UP}


def test_too_far_away_is_asked_closer_and_never_normal() -> None:
    result, aims = measure([32.5] * 100)
    assert result is not None
    assert (result.status, result.reason, result.celsius) == (MeasurementStatus.UNSURE, "too_low", None)
    assert Aim.COME_CLOSER in aims


def test_who_comes_closer_after_all_is_measured() -> None:
    result, _ = measure([32.5] * 25 + [36.5] * 40)
    assert result is not None
    assert result.status is MeasurementStatus.MEASURED
    assert result.celsius == pytest.approx(36.5)


def test_a_hot_object_is_no_fever() -> None:
    result, _ = measure([60.0] * 100)
    assert result is not None
    assert (result.status, result.reason) == (MeasurementStatus.UNSURE, "too_high")


def test_who_never_stands_still_is_unsure() -> None:
    result, _ = measure([36.0 + 0.6 * (number % 2) for number in range(100)])
    assert result is not None
    assert (result.status, result.reason) == (MeasurementStatus.UNSURE, "unsteady")


def test_a_drifting_value_is_not_steady() -> None:
    result, _ = measure([35.0 + 0.3 * PERIOD * number for number in range(100)])
    assert result is not None
    assert result.reason == "unsteady"


def test_hair_over_part_of_the_spot_reads_low_and_is_outvoted() -> None:
    values = [36.5, 36.52, 36.48, 35.9, 35.9, 35.92, 36.5, 36.52, 36.48, 36.5]
    assert forehead_celsius(tuple(readings(values))) == 36.5
    assert forehead_celsius(tuple(readings(values, ambient=38.0))) == pytest.approx(36.49)


def test_who_stands_still_after_a_while_is_measured() -> None:
    result, _ = measure([35.0 + 0.3 * PERIOD * number for number in range(30)] + [36.4] * 40)
    assert result is not None
    assert result.status is MeasurementStatus.MEASURED
    assert result.celsius == pytest.approx(36.4)


def test_noise_alone_moves_the_result_neither_up_nor_down() -> None:
    random = Random(5)
    results = [forehead_celsius(tuple(readings([random.gauss(36.5, 0.05) for _ in range(15)]))) for _ in range(2000)]
    assert fmean(results) == pytest.approx(36.5, abs=0.005)  # the median of the upper half alone: 36.534


def test_the_noise_is_that_of_the_readings_whatever_the_drift_and_the_hair() -> None:
    random = Random(6)
    values = [36.0 + 0.01 * number + random.gauss(0, 0.05) for number in range(2000)]
    values[500:600] = [value - 1.0 for value in values[500:600]]
    assert noise(tuple(readings(values))) == pytest.approx(0.05, rel=0.1)
    assert noise(tuple(readings([36.5]))) == 0.0


def test_a_skin_temperature_before_a_hot_wall_is_seen_as_a_change() -> None:
    result, _ = measure([36.5] * 40, ambient=39.0, background=40.0)
    assert result is not None
    assert result.celsius == 36.5


def test_answers_that_are_no_temperature_are_counted_and_never_a_value() -> None:
    measuring, result = Measuring(MeasuringRules(), 0.0, 28.0), None
    for number in range(20):
        measuring, result = reject(measuring, "reading_flagged", number * PERIOD)
        if result:
            break
    assert result == Measurement(status=MeasurementStatus.NO_SENSOR, reason="reading_flagged")
    assert measuring.rejected["reading_flagged"] == MeasuringRules().faults


def test_a_few_bad_answers_do_not_spoil_a_measurement() -> None:
    measuring = Measuring(MeasuringRules(), 0.0, 28.0)
    result: Measurement | None = None
    for number, reading in enumerate(readings([36.4] * 60)):
        if number % 5 == 0:
            measuring, result = reject(measuring, "i2c_checksum", reading.at_seconds)
        else:
            measuring, result = take(measuring, reading)
        if result:
            break
    assert result is not None
    assert result.celsius == 36.4


def test_silence_ends_within_the_phase_and_the_phase_within_five_seconds() -> None:
    measuring = Measuring(MeasuringRules(), 100.0, 28.0)
    assert expire(measuring, 104.6)[1] is None
    result = expire(measuring, 104.75)[1]
    assert result is not None
    assert result.status is MeasurementStatus.UNSURE
    assert 4.75 < Rules().measuring_seconds <= 5.0 - TICK_SECONDS


def test_slope_of_one_instant_is_none() -> None:
    assert slope((Reading(36.0, 28.0, 1.0), Reading(37.0, 28.0, 1.0))) == 0.0


def test_the_sensors_own_filter_sets_the_settling_time() -> None:
    assert rules_for(TemperaturePolicy(), 0.1).settle_seconds == 0.3
    assert rules_for(TemperaturePolicy(), 0.9).settle_seconds == 0.9


@pytest.mark.parametrize(("mean", "deviation", "warm"), [(36.2, 0.3, (0.0, 0.04)), (37.7, 0.4, (0.9, 1.0))])
def test_populations_come_out_as_they_are(mean: float, deviation: float, warm: tuple[float, float]) -> None:
    chance = random.Random(5)
    errors, verdicts = [], []
    for _ in range(300):
        true = chance.gauss(mean, deviation)
        result, _ = measure([chance.gauss(true, 0.05) for _ in range(60)])
        assert result is not None
        assert result.celsius is not None
        errors.append(result.celsius - true)
        verdicts.append(judge(TemperaturePolicy(), result) is Verdict.WARM)
    assert abs(median(errors)) < 0.06
    assert warm[0] <= sum(verdicts) / len(verdicts) <= warm[1]


def test_the_background_is_the_room_even_with_people_before_it() -> None:
    background = Background()
    for number in range(60):
        celsius = 28.3 if number % 10 == 0 else 36.2
        background = background.seen(Reading(celsius, 28.0, float(number)))
    assert background.object_celsius == 28.3
    crowd = Background()
    for number in range(60):
        crowd = crowd.seen(Reading(36.2, 28.0, float(number)))
    assert crowd.object_celsius == 28.0
    assert Background().object_celsius is None


def test_a_sensor_that_is_being_heated_is_told() -> None:
    steady, heated = Background(), Background()
    for number in range(60):
        steady = steady.seen(Reading(28.0, 28.0, float(number)))
        heated = heated.seen(Reading(28.0, 28.0 + number * 0.01, float(number)))
    assert not steady.drifting
    assert heated.drifting
