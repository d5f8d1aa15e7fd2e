"""Made-up visitors before a thermometer, as a stream of readings: what the ways of measuring are compared on.

The foreheads are the populations of `hardware.thermometer.visitors`, which come from studies. How a visitor comes and
stands is assumed, and said here: the view of the sensor fills with the forehead within 0.2 to 0.8 s, then hair, a cap
or a turned head takes 2 to 15 % of the view for 0.1 to 0.4 s, every two seconds in the mean. What is not forehead has
the temperature of the room, 14 to 32 °C. The sensor follows with its time constant, errs by its noise and by the
offset of the unit, and tells hundredths in steps of two.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hardware.thermometer import Reading
from hardware.thermometer.visitors import VisitorKind, draw_visitor

NOISE_CELSIUS = 0.05
UNIT_OFFSET_CELSIUS = 0.2
FILTER_SECONDS = 0.022
"""Time constant of a filter of 7.23 Hz, as the sensor is delivered."""
STEP_CELSIUS = 0.02


@dataclass(frozen=True, slots=True)
class Population:
    """Visitors of one kind, some minutes after they came in."""

    name: str
    kind: VisitorKind
    minutes: float = 0.0


POPULATIONS = (
    Population("healthy", VisitorKind.HEALTHY),
    *(Population(f"from cold, {minutes} min", VisitorKind.FROM_COLD, minutes) for minutes in (0, 1, 3, 5, 60)),
    Population("from heat", VisitorKind.FROM_HEAT),
    Population("febrile", VisitorKind.FEBRILE),
)


@dataclass(frozen=True, slots=True)
class Dip:
    """Something before the forehead for a while: the share of the view that it takes."""

    begins_seconds: float
    ends_seconds: float
    share: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One visitor before one unit.

    Attributes:
        forehead_celsius: the truth.
        offset_celsius: the error of the unit.
        approach_seconds: until the forehead fills the view.
    """

    forehead_celsius: float
    ambient_celsius: float
    offset_celsius: float
    approach_seconds: float
    dips: tuple[Dip, ...]

    def seen_celsius(self, at_seconds: float) -> float:
        """What is in the view of the sensor, before its filter and its errors."""
        share = min(1.0, at_seconds / self.approach_seconds)
        for dip in self.dips:
            if dip.begins_seconds <= at_seconds < dip.ends_seconds:
                share *= 1.0 - dip.share
        return self.ambient_celsius + share * (self.forehead_celsius - self.ambient_celsius)


def draw_standing(population: Population, random: Random, *, calibrated: bool, seconds: float = 6.0) -> Standing:
    """Draw a visitor of a population before a unit.

    Args:
        calibrated: the unit's offset is known and taken off.
        seconds: how long dips are drawn for.
    """
    dips, at = [], random.expovariate(0.5)
    while at < seconds:
        end = at + random.uniform(0.1, 0.4)
        dips.append(Dip(at, end, random.uniform(0.02, 0.15)))
        at = end + random.expovariate(0.5)
    offset = random.gauss(0, UNIT_OFFSET_CELSIUS)
    return Standing(
        forehead_celsius=draw_visitor(population.kind, random).forehead_celsius(population.minutes),
        ambient_celsius=random.uniform(14.0, 32.0),
        offset_celsius=0.0 if calibrated else offset,
        approach_seconds=random.uniform(0.2, 0.8),
        dips=tuple(dips),
    )


def readings(standing: Standing, random: Random, *, per_second: float, seconds: float = 6.0) -> Iterator[Reading]:
    """Return what the sensor tells from the moment when the visitor comes."""
    follow = 1.0 - math.exp(-1.0 / (per_second * FILTER_SECONDS))
    value = standing.ambient_celsius
    for nth in range(round(seconds * per_second)):
        at = nth / per_second
        value += follow * (standing.seen_celsius(at) - value)
        told = value + standing.offset_celsius + random.gauss(0, NOISE_CELSIUS)
        yield Reading(
            at_seconds=at,
            object_celsius=round(told / STEP_CELSIUS) * STEP_CELSIUS,
            ambient_celsius=standing.ambient_celsius,
        )
