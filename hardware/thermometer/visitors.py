"""Who stands before a simulated sensor: populations of foreheads, pure but for the random numbers passed in.

Source:
    Healthy: Chen 2022. Arriving from cold: Dzien 2021. Febrile and arriving from heat: assumptions of this project.
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class VisitorKind(StrEnum):
    """Populations of visitors."""

    HEALTHY = "healthy"
    FEBRILE = "febrile"
    FROM_COLD = "from_cold"
    FROM_HEAT = "from_heat"


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of a population's forehead some minutes after coming in."""

    minutes: float
    mean_celsius: float
    deviation_celsius: float


FOREHEADS: dict[VisitorKind, tuple[Spread, ...]] = {
    VisitorKind.HEALTHY: (Spread(0, 36.2, 0.30),),
    # Oral 38.2 +- 0.4, the forehead half a degree below.
    VisitorKind.FEBRILE: (Spread(0, 37.7, 0.40),),
    VisitorKind.FROM_COLD: (
        Spread(0, 33.17, 1.45),
        Spread(1, 34.90, 1.49),
        Spread(3, 35.77, 1.10),
        Spread(5, 36.08, 0.79),
        Spread(60, 36.6, 0.24),
    ),
    VisitorKind.FROM_HEAT: (Spread(0, 36.7, 0.45),),
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """One visitor: stays as warm or cool, within the population, at a second measurement.

    Attributes:
        kind: the population.
        deviations: standard deviations from its mean.
    """

    kind: VisitorKind
    deviations: float

    def forehead_celsius(self, minutes: float) -> float:
        """Temperature of the forehead.

        Args:
            minutes: since the visitor came in, zero or more.
        """
        spread = spread_after(self.kind, minutes)
        return spread.mean_celsius + self.deviations * spread.deviation_celsius


def draw_visitor(kind: VisitorKind, random: Random) -> Visitor:
    """A visitor of this population."""
    return Visitor(kind, random.gauss())


def spread_after(kind: VisitorKind, minutes: float) -> Spread:
    """The population's forehead after this time, straight lines between the measured times."""
    table = FOREHEADS[kind]
    after = bisect_right([row.minutes for row in table], minutes)
    if after == len(table):
        return table[-1]
    left, right = table[after - 1], table[after]
    share = (minutes - left.minutes) / (right.minutes - left.minutes)
    return Spread(
        minutes,
        left.mean_celsius + share * (right.mean_celsius - left.mean_celsius),
        left.deviation_celsius + share * (right.deviation_celsius - left.deviation_celsius),
    )
