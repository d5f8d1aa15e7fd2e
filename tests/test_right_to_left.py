"""Pages can be written from right to left: no stylesheet speaks of left and right where it means start and end."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHEETS = sorted(
    sheet for room in ("queue_server", "kiosk", "display") for sheet in (ROOT / room).rglob("*.css") if sheet.is_file()
)
PHYSICAL_PROPERTY = re.compile(
    r"(?:^|[\s;{])((?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-[a-z]+)?|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
)
PHYSICAL_VALUE = re.compile(
    r"(?:text-align|float|clear|--[\w-]+|background|background-position)\s*:[^;}]*\b(?:left|right)\b"
)
FOUR_SIDES = re.compile(r"(?:margin|padding|inset|border-width)\s*:\s*([^;}]+)")
ALLOWED = {
    ("security.css", "--start: left"): "the edge of a card is a picture, which knows no start; [dir=rtl] turns it",
    ("security.css", "--start: right"): "as above, the other way",
}


def physical(sheet: str) -> list[str]:
    """Every declaration that would not turn with the page."""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    found = [match[1] for match in PHYSICAL_PROPERTY.finditer(sheet)]
    found += [match[0] for match in PHYSICAL_VALUE.finditer(sheet)]
    return found + [match[0] for match in FOUR_SIDES.finditer(sheet) if _lopsided(match[1])]


def _lopsided(value: str) -> bool:
    sides = re.findall(r"(?:[\w-]*\((?:[^()]|\([^()]*\))*\)|[^\s()])+", value.split("!", maxsplit=1)[0])
    return len(sides) == 4 and sides[1] != sides[3]


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.name for sheet in SHEETS])
def test_a_stylesheet_turns_with_the_page(sheet: Path) -> None:
    found = [one for one in physical(sheet.read_text(encoding="utf-8")) if (sheet.name, one) not in ALLOWED]
    assert found == []


def test_what_is_allowed_is_still_there() -> None:
    texts = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in SHEETS}
    assert [one for one in ALLOWED if one[1] not in texts[one[0]]] == []


@pytest.mark.parametrize(
    "declaration",
    [
        "margin-left: 1rem",
        "position: absolute; left: 0",
        "border-right-width: 2px",
        "text-align: right",
        "float: left",
        "padding: 0 1rem 0 2rem",
        "inset: 0 auto auto calc(1rem + 2 * var(--x))",
        "border-top-left-radius: 4px",
    ],
)
def test_a_physical_side_is_found(declaration: str) -> None:
    assert len(physical(f".a {{ {declaration}; }}")) == 1


@pytest.mark.parametrize(
    "declaration",
    [
        "margin-inline-start: 1rem",
        "padding: 0 calc(1rem + 2px) 1rem calc(1rem + 2px)",
        "text-align: start",
        "inset: 0",
        "justify-content: flex-start",
        "/* left: no */ color: red",
    ],
)
def test_a_logical_side_passes(declaration: str) -> None:
    assert physical(f".a {{ {declaration}; }}") == []


@pytest.mark.parametrize(
    "page",
    [page for room in ("queue_server", "kiosk", "display") for page in (ROOT / room).rglob("*.html")],
    ids=lambda page: page.name,
)
def test_every_page_says_which_way_it_is_written(page: Path) -> None:
    roots = re.findall(r"<html[^>]*>", page.read_text(encoding="utf-8"))
    assert [root for root in roots if "dir=" not in root] == []
