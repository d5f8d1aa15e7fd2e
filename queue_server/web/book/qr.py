"""A code as a QR that a scanner reads from a phone or from paper, drawn with one path."""

from functools import lru_cache
from typing import NamedTuple

import segno

QUIET = 4
"""Light modules around it, without which scanners do not find it."""


class Drawing(NamedTuple):
    """The side of the picture in modules, and the path of the dark ones."""

    side: int
    path: str


@lru_cache(maxsize=64)
def draw(text: str) -> Drawing:
    """Draw a text; error correction M."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix_iter(border=QUIET)]
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return Drawing(len(rows), "".join(dark))
