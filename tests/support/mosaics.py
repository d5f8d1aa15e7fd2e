"""Small pictures of a page, and whether two of them show the same. Pure.

A picture is a mosaic: each cell is the mean colour of a square of pixels. Letters drawn a little bolder or thinner by
another version of the browser hardly change such a mean; a part that has moved or is missing, or another colour, does.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops

NARROW_PX = 500
NARROW_CELL_PX, CELL_PX = 8, 12
COLOURS = 64
"""Enough for pages of a few flat colours: the mosaic of one takes 1 to 3 kB."""
STRONG, MOST_STRONG = 24, 8
"""So many cells may differ by more than this, of 255."""
MILD, MOST_MILD = 14, 0.01
"""Such a share of the cells may differ by more than this: no single part changed, but all of the page did a little."""


@dataclass(frozen=True)
class Difference:
    """How two mosaics differ.

    Attributes:
        strong, mild: how many cells differ by more than ``STRONG``, and by more than ``MILD``.
        cells: how many there are.
        box: where, in cells: left, top, right, bottom.
        sizes: width and height of both, where these differ.
    """

    strong: int
    mild: int
    cells: int
    box: tuple[int, int, int, int] | None
    sizes: tuple[tuple[int, int], tuple[int, int]] | None = None

    @property
    def same(self) -> bool:
        """Whether a person would call it the same picture."""
        return self.sizes is None and self.strong <= MOST_STRONG and self.mild <= MOST_MILD * self.cells

    def __str__(self) -> str:
        if self.sizes:
            return f"its size is {self.sizes[1]} cells, was {self.sizes[0]}"
        return f"{self.strong} cells differ much, {self.mild} a little, of {self.cells}; within the cells {self.box}"


def mosaic(screenshot: bytes) -> Image.Image:
    """Reduce a screenshot to its mosaic."""
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    return picture.reduce(NARROW_CELL_PX if picture.width < NARROW_PX else CELL_PX)


def packed(picture: Image.Image) -> bytes:
    """Return a mosaic as the few bytes of its reference."""
    out = BytesIO()
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def unpacked(reference: bytes) -> Image.Image:
    """Read a reference."""
    return Image.open(BytesIO(reference)).convert("RGB")


def difference(before: Image.Image, after: Image.Image) -> Difference:
    """Compare two mosaics; a row of cells more or less at the lower edge of a long page is no difference."""
    if before.width != after.width or abs(before.height - after.height) > 1:
        return Difference(0, 0, before.width * before.height, None, (before.size, after.size))
    height = min(before.height, after.height)
    area = (0, 0, before.width, height)
    bands = ImageChops.difference(before.crop(area), after.crop(area)).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    counts = most.histogram()
    strong = most.point([0] * (STRONG + 1) + [255] * (255 - STRONG))
    return Difference(sum(counts[STRONG + 1 :]), sum(counts[MILD + 1 :]), before.width * height, strong.getbbox())
