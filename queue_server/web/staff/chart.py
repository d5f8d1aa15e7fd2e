"""Counts per hour as bars: pure numbers, drawn by a template."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from queue_server.protocol.words import Verdict

BASE_Y = 128.0
FULL_HEIGHT = 100.0
STEP_X = 42


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column."""

    result: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One hour."""

    hour: int
    x: int
    top: float
    total: int
    counts: Mapping[str, int]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All hours that have counts."""

    width: int
    columns: tuple[Column, ...]


def hours_chart(counts: Iterable[tuple[int, str, int]]) -> Chart:
    """Lay out counts by hour and result; the tallest hour takes the full height."""
    hours: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for hour, result, count in counts:
        hours[hour][result] = hours[hour].get(result, 0) + count
    tallest = max((sum(results.values()) for results in hours.values()), default=0)
    columns = tuple(_column(hour, place, hours[hour], tallest) for place, hour in enumerate(sorted(hours)) if tallest)
    return Chart(width=max(len(columns), 6) * STEP_X, columns=columns)


def _column(hour: int, place: int, counts: Mapping[str, int], tallest: int) -> Column:
    y, bars = BASE_Y, []
    for result in Verdict:
        height = round(FULL_HEIGHT * counts.get(result, 0) / tallest, 1)
        y = round(y - height, 1)
        if height:
            bars.append(Bar(result.value, y, height))
    return Column(hour, place * STEP_X + 8, y, sum(counts.values()), counts, tuple(bars))
