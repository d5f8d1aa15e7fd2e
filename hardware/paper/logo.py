"""A logo as a PNG -> black dots for a width of paper."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageOps

from hardware.paper.document import Picture
from hardware.paper.encoding import black_dots

MOST_SHARE = 0.62
"""Of the paper's width: a wider logo would be larger than the number."""
MOST_HEIGHT_DOTS = 112
"""14 mm at 203 dpi."""
_DARKEST, _LIGHTEST = 48, 216
"""What is darker is black, what is lighter white: a dark blue must not become a black with holes."""


class UnusableLogoError(ValueError):
    """The bytes are no picture that can be read."""


@lru_cache(maxsize=4)
def dithered(png: bytes, dots: int) -> Picture:
    """Make a logo fit to paper: smaller if it must be, on white, its greys as a pattern of dots.

    Args:
        png: the picture; what is transparent becomes white.
        dots: printable dots across the paper.

    Raises:
        UnusableLogoError: it cannot be read.
    """
    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as opened:
            picture = opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise UnusableLogoError(str(error)) from error
    flat = Image.new("RGBA", picture.size, "white")
    flat.alpha_composite(picture)
    fitting = ImageOps.contain(flat.convert("L"), (int(dots * MOST_SHARE) // 8 * 8, MOST_HEIGHT_DOTS))
    fitting = fitting.point(lambda grey: (grey - _DARKEST) * 255 / (_LIGHTEST - _DARKEST))
    sheet = Image.new("L", (-(-fitting.width // 8) * 8, fitting.height), 255)
    sheet.paste(fitting, ((sheet.width - fitting.width) // 2, 0))
    return Picture(sheet.width, black_dots(sheet.convert("1", dither=Image.Dither.FLOYDSTEINBERG)))
