"""The admin's notices in a real browser: written, changed and removed by keyboard, and readable on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot

TEXT = "Loket foto tutup pukul 12.00 sampai 13.00."


def opened(page: Page) -> Page:
    page.goto(page.url.rstrip("/") + "/notices")
    return page


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_notice_is_written_and_stands_in_the_list(sign_in: SignIn, size: str) -> None:
    page = opened(sign_in("admin", size))
    assert_accessible(page)
    page.get_by_label("Teks dalam bahasa Indonesia").fill(TEXT)
    page.get_by_label("Teks dalam bahasa Inggris").fill("The photo counter is closed from 12 to 1.")
    page.get_by_label("Hari terakhir").fill("2026-03-31")
    page.keyboard.press("Enter")
    expect(page.locator("[data-feedback=done]")).to_be_visible()
    expect(page.locator("tbody th")).to_contain_text(TEXT)
    expect(page.locator("tbody")).to_contain_text("tampil di papan")
    assert_accessible(page)
    screenshot(page, f"staff-admin-notices-{size}")


def test_a_notice_is_changed_and_removed(sign_in: SignIn) -> None:
    page = opened(sign_in("admin"))
    page.get_by_label("Teks dalam bahasa Indonesia").fill(TEXT)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=TEXT).click()
    expect(page.get_by_label("Teks dalam bahasa Indonesia")).to_have_value(TEXT)
    assert_accessible(page)
    page.get_by_label("Teks dalam bahasa Indonesia").fill("Loket foto buka.")
    page.keyboard.press("Enter")
    expect(page.locator("tbody th")).to_have_text("Loket foto buka.")
    page.locator("summary", has_text="Loket foto buka.").click()
    page.get_by_role("button", name="Ya, hapus").click()
    expect(page.locator("tbody th")).to_have_count(0)


def test_what_cannot_be_shown_is_told_beside_its_field(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    page = opened(sign_in("admin"))
    page.get_by_label("Hari pertama").fill("2026-03-31")
    page.get_by_label("Hari terakhir").fill("2026-03-01")
    page.get_by_label("Teks dalam bahasa Indonesia").fill(TEXT)
    page.keyboard.press("Enter")
    expect(page.locator("#last_date-error")).to_be_visible()
    expect(page.get_by_label("Teks dalam bahasa Indonesia")).to_have_value(TEXT)
    assert_accessible(page)
