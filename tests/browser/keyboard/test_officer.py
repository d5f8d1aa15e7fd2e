"""An officer's whole work without a mouse, by Tab and Enter and by the keys of the actions."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.keyboard.hands import Hands, contrast, signs_in, stays, was_not_loaded_anew
from tests.browser.staff import number
from tests.support.browser import OpenPage
from tests.support.live_server import LiveServer


@pytest.fixture
def hands(live: LiveServer, open_page: OpenPage) -> Hands:
    """At the counter 1, after signing in and choosing it by keys."""
    hands = Hands(open_page("desk", reduced_motion="reduce"))
    signs_in(hands, live.url, "petugas1")
    hands.presses("Buka loket ini 1")
    hands.page.wait_for_url(re.compile(r"/counter/\d+$"))
    expect(hands.page.locator("#connection")).to_have_attribute("data-state", "live")
    stays(hands.page)
    return hands


def test_a_day_at_the_counter_by_tab_and_enter(hands: Hands, live: LiveServer) -> None:
    page = hands.page
    hands.presses("Berikutnya N")
    expect(page.locator(".now.called")).to_be_visible()
    first = number(page)
    live.clock.sleep(40)
    hands.presses("Panggil lagi R")
    hands.reads("#notes", "panggilan 2")
    hands.presses("Mulai S")
    expect(page.locator(".now.serving")).to_be_visible()
    hands.presses("Selesaikan C", tag="summary")
    hands.presses("Selesai 1")
    hands.reads("#notes", f"{first} selesai")
    hands.presses("Berikutnya N")
    expect(page.locator(".now.called")).to_be_visible()
    missed = number(page)
    hands.presses("Tidak datang X")
    hands.reads("#notes", f"{missed} tidak datang")
    hands.presses(".* Z")
    expect(page.locator(".ticket-number")).to_have_text(missed)
    assert was_not_loaded_anew(page)
    hands.can_see()


def test_park_and_transfer_by_tab_and_enter(hands: Hands) -> None:
    page = hands.page
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator(".now.serving")).to_be_visible()
    parked = number(page)
    hands.presses("Tunda P")
    expect(page.locator(".now.free")).to_be_visible()
    hands.presses(rf"Panggil kembali {parked}.*")
    expect(page.locator(".ticket-number")).to_have_text(parked)
    hands.presses("Alihkan T", tag="summary")
    hands.goes_to("Ke layanan mana\\?", tag="select")
    page.keyboard.press("End")
    hands.presses("Alihkan", tag="button")
    hands.reads("#notes", f"{parked} dialihkan")
    assert was_not_loaded_anew(page)
    hands.can_see()


def test_the_focus_is_caught_nowhere_and_goes_as_the_page_is_read(hands: Hands) -> None:
    texts = "\n".join(hands.walks_round())
    marks = ('class="skip"', 'class="brand"', 'name="language"', "account", 'id="pause-menu"', 'id="act-next"', "row")
    order = [texts.index(mark) for mark in marks if mark in texts]
    assert len(order) >= 5, texts
    assert order == sorted(order)
    hands.can_see()


def test_a_menu_lets_go_with_escape(hands: Hands) -> None:
    page = hands.page
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#transfer-menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("#transfer-menu")).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.closest('#transfer-menu summary') !== null")


def test_a_ring_that_cannot_be_seen_is_found(page: Page) -> None:
    page.set_content(
        "<button style='outline: 1px solid #fff; background: #fff'>a</button><button tabindex=5>b</button>"
    )
    hands = Hands(page)
    hands.walks_round()
    assert any("ring of 1 px" in fault for fault in hands.faults)
    with pytest.raises(AssertionError):
        hands.can_see()


def test_a_trap_is_found(page: Page) -> None:
    page.set_content("<button id=a>a</button><button id=b>b</button>")
    page.evaluate("document.getElementById('b').addEventListener('blur', () => setTimeout(() => b.focus()))")
    page.evaluate("setInterval(() => document.body.append(document.createElement('button')), 5)")
    with pytest.raises(AssertionError, match="never"):
        Hands(page).goes_to("never there")


def test_the_contrast_of_two_colours() -> None:
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == 21.0
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)
