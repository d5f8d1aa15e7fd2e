"""A ticket -> the bytes of ESC/POS that print it, small: a text ticket stays under 600 bytes.

Pure but for the drawing of lines in other scripts, which is passed in.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image

from hardware.printer.document import Align, Cut, Document, Line, Qr, Rule, Text
from hardware.printer.profile import Profile
from hardware.printer.qr import qr_modules

ESC, GS = b"\x1b", b"\x1d"
INITIALISE = ESC + b"@"
CONFIRM = GS + b"r\x01"
"""Asks for the paper sensor; answered in order, so after a cut the answer means that the ticket left the printer."""

_ALIGNMENTS = {Align.LEFT: 0, Align.CENTER: 1, Align.RIGHT: 2}
# Dashes, quotes and the like that texts for a screen are full of.
_PLAIN = str.maketrans(
    {
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2026": "...",
        "\u00b7": "-",
    }
)
_TEAR_OFF_LINES = 4
_DASH_WIDTH = 8

Draw = Callable[[Text, Profile], Image.Image | None]
"""Draws a line that the printer has no letters of; ``None`` where that cannot be done."""


def draw_nothing(_line: Text, _profile: Profile) -> None:
    """Leave every letter to the printer."""


def encode(document: Document, profile: Profile, draw: Draw = draw_nothing) -> bytes:
    """Encode a whole ticket, so that it goes out in one write.

    Args:
        document: the ticket.
        profile: of the printer that it is for.
        draw: for lines in other scripts.

    Returns:
        ESC/POS. Letters outside ASCII lose their accents; a line with others is drawn, or they become ``?``.
    """
    pen, pieces = _Pen(), [INITIALISE]
    for line in document:
        style, what = _encode_line(line, profile, draw)
        pieces.append(pen.commands_to(style) + what)
        pen = style or pen
    return b"".join(pieces)


def rule(columns: int) -> Text:
    """The line across the paper: of the widest dashes, which cost a quarter of the bytes of normal ones."""
    return Text("-" * (columns // _DASH_WIDTH), width=_DASH_WIDTH, align=Align.CENTER)


def foreign(text: str) -> bool:
    """Tell whether a text has letters that the printer has none for, even without their accents."""
    return not text.isascii() and plain(text).count("?") > text.count("?")


def plain(text: str) -> str:
    """The text in ASCII, which every printer has whatever code page it wakes up with."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")


@dataclass(frozen=True, slots=True)
class _Pen:
    """How the printer writes; as made, how it does when it wakes up. Only what changes is told to it."""

    align: Align = Align.LEFT
    size: int = 0
    bold: bool = False

    def commands_to(self, other: "_Pen | None") -> bytes:
        if other is None:
            return b""
        # GS ! sets the size alone; ESC ! would clear bold with it.
        return (
            (ESC + b"a" + bytes([_ALIGNMENTS[other.align]]) if other.align != self.align else b"")
            + (GS + b"!" + bytes([other.size]) if other.size != self.size else b"")
            + (ESC + b"E" + bytes([other.bold]) if other.bold != self.bold else b"")
        )


def _encode_line(line: Line, profile: Profile, draw: Draw) -> tuple[_Pen | None, bytes]:
    """Return how the line is written, ``None`` where that does not matter, and what is sent then."""
    if isinstance(line, Rule):
        line = rule(profile.columns)
    if isinstance(line, Text):
        picture = draw(line, profile) if foreign(line.text) else None
        if picture is not None:
            return _Pen(), raster(picture)
        pen = _Pen(line.align, (line.width - 1) << 4 | (line.height - 1), line.bold)
        return pen, plain(line.text).encode("ascii") + b"\n"
    if isinstance(line, Qr):
        return _Pen(Align.CENTER), _native_qr(line) if profile.native_qr else _raster_qr(line, profile)
    if isinstance(line, Cut):
        # Function B feeds to the knife by itself, so that no text is cut through.
        return None, GS + b"VB\x00" if profile.cutter else ESC + b"d" + bytes([_TEAR_OFF_LINES])
    return None, ESC + b"d" + bytes([line.lines])


def _native_qr(line: Qr) -> bytes:
    data = line.data.encode("ascii")
    parts = (b"1A2\x00", b"1C" + bytes([line.module_dots]), b"1E1", b"1P0" + data, b"1Q0")
    return b"".join(GS + b"(k" + len(part).to_bytes(2, "little") + part for part in parts)


def _raster_qr(line: Qr, profile: Profile) -> bytes:
    modules = qr_modules(line.data)
    # A code wider than the paper would be cut off and unreadable: make it smaller instead.
    dots = max(1, min(line.module_dots, profile.dots // len(modules)))
    rows = list(_raster_rows(modules, dots))
    size = len(rows[0]).to_bytes(2, "little") + len(rows).to_bytes(2, "little")
    return GS + b"v0\x00" + size + b"".join(rows)


def raster(picture: Image.Image) -> bytes:
    """Return a black and white picture as dots for the printer; its width is a multiple of 8."""
    width = picture.width // 8
    rows = bytes(255 - byte for byte in picture.convert("1").tobytes())  # the printer's ones are black
    return GS + b"v0\x00" + width.to_bytes(2, "little") + picture.height.to_bytes(2, "little") + rows


def _raster_rows(modules: tuple[tuple[bool, ...], ...], dots: int) -> Iterator[bytes]:
    for row in modules:
        bits = "".join(("1" if dark else "0") * dots for dark in row)
        padded = bits + "0" * (-len(bits) % 8)
        packed = int(padded, 2).to_bytes(len(padded) // 8, "big")
        yield from [packed] * dots
