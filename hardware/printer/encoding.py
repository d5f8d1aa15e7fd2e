"""A ticket -> the bytes of ESC/POS that print it, pure and small: a text ticket stays under 600 bytes."""

import unicodedata
from collections.abc import Iterator

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


def encode(document: Document, profile: Profile) -> bytes:
    """Encode a whole ticket, so that it goes out in one write.

    Args:
        document: the ticket.
        profile: of the printer that it is for.

    Returns:
        ESC/POS. Letters outside ASCII lose their accents, or become ``?``.
    """
    return INITIALISE + b"".join(_encode_line(line, profile) for line in document)


def plain(text: str) -> str:
    """The text in ASCII, which every printer has whatever code page it wakes up with."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")


def _encode_line(line: Line, profile: Profile) -> bytes:
    if isinstance(line, Text):
        return _style(line) + plain(line.text).encode("ascii") + b"\n"
    if isinstance(line, Rule):
        return _style(Text("")) + b"-" * profile.columns + b"\n"
    if isinstance(line, Qr):
        return _align(Align.CENTER) + (_native_qr(line) if profile.native_qr else _raster_qr(line, profile))
    if isinstance(line, Cut):
        # Function B feeds to the knife by itself, so that no text is cut through.
        return GS + b"VB\x00" if profile.cutter else ESC + b"d" + bytes([_TEAR_OFF_LINES])
    return ESC + b"d" + bytes([line.lines])


def _style(line: Text) -> bytes:
    # GS ! sets the size alone; ESC ! would clear bold with it.
    size = (line.width - 1) << 4 | (line.height - 1)
    return _align(line.align) + GS + b"!" + bytes([size]) + ESC + b"E" + bytes([line.bold])


def _align(align: Align) -> bytes:
    return ESC + b"a" + bytes([_ALIGNMENTS[align]])


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


def _raster_rows(modules: tuple[tuple[bool, ...], ...], dots: int) -> Iterator[bytes]:
    for row in modules:
        bits = "".join(("1" if dark else "0") * dots for dark in row)
        padded = bits + "0" * (-len(bits) % 8)
        packed = int(padded, 2).to_bytes(len(padded) // 8, "big")
        yield from [packed] * dots
