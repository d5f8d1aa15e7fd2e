"""What can stand on a ticket, as plain values: the layout makes them, a printer prints them."""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a line stands between the paper's edges."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; a text wider than the paper is continued by the printer on the next line.

    Attributes:
        text: one line, without control characters.
        width: how many times as wide as normal letters, 1 to 8.
        height: how many times as high as normal letters, 1 to 8.
        bold: thicker strokes.
        align: where the line stands.
    """

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    align: Align = Align.LEFT

    def __post_init__(self) -> None:
        """Refuse what no printer can print.

        Raises:
            ValueError: a size outside 1 to 8, or control characters in the text.
        """
        if not (1 <= self.width <= 8 and 1 <= self.height <= 8):
            raise ValueError(f"letter size {self.width} x {self.height} is outside 1 to 8")
        if any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in self.text):
            raise ValueError("a ticket line must not contain control characters; use one Text for each line")


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper, from edge to edge.

    Attributes:
        heavy: twice as thick.
    """

    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centred.

    Attributes:
        data: what it says; ASCII, at most 300 characters.
        module_dots: side of one module in printer dots, 1 to 16; 6 is 0.75 mm at 203 dpi.
    """

    data: str
    module_dots: int = 6

    def __post_init__(self) -> None:
        """Refuse what no printer can print.

        Raises:
            ValueError: empty, too long or not ASCII data, or a module size outside 1 to 16.
        """
        if not (0 < len(self.data) <= 300 and self.data.isascii()):
            raise ValueError("a QR code holds 1 to 300 ASCII characters")
        if not 1 <= self.module_dots <= 16:
            raise ValueError(f"module size {self.module_dots} is outside 1 to 16 dots")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in black dots, centred.

    Attributes:
        width_dots: its width, a multiple of 8.
        rows: its dots from above, eight to a byte, the highest bit leftmost; ones are black.
    """

    width_dots: int
    rows: bytes

    def __post_init__(self) -> None:
        """Refuse what no printer can print.

        Raises:
            ValueError: the width is no multiple of 8, or the rows are empty or not whole.
        """
        if self.width_dots <= 0 or self.width_dots % 8 or not self.rows or len(self.rows) % (self.width_dots // 8):
            raise ValueError("a picture has whole rows of a multiple of 8 dots")

    @property
    def height_dots(self) -> int:
        """How many rows it has."""
        return len(self.rows) * 8 // self.width_dots


@dataclass(frozen=True, slots=True)
class Space:
    """White paper between two lines.

    Attributes:
        dots: its height, 1 to 255; 8 are a millimetre at 203 dpi.
    """

    dots: int

    def __post_init__(self) -> None:
        """Refuse what does not fit into the command.

        Raises:
            ValueError: fewer than 1 or more than 255 dots.
        """
        if not 1 <= self.dots <= 255:
            raise ValueError(f"a space of {self.dots} dots is outside 1 to 255")


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines.

    Attributes:
        lines: how many, 1 to 20.
    """

    lines: int = 1

    def __post_init__(self) -> None:
        """Refuse a feed that would waste the roll.

        Raises:
            ValueError: fewer than 1 or more than 20 lines.
        """
        if not 1 <= self.lines <= 20:
            raise ValueError(f"feeding {self.lines} lines is outside 1 to 20")


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut the paper; a printer without a cutter feeds the end past its tear bar."""


Line = Text | Rule | Qr | Picture | Space | Feed | Cut
Document = tuple[Line, ...]
