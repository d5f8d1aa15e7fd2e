"""Charts of thermometers: pure numbers, drawn by templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.domain.calibration import LARGEST_SPREAD_CELSIUS
from queue_server.domain.sensor_trust import Comparison
from queue_server.operations.views import DeviceSetting

WIDTH = 220.0
ROW_HEIGHT = 26.0
LEAST_SPAN_CELSIUS = 0.8
BAR_WIDTH = 150.0
LEAST_FULL_SHARE = 0.05
"""Shares below it do not fill the chart: one warm visitor of thirty must not look like many."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One pair."""

    x: float
    y: float
    difference: float


@dataclass(frozen=True, slots=True)
class PairsChart:
    """All pairs, one below the other, within the band that they must not leave.

    Attributes:
        band_x: left edge of as much as the differences may lie apart, laid around their middle.
    """

    height: float
    dots: tuple[Dot, ...]
    mean_x: float
    band_x: float
    band_width: float


def pairs_chart(differences: Sequence[float]) -> PairsChart | None:
    """Lay the differences of pairs out; ``None`` without any."""
    if not differences:
        return None
    middle = (min(differences) + max(differences)) / 2
    span = max(LEAST_SPAN_CELSIUS, (max(differences) - min(differences)) * 1.2)

    def x(celsius: float) -> float:
        return round(WIDTH * (0.5 + (celsius - middle) / span), 1)

    band = LARGEST_SPREAD_CELSIUS / 2
    return PairsChart(
        height=ROW_HEIGHT * len(differences),
        dots=tuple(Dot(x(one), ROW_HEIGHT * (nth + 0.5), one) for nth, one in enumerate(differences)),
        mean_x=x(sum(differences) / len(differences)),
        band_x=max(0.0, x(middle - band)),
        band_width=round(min(WIDTH, x(middle + band)) - max(0.0, x(middle - band)), 1),
    )


@dataclass(frozen=True, slots=True)
class ShareBar:
    """One share of a kiosk, and where its neighbours' lies; ``None`` where too few visitors are known to tell."""

    width: float | None
    others_x: float | None
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ShareRow:
    """The shares of one kiosk."""

    name: str
    warm: ShareBar
    unmeasured: ShareBar


def shares_chart(kiosks: Sequence[DeviceSetting]) -> tuple[ShareRow, ...]:
    """Lay out the shares of all kiosks, to one scale."""
    known = [(one.name, one.trust.statistics) for one in kiosks if one.trust is not None]
    shares = [share for _, found in known for pair in (found.warm, found.unmeasured) for share in pair if share.known]
    full = max([LEAST_FULL_SHARE, *(share.value for share in shares)])
    return tuple(ShareRow(name, _bar(found.warm, full), _bar(found.unmeasured, full)) for name, found in known)


def _bar(comparison: Comparison, full: float) -> ShareBar:
    own, others = comparison
    width = round(BAR_WIDTH * own.value / full, 1) if own.known else None
    others_x = round(BAR_WIDTH * others.value / full, 1) if own.known and others.known else None
    return ShareBar(width, others_x, comparison)
