"""What a kiosk needs of a thermometer, whichever part is behind it."""

from dataclasses import dataclass
from typing import Protocol

from hardware.thermometer.correction import Calibration


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample of the sensor, unrounded.

    Attributes:
        object_celsius: temperature of what the sensor looks at, after the configured corrections.
        ambient_celsius: temperature of the sensor itself.
        at_seconds: when it was taken, on the monotonic clock.
        near: whether somebody stands at the right distance; ``None`` where no distance sensor tells. Thermometers
            leave it at that.
    """

    object_celsius: float
    ambient_celsius: float
    at_seconds: float
    near: bool | None = None


class Thermometer(Protocol):
    """A non-contact thermometer.

    Attributes:
        driver: the driver's name in the configuration.
        simulated: no real sensor is behind it.
        settle_seconds: time from a change in front of the sensor until its readings are right.
        calibration: when the sensor was compared with a reference, and what that gave.
    """

    @property
    def driver(self) -> str:
        """The driver's name in the configuration."""
        ...

    @property
    def simulated(self) -> bool:
        """Whether no real sensor is behind it."""
        ...

    @property
    def settle_seconds(self) -> float:
        """Time from a change in front of the sensor until its readings are right."""
        ...

    @property
    def calibration(self) -> Calibration | None:
        """The comparison with a reference thermometer; ``None`` where there never was one."""
        ...

    @property
    def counters(self) -> dict[str, int]:
        """How often each thing happened since the sensor was opened: ``reads``, ``retries`` and each error code."""
        ...

    def read(self) -> Reading:
        """Take one sample.

        Raises:
            BusError: the bus or the sensor failed, after bounded retries.
            ReadingInvalidError: the answer is no temperature; it is never turned into one.
        """
        ...

    def close(self) -> None:
        """Release the sensor; safe to call twice."""
        ...
