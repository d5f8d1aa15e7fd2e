"""Whether a sensor can be trusted, told from counts alone: each kiosk beside its neighbours. Pure, without persons."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from queue_server.protocol.words import Verdict

DATES = 7
"""Business dates that are looked at."""
LEAST_VISITORS = 30
"""With fewer, a share says nothing of the sensor, and might say something of a visitor."""
TIMES = 2
UNLIKELY = Fraction(1, 100)


class SensorCare(StrEnum):
    """What the server itself finds to care for in a kiosk's thermometer."""

    CHECK_FAILED = "check_failed"
    WARNS_OFTEN = "warns_often"
    WARNS_SELDOM = "warns_seldom"
    UNMEASURED_OFTEN = "unmeasured_often"
    CALIBRATION_OLD = "calibration_old"
    CHECK_DUE = "check_due"


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many visitors of one kiosk had one verdict on one business date."""

    device_id: int
    business_date: date
    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def known(self) -> bool:
        """Whether there are enough to speak of."""
        return self.of >= LEAST_VISITORS

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return self.count / self.of if self.of else 0.0


class Finding(StrEnum):
    """How a kiosk compares with its neighbours together."""

    UNKNOWN = "unknown"
    """Too few visitors, or no neighbour."""
    ALIKE = "alike"
    OFTEN = "often"
    """At least twice as often, and not by chance."""
    SELDOM = "seldom"
    """At most half as often, and not by chance."""


class Comparison(NamedTuple):
    """A kiosk beside its neighbours."""

    own: Share
    others: Share

    @property
    def finding(self) -> Finding:
        """Judge it: twice or half the others' share, by what chance alone would bring less than once in a hundred."""
        own, others = self
        if not (own.known and others.known):
            return Finding.UNKNOWN
        total = Share(own.count + others.count, own.of + others.of)
        if own.count and own.count * others.of >= TIMES * others.count * own.of:
            return Finding.OFTEN if chance_of_at_least(own, total) < UNLIKELY else Finding.ALIKE
        if others.count and TIMES * own.count * others.of <= others.count * own.of:
            return Finding.SELDOM if chance_of_at_most(own, total) < UNLIKELY else Finding.ALIKE
        return Finding.ALIKE


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the counts say of one kiosk.

    Attributes:
        warm: warned about, of those who were measured.
        unmeasured: left to a person, of all.
    """

    warm: Comparison
    unmeasured: Comparison

    @property
    def cares(self) -> tuple[SensorCare, ...]:
        """What somebody must look at."""
        found = {
            SensorCare.WARNS_OFTEN: self.warm.finding is Finding.OFTEN,
            SensorCare.WARNS_SELDOM: self.warm.finding is Finding.SELDOM,
            SensorCare.UNMEASURED_OFTEN: self.unmeasured.finding is Finding.OFTEN,
        }
        return tuple(care for care, holds in found.items() if holds)


def statistics(
    counts: Iterable[DayCount], places: Mapping[int, str], since: Mapping[int, date]
) -> dict[int, Statistics]:
    """Compare each kiosk with the others of its place together, on the business dates on which it worked.

    A sensor that was given another offset begins anew: what it counted before is nobody's measure any more.

    Args:
        counts: of the dates that are looked at.
        places: of the kiosks that are compared; who stands elsewhere meets other visitors.
        since: the first date that counts, for the kiosks that have one.
    """
    used = [
        one for one in counts if one.device_id in places and one.business_date >= since.get(one.device_id, date.min)
    ]
    return {device_id: _statistics(device_id, used, places) for device_id in places}


def _statistics(device_id: int, counts: list[DayCount], places: Mapping[int, str]) -> Statistics:
    own = [one for one in counts if one.device_id == device_id]
    dates = {one.business_date for one in own}
    others = [
        one
        for one in counts
        if one.device_id != device_id and places[one.device_id] == places[device_id] and one.business_date in dates
    ]
    mine, theirs = _sums(own), _sums(others)
    return Statistics(
        Comparison(_of_measured(mine), _of_measured(theirs)), Comparison(_unmeasured(mine), _unmeasured(theirs))
    )


def _sums(counts: Iterable[DayCount]) -> dict[Verdict, int]:
    sums = dict.fromkeys(Verdict, 0)
    for one in counts:
        sums[one.verdict] += one.count
    return sums


def _of_measured(sums: Mapping[Verdict, int]) -> Share:
    return Share(sums[Verdict.WARM], sums[Verdict.WARM] + sums[Verdict.PASS])


def _unmeasured(sums: Mapping[Verdict, int]) -> Share:
    return Share(sums[Verdict.UNMEASURED], sum(sums.values()))


def chance_of_at_least(part: Share, total: Share) -> Fraction:
    """Return how likely a part holds so many or more, if only chance had dealt the whole into the part and the rest.

    Args:
        part: so many of those in the part.
        total: so many of all; the part is within it.

    Returns:
        The exact tail of the hypergeometric distribution, 0 to 1.

    Source:
        Fisher 1935, The Design of Experiments, chapter 2; the one-sided exact test of two proportions.

    >>> chance_of_at_least(Share(4, 4), Share(4, 8))
    Fraction(1, 70)
    """
    hits, of, all_hits, everybody = part.count, part.of, total.count, total.of
    ways, summed = math.comb(all_hits, hits) * math.comb(everybody - all_hits, of - hits), 0
    for more in range(hits, min(of, all_hits) + 1):
        summed += ways
        # the next number of ways follows from this one, exactly
        ways = ways * (all_hits - more) * (of - more) // ((more + 1) * (everybody - all_hits - of + more + 1))
    return Fraction(summed, math.comb(everybody, of))


def chance_of_at_most(part: Share, total: Share) -> Fraction:
    """Return how likely a part holds so many or fewer, likewise: then the rest of it are so many or more."""
    return chance_of_at_least(Share(part.of - part.count, part.of), Share(total.of - total.count, total.of))
