"""Whether the sensor itself is being heated or cooled: then it does not read right, and its values are not trusted."""

from collections.abc import Sequence
from statistics import median

from hardware.thermometer import Reading
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus

DRIFT_CELSIUS_PER_MINUTE = 0.3
LEAST_SECONDS = 30.0
"""Over a shorter time the sensor's own noise looks like a drift."""


def drift_celsius_per_minute(readings: Sequence[Reading]) -> float:
    """How fast the sensor itself grows warmer; below zero, cooler.

    Both halves of the time stand for themselves by their medians, so that one strange reading is no drift.

    Args:
        readings: in the order of their times, whoever stood there.

    Returns:
        Degrees Celsius per minute; 0 where less than ``LEAST_SECONDS`` are known.
    """
    if not readings or readings[-1].at_seconds - readings[0].at_seconds < LEAST_SECONDS:
        return 0.0
    earlier, later = readings[: len(readings) // 2], readings[len(readings) // 2 :]
    change = median(one.ambient_celsius for one in later) - median(one.ambient_celsius for one in earlier)
    seconds = median(one.at_seconds for one in later) - median(one.at_seconds for one in earlier)
    return 60.0 * change / seconds


def drifting(readings: Sequence[Reading]) -> bool:
    """Whether that is faster than ``DRIFT_CELSIUS_PER_MINUTE``, either way."""
    return abs(drift_celsius_per_minute(readings)) > DRIFT_CELSIUS_PER_MINUTE


def doubted(measurement: Measurement) -> Measurement:
    """What a measurement is worth while the sensor drifts: a value is none, and a person measures in the end."""
    if measurement.status is not MeasurementStatus.MEASURED:
        return measurement
    return Measurement(status=MeasurementStatus.UNSURE, samples=measurement.samples, reason="ambient_drift")
