"""A ticket -> the bytes of ESC/POS that print it, small: a text ticket stays under 1000 bytes.

Pure but for the drawing of lines in other scripts, which is passed in.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image

from hardware.paper.document import Align, Cut, Document, Feed, Line, Picture, Qr, Rule, Space, Text
from hardware.paper.profile import Profile
from hardware.paper.qr import qr_modules

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
_PLAIN_SIZE, _FOURFOLD = 0, 3
"""How GS v 0 enlarges: not at all, or twice as wide and twice as high."""

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
    if isinstance(line, Text):
        picture = draw(line, profile) if foreign(line.text) else None
        if picture is not None:
            return _Pen(), raster(picture)
        pen = _Pen(line.align, (line.width - 1) << 4 | (line.height - 1), line.bold)
        return pen, plain(line.text).encode("ascii") + b"\n"
    if isinstance(line, Rule):
        return _Pen(), _rule(line, profile)
    if isinstance(line, Picture):
        return _Pen(Align.CENTER), _dots(line.width_dots, line.rows)
    if isinstance(line, Qr):
        return _Pen(Align.CENTER), _native_qr(line) if profile.native_qr else _raster_qr(line, profile)
    return None, _feed(line, profile)


def _feed(line: Space | Feed | Cut, profile: Profile) -> bytes:
    if isinstance(line, Space):
        return ESC + b"J" + bytes([line.dots])
    if isinstance(line, Feed):
        return ESC + b"d" + bytes([line.lines])
    # Function B feeds to the knife by itself, so that no text is cut through.
    return GS + b"VB\x00" if profile.cutter else ESC + b"d" + bytes([_TEAR_OFF_LINES])


def _rule(line: Rule, profile: Profile) -> bytes:
    # Enlarged by the printer: a quarter of the bytes. Dashes would leave a gap between any two.
    width_dots = profile.dots // 2
    return _dots(width_dots, b"\xff" * (width_dots // 8) * (2 if line.heavy else 1), _FOURFOLD)


def _native_qr(line: Qr) -> bytes:
    data = line.data.encode("ascii")
    parts = (b"1A2\x00", b"1C" + bytes([line.module_dots]), b"1E1", b"1P0" + data, b"1Q0")
    return b"".join(GS + b"(k" + len(part).to_bytes(2, "little") + part for part in parts)


def _raster_qr(line: Qr, profile: Profile) -> bytes:
    modules = qr_modules(line.data)
    # A code wider than the paper would be cut off and unreadable: make it smaller instead.
    dots = max(1, min(line.module_dots, profile.dots // len(modules)))
    rows = list(_raster_rows(modules, dots))
    return _dots(len(rows[0]) * 8, b"".join(rows))


def raster(picture: Image.Image) -> bytes:
    """Return a black and white picture as dots for the printer; its width is a multiple of 8."""
    return _dots(picture.width, black_dots(picture))


def black_dots(picture: Image.Image) -> bytes:
    """The dots of a picture in two colours from above, eight to a byte; ones are black, as printers have it."""
    return bytes(255 - byte for byte in picture.convert("1").tobytes())


def _dots(width_dots: int, rows: bytes, enlarged: int = _PLAIN_SIZE) -> bytes:
    width = width_dots // 8
    size = width.to_bytes(2, "little") + (len(rows) // width).to_bytes(2, "little")
    return GS + b"v0" + bytes([enlarged]) + size + rows


def _raster_rows(modules: tuple[tuple[bool, ...], ...], dots: int) -> Iterator[bytes]:
    for row in modules:
        bits = "".join(("1" if dark else "0") * dots for dark in row)
        padded = bits + "0" * (-len(bits) % 8)
        packed = int(padded, 2).to_bytes(len(padded) // 8, "big")
        yield from [packed] * dots
