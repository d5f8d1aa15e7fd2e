"""How often a visitor is judged wrongly at 37.0 °C: the way of the kiosk, one reading, and the mean of ten.

All three see the same stream, begin at the same step above the background, and wait as long for the sensor's filter.
A visitor is warm whose forehead is above the limit. A false alarm is a visitor who is not warm and is told to be; a
miss is a warm one who passes. Where the kiosk does not judge ("please come closer", unsteady), a person measures by
hand: that is no mistake, but work, and is told. Populations have few warm visitors or few others, so the ways are
compared by the mean of the two rates.

The unit's offset is the largest error of all, and the same for each way; it is what calibration takes off.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from random import Random
from statistics import fmean

from hardware.thermometer import Reading
from kiosk.measuring.measure_worker import SAMPLES_PER_SECOND
from kiosk.measuring.measurement import Measuring, before_sensor, rules_for, take
from queue_server.protocol.temperature import TemperaturePolicy
from tests.bench.figures import Figure
from tests.bench.foreheads import POPULATIONS, Population, draw_standing, readings

VISITORS = 10_000
LIMIT_CELSIUS = 37.0
RULES = rules_for(TemperaturePolicy(), settle_seconds=0.0)
Way = Callable[[Iterable[Reading]], float | None]
"""Takes a visitor's readings, returns the temperature in degrees Celsius, or ``None`` where it does not judge."""


def algorithm(stream: Iterable[Reading]) -> float | None:
    """Measure as the kiosk does."""
    measuring = Measuring(RULES, 0.0)
    for reading in stream:
        measuring, result = take(measuring, reading)
        if result is not None:
            return result.celsius
    return None


def single(stream: Iterable[Reading]) -> float | None:
    """Take the first reading that may be a body temperature."""
    return next(_usable(stream), None)


def mean_of_ten(stream: Iterable[Reading]) -> float | None:
    """Take the mean of the first ten readings that may be body temperatures."""
    found = [value for value, _ in zip(_usable(stream), range(10), strict=False)]
    return fmean(found) if found else None


def _usable(stream: Iterable[Reading]) -> Iterator[float]:
    gate_at = None
    for reading in stream:
        if not before_sensor(Measuring(RULES, 0.0), reading):
            continue
        gate_at = reading.at_seconds if gate_at is None else gate_at
        waited = reading.at_seconds - gate_at >= RULES.settle_seconds
        if waited and RULES.lowest_celsius <= reading.object_celsius <= RULES.highest_celsius:
            yield reading.object_celsius


WAYS: dict[str, Way] = {"kiosk": algorithm, "single": single, "mean of ten": mean_of_ten}


@dataclass(slots=True)
class Score:
    """What a way made of the visitors of a population."""

    warm: int = 0
    others: int = 0
    misses: int = 0
    false_alarms: int = 0
    unjudged: int = 0

    def add(self, forehead_celsius: float, told_celsius: float | None) -> None:
        """Count a visitor."""
        warm, alarm = forehead_celsius > LIMIT_CELSIUS, told_celsius is not None and told_celsius > LIMIT_CELSIUS
        self.warm += warm
        self.others += not warm
        self.unjudged += told_celsius is None
        self.misses += warm and told_celsius is not None and not alarm
        self.false_alarms += alarm and not warm

    @property
    def miss_rate(self) -> float:
        """Share of the warm visitors who pass."""
        return self.misses / self.warm if self.warm else 0.0

    @property
    def false_alarm_rate(self) -> float:
        """Share of the others who are told to be warm."""
        return self.false_alarms / self.others if self.others else 0.0

    @property
    def wrong(self) -> float:
        """Mean of the two rates: a coin has 0.5, so has a way that lets everybody pass."""
        return (self.miss_rate + self.false_alarm_rate) / 2


def compare(population: Population, *, visitors: int, seed: int, calibrated: bool) -> dict[str, Score]:
    """Let each way judge the same visitors."""
    random = Random(seed)
    scores = {name: Score() for name in WAYS}
    for _ in range(visitors):
        standing = draw_standing(population, random, calibrated=calibrated)
        stream = list(readings(standing, random, per_second=SAMPLES_PER_SECOND))
        for name, way in WAYS.items():
            scores[name].add(standing.forehead_celsius, way(stream))
    return scores


def line(population: Population, name: str, score: Score) -> str:
    """Return one line of the table, the rates in percent with the half of a 95 % interval."""
    false_alarms, misses = (_percent(score.false_alarm_rate, score.others), _percent(score.miss_rate, score.warm))
    unjudged = f"{100 * score.unjudged / (score.warm + score.others):.1f} %"
    return f"{population.name:<18}{name:<13}{false_alarms:>18}{misses:>18}{unjudged:>10}{100 * score.wrong:>9.2f} %"


def _percent(rate: float, count: int) -> str:
    half = 1.96 * sqrt(rate * (1 - rate) / count) if count else 0.0
    return f"{100 * rate:.2f} ± {100 * half:.2f} %"


def measure(_folder: Path) -> list[Figure]:
    """Print the table, and return the figures that the promise is about."""
    figures = []
    for calibrated in (False, True):
        print(f"\n{'calibrated' if calibrated else 'not calibrated'}: {VISITORS} visitors of each population")
        print(f"{'population':<18}{'way':<13}{'false alarms':>18}{'misses':>18}{'by hand':>10}{'mean':>11}")
        for nth, population in enumerate(POPULATIONS):
            scores = compare(population, visitors=VISITORS, seed=37 + nth, calibrated=calibrated)
            for name, score in scores.items():
                print(line(population, name, score), flush=True)
            figures.append(_figure(population, scores, calibrated=calibrated))
    return figures


def _figure(population: Population, scores: dict[str, Score], *, calibrated: bool) -> Figure:
    best = min(score.wrong for name, score in scores.items() if name != "kiosk")
    name = f"measuring_{population.name.replace(', ', '_').replace(' ', '_')}" + ("_calibrated" if calibrated else "")
    value = scores["kiosk"].wrong / best if best else float(scores["kiosk"].wrong > 0)
    return Figure(name, value, "ratio", 1.0, "at most", "mean of miss and false alarm rate over the better of the two")
