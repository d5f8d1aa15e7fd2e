"""The temperature policy: one pure rule that kiosk and server judge by, so that they never disagree."""

from datetime import date
from typing import Annotated

import msgspec

from queue_server.protocol.words import MeasurementStatus, Verdict

Limit = Annotated[float, msgspec.Meta(ge=34.0, le=42.0)]
"""A limit for the skin's temperature in degrees Celsius."""


class TemperaturePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The office's rule for the temperature at the door.

    Attributes:
        screening: whether visitors are measured at all.
        screening_until: the last business date on which they are; ``None``: no end.
        threshold_celsius: a measurement strictly above it is warm; compared unrounded.
        second_threshold_celsius: a local rule's limit for the measurements after the first, if it is another one.
        measurements: how many measurements the protocol asks for before a person decides; advice, never a lock.
        closer_below_celsius: below it a reading is no forehead: "please come closer".
        highest_celsius: above it a reading is no person, but a fault or a hot object.
        ambient_lowest_celsius: in surroundings below it no reading is judged.
        ambient_highest_celsius: in surroundings above it no reading is judged.
        shade_above_celsius: in surroundings above it arrivals are asked to rest in the shade first; ``None``: never.
        rest_seconds: time that a warm visitor is asked to sit before a second measurement.
    """

    screening: bool = True
    screening_until: date | None = None
    threshold_celsius: Limit = 37.0
    second_threshold_celsius: Limit | None = None
    measurements: Annotated[int, msgspec.Meta(ge=1, le=3)] = 2
    closer_below_celsius: Annotated[float, msgspec.Meta(ge=20.0, le=37.0)] = 34.0
    highest_celsius: Annotated[float, msgspec.Meta(ge=40.0, le=50.0)] = 43.0
    ambient_lowest_celsius: Annotated[float, msgspec.Meta(ge=-20.0, le=30.0)] = 10.0
    ambient_highest_celsius: Annotated[float, msgspec.Meta(ge=30.0, le=60.0)] = 40.0
    shade_above_celsius: Annotated[float, msgspec.Meta(ge=20.0, le=60.0)] | None = None
    rest_seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 300

    def on(self, day: date | None) -> "TemperaturePolicy":
        """Return the policy as it holds on a business date: after the last date of screening nobody is measured."""
        over = self.screening_until is not None and day is not None and day > self.screening_until
        return msgspec.structs.replace(self, screening=False) if over else self

    def limit_celsius(self, nth: int) -> float:
        """Return the limit for the first, second, ... measurement of a visitor, counted from 1."""
        if nth > 1 and self.second_threshold_celsius is not None:
            return self.second_threshold_celsius
        return self.threshold_celsius


class Measurement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The judged value of several readings, or the reason why there is none.

    Attributes:
        status: what the kiosk could tell.
        celsius: the unrounded value; only with ``MEASURED``.
        ambient_celsius: temperature of the surroundings, where the sensor knows it.
        samples: number of accepted readings.
        spread_celsius: median absolute deviation of the accepted readings.
        reason: short code of why a measurement is unsure (``too_low``, ``unsteady``, ``timeout``, ...).
    """

    status: MeasurementStatus
    celsius: float | None = None
    ambient_celsius: float | None = None
    samples: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    spread_celsius: float | None = None
    reason: Annotated[str, msgspec.Meta(max_length=40)] = ""


NOT_ASKED = Measurement(status=MeasurementStatus.NOT_ASKED)


def why_unjudged(policy: TemperaturePolicy, measurement: Measurement) -> str:
    """Return the short code of why a measurement may not be judged, or an empty text where it may.

    >>> why_unjudged(TemperaturePolicy(), Measurement(status=MeasurementStatus.MEASURED, celsius=33.0))
    'too_low'
    """
    celsius, ambient = measurement.celsius, measurement.ambient_celsius
    if measurement.status is not MeasurementStatus.MEASURED or celsius is None:
        return measurement.reason or measurement.status.value
    if celsius < policy.closer_below_celsius:
        return "too_low"
    if not celsius <= policy.highest_celsius:  # nor is "not a number"
        return "too_high"
    if ambient is None or policy.ambient_lowest_celsius <= ambient <= policy.ambient_highest_celsius:
        return ""
    return "ambient"


def judge(policy: TemperaturePolicy, measurement: Measurement, nth: int = 1) -> Verdict:
    """Judge a measurement by the office's policy.

    Args:
        policy: the policy in force on the business date.
        measurement: what the kiosk measured.
        nth: whether it is the visitor's first, second, ... measurement, counted from 1.

    Returns:
        ``PASS``, ``WARM``, or ``UNMEASURED`` where there is nothing that may be judged.

    >>> judge(TemperaturePolicy(), Measurement(status=MeasurementStatus.MEASURED, celsius=37.0))
    <Verdict.PASS: 'pass'>
    >>> judge(TemperaturePolicy(), Measurement(status=MeasurementStatus.MEASURED, celsius=37.01))
    <Verdict.WARM: 'warm'>
    """
    if not policy.screening:
        return Verdict.PASS
    if measurement.celsius is None or why_unjudged(policy, measurement):
        return Verdict.UNMEASURED
    return Verdict.WARM if measurement.celsius > policy.limit_celsius(nth) else Verdict.PASS
