"""Many readings become one measurement, or the reason why not. Pure: times come with the readings.

A visitor is gated by a step above the background, the sensor settles, about a second of samples is judged together.
Source: facts of the project on thermometers, "Measuring", points 1 to 5.
"""

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, median

from hardware.thermometer import Reading
from queue_server.protocol.temperature import Measurement, TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus

CLEAN_NOISES = 3.0
"""Clean readings lie 0.67 of the noise below the median of their upper half, give or take 2.3."""


DEVIATIONS = 0.6745
"""Median amount of a normal error of deviation 1."""


class Aim(StrEnum):
    """What the visitor should know while being measured; never a figure."""

    STEP_UP = "step_up"
    """Nobody is before the sensor yet."""
    HOLD_STILL = "hold_still"
    COME_CLOSER = "come_closer"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class MeasuringRules:
    """How to measure; temperatures in degrees Celsius, times in seconds.

    Attributes:
        lowest_celsius: below it a sample is thrown out and counted.
        highest_celsius: above it a sample is thrown out and counted.
        closer_below_celsius: a result below it is no forehead, and never "normal".
        settle_seconds: wait after the visitor came, for the sensor's filter.
        window_seconds: span of samples that are judged together.
        samples: the least number of samples in that span.
        spread_celsius: largest median absolute deviation that is steady.
        slope_celsius_per_second: largest drift that is steady.
        timeout_seconds: limit for the whole measurement, within that of the dialogue's phase (`Rules`).
        faults: faulty answers of the sensor in a row before it counts as missing.
    """

    lowest_celsius: float = 30.0
    highest_celsius: float = 43.0
    closer_below_celsius: float = 34.0
    settle_seconds: float = 0.3
    window_seconds: float = 1.0
    samples: int = 8
    spread_celsius: float = 0.1
    slope_celsius_per_second: float = 0.2
    timeout_seconds: float = 4.7
    faults: int = 15


def rules_for(policy: TemperaturePolicy, settle_seconds: float) -> MeasuringRules:
    """Return the rules that follow from the office's policy and the sensor's own settling time in seconds."""
    return MeasuringRules(
        highest_celsius=policy.highest_celsius,
        closer_below_celsius=policy.closer_below_celsius,
        settle_seconds=max(0.3, settle_seconds),
    )


@dataclass(frozen=True, slots=True)
class Measuring:
    """A measurement under way.

    Attributes:
        background_celsius: what the sensor saw before the visitor came; ``None`` where unknown (then the ambient).
        gate_at_seconds: when the visitor came before the sensor.
        samples: accepted readings of the last window; it slides until it is steady.
        rejected: how many readings were thrown out, by reason.
        unsteady: whether a full window was seen that was not steady.
        faults: faulty answers in a row.
    """

    rules: MeasuringRules
    started_at_seconds: float
    background_celsius: float | None = None
    gate_at_seconds: float | None = None
    samples: tuple[Reading, ...] = ()
    rejected: Counter[str] = field(default_factory=Counter)
    unsteady: bool = False
    faults: int = 0
    aim: Aim = Aim.STEP_UP

    @property
    def fraction(self) -> float:
        """How much of the running window is full, 0 to 1."""
        if not self.samples:
            return 0.0
        return min(1.0, (self.samples[-1].at_seconds - self.samples[0].at_seconds) / self.rules.window_seconds)


Step = tuple[Measuring, Measurement | None]
"""The measurement under way, and its result once there is one."""


def take(measuring: Measuring, reading: Reading) -> Step:
    """Take one reading; answer the result with it when there is one."""
    measuring = replace(measuring, faults=0)
    if not before_sensor(measuring, reading):
        gone = replace(measuring, gate_at_seconds=None, samples=(), aim=Aim.STEP_UP)
        return expire(gone, reading.at_seconds)
    if measuring.gate_at_seconds is None:
        measuring = replace(measuring, gate_at_seconds=reading.at_seconds)
    near = reading.object_celsius >= measuring.rules.closer_below_celsius
    measuring = replace(measuring, aim=Aim.HOLD_STILL if near else Aim.COME_CLOSER)
    if reading.at_seconds - (measuring.gate_at_seconds or 0.0) < measuring.rules.settle_seconds:
        return expire(measuring, reading.at_seconds)
    reason = _out_of_range(measuring.rules, reading)
    if reason:
        return expire(_rejecting(measuring, reason), reading.at_seconds)
    return _collect(replace(measuring, samples=(*measuring.samples, reading)))


def reject(measuring: Measuring, code: str, at_seconds: float) -> Step:
    """Count an answer of the sensor that is no temperature (a flag, a bad checksum, no answer).

    Args:
        measuring: the measurement under way.
        code: the stable code of the fault.
        at_seconds: when, on the monotonic clock.

    Returns:
        The measurement, and ``NO_SENSOR`` when the sensor failed too often in a row. Never a value.
    """
    measuring = replace(_rejecting(measuring, code), faults=measuring.faults + 1)
    if measuring.faults >= measuring.rules.faults:
        return measuring, _no_value(measuring, MeasurementStatus.NO_SENSOR, code)
    return expire(measuring, at_seconds)


def expire(measuring: Measuring, at_seconds: float) -> Step:
    """End the measurement if its time is over; the reason says what the visitor or the sensor did not do."""
    if at_seconds - measuring.started_at_seconds < measuring.rules.timeout_seconds:
        return measuring, None
    if measuring.faults:
        code = measuring.rejected.most_common(1)[0][0]
        return measuring, _no_value(measuring, MeasurementStatus.NO_SENSOR, code)
    return measuring, _no_value(measuring, MeasurementStatus.UNSURE, _reason(measuring))


def before_sensor(measuring: Measuring, reading: Reading) -> bool:
    """Tell whether somebody stands before the sensor.

    The step shrinks towards skin temperature, where the gate is weak; before a background as warm as skin a visitor
    shows as a change in either direction. Where a distance sensor tells, it alone decides.
    """
    if reading.near is not None:
        return reading.near
    background = measuring.background_celsius
    if background is None:
        background = reading.ambient_celsius
    step = min(2.0, max(0.3, (35.5 - background) / 2.0))
    difference = reading.object_celsius - background
    return (abs(difference) if background >= measuring.rules.closer_below_celsius else difference) >= step


def _out_of_range(rules: MeasuringRules, reading: Reading) -> str:
    if reading.object_celsius < rules.lowest_celsius:
        return "too_low"
    return "too_high" if reading.object_celsius > rules.highest_celsius else ""


def _rejecting(measuring: Measuring, reason: str) -> Measuring:
    return replace(measuring, rejected=measuring.rejected + Counter([reason]))


def _collect(measuring: Measuring) -> Step:
    rules, samples = measuring.rules, measuring.samples
    if len(samples) < rules.samples or measuring.fraction < 1.0:
        return expire(measuring, samples[-1].at_seconds)
    if _steady(rules, samples):
        return _judge(measuring)
    return expire(replace(measuring, samples=_slid(rules, samples), unsteady=True), samples[-1].at_seconds)


def _slid(rules: MeasuringRules, samples: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Drop what a window that ends with the next sample no longer needs: who has just come stands still soon."""
    begin = samples[-1].at_seconds - rules.window_seconds
    return tuple(sample for sample in samples if sample.at_seconds > begin)


def _judge(measuring: Measuring) -> Step:
    value = forehead_celsius(measuring.samples)
    if value < measuring.rules.closer_below_celsius:
        again = replace(_rejecting(measuring, "too_low"), samples=(), aim=Aim.COME_CLOSER)
        return expire(again, measuring.samples[-1].at_seconds)
    measured = Measurement(
        status=MeasurementStatus.MEASURED,
        celsius=value,
        ambient_celsius=median(sample.ambient_celsius for sample in measuring.samples),
        samples=len(measuring.samples),
        spread_celsius=spread(measuring.samples),
    )
    return replace(measuring, aim=Aim.DONE), measured


def forehead_celsius(samples: tuple[Reading, ...]) -> float:
    """Return the median of the readings that saw nothing but forehead, in degrees Celsius.

    Hair and edges read low. The median of the upper half lies among the clean readings, but above their middle by 0.67
    of the noise, so that it is not the result: it only tells which readings are clean, namely those less than
    `CLEAN_NOISES` below it. Where the surroundings are hotter than the skin, hair reads high, and the plain median
    is taken.
    """
    values = sorted(sample.object_celsius for sample in samples)
    middle = median(values)
    if median(sample.ambient_celsius for sample in samples) > middle:
        return middle
    lowest = median(values[len(values) // 2 :]) - CLEAN_NOISES * noise(samples)
    return median(value for value in values if value >= lowest)


def noise(samples: tuple[Reading, ...]) -> float:
    """Return the standard deviation from reading to reading in degrees Celsius, whatever the drift.

    Hair before the forehead makes two large steps, when it comes and when it goes; a median does not see them.

    Source:
        von Neumann 1941 (successive differences), with the median of their amounts in place of the mean square: that of
        normal readings is `DEVIATIONS` times the square root of 2 times their deviation.
    """
    steps = [abs(after.object_celsius - before.object_celsius) for before, after in pairwise(samples)]
    return median(steps) / (DEVIATIONS * math.sqrt(2)) if steps else 0.0


def spread(samples: tuple[Reading, ...]) -> float:
    """Return the median absolute deviation in degrees Celsius."""
    middle = median(sample.object_celsius for sample in samples)
    return median(abs(sample.object_celsius - middle) for sample in samples)


def slope(samples: tuple[Reading, ...]) -> float:
    """Return the slope of the least-squares line in degrees Celsius per second; 0 for samples of one instant."""
    mean_at = fmean(sample.at_seconds for sample in samples)
    mean = fmean(sample.object_celsius for sample in samples)
    square = sum((sample.at_seconds - mean_at) ** 2 for sample in samples)
    product = sum((sample.at_seconds - mean_at) * (sample.object_celsius - mean) for sample in samples)
    return product / square if square else 0.0


def _steady(rules: MeasuringRules, samples: tuple[Reading, ...]) -> bool:
    # strict for the slope, not for the spread: the limits of facts, point 5. Readings that jump between two values may
    # have no median deviation at all, hence the noise, to the same limit.
    calm = spread(samples) <= rules.spread_celsius and DEVIATIONS * noise(samples) <= rules.spread_celsius
    return calm and abs(slope(samples)) < rules.slope_celsius_per_second


def _reason(measuring: Measuring) -> str:
    if measuring.gate_at_seconds is None and not measuring.rejected:
        return "nobody"
    if measuring.unsteady:
        return "unsteady"
    if measuring.rejected:
        return measuring.rejected.most_common(1)[0][0]
    return "timeout"


def _no_value(measuring: Measuring, status: MeasurementStatus, reason: str) -> Measurement:
    return Measurement(status=status, samples=len(measuring.samples), reason=reason[:40])
