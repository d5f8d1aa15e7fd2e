"""Labels in scripts that a receipt printer has no letters of."""

from pathlib import Path

import pytest

from hardware.clock import SystemClock
from hardware.drivers import open_printer
from hardware.paper import PROFILES, Align, Cut, Document, Text
from hardware.paper.encoding import encode, foreign
from hardware.paper.lettering import Lettering, has_letters

THAI, ARABIC, JAVANESE = "หนังสือเดินทาง", "جواز سفر", "ꦥꦱ꧀ꦥꦺꦴꦂ"
PAPER = PROFILES["80mm"]
RASTER = b"\x1dv0\x00"
TICKET: Document = (Text("A-012", 4, 4, align=Align.CENTER), Text(THAI, align=Align.CENTER), Text("10:00"), Cut())


def size(printed: bytes) -> tuple[int, int]:
    """Width and height in dots of the first picture."""
    at = printed.index(RASTER) + len(RASTER)
    return 8 * int.from_bytes(printed[at : at + 2], "little"), int.from_bytes(printed[at + 2 : at + 4], "little")


def test_only_what_the_printer_has_no_letters_of_is_foreign() -> None:
    assert [foreign(text) for text in ("Permohonan paspor", "Città “été”?", "A?B", THAI, f"Paspor {ARABIC}")] == [
        False,
        False,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("text", [THAI, ARABIC, JAVANESE])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_a_line_is_drawn_as_wide_as_the_paper(text: str, profile: object) -> None:
    paper = PROFILES[str(getattr(profile, "name", ""))]
    picture = Lettering().draw(Text(text), paper)
    assert picture is not None
    assert (picture.mode, picture.width) == ("1", paper.dots)
    black = picture.histogram()[0]
    assert 200 < black < picture.width * picture.height / 3


def test_the_number_stays_in_the_printers_own_letters() -> None:
    printed = encode(TICKET, PAPER, Lettering().draw)
    assert printed.count(RASTER) == 1
    assert b"A-012\n" in printed
    assert b"10:00\n" in printed
    assert b"?" not in printed[: printed.index(RASTER)]
    assert size(printed)[0] == PAPER.dots


def test_a_long_line_goes_on_below() -> None:
    one = Lettering().draw(Text(THAI), PAPER)
    words = Lettering().draw(Text(" ".join([THAI] * 5)), PAPER)
    unbroken = Lettering().draw(Text(THAI * 5), PAPER)
    assert one is not None
    assert words is not None
    assert unbroken is not None
    assert words.height >= 2 * one.height
    assert unbroken.height >= 2 * one.height


def test_a_line_stands_where_it_is_aligned() -> None:
    lefts = []
    for align in (Align.LEFT, Align.CENTER, Align.RIGHT):
        picture = Lettering().draw(Text(THAI, align=align), PAPER)
        assert picture is not None
        box = picture.point(lambda value: 255 - value).getbbox()
        assert box is not None
        lefts.append(box[0])
    assert lefts[0] < 10 < lefts[1] < lefts[2]


def test_without_a_font_the_ticket_is_printed_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    lettering = Lettering(["/nowhere.ttf"])
    printed = encode(TICKET, PAPER, lettering.draw)
    assert RASTER not in printed
    assert b"A-012\n" in printed
    assert b"?????" in printed
    assert "set fonts in [printer]" in caplog.text
    assert not has_letters(str(Path(__file__)), "a")


def test_the_driver_draws_and_takes_its_fonts_from_the_configuration(tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.touch()
    table = {"driver": "file", "path": str(paper), "profile": "80mm-plain"}
    printer = open_printer(table, SystemClock())
    printer.print_document(TICKET)
    printer.close()
    assert RASTER in paper.read_bytes()
    paper.write_bytes(b"")
    plain = open_printer(table | {"fonts": ["/nowhere.ttf"]}, SystemClock())
    plain.print_document(TICKET)
    plain.close()
    assert RASTER not in paper.read_bytes()
