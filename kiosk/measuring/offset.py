"""Which offset holds for this kiosk's thermometer: that which the office keeps, else the configuration's. Pure."""

from dataclasses import dataclass, replace

import msgspec

from hardware.thermometer.correction import Calibration
from kiosk.measuring.measurement import MeasuringRules
from queue_server.protocol.temperature import Measurement

HIDDEN_CELSIUS = 2.0
"""The largest offset that the office takes: by so much a sensor may be off before its first comparison."""
STAFF_SECONDS = 20.0
"""Staff come with a target in their hands; a visitor is given a quarter of it."""


@dataclass(frozen=True, slots=True)
class Offset:
    """The comparisons that are known.

    Attributes:
        configured: in the kiosk's configuration; its offset is in the driver's readings already.
        kept: by the office; it takes the place of the other.
    """

    configured: Calibration | None = None
    kept: Calibration | None = None

    @property
    def calibration(self) -> Calibration | None:
        """The comparison that holds."""
        return self.kept or self.configured

    @property
    def celsius(self) -> float:
        """What is added to the sensor's reading in all."""
        return self.calibration.offset_celsius if self.calibration else 0.0

    @property
    def shift_celsius(self) -> float:
        """What is to be added to the driver's reading, which has the configured offset in it."""
        return self.celsius - (self.configured.offset_celsius if self.configured else 0.0)

    def __str__(self) -> str:
        """Say what holds and where it comes from, for the device page; nothing where there was no comparison."""
        if self.calibration is None:
            return ""
        return f"{self.calibration}, {'kept by the office' if self.kept else 'from the configuration'}"


def staff_rules(rules: MeasuringRules) -> MeasuringRules:
    """Return how staff are measured: longer, and also where the sensor is off by as much as an offset may mend."""
    return replace(
        rules,
        lowest_celsius=rules.lowest_celsius - HIDDEN_CELSIUS,
        highest_celsius=rules.highest_celsius + HIDDEN_CELSIUS,
        closer_below_celsius=rules.closer_below_celsius - HIDDEN_CELSIUS,
        timeout_seconds=STAFF_SECONDS,
    )


def without_offset(measurement: Measurement, offset_celsius: float) -> Measurement:
    """Take the offset out of a measurement again, if it has a value."""
    if measurement.celsius is None:
        return measurement
    return msgspec.structs.replace(measurement, celsius=measurement.celsius - offset_celsius)
