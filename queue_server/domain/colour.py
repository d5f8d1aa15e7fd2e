"""An office's colour -> shades that can be read: pure.

Source:
    WCAG 2.2, relative luminance and contrast ratio; success criterion 1.4.3: 4.5 to 1 for text.
"""

import re

from queue_server.protocol.look import Shades

READABLE = 4.5
GROUNDS = ("#ffffff", "#f4f3ef", "#e9e8e2")
"""What the accent stands on as text: card, page and sunken ground of the tokens; white is also its own text."""
_FORM = re.compile(r"#[0-9a-f]{6}")
_SOFT_SHARE, _STRONG_SHARE = 0.12, 0.7
_WHITE, _BLACK = "#ffffff", "#000000"


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour such as ``#124e8f``."""
    return _FORM.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    >>> round(contrast("#ffffff", "#000000"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lowest_contrast(accent: str) -> float:
    """Return the contrast of a colour where it is hardest to read: as text, and under white text."""
    return min(contrast(accent, ground) for ground in (*GROUNDS, _soft(accent)))


def shades(colour: str) -> Shades:
    """Return the shades of a colour; one that is too light is darkened until it can be read everywhere.

    >>> shades("#124e8f").accent, shades("#ffcc00").accent
    ('#124e8f', '#7d6400')
    """
    accent = next(
        darker
        for darker in (_mixed(colour, _BLACK, share / 100) for share in range(100, -1, -1))
        if lowest_contrast(darker) >= READABLE
    )
    return Shades(accent=accent, strong=_mixed(accent, _BLACK, _STRONG_SHARE), soft=_soft(accent))


def _soft(accent: str) -> str:
    return _mixed(accent, _WHITE, _SOFT_SHARE)


def _mixed(colour: str, other: str, share: float) -> str:
    """Mix two colours; ``share`` of the first."""
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
