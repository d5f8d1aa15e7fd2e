"""A file that somebody sent as a logo -> a picture that screens and printers can use."""

import hashlib
import struct
from io import BytesIO

from PIL import Image

from queue_server.domain.errors import InvalidValueError
from queue_server.storage.logos import Logo

MOST_BYTES = 500_000
SMALLEST_PIXELS, LARGEST_PIXELS = 32, 3000
KEPT_SIZE = (480, 160)
"""Large enough for a wall and for 80 mm paper; a larger picture is made smaller."""
MOST_COLOURS = 64
"""Keeps it under 60 kB, whatever it shows: it goes out with every page."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PICTURE = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
"""The parts of a PNG that are its picture."""


def read_logo(content: bytes) -> Logo:
    """Check a file by its content and make it as small as it is needed; nothing of the file itself is kept.

    Raises:
        InvalidValueError: it is empty, too large, no PNG, damaged, or has too few or too many pixels.
    """
    if not content:
        raise InvalidValueError(field="logo", problem="no_file")
    if len(content) > MOST_BYTES:
        raise InvalidValueError(field="logo", problem="file_too_large")
    if not content.startswith(_SIGNATURE):
        raise InvalidValueError(field="logo", problem="no_png")
    picture = _decoded(_bare(content))
    picture.thumbnail(KEPT_SIZE, Image.Resampling.LANCZOS)
    kept, few = BytesIO(), picture.quantize(MOST_COLOURS, Image.Quantize.FASTOCTREE)
    few.save(kept, "PNG", optimize=True)
    return Logo(kept.getvalue(), hashlib.sha256(kept.getvalue()).hexdigest()[:16])


def _bare(content: bytes) -> bytes:
    """Return the parts that are the picture, each once but its data.

    Texts, profiles and frames can unfold to far more than the file; what follows the end may be a file of another kind.

    Raises:
        InvalidValueError: it ends in the middle of a part, or does not begin with its head.
    """
    parts, seen = list[bytes](), list[bytes]()
    at, kind = len(_SIGNATURE), b""
    while kind != b"IEND":
        try:
            length, kind = struct.unpack_from(">I4s", content, at)
        except struct.error as error:
            raise InvalidValueError(field="logo", problem="damaged_picture") from error
        end = at + 12 + length
        if kind == b"IDAT" or (kind in _PICTURE and kind not in seen):
            parts.append(content[at:end])
            seen += [kind] if kind not in seen else []
        at = end
    if seen[0] != b"IHDR":
        raise InvalidValueError(field="logo", problem="damaged_picture")
    return _SIGNATURE + b"".join(parts)


def _decoded(content: bytes) -> Image.Image:
    # The size stands in the head of the file: a small file must not unfold to a picture that fills the memory.
    size = struct.unpack_from(">II", content, len(_SIGNATURE) + 8)
    if min(size) < SMALLEST_PIXELS or max(size) > LARGEST_PIXELS:
        raise InvalidValueError(field="logo", problem="picture_size")
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as opened:
            return opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidValueError(field="logo", problem="damaged_picture") from error
