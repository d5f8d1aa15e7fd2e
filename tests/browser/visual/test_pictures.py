"""That the comparison sees what a person would see, and forgives what a person would not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.visual.conftest import StillPage
from tests.browser.visual.gallery import REFERENCES, SETTLED, TAKE, Gallery, picture_of
from tests.support import page_checks
from tests.support.axe import violations
from tests.support.mosaics import difference, mosaic, packed, unpacked
from tests.support.page_checks import DESK_PX, PHONE_PX

MOST_BYTES, MOST_BYTES_OF_ONE = 2_000_000, 6_000
TOKENS = Path(__file__).resolve().parents[3] / "queue_server" / "protocol" / "static" / "tokens.css"
STYLE = f"""{TOKENS.read_text(encoding="utf-8")}
  main {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; padding: 32px; }}
  .tile {{ padding: 32px; background: var(--surface-card); border: 1px solid var(--line-control); }}
  button {{ min-height: 48px; padding: 8px 24px; border: 0; background: var(--accent); color: var(--on-accent); }}
"""
TILES = "".join(
    f'<section class="tile"><h2>Passport {nth}</h2><p>{nth} people wait.</p><button>Choose {nth}</button></section>'
    for nth in range(1, 6)
)
PAGE = (
    f'<!doctype html><html lang="en"><title>A page</title><style>{STYLE}</style>'
    f"<main><h1>Choose a service</h1>{TILES}</main></html>"
)

FAULTS = {
    "a button has moved": "document.querySelector('button').style.translate = '12px 0'",
    "a button is gone": "document.querySelector('button').style.visibility = 'hidden'",
    "a tile is missing": "document.querySelector('.tile:last-child').remove()",
    "the accent is another": "document.documentElement.style.setProperty('--accent', '#0f5c66')",
    "the letters are pale": "document.documentElement.style.setProperty('--ink', '#7a8695')",
    "a word is another": "document.querySelector('h2').textContent = 'Lost and found'",
    "the letters are larger": "document.documentElement.style.fontSize = '108%'",
}
FORGIVEN = {
    "nothing changed": "0",
    "letters are drawn a little bolder": "document.body.style.webkitTextStroke = '0.15px'",
    "something is a third of a pixel off": "document.querySelector('main').style.translate = '0.3px 0'",
    "a colour is one step off": "document.documentElement.style.setProperty('--accent', '#134f90')",
}


@pytest.fixture
def page(still_page: StillPage) -> Page:
    page = still_page((1024, 600))
    page.set_content(PAGE)
    page.evaluate(SETTLED)
    return page


def compared(page: Page, change: str) -> bool:
    before = unpacked(packed(mosaic(picture_of(page))))
    page.evaluate(change)
    page.evaluate(SETTLED)
    return difference(before, mosaic(picture_of(page))).same


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(page: Page, fault: str) -> None:
    assert not compared(page, FAULTS[fault]), fault


@pytest.mark.parametrize("harmless", FORGIVEN)
def test_what_nobody_sees_is_forgiven(page: Page, harmless: str) -> None:
    assert compared(page, FORGIVEN[harmless]), harmless


def test_another_size_is_a_difference() -> None:
    found = difference(Image.new("RGB", (80, 50)), Image.new("RGB", (80, 60)))
    assert not found.same
    assert "was (80, 50)" in str(found)


def test_a_row_more_below_a_long_page_is_none() -> None:
    assert difference(Image.new("RGB", (80, 50)), Image.new("RGB", (80, 51))).same


def test_the_gallery_tells_every_fault_of_a_page(page: Page, tmp_path: Path) -> None:
    page.evaluate("document.querySelector('button').style.cssText = 'min-height: 0; height: 20px; padding: 0'")
    gallery = Gallery("planted", (1024, 600), PHONE_PX, taking=False, outcome=tmp_path)
    gallery.look(page, "no-such-state", thorough=False)
    with pytest.raises(AssertionError, match="there is no reference of it"):
        gallery.__exit__()
    assert any("20 px: <button" in one for one in gallery.wrong)


def test_the_references_are_small() -> None:
    sizes = {path: path.stat().st_size for path in REFERENCES.rglob("*.png")}
    assert len(sizes) > 400 or os.environ.get(TAKE), "the references are missing"
    assert sum(sizes.values()) < MOST_BYTES
    assert {str(path) for path, size in sizes.items() if size > MOST_BYTES_OF_ONE} == set()


SMALL = (
    "document.querySelector('button').outerHTML = "
    "'<button style=min-height:0;padding:0;height:18px>a</button>'.repeat(2)"
)
LOW = "document.querySelector('button').style.cssText = 'min-height: 40px'"
MOVES = "document.querySelector('h1').animate({ opacity: [1, 0.5] }, { duration: 900, iterations: 9 })"
FLASHES = "document.querySelector('h1').animate({ opacity: [1, 0, 1] }, { duration: 300, iterations: Infinity })"
PULSES = "document.querySelector('h1').animate({ opacity: [1, 0.6, 1] }, { duration: 1600, iterations: Infinity })"
ALTERNATES = (
    "document.querySelector('h1').animate({ color: ['red', 'white'] }, "
    "{ duration: 150, iterations: 20, direction: 'alternate' })"
)
PLANTED: dict[str, tuple[str, Callable[[Page], list[str]]]] = {
    "a small target between others": (SMALL, lambda page: page_checks.small_targets(page, DESK_PX)),
    "a target too low for a thumb": (LOW, lambda page: page_checks.small_targets(page, PHONE_PX)),
    "a transition": ("document.querySelector('button').style.transition = 'color 0.2s'", page_checks.moving),
    "an animation": (MOVES, page_checks.moving),
    "a flash": (FLASHES, page_checks.flashing),
    "a flash that goes there and back": (ALTERNATES, page_checks.flashing),
    "something too wide": ("document.querySelector('h1').style.minWidth = '3000px'", page_checks.too_wide),
    "a button that begins outside": (
        "document.querySelector('button').style.translate = '-420px 0'",
        page_checks.too_wide,
    ),
    "pale words": ("document.querySelector('p').style.color = '#b8bec6'", violations),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_what_is_measured_is_found(page: Page, fault: str) -> None:
    change, measure = PLANTED[fault]
    assert measure(page) == []
    page.evaluate(change)
    assert measure(page) != []


def test_a_calm_pulse_is_no_flash(page: Page) -> None:
    page.evaluate(PULSES)
    assert page_checks.flashing(page) == []
