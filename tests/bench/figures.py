"""Figures, and the statistics that they are made with. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measured figure and what was promised of it.

    Attributes:
        target: the promise; ``None`` where the figure is only to know.
        wanted: whether the figure must be at least or at most the target.
        how: what exactly was measured, in a few words.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    wanted: Literal["at least", "at most"] = "at most"
    how: str = ""

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        if self.target is None:
            return True
        return self.value >= self.target if self.wanted == "at least" else self.value <= self.target

    def line(self) -> str:
        """Return the figure as the bench prints it."""
        promise = "" if self.target is None else f"{self.wanted} {self.target:g}"
        verdict = "" if self.target is None else "kept" if self.met else "BROKEN"
        return f"{self.name:<24}{self.value:>10.3f} {self.unit:<13}{promise:<15}{verdict:<8}{self.how}".rstrip()

    def entry(self) -> dict[str, str | float]:
        """Return the figure as build/bench.json holds it."""
        return {"name": self.name, "value": round(self.value, 4), "unit": self.unit}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed.

    Args:
        values: one or more.
        share: above 0, at most 1.

    Raises:
        ValueError: no values, or a share outside its range.

    >>> percentile([4, 1, 3, 2], 0.5), percentile([4, 1, 3, 2], 0.99)
    (2, 4)
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"a percentile needs values and a share in (0, 1], not {len(values)} values and {share}")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def median_ratio(values: Sequence[float], others: Sequence[float]) -> float:
    """Return the median of the ratios of neighbours: what slows the machine down for a while slows both.

    >>> median_ratio([30.0, 10.0, 44.0], [100.0, 50.0, 110.0])
    0.3
    """
    return median(value / other for value, other in zip(values, others, strict=True))
