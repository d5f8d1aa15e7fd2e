"""Corrections in software, pure: a kiosk never writes the sensor's memory."""

from dataclasses import dataclass
from datetime import date

_KELVIN = 273.15


@dataclass(frozen=True, slots=True)
class Calibration:
    """A comparison of this kiosk with a reference thermometer.

    Attributes:
        offset_celsius: what is added to each reading since.
        on: the day.
        days: how long it is good for.
    """

    offset_celsius: float
    on: date
    days: int = 180

    def is_old(self, today: date) -> bool:
        """Whether it is time for another comparison; not where the machine's date lies before it, which is wrong."""
        return (today - self.on).days > self.days

    def __str__(self) -> str:
        return f"compared with a reference on {self.on.isoformat()}, offset {self.offset_celsius:+.2f} C"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is known of one sensor; the defaults change nothing.

    Attributes:
        emissivity: of the skin, above 0 up to 1; 0.98 is usual. The sensor itself stays at 1.
        supply_volts: what a 3 V part is fed with.
        offset_celsius: added last, from comparing this kiosk with a reference thermometer.
    """

    emissivity: float = 1.0
    supply_volts: float = 3.0
    offset_celsius: float = 0.0

    def apply(self, object_celsius: float, ambient_celsius: float) -> float:
        """Correct one reading: supply, then emissivity, then offset.

        Args:
            object_celsius: as the sensor gave it.
            ambient_celsius: of the sensor, as it gave it.

        Returns:
            The corrected temperature, unrounded.
        """
        supplied = correct_supply(object_celsius, self.supply_volts)
        return correct_emissivity(supplied, ambient_celsius, self.emissivity) + self.offset_celsius


def correct_supply(object_celsius: float, supply_volts: float) -> float:
    """Take out the effect of the supply on a 3 V part.

    Args:
        object_celsius: as measured.
        supply_volts: the supply; 3.3 V reads 0.18 degrees high.

    Returns:
        What would have been measured at 3.0 V.

    Source:
        MLX90614 data sheet: 0.6 degrees per volt.
    """
    return object_celsius - 0.6 * (supply_volts - 3.0)


def correct_emissivity(object_celsius: float, ambient_celsius: float, emissivity: float) -> float:
    """Take out what a surface that is not black reflects of its surroundings.

    Args:
        object_celsius: as measured with the sensor's emissivity at 1.
        ambient_celsius: of the surroundings; the sensor's own temperature stands for it.
        emissivity: of the surface, above 0 up to 1.

    Returns:
        The temperature of the surface. With 1 exactly what was given.
    """
    if emissivity == 1.0:
        return object_celsius
    reflected = (1 - emissivity) * (ambient_celsius + _KELVIN) ** 4
    emitted = ((object_celsius + _KELVIN) ** 4 - reflected) / emissivity
    return float(emitted**0.25) - _KELVIN
