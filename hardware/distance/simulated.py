"""A simulated distance sensor: somebody stands where a test or a demo says, or it does not answer."""

from enum import StrEnum
from random import Random
from typing import Annotated

import msgspec
from msgspec import Meta

from hardware.distance.settings import NOBODY_CM, Reach, ReachSettings
from hardware.errors import DistanceLostError


class DistanceFault(StrEnum):
    """What can be wrong with the simulated sensor."""

    SILENT = "silent"


class SimulatedDistanceSettings(ReachSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of the simulated sensor.

    Attributes:
        seed: the same seed gives the same noise.
        distance_cm: where somebody stands.
        noise_cm: standard deviation from one answer to the next.
        faults: share of the questions that fail in each way, 0 to 1.
    """

    seed: int = 1
    distance_cm: Annotated[float, Meta(ge=0, le=NOBODY_CM)] = 6.0
    noise_cm: Annotated[float, Meta(ge=0, le=10)] = 0.3
    faults: dict[DistanceFault, Annotated[float, Meta(ge=0, le=1)]] = msgspec.field(default_factory=dict)


class SimulatedDistanceSensor:
    """A sensor that lives on while it is closed and opened again."""

    def __init__(self, settings: SimulatedDistanceSettings) -> None:
        self._settings = settings
        self._random = Random(settings.seed)  # noqa: S311 - a simulation, nothing secret
        self._faults = dict(settings.faults)
        self._distance_cm = settings.distance_cm

    @property
    def reach(self) -> Reach:
        return self._settings.reach

    def stand(self, distance_cm: float) -> None:
        """Let somebody stand at this distance; ``NOBODY_CM`` is nobody."""
        self._distance_cm = distance_cm

    def set_fault(self, fault: DistanceFault | None, share: float = 1.0) -> None:
        """Let this share of the questions fail from now on, in this way only; ``None`` heals the sensor."""
        self._faults = {fault: share} if fault else {}

    def distance_cm(self) -> float:
        if self._random.random() < self._faults.get(DistanceFault.SILENT, 0.0):
            raise DistanceLostError("simulated")
        noisy = self._distance_cm + self._random.gauss(0, self._settings.noise_cm)
        return min(NOBODY_CM, max(0.0, noisy))

    def close(self) -> None:
        pass
