"""The bytes of a ticket as a picture and as text: what a printer would make of them, and nothing else."""

from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from hardware.paper.document import Align
from hardware.paper.marks import CELL_HEIGHT, CELL_WIDTH, LINE_DOTS, Code, Dots, Edge, Letters, Mark, White
from hardware.paper.qr import qr_modules
from hardware.paper.reading import read

_LETTER_SIZE = 20
"""At this size a letter of the font is as wide as one of a printer's."""
_BASELINE = 0.8
_THRESHOLD = 140
_EDGE_DOTS = 2


def draw(stream: bytes, dots: int) -> Image.Image:
    """The ticket as a picture in grey, one pixel for each printer dot.

    Args:
        stream: what is sent to the printer.
        dots: printable dots across the paper.

    Raises:
        UnreadableBytesError: a command that no ticket has.
    """
    strips = [_strip(mark, dots) for mark in read(stream, dots)]
    ticket = Image.new("L", (dots, max(1, sum(strip.height for strip in strips))), 255)
    top = 0
    for strip in strips:
        ticket.paste(strip, (0, top))
        top += strip.height
    return ticket


def write_out(stream: bytes, dots: int) -> str:
    """The ticket as text, one line for each printed line.

    Args:
        stream: what is sent to the printer.
        dots: printable dots across the paper.

    Raises:
        UnreadableBytesError: a command that no ticket has.
    """
    return "".join(_written(mark, dots // CELL_WIDTH) for mark in read(stream, dots))


def _written(mark: Mark, columns: int) -> str:
    if isinstance(mark, Letters):
        pad = {Align.LEFT: str.ljust, Align.CENTER: str.center, Align.RIGHT: str.rjust}[mark.align]
        return pad(mark.text, columns // mark.width).rstrip() + "\n"
    if isinstance(mark, Dots):
        rule = set(mark.rows) == {0xFF}
        return "-" * columns + "\n" if rule else f"[picture {mark.width_dots} x {mark.height_dots}]\n"
    if isinstance(mark, Code):
        return f"[QR {mark.data}]\n"
    return "\n" * (mark.dots // LINE_DOTS) if isinstance(mark, White) else "=" * columns + "\n"


def _strip(mark: Mark, dots: int) -> Image.Image:
    """Draw one mark on a strip of paper as wide as the roll."""
    if isinstance(mark, Letters):
        return _placed(_letters(mark), mark.align, dots, max(LINE_DOTS, CELL_HEIGHT * mark.height))
    if isinstance(mark, Dots):
        picture = Image.frombytes("1", (mark.width_dots, mark.height_dots), bytes(255 - byte for byte in mark.rows))
        large = picture.convert("L").resize((picture.width * mark.across, picture.height * mark.down))
        return _placed(large, mark.align, dots, large.height)
    if isinstance(mark, Code):
        code = _code(mark, dots)
        return _placed(code, mark.align, dots, code.height)
    if isinstance(mark, Edge):
        return _dashes(dots)
    return Image.new("L", (dots, mark.dots), 255)


def _placed(picture: Image.Image, align: Align, dots: int, height: int) -> Image.Image:
    strip = Image.new("L", (dots, height), 255)
    free = dots - picture.width
    strip.paste(picture, ({Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align], 0))
    return strip


def _letters(mark: Letters) -> Image.Image:
    """Draw letters as a ticket printer has them: each in a cell of the same width, none over its edge."""
    across, down = CELL_WIDTH * mark.width, CELL_HEIGHT * mark.height
    image = Image.new("L", (max(1, len(mark.text)) * across, down), 255)
    for column, letter in enumerate(mark.text):
        if letter != " ":
            image.paste(_letter(letter, mark.width, mark.height, mark.bold), (column * across, 0))
    return image


@lru_cache(maxsize=512)
def _letter(letter: str, width: int, height: int, bold: bool) -> Image.Image:
    size = max(width, height)
    cell = Image.new("L", (CELL_WIDTH * size, CELL_HEIGHT * size), 255)
    font = _font(_LETTER_SIZE * size)
    place = (cell.width / 2, cell.height * _BASELINE)
    stroke = (0.5 if bold else 0.15) * size
    ImageDraw.Draw(cell).text(place, letter, fill=0, font=font, anchor="ms", stroke_width=stroke)
    fitting = cell.resize((CELL_WIDTH * width, CELL_HEIGHT * height), Image.Resampling.LANCZOS)
    return fitting.point(lambda grey: 255 if grey > _THRESHOLD else 0)


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    # A font of one width that comes with python-barcode, which python-escpos needs: the same on every machine.
    return ImageFont.truetype(str(files("barcode") / "fonts" / "DejaVuSansMono.ttf"), size)


def _code(mark: Code, dots: int) -> Image.Image:
    modules = qr_modules(mark.data, border=0)
    code = Image.new("L", (len(modules), len(modules)), 255)
    code.putdata([0 if dark else 255 for row in modules for dark in row])
    side = len(modules) * max(1, min(mark.module_dots, dots // len(modules)))
    return code.resize((side, side), Image.Resampling.NEAREST)


def _dashes(dots: int) -> Image.Image:
    strip = Image.new("L", (dots, _EDGE_DOTS), 255)
    pen = ImageDraw.Draw(strip)
    for left in range(0, dots, CELL_WIDTH):
        pen.rectangle((left, 0, left + CELL_WIDTH // 2, _EDGE_DOTS), fill=160)
    return strip
