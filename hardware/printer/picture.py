"""A ticket as a picture and as text, for the simulated printer."""

from PIL import Image, ImageDraw, ImageFont

from hardware.printer.document import Align, Cut, Document, Feed, Line, Qr, Rule, Text
from hardware.printer.encoding import foreign, plain, rule
from hardware.printer.lettering import Lettering
from hardware.printer.profile import Profile
from hardware.printer.qr import qr_modules

CELL_HEIGHT = 28
_LETTER_SIZE = 19
_TEAR_OFF = 3 * CELL_HEIGHT
_LETTERING = Lettering()


def write_out(document: Document, profile: Profile) -> str:
    """The ticket as text, one line for each printed line.

    Args:
        document: the ticket.
        profile: of the printer; gives the width.
    """
    return "".join(_write_line(line, profile.columns) for line in document)


def draw(document: Document, profile: Profile) -> Image.Image:
    """The ticket as a picture, one pixel for each printer dot.

    Args:
        document: the ticket.
        profile: of the printer; gives the width.
    """
    strips = [_draw_line(line, profile) for line in document]
    height = sum(strip.height for strip in strips)
    ticket = Image.new("L", (profile.dots, max(height, 1)), 255)
    top = 0
    for strip in strips:
        ticket.paste(strip, (0, top))
        top += strip.height
    return ticket


def _write_line(line: Line, columns: int) -> str:
    if isinstance(line, Text):
        pad = {Align.LEFT: str.ljust, Align.CENTER: str.center, Align.RIGHT: str.rjust}[line.align]
        rows = _wrapped(plain(line.text), columns // line.width)
        return "".join(pad(row, columns // line.width).rstrip() + "\n" for row in rows)
    if isinstance(line, Rule):
        return "-" * columns + "\n"
    if isinstance(line, Qr):
        return f"[QR {line.data}]\n"
    return "\n" * line.lines if isinstance(line, Feed) else "=" * columns + "\n"


def _draw_line(line: Line, profile: Profile) -> Image.Image:
    if isinstance(line, Text):
        return _draw_text(line, profile)
    if isinstance(line, Rule):
        return _draw_text(rule(profile.columns), profile)
    if isinstance(line, Qr):
        return _draw_qr(line, profile)
    return _blank(profile, _TEAR_OFF if isinstance(line, Cut) else line.lines * CELL_HEIGHT)


def _blank(profile: Profile, height: int) -> Image.Image:
    return Image.new("L", (profile.dots, height), 255)


def _draw_text(line: Text, profile: Profile) -> Image.Image:
    if foreign(line.text):
        drawn = _LETTERING.draw(line, profile)
        if drawn is not None:
            return drawn.convert("L")
    cell = profile.dots // profile.columns
    rows = _wrapped(plain(line.text), profile.columns // line.width)
    strip = _blank(profile, len(rows) * CELL_HEIGHT * line.height)
    for number, row in enumerate(rows):
        letters = _draw_letters(row, cell, line.bold)
        letters = letters.resize((letters.width * line.width, letters.height * line.height), Image.Resampling.LANCZOS)
        strip.paste(letters, (_left(line.align, profile.dots, letters.width), number * CELL_HEIGHT * line.height))
    return strip


def _draw_letters(row: str, cell: int, bold: bool) -> Image.Image:
    image = Image.new("L", (max(1, len(row)) * cell, CELL_HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(_LETTER_SIZE)
    for column, letter in enumerate(row):
        # A ticket printer gives every letter the same width.
        middle = (column * cell + cell / 2, CELL_HEIGHT * 0.78)
        pen.text(middle, letter, fill=0, font=font, anchor="ms", stroke_width=0.6 if bold else 0)
    return image


def _draw_qr(line: Qr, profile: Profile) -> Image.Image:
    modules = qr_modules(line.data)
    code = Image.new("L", (len(modules), len(modules)), 255)
    code.putdata([0 if dark else 255 for row in modules for dark in row])
    side = len(modules) * max(1, min(line.module_dots, profile.dots // len(modules)))
    strip = _blank(profile, side)
    strip.paste(code.resize((side, side), Image.Resampling.NEAREST), (_left(Align.CENTER, profile.dots, side), 0))
    return strip


def _left(align: Align, width: int, used: int) -> int:
    return {Align.LEFT: 0, Align.CENTER: (width - used) // 2, Align.RIGHT: width - used}[align]


def _wrapped(text: str, columns: int) -> list[str]:
    return [text[start : start + columns] for start in range(0, len(text), columns)] or [""]
