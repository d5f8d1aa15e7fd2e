"""A whole third language, written from right to left, added as files: chosen and seen on server, kiosk and display."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screening import held
from tests.browser.staff import enter
from tests.browser.test_board import StartDisplay, earlier_calls, scripted_server, start_display
from tests.browser.test_book_page import rules
from tests.browser.test_kiosk_screen import OpenKiosk, open_kiosk, stand
from tests.display.scripted_server import ScriptedServer, snapshot, ticket_event
from tests.kiosk.conftest import script, server, start_kiosk, token_file
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, screenshot
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server
from tests.support.third_language import OWN_NAME, in_arabic_letters, write_all

__all__ = ["open_kiosk", "script", "scripted_server", "server", "start_display", "start_kiosk", "token_file"]

ADMINS = [
    "",
    "results",
    "record",
    "services",
    "services/1",
    "counters",
    "bookings",
    "booking-rules",
    "closures",
    "changes",
    "accounts",
    "devices",
    "messages",
    "programs",
    "office",
    "history",
    "file",
]


@pytest.fixture
def arabic(tmp_path: Path) -> str:
    return write_all(tmp_path / "further languages")


@pytest.fixture
def live(tmp_path: Path, arabic: str) -> Iterator[LiveServer]:
    clock = FakeClock(datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
    with live_server(tmp_path, clock, translations_dir=arabic) as running:
        yield running


@pytest.fixture
def reads_arabic(live: LiveServer, open_page: OpenPage) -> Callable[[str], Page]:
    """Signs somebody in and chooses the third language, as anybody would."""

    def sign_in(username: str) -> Page:
        page = enter(open_page("desk", reduced_motion="reduce"), live.url, username)
        page.get_by_role("button", name=OWN_NAME).click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        return page

    return sign_in


def assert_written_from_right_to_left(page: Page) -> None:
    """Nothing is pushed out of the page, the heading begins at the right, and WCAG holds."""
    wide = page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, page.url
    assert page.evaluate("() => getComputedStyle(document.querySelector('main')).direction") == "rtl"
    assert_accessible(page)


def test_every_page_of_the_admin_turns_round(reads_arabic: Callable[[str], Page], live: LiveServer) -> None:
    page = reads_arabic("admin")
    expect(page.locator(".sections a").first).to_have_text(in_arabic_letters("Day"))
    for path in ADMINS:
        page.goto(f"{live.url}/admin/{path}")
        assert_written_from_right_to_left(page)
        screenshot(page, f"arabic-admin-{path.replace('/', '-') or 'day'}")


def test_the_office_names_its_services_in_the_third_language_too(
    reads_arabic: Callable[[str], Page], live: LiveServer
) -> None:
    page = reads_arabic("admin")
    page.goto(f"{live.url}/admin/services/{live.service_id}")
    page.fill("#name_ar", "جواز سفر")
    page.click(".form-end .primary")
    expect(page.locator("tbody")).to_contain_text("جواز سفر")


def test_officer_and_guards_read_the_third_language(reads_arabic: Callable[[str], Page], live: LiveServer) -> None:
    for _ in range(3):
        live.arrive()
    page = reads_arabic("petugas1")
    page.locator(".tile button").first.click()
    page.locator("[data-key=n]").click()
    expect(page.locator(".ticket-number")).to_have_text("A-005")
    assert_written_from_right_to_left(page)
    screenshot(page, "arabic-counter")
    held(live)
    page = reads_arabic("satgas")
    page.goto(f"{live.url}/screening/")
    expect(page.locator(".case")).to_be_visible()
    assert_written_from_right_to_left(page)
    screenshot(page, "arabic-security")


def test_the_smaller_pages_and_the_booking_page_turn_round(
    reads_arabic: Callable[[str], Page], live: LiveServer, open_page: OpenPage
) -> None:
    page = reads_arabic("satgas")
    for path in ("numbers/", "thermometers/"):
        page.goto(f"{live.url}/{path}")
        assert_written_from_right_to_left(page)
        screenshot(page, f"arabic-{path.strip('/')}")
    rules(live)
    page = open_page("phone", reduced_motion="reduce")
    page.goto(f"{live.url}/book")
    page.get_by_role("button", name=OWN_NAME).click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert_written_from_right_to_left(page)
    screenshot(page, "arabic-book")
    page.goto(f"{live.url}/sign-in")
    assert_written_from_right_to_left(page)


def test_the_kiosk_speaks_the_third_language(open_kiosk: OpenKiosk, arabic: str) -> None:
    application, page = open_kiosk("kiosk", translations_dir=arabic)
    page.get_by_role("button", name=OWN_NAME).click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    heading = page.locator("h1:visible")
    expect(heading.locator(".first")).to_have_text(in_arabic_letters("Please choose a service"))
    expect(heading.locator(".second:visible")).to_have_text("Please choose a service")
    expect(page.locator(".tile .name .first").first).to_have_text("Paspor baru")  # the office named it in two languages
    screenshot(page, "arabic-kiosk-choose")
    assert_accessible(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.get_by_role("button", name=OWN_NAME).click()
    page.get_by_role("button", name="Paspor baru").click()
    stand(application, 36.4)
    expect(page.locator("#ticket .ticket-service")).to_contain_text("Paspor baru")
    expect(page.locator(".steps .first").first).to_have_text(in_arabic_letters("Take your ticket"))
    screenshot(page, "arabic-kiosk-showing")


def test_the_wall_speaks_the_third_language(
    open_page: OpenPage, start_display: StartDisplay, scripted_server: ScriptedServer, arabic: str
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(4), seq=10)  # type: ignore[arg-type]
    display = start_display(languages=("ar", "id", "en"), translations_dir=arabic)
    page = open_page("wall")
    page.goto(f"http://127.0.0.1:{display.port}/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("#recent-title > .first")).to_have_text(in_arabic_letters("Called before"))
    expect(page.locator("#recent .number").first).to_be_visible()
    expect(page.locator("#recent-title > .second")).to_have_text("Panggilan sebelumnya")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "there is nothing to scroll to"
    screenshot(page, "arabic-wall")
    scripted_server.emit(ticket_event(11, number="A-031"))
    captions = page.locator("#caption span")
    expect(captions).to_have_count(3)
    expect(captions.nth(0)).to_have_text(
        in_arabic_letters("Number ") + "A, 0, 3, 1" + in_arabic_letters(", please go to counter ") + "3."
    )
    expect(captions.nth(2)).to_have_text("Number A, zero, three, one, please go to counter three.")
    screenshot(page, "arabic-wall-calling")
    assert_accessible(page)
