"""What every real thermometer has, whichever part and bus: corrections, a calibration, and a filter fast enough."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware.errors import SensorUnsuitableError
from hardware.thermometer.correction import Calibration, Correction

LONGEST_SETTLE_SECONDS = 3.0
"""A visitor is measured within five seconds; stepping up and a second of samples need two of them."""


class SensorSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a real sensor.

    Attributes:
        emissivity: see ``Correction``.
        offset_celsius: see ``Correction``; what comparing this kiosk with a reference thermometer gave.
        calibrated_on: the day of that comparison; an offset without its day is refused.
        calibration_days: how long a comparison is good for.
    """

    emissivity: Annotated[float, Meta(ge=0.1, le=1)] = 1.0
    offset_celsius: Annotated[float, Meta(ge=-5, le=5)] = 0.0
    calibrated_on: date | None = None
    calibration_days: Annotated[int, Meta(ge=1, le=3650)] = 180

    def __post_init__(self) -> None:
        """Refuse an offset of which nobody can tell how old it is.

        Raises:
            ValueError: it says what to write.
        """
        if self.offset_celsius and self.calibrated_on is None:
            raise ValueError("offset_celsius needs the day of the comparison: calibrated_on = 2026-11-24")

    @property
    def correction(self) -> Correction:
        """The corrections as one value."""
        return Correction(emissivity=self.emissivity, offset_celsius=self.offset_celsius)

    @property
    def calibration(self) -> Calibration | None:
        """The comparison with a reference; ``None`` where there never was one."""
        if self.calibrated_on is None:
            return None
        return Calibration(self.offset_celsius, self.calibrated_on, self.calibration_days)


def refuse_slow(settle_seconds: float) -> None:
    """Refuse a sensor whose filter is too slow for a kiosk: nobody would stand still for long enough.

    Args:
        settle_seconds: of the sensor.

    Raises:
        SensorUnsuitableError: it is more than ``LONGEST_SETTLE_SECONDS``.
    """
    if settle_seconds > LONGEST_SETTLE_SECONDS:
        limit = f"{LONGEST_SETTLE_SECONDS:g} s is the most"
        raise SensorUnsuitableError(f"its filter settles in {settle_seconds:.1f} s; {limit}")
