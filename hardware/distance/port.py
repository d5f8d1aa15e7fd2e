"""What a kiosk needs of a distance sensor, whichever part is behind it."""

from typing import Protocol

from hardware.distance.settings import Reach


class DistanceSensor(Protocol):
    """A distance sensor beside the thermometer, which looks the same way.

    Attributes:
        reach: at which distances a visitor is measured.
    """

    @property
    def reach(self) -> Reach:
        """At which distances a visitor is measured."""
        ...

    def distance_cm(self) -> float:
        """Tell the distance to whatever is nearest.

        Returns:
            Centimetres; ``NOBODY_CM`` where nothing is near.

        Raises:
            DistanceLostError: the sensor does not answer.
        """
        ...

    def close(self) -> None:
        """Release the sensor; safe to call twice."""
        ...
