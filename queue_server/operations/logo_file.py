"""A file that somebody sent as a logo -> a picture that screens and printers can use."""

import hashlib
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
    picture = _decoded(content)
    picture.thumbnail(KEPT_SIZE, Image.Resampling.LANCZOS)
    kept, few = BytesIO(), picture.quantize(MOST_COLOURS, Image.Quantize.FASTOCTREE)
    few.save(kept, "PNG", optimize=True)
    return Logo(kept.getvalue(), hashlib.sha256(kept.getvalue()).hexdigest()[:16])


def _decoded(content: bytes) -> Image.Image:
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as opened:
            # The size stands in the head of the file: a small file must not unfold to a picture that fills the memory.
            if min(opened.size) < SMALLEST_PIXELS or max(opened.size) > LARGEST_PIXELS:
                raise InvalidValueError(field="logo", problem="picture_size")
            return opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise InvalidValueError(field="logo", problem="damaged_picture") from error
