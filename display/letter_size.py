"""How large the letters on the wall must be, and how large this screen can make them. Pure.

Source: EN 301 549 V3.2.1, clause 5.1.4: a capital H of at least 0.7 degrees, 12.2 mm per metre of viewing distance.
"""

import math
from dataclasses import dataclass

CAPITAL_MM_PER_METRE = 12.2
CAPITAL_PER_EM = 0.70
"""Capital height of the common system sans serifs is 0.71 to 0.73 em; 0.70 is on the safe side."""
MM_PER_INCH = 25.4

CARE_SCALE = 0.985
"""The whole picture is so much smaller where it moves within the screen to spare it."""
MOST_ROWS, FEWEST_ROWS = 5, 4
ROW_LINE = 1.12
"""Height of one row of the list, in em of its number."""
CURRENT_LINES = 2.55
"""Height of the newest call, in em of its number: number, counter, the words around them."""
ROW_EMS, CURRENT_EMS = 5.6, 3.6
"""Widths in em: `A-012 > 12` in the list; `A-012` alone."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the screen, as shares of the screen's width and height."""

    width: float
    height: float


LANDSCAPE = (Area(0.53, 0.66), Area(0.41, 0.64))
PORTRAIT = (Area(0.92, 0.34), Area(0.92, 0.36))
"""Where the current call and the list are; the stylesheet lays them out in these shares."""


@dataclass(frozen=True, slots=True)
class LetterSizes:
    """Sizes of the wall's letters.

    Attributes:
        required_mm: capital height that the viewing distance asks for.
        current_mm, recent_mm: capital heights of the current call and of the list.
        current_share, recent_share: their font sizes as shares of the screen's height.
        rows: calls in the list.
        aspect: width by height of the screen.
    """

    required_mm: float
    current_mm: float
    recent_mm: float
    current_share: float
    recent_share: float
    rows: int
    aspect: float

    @property
    def sufficient(self) -> bool:
        """Whether everybody at the viewing distance can read calls and list."""
        return min(self.current_mm, self.recent_mm) >= self.required_mm

    @property
    def readable_metres(self) -> float:
        """The distance up to which calls and list can be read."""
        return min(self.current_mm, self.recent_mm) / CAPITAL_MM_PER_METRE


def required_capital_mm(viewing_distance_metres: float) -> float:
    """Capital height in millimetres that can be read at a distance.

    >>> required_capital_mm(5)
    61.0
    """
    return CAPITAL_MM_PER_METRE * viewing_distance_metres


def screen_mm(diagonal_inches: float, aspect: float) -> tuple[float, float]:
    """Width and height of a screen in millimetres.

    Args:
        diagonal_inches: of the visible picture.
        aspect: width by height; below 1 for a portrait screen.
    """
    height = diagonal_inches * MM_PER_INCH / math.hypot(aspect, 1.0)
    return height * aspect, height


def letter_sizes(viewing_distance_metres: float, diagonal_inches: float, aspect: float) -> LetterSizes:
    """Choose the sizes: five recent calls where they can be read, else four larger ones."""
    width, height = screen_mm(diagonal_inches, aspect)
    current, recent = LANDSCAPE if aspect >= 1 else PORTRAIT
    required = required_capital_mm(viewing_distance_metres)
    current_em = min(current.width * width / CURRENT_EMS, current.height * height / CURRENT_LINES)
    rows, recent_em = MOST_ROWS, _row_em(recent, width, height, MOST_ROWS)
    if recent_em * CAPITAL_PER_EM < required:
        rows, recent_em = FEWEST_ROWS, _row_em(recent, width, height, FEWEST_ROWS)
    return LetterSizes(
        required_mm=required,
        current_mm=current_em * CAPITAL_PER_EM,
        recent_mm=recent_em * CAPITAL_PER_EM,
        current_share=current_em / height,
        recent_share=recent_em / height,
        rows=rows,
        aspect=aspect,
    )


def _row_em(area: Area, width_mm: float, height_mm: float, rows: int) -> float:
    return min(area.width * width_mm / ROW_EMS, area.height * height_mm / (rows * ROW_LINE))
