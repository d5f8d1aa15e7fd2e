"""Lines in scripts that a receipt printer has no letters of: drawn with a font of this machine, sent as dots.

Only lines that need it are drawn: dots take a hundred times the bytes of letters. Where no font has a line's letters,
nothing is drawn, and the printer's own ``?`` stands for each: a ticket is never lost for a letter.
"""

import logging
import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from hardware.paper.document import Align, Text
from hardware.paper.profile import Profile

log = logging.getLogger(__name__)

LETTER_DOTS = 24
"""Height of letters beside those of the printer's font A, which are 24 dots high."""
SEARCH_SECONDS = 2.0
THRESHOLD = 160
"""Darker is a dot; a little above the middle, since thermal dots run together."""


class Lettering:
    """Draws lines with the fonts of the configuration, else with those that fontconfig finds."""

    def __init__(self, fonts: Sequence[str] = ()) -> None:
        """Prepare; no font is read before a line needs one.

        Args:
            fonts: paths of font files, the first that has the letters is taken; empty to search for one.
        """
        self._fonts = tuple(fonts)
        self._found: dict[str, str] = {}

    def draw(self, line: Text, profile: Profile) -> Image.Image | None:
        """Draw a line, wrapped to the paper and aligned; ``None`` where no font has its letters.

        Args:
            line: what stands in it; its size counts as for the printer's own letters.
            profile: gives the dots across the paper.

        Returns:
            Black and white (mode ``1``, black is 0), `Profile.dots` wide.
        """
        font = self._font_for(line.text, LETTER_DOTS * line.height)
        if font is None:
            return None
        rows = _wrapped(line.text, font, profile.dots)
        height = sum(font.getmetrics())
        picture = Image.new("L", (profile.dots, height * len(rows)), 255)
        pen = ImageDraw.Draw(picture)
        for number, row in enumerate(rows):
            free = profile.dots - font.getlength(row)
            left = {Align.LEFT: 0.0, Align.CENTER: free / 2, Align.RIGHT: free}[line.align]
            pen.text((max(0.0, left), number * height), row, fill=0, font=font, stroke_width=0.6 if line.bold else 0)
        return picture.point(lambda grey: 255 if grey > THRESHOLD else 0, mode="1")

    def _font_for(self, text: str, dots: int) -> ImageFont.FreeTypeFont | None:
        letters = "".join(sorted(set(text) - {" "}))
        if letters not in self._found:
            self._found[letters] = self._search(letters)
            if not self._found[letters]:
                log.warning("no font of this machine has all letters of %r; set fonts in [printer]", text)
        path = self._found[letters]
        return ImageFont.truetype(path, dots) if path else None

    def _search(self, letters: str) -> str:
        paths = self._fonts or _installed(" ".join(f"{ord(letter):x}" for letter in letters))
        return next((path for path in paths if has_letters(path, letters)), "")


def has_letters(path: str, letters: str) -> bool:
    """Tell whether a font can be read and has every one of some letters."""
    try:
        font = ImageFont.truetype(path, LETTER_DOTS)
        missing = bytes(font.getmask("\U0010ffff"))
        return all(bytes(font.getmask(letter)) != missing for letter in letters)
    except (OSError, ValueError) as error:
        log.warning("font %s cannot be used: %s", path, error)
        return False


@lru_cache(maxsize=64)
def _installed(charset: str) -> tuple[str, ...]:
    """Ask fontconfig for fonts with these letters, plain ones without serifs first."""
    if shutil.which("fc-list") is None:
        return ()
    command = ["fc-list", f":charset={charset}", "file"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=SEARCH_SECONDS, check=False).stdout  # noqa: S603 - hexadecimal numbers only
    except subprocess.TimeoutExpired:
        return ()
    paths = [line.strip().removesuffix(":") for line in told.splitlines() if line.strip()]
    return tuple(sorted(paths, key=lambda path: ("Regular" not in path, "Sans" not in path, path)))


def _wrapped(text: str, font: ImageFont.FreeTypeFont, dots: int) -> list[str]:
    """Break a text between words, or within one that is wider than the paper."""
    rows = [""]
    for word in text.split(" "):
        longer = f"{rows[-1]} {word}" if rows[-1] else word
        if font.getlength(longer) <= dots:
            rows[-1] = longer
            continue
        rows += [word] if rows[-1] else []
        rows[-1] = rows[-1] or word
        while font.getlength(rows[-1]) > dots and len(rows[-1]) > 1:
            fits = max(n for n in range(1, len(rows[-1])) if n == 1 or font.getlength(rows[-1][:n]) <= dots)
            rows[-1:] = [rows[-1][:fits], rows[-1][fits:]]
    return rows
