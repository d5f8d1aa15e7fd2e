"""What a change does, looked at before it is made, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from queue_server.protocol.words import Lane
from tests.browser.staff import SignIn, at_counter
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot
from tests.support.live_server import LiveServer

SHOW, BACK, SAVE = "Tampilkan perubahannya", "Kembali ke formulir", "Simpan"


def look(page: Page, name: str) -> None:
    expect(page.locator("h1")).to_have_text("Apa yang berubah")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, name)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_rates_are_tried_looked_at_and_saved(sign_in: SignIn, live: LiveServer, size: str) -> None:
    live.clock.sleep(60)
    live.arrive(lane=Lane.PRIORITY)
    live.clock.sleep(900)
    at_counter(sign_in("petugas1"))
    page = sign_in("admin", size)
    page.goto(page.url + "office")
    for name in ("general_rate", "booking_rate", "priority_rate"):
        page.fill(f"#{name}", "1")
    page.fill("#promise_minutes", "90")
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator("tr", has_text="Berikutnya di loket 1")).to_be_visible()
    look(page, f"preview-rules-{size}")
    page.get_by_role("button", name=BACK).click()
    expect(page.locator("#promise_minutes")).to_have_value("90")
    page.get_by_role("button", name=SAVE).click()
    expect(page.locator("#notes")).to_contain_text("Aturan disimpan.")


def test_a_closure_shows_its_bookings_and_one_is_moved(sign_in: SignIn) -> None:
    page = sign_in("admin")
    root = page.url
    page.goto(root + "closures")
    page.fill("#first_date", "2026-03-02")
    page.fill("#reason_id", "Listrik padam")
    page.get_by_role("button", name=SHOW).click()
    expect(page.get_by_role("heading", name="8 janji temu akan mendapati layanan tutup")).to_be_visible()
    look(page, "preview-closure")
    page.get_by_role("button", name=SAVE).click()
    page.locator("details summary", has_text="8 janji temu perlu dipindahkan").click()
    assert_accessible(page)
    screenshot(page, "closures-with-bookings")
    page.get_by_role("link", name="DEMO-1", exact=True).click()
    page.fill("#date", "2026-03-05")
    page.get_by_role("button", name="Pindahkan").click()
    page.goto(root + "closures")
    expect(page.locator("main")).to_contain_text("7 janji temu perlu dipindahkan")


def test_quota_windows_and_accounts_are_looked_at(sign_in: SignIn) -> None:
    at_counter(sign_in("petugas1"))
    page = sign_in("admin")
    root = page.url
    page.goto(root + "services/1")
    page.fill("#quota", "100")
    page.fill("#reason", "Hari ramai")
    page.locator("form", has=page.locator("#quota")).get_by_role("button", name=SHOW).click()
    expect(page.locator("tr", has_text="Tempat tersisa")).to_be_visible()
    look(page, "preview-quota")
    page.goto(root + "booking-rules")
    page.fill("#early_minutes", "15")
    page.get_by_role("button", name=SHOW).click()
    expect(page.locator("tr", has_text="masih terlalu awal")).to_be_visible()
    look(page, "preview-windows")
    page.goto(root + "accounts/2")
    page.uncheck("#active")
    page.get_by_role("button", name=SHOW).first.click()
    expect(page.locator("main")).to_contain_text("Loket 1 ditinggal petugasnya")
    look(page, "preview-account")
    page.get_by_role("button", name=BACK).click()
    expect(page.locator("#active")).not_to_be_checked()
