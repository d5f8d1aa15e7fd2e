"""What a printer has put on paper, from above: what its bytes mean once no command is left in them."""

from dataclasses import dataclass

from hardware.paper.document import Align

CELL_WIDTH, CELL_HEIGHT = 12, 24
"""Dots of a letter of normal size (font A)."""
LINE_DOTS = 30
"""From one line of small letters to the next, as a printer does it when it wakes up."""


@dataclass(frozen=True, slots=True)
class Letters:
    """One line of letters, not wider than the paper; ``width`` and ``height`` times as large as normal ones."""

    text: str
    width: int
    height: int
    bold: bool
    align: Align


@dataclass(frozen=True, slots=True)
class Dots:
    """A picture: rows of bytes as in `hardware.paper.document.Picture`, each dot ``across`` x ``down`` large."""

    width_dots: int
    rows: bytes
    across: int
    down: int
    align: Align

    @property
    def height_dots(self) -> int:
        """How many rows it has before it is enlarged."""
        return len(self.rows) * 8 // self.width_dots


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code that the printer draws by itself; error correction M."""

    data: str
    module_dots: int
    align: Align


@dataclass(frozen=True, slots=True)
class White:
    """Paper without anything on it, so many dots high."""

    dots: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the paper is cut."""


Mark = Letters | Dots | Code | White | Edge
