"""Keys and screens of the staff pages: nothing is swallowed, and everything is in sight."""

import pytest
from playwright.sync_api import Page, expect

from queue_server.config import WebSettings
from tests.browser.staff import SignIn, at_counter, enter, number
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, PageErrors, screenshot
from tests.support.clock import FakeClock
from tests.support.live_server import WARM_CELSIUS, LiveServer, live_server

HOLD = """ending => {
  const ask = window.fetch;
  window.letGo = [];
  window.fetch = (url, options) => String(url).endsWith(ending)
    ? new Promise((go) => window.letGo.push(go)).then(() => ask(url, options)) : ask(url, options);
}"""


LOWER_EDGES = """() => [...document.querySelectorAll(
    ".actions > .action .button, .actions > .button, .actions > .menu > .button")]
  .map((button) => button.getBoundingClientRect().bottom)"""


class Slow:
    """Keeps an action on its way to the server until it is let go."""

    def __init__(self, page: Page, ending: str) -> None:
        self._page = page
        page.evaluate(HOLD, ending)

    def let_go(self) -> None:
        self._page.evaluate("letGo.splice(0).forEach((go) => go())")


def test_a_key_during_an_action_waits_for_its_answer(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas1"))
    slow = Slow(page, "/next")
    page.keyboard.press("n")
    expect(page.locator("#act-next")).to_have_attribute("aria-busy", "true")
    page.keyboard.press("s")
    slow.let_go()
    expect(page.locator(".now.serving")).to_be_visible()


def test_the_same_key_twice_is_refused_in_words_and_calls_once(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas1"))
    wanted = page.locator(".row-number").first.inner_text()
    slow = Slow(page, "/next")
    page.keyboard.press("n")
    expect(page.locator("#act-next")).to_have_attribute("aria-busy", "true")
    page.keyboard.press("n")
    expect(page.locator("#notes .wait")).to_contain_text("Tunggu jawaban")
    slow.let_go()
    expect(page.locator("#notes .done")).to_contain_text(f"{wanted} dipanggil")
    expect(page.locator("#notes .wait")).to_be_visible()
    assert number(page) == wanted


def test_a_key_that_can_do_nothing_says_so(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas1"))
    page.keyboard.press("c")
    expect(page.locator("#notes .wait")).to_contain_text("tidak dapat dipakai sekarang")


@pytest.mark.parametrize("size", ["desk", "wall"])
def test_every_action_is_in_sight_and_only_the_list_scrolls(sign_in: SignIn, live: LiveServer, size: str) -> None:
    for _ in range(14):
        live.arrive()
    page = at_counter(sign_in("petugas1", size))
    in_sight(page)
    screenshot(page, f"staff-counter-idle-{size}")
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    in_sight(page)
    page.keyboard.press("s")
    expect(page.locator(".now.serving")).to_be_visible()
    in_sight(page)
    screenshot(page, f"staff-counter-serving-{size}")
    page.keyboard.press("p")
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("#no-shows-title .count")).to_have_text("1")
    in_sight(page)
    assert_accessible(page)
    screenshot(page, f"staff-counter-parked-{size}")


def in_sight(page: Page) -> None:
    """Check that no action is below the edge, and that the page itself does not scroll."""
    height = page.viewport_size["height"] if page.viewport_size else 0
    lows = page.evaluate(LOWER_EDGES)  # in one look: the feed may draw the page anew between two
    assert len(lows) == 9
    assert max(lows) <= height
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.evaluate("getComputedStyle(document.querySelector('.waiting .rows')).overflowY") == "auto"


def test_the_page_asks_at_intervals_when_no_stream_is_free(
    tmp_path_factory: pytest.TempPathFactory, clock: FakeClock, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("503")
    with live_server(tmp_path_factory.mktemp("full"), clock, WebSettings(streams=1)) as office:
        first = at_counter(enter(open_page(), office.url, "petugas1"), "1")
        expect(first.locator("#connection")).to_have_attribute("data-state", "live")
        second = at_counter(enter(open_page(), office.url, "petugas2"), "2")
        expect(second.locator("#connection")).to_have_attribute("data-state", "polling", timeout=10_000)
        arrived = office.arrive().ticket
        assert arrived is not None
        expect(second.locator(".waiting")).to_contain_text(arrived.number, timeout=10_000)


def test_screening_by_keyboard_alone(sign_in: SignIn, live: LiveServer) -> None:
    live.arrive(WARM_CELSIUS)
    live.arrive(WARM_CELSIUS)
    page = sign_in("keamanan")
    page.keyboard.press("m")
    page.keyboard.type("36,7")
    page.keyboard.press("Enter")
    expect(page.locator(".readings").first).to_contain_text("36,70")
    page.keyboard.press("Tab")  # out of the field: letters are keys again
    page.keyboard.press("f")
    expect(page.locator("#notes")).to_contain_text("boleh masuk dengan nomor")
    expect(page.locator("[data-case]")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("#notes")).to_contain_text("Anda sedang menuju")
    page.keyboard.press("l")
    expect(page.locator("[data-case]")).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator("[data-case]")).to_have_count(1)


@pytest.mark.parametrize("username", ["petugas1", "keamanan", "admin"])
def test_high_contrast_is_accessible(sign_in: SignIn, live: LiveServer, username: str) -> None:
    live.arrive(WARM_CELSIUS)
    page = sign_in(username)
    page.emulate_media(contrast="more")
    if username == "petugas1":
        at_counter(page)
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')").strip() == "#000000"
    assert_accessible(page)
    screenshot(page, f"staff-contrast-{username}")
