"""The temperature policy: one pure rule that kiosk and server judge by, so that they never disagree."""

from typing import Annotated

import msgspec

from queue_server.protocol.words import MeasurementStatus, Verdict


class TemperaturePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The office's rule for the temperature at the door.

    Attributes:
        screening: whether visitors are measured at all.
        threshold_celsius: a measurement strictly above it is warm; compared unrounded.
        closer_below_celsius: below it a reading is no forehead: "please come closer".
        highest_celsius: above it a reading is no person, but a fault or a hot object.
        rest_seconds: time that a warm visitor is asked to sit before a second measurement.
    """

    screening: bool = True
    threshold_celsius: Annotated[float, msgspec.Meta(ge=34.0, le=42.0)] = 37.0
    closer_below_celsius: Annotated[float, msgspec.Meta(ge=20.0, le=37.0)] = 34.0
    highest_celsius: Annotated[float, msgspec.Meta(ge=40.0, le=50.0)] = 43.0
    rest_seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 300


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


def judge(policy: TemperaturePolicy, measurement: Measurement) -> Verdict:
    """Judge a measurement by the office's policy.

    Args:
        policy: the policy in force.
        measurement: what the kiosk measured.

    Returns:
        ``PASS``, ``WARM``, or ``UNMEASURED`` where there is nothing that may be judged.

    >>> judge(TemperaturePolicy(), Measurement(status=MeasurementStatus.MEASURED, celsius=37.0))
    <Verdict.PASS: 'pass'>
    >>> judge(TemperaturePolicy(), Measurement(status=MeasurementStatus.MEASURED, celsius=37.01))
    <Verdict.WARM: 'warm'>
    """
    if not policy.screening:
        return Verdict.PASS
    celsius = measurement.celsius
    if measurement.status is not MeasurementStatus.MEASURED or celsius is None:
        return Verdict.UNMEASURED
    if not policy.closer_below_celsius <= celsius <= policy.highest_celsius:
        return Verdict.UNMEASURED
    return Verdict.WARM if celsius > policy.threshold_celsius else Verdict.PASS
