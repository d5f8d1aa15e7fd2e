"""The counter's rarer buttons in a real browser: back from a mistake, stages, notes, breaks, whoever comes next."""

import time
from collections.abc import Iterable
from threading import Event
from typing import Any

from playwright.sync_api import expect

from queue_server.demo import PASSWORD
from tests.browser.staff import SignIn, at_counter, number
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer


def test_a_mistake_is_taken_back_and_a_visitor_goes_on_to_a_second_service(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas1"))
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    first = number(page)
    page.keyboard.press("x")
    expect(page.locator("#no-shows-title .count")).to_have_text("1")
    page.keyboard.press("z")
    expect(page.locator(".ticket-number")).to_have_text(first)
    page.keyboard.press("s")
    expect(page.locator(".now.serving")).to_be_visible()
    page.click("#add-menu summary")
    wanted = page.locator("#add-service option", has_text="Pengambilan paspor")
    page.select_option("#add-service", value=wanted.get_attribute("value"))
    page.click("#add-menu form button")
    expect(page.locator(".stage")).to_contain_text("Pengambilan paspor")
    assert_accessible(page)
    screenshot(page, "staff-counter-stages")
    page.keyboard.press("g")
    expect(page.locator("#notes")).to_contain_text(f"{first} menunggu tahap berikutnya")
    expect(page.locator(".now.free")).to_be_visible()


def test_an_officers_break_and_a_counter_that_waits(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas3"), "4")
    page.click("#pause-menu summary")
    page.fill("#pause-reason", "Salat")
    page.click("#pause-menu form button")
    expect(page.locator(".desk-head")).to_contain_text("Jeda: Salat")
    expect(page.locator("#act-next")).to_have_count(0)
    assert_accessible(page)
    screenshot(page, "staff-counter-paused")
    page.keyboard.press("b")
    expect(page.locator("#act-next")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#now-title")).to_have_text("Menunggu pengunjung berikutnya")
    screenshot(page, "staff-counter-waits")


def test_a_note_goes_with_the_visitor_and_the_visitor_comes_back(sign_in: SignIn) -> None:
    one, two = at_counter(sign_in("petugas1"), "1"), at_counter(sign_in("petugas2"), "2")
    one.keyboard.press("n")
    expect(one.locator(".now.called")).to_be_visible()
    first = number(one)
    one.keyboard.press("s")
    expect(one.locator(".now.serving")).to_be_visible()
    one.click("#transfer-menu summary")
    wanted = one.locator("#transfer-service option", has_text="Paspor hilang atau rusak")
    one.select_option("#transfer-service", value=wanted.get_attribute("value"))
    one.fill("#transfer-note", "Surat polisi asli")
    one.check("#come-back")
    screenshot(one, "staff-counter-transfer")
    one.click("#transfer-menu form button.primary")
    expect(two.locator(".row", has_text=first)).to_contain_text("Surat polisi asli")
    two.locator(".row", has_text=first).get_by_role("button", name=f"Panggil {first}").click()
    expect(two.locator(".now-note")).to_contain_text("Surat polisi asli")
    two.keyboard.press("s")
    expect(two.locator(".now.serving")).to_be_visible()
    two.keyboard.press("g")
    expect(one.locator(".row", has_text=first)).to_contain_text("kembali ke Anda")


def let_news_overtake(live: LiveServer) -> None:
    """Answer the hand-over only when its news were asked for and answered, as on a slow network."""
    application = live.server.app.wsgi_app
    acted, told = Event(), Event()

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.endswith("/fragment"):
            assert acted.wait(20)
        body = application(environ, start_response)
        if path.endswith("/fragment"):
            told.set()
        if path.endswith("/hand-over"):
            acted.set()
            assert told.wait(20)
            time.sleep(0.5)  # the browser has read the news
        return body

    live.server.app.wsgi_app = answer  # type: ignore[method-assign]


def test_news_of_a_hand_over_do_not_overtake_its_answer(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("401")
    colleague = sign_in("petugas2")
    colleague.goto(f"{live.url}/pin")
    colleague.fill("#password", PASSWORD)
    colleague.fill("#pin", "840275")
    colleague.get_by_role("button", name="Simpan PIN").click()
    expect(colleague.locator("#notes")).to_contain_text("PIN")
    page = at_counter(sign_in("petugas1"))
    page.click("#hand-over-menu summary")
    page.select_option("#hand-over-to", label="Ibu Sari")
    page.fill("#hand-over-pin", "840275")
    let_news_overtake(live)
    page.click("#hand-over-menu form button")
    expect(page.locator(".desk-head")).to_contain_text("Ibu Sari")
    page.reload()
    expect(page.locator(".desk-head")).to_contain_text("Ibu Sari")
