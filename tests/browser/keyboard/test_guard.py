"""The whole work of security and of the health officer without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard.hands import Hands, signs_in, stays, was_not_loaded_anew
from tests.support.browser import OpenPage
from tests.support.live_server import WARM_CELSIUS, LiveServer


@pytest.fixture
def hands(live: LiveServer, open_page: OpenPage) -> Hands:
    """A keyboard before a page on which nobody has signed in yet."""
    return Hands(open_page("desk", reduced_motion="reduce"))


def comes_to_the_desk(hands: Hands, live: LiveServer, username: str) -> None:
    signs_in(hands, live.url, username)
    expect(hands.page.locator("#connection")).to_have_attribute("data-state", "live")
    expect(hands.page.locator("#look")).to_have_count(0)
    stays(hands.page)


def test_security_answers_a_warning_by_tab_and_enter(hands: Hands, live: LiveServer) -> None:
    live.arrive(WARM_CELSIUS)
    comes_to_the_desk(hands, live, "keamanan")
    hands.presses("Saya menuju J")
    hands.reads("#notes", "Anda sedang menuju")
    hands.goes_to(r"Diukur manual.*", tag="input").types("36,7")
    hands.page.keyboard.press("Enter")
    hands.reads(".readings", "36,70")
    hands.presses("Boleh masuk F")
    hands.reads("#notes", re.compile(r"boleh masuk dengan nomor A-\d{3}"))
    expect(hands.page.locator("[data-case]")).to_have_count(0)
    assert was_not_loaded_anew(hands.page)
    hands.can_see()


def test_the_health_officer_treats_first_and_takes_it_back(hands: Hands, live: LiveServer) -> None:
    live.arrive(WARM_CELSIUS)
    comes_to_the_desk(hands, live, "satgas")
    hands.presses(".* T")
    expect(hands.page.locator("[data-case]")).to_have_count(0)
    hands.presses(".* Z")
    expect(hands.page.locator("[data-case]")).to_have_count(1)
    hands.presses("Boleh masuk F")
    expect(hands.page.locator("[data-case]")).to_have_count(0)
    assert was_not_loaded_anew(hands.page)
    hands.can_see()


def test_a_number_is_given_by_hand_by_tab_and_enter(hands: Hands, live: LiveServer) -> None:
    comes_to_the_desk(hands, live, "keamanan")
    hands.follows("Beri nomor")
    hands.goes_to("Layanan.*", tag="select")
    hands.page.keyboard.press("ArrowDown")
    hands.goes_to("Pengukuran dengan tangan", tag="input").types("36,4")
    hands.follows("Berikan nomor", tag="button")
    expect(hands.page.locator(".ticket-number")).to_have_text(re.compile(r"[AUX]-\d{3}"))
    hands.can_see()


def test_the_focus_is_caught_nowhere(hands: Hands, live: LiveServer) -> None:
    for _ in range(2):
        live.arrive(WARM_CELSIUS)
    comes_to_the_desk(hands, live, "keamanan")
    texts = "\n".join(hands.walks_round())
    marks = ('class="skip"', 'class="brand"', 'name="language"', 'id="take-', "Sebagai tabel")
    order = [texts.index(mark) for mark in marks]
    assert order == sorted(order)
    hands.can_see()
