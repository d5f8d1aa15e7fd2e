"""The browser of the tests."""

import pytest
from playwright.sync_api import Page

from tests.support.axe import assert_accessible, violations
from tests.support.browser import SIZES, OpenPage, PageErrors, screenshot

GOOD = "<!doctype html><html lang=id><title>Antrean</title><main><h1>Nomor antrean</h1></main></html>"


def test_a_page_shows_and_is_photographed(page: Page) -> None:
    page.set_content(GOOD)
    assert page.inner_text("h1") == "Nomor antrean"
    assert screenshot(page, "support_check").stat().st_size > 0


@pytest.mark.parametrize("size", SIZES)
def test_a_page_has_the_size_asked_for(open_page: OpenPage, size: str) -> None:
    assert open_page(size).evaluate("({width: innerWidth, height: innerHeight})") == SIZES[size]


def test_errors_of_a_page_are_found_unless_allowed(page: Page, page_errors: PageErrors) -> None:
    page.set_content("<script>console.error('paper is out'); setTimeout(() => { throw new Error('lost') })</script>")
    page.wait_for_timeout(100)
    assert [error.split(" (")[0] for error in page_errors.unexpected()] == ["paper is out", "lost"]
    page_errors.allow("paper")
    page_errors.allow("^lost$")
    assert page_errors.unexpected() == []


def test_a_good_page_is_accessible(page: Page) -> None:
    page.set_content(GOOD)
    assert_accessible(page)


def test_a_broken_page_is_told(page: Page) -> None:
    page.set_content(
        "<!doctype html><html><title>x</title><main><h1 style='color:#ccc'>Nomor</h1><img src='data:,'></main>"
    )
    assert {line.split(" ")[0] for line in violations(page)} == {"html-has-lang", "image-alt", "color-contrast"}
