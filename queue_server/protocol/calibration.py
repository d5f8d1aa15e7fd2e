"""What a kiosk is told of its thermometer: the offset kept for it, and whether staff want a measurement."""

from datetime import date

import msgspec


class SensorCalibration(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison with a reference that the office keeps.

    Attributes:
        offset_celsius: added to what the sensor reads, in place of the offset in the kiosk's own configuration.
        calibrated_on: the office's date of the comparison.
        days: how long it is good for.
    """

    offset_celsius: float
    calibrated_on: date
    days: int


class SensorOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for a kiosk's thermometer now.

    Attributes:
        calibration: ``None`` where the office keeps none: then the kiosk's own configuration holds.
        measurement_id: of the measurement that staff want now; ``None`` where they want none.
    """

    calibration: SensorCalibration | None = None
    measurement_id: int | None = None
