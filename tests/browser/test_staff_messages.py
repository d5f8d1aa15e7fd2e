"""The page of messages in a real browser: added, tested over a real socket, told on the page without a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import WARM_CELSIUS, LiveServer
from tests.support.message_ends import Received, until, web_end

SLOW_MS = 30_000
"""A process starts for each address and message, beside everything else that the tests run."""


@pytest.fixture
def web() -> Iterator[Received]:
    with web_end() as received:
        yield received


def opened(page: Page) -> Page:
    page.goto(page.url.rstrip("/") + "/messages")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    return page


def add(page: Page, name: str, url: str) -> None:
    page.fill("#name", name)
    page.fill("#url", url)
    page.get_by_role("button", name="Tambahkan tujuan").click()


def card(page: Page, name: str) -> Locator:
    return page.locator(".device", has_text=name)


def test_a_target_is_added_tested_and_told_without_a_reload(sign_in: SignIn, live: LiveServer, web: Received) -> None:
    page = opened(sign_in("admin"))
    assert_accessible(page)
    add(page, "Pos jaga", f"json://guards:geheim@127.0.0.1:{web.port}/hook")
    expect(card(page, "Pos jaga")).to_be_visible(timeout=SLOW_MS)
    assert "geheim" not in page.content()
    page.get_by_role("button", name="Kirim uji coba Pos jaga").click()
    expect(card(page, "Pos jaga").locator(".message-last.sent")).to_be_visible(timeout=SLOW_MS)
    assert "ini uji coba" in web.text
    web.answers = [401]
    page.get_by_role("button", name="Kirim uji coba Pos jaga").click()
    expect(card(page, "Pos jaga")).to_contain_text("tidak menerima kata sandi", timeout=SLOW_MS)
    page.reload()
    expect(page.get_by_label("Pesan ke 1 tujuan tidak sampai")).to_have_text("1")
    assert_accessible(page)
    screenshot(page, "staff-admin-messages")
    live.arrive(WARM_CELSIUS)
    until(lambda: len(web.letters) == 2, "the message of the held visitor")
    expect(card(page, "Pos jaga")).to_contain_text("Pengunjung menunggu keputusan)", timeout=SLOW_MS)


def test_an_address_that_is_not_understood_is_told_with_an_example(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    page = opened(sign_in("admin"))
    add(page, "Telegram Satgas", "tgram://123")
    expect(page.locator("#url-error")).to_contain_text("tgram://bot-token/chat-id", timeout=SLOW_MS)
    assert page.input_value("#name") == "Telegram Satgas"
    page.locator("#examples summary").click()
    assert_accessible(page)
    screenshot(page, "staff-admin-messages-refused")


def test_the_page_fits_a_phone(sign_in: SignIn, web: Received) -> None:
    page = opened(sign_in("admin", size="phone"))
    add(page, "Telepon petugas jaga", f"ntfy://127.0.0.1:{web.port}/guards")
    expect(card(page, "Telepon petugas jaga")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    screenshot(page, "staff-admin-messages-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
