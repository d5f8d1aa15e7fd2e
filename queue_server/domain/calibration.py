"""A sensor compared with a reference: when differences make an offset, when it is old, and what a check finds. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import fmean

LEAST_PAIRS = 3
LARGEST_OFFSET_CELSIUS = 2.0
"""A sensor that is off by more is dirty, badly aimed or broken; adding a number would hide that."""
LARGEST_SPREAD_CELSIUS = 0.3
"""Differences further apart than this tell of the way of measuring, not of the sensor."""
_DECIMALS = 6
"""Beyond them stands only what binary fractions leave over: 36.1 - 35.8 is not 0.3."""


class Purpose(StrEnum):
    """What staff have a kiosk measure for."""

    CALIBRATION = "calibration"
    CHECK = "check"


class Unfit(StrEnum):
    """Why differences make no offset."""

    TOO_FEW_PAIRS = "too_few_pairs"
    SPREAD_TOO_LARGE = "spread_too_large"
    OFFSET_TOO_LARGE = "offset_too_large"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a series of differences says.

    Attributes:
        pairs: how many there are.
        offset_celsius: their mean, to two decimals: what is to be added to the sensor's readings.
        spread_celsius: the largest less the smallest.
        unfit: why they make no offset; ``None`` where they do.
    """

    pairs: int
    offset_celsius: float
    spread_celsius: float
    unfit: Unfit | None


def assess(differences: Sequence[float]) -> Assessment:
    """Assess how a sensor compares with its reference.

    Args:
        differences: reference less reading without any offset, in degrees Celsius, one for each pair.

    >>> assess([0.5, 0.6, 0.4])
    Assessment(pairs=3, offset_celsius=0.5, spread_celsius=0.2, unfit=None)
    """
    if not differences:
        return Assessment(0, 0.0, 0.0, Unfit.TOO_FEW_PAIRS)
    mean, spread = fmean(differences), round(max(differences) - min(differences), _DECIMALS)
    return Assessment(len(differences), round(mean, 2), spread, _unfit(len(differences), mean, spread))


def _unfit(pairs: int, mean: float, spread: float) -> Unfit | None:
    if pairs < LEAST_PAIRS:
        return Unfit.TOO_FEW_PAIRS
    if spread > LARGEST_SPREAD_CELSIUS:
        return Unfit.SPREAD_TOO_LARGE
    return Unfit.OFFSET_TOO_LARGE if round(abs(mean), _DECIMALS) > LARGEST_OFFSET_CELSIUS else None


def is_old(calibrated_on: date, days: int, today: date) -> bool:
    """Tell whether a comparison is due again: it is good for so many days."""
    return (today - calibrated_on).days > days


def agrees(expected_celsius: float, measured_celsius: float, tolerance_celsius: float) -> bool:
    """Tell whether a check against a target is fine: not further off than the tolerance, either way."""
    return round(abs(measured_celsius - expected_celsius), _DECIMALS) <= tolerance_celsius
