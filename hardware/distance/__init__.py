"""Distance sensors: where whoever is before the kiosk stands."""

from hardware.distance.port import DistanceSensor
from hardware.distance.settings import Reach

__all__ = ["DistanceSensor", "Reach"]
