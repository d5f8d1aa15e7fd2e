"""The head of the office gives it a face: lines on the ticket, a logo, a colour; every screen takes them over."""

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import SignIn
from tests.browser.stories.conftest import AtKiosk, BeforeWall
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.devices import wait_for
from tests.support.pictures import png

SLOW_MS = 20_000
WINE = "#7a1f5c"
ACCENT = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
DRAWN = "[...document.querySelectorAll('#papers img')].every((one) => one.complete && one.naturalWidth)"


def accent(page: Page) -> str:
    return str(page.evaluate(ACCENT))


def expect_accent(page: Page, colour: str) -> None:
    """Wait for the stylesheet, which may come after the words."""
    page.wait_for_function(f"(colour) => {ACCENT} === colour", arg=colour)


def has_colour(page: Page) -> bool:
    return accent(page) == WINE


def look_page(page: Page) -> Page:
    page.goto(re.sub(r"/admin.*", "/admin/look", page.url))
    expect(page.get_by_role("heading", level=1)).to_have_text("Tampilan")
    return page


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    path.write_bytes(png(600, 180))
    return path


def test_logo_and_colour_reach_page_kiosk_wall_and_paper_without_a_restart(
    sign_in: SignIn, at_kiosk: AtKiosk, before_wall: BeforeWall, logo: Path
) -> None:
    visitor, wall = at_kiosk(), before_wall()
    for screen in (visitor.page, wall):
        expect(screen.locator("#logo")).to_be_hidden()
    visitor.chooses("Permohonan paspor")
    before = visitor.takes_ticket()
    admin = look_page(sign_in("admin"))
    admin.set_input_files("#logo", logo)
    admin.get_by_role("button", name="Simpan logo").click()
    expect(admin.locator(".brand .logo")).to_be_visible()
    admin.locator("#accent").fill(WINE)
    admin.get_by_role("button", name="Simpan warna").click()
    expect(admin.locator("#notes")).to_contain_text("Warna disimpan.")
    expect_accent(admin, WINE)
    admin.locator("#ticket_foot_id").fill("Terima kasih atas kunjungan Anda")
    admin.get_by_role("button", name="Simpan tiket").click()
    expect(admin.locator("#notes")).to_contain_text("Tiket disimpan")
    for screen in (visitor.page, wall):
        expect(screen.locator("#logo")).to_be_visible(timeout=SLOW_MS)
        expect(screen.locator("#look")).to_have_attribute("href", re.compile("v="), timeout=SLOW_MS)
        wait_for("the colour", partial(has_colour, screen))
    assert_accessible(wall)
    assert_accessible(visitor.page)
    screenshot(visitor.page, "look-kiosk")
    screenshot(wall, "look-wall")
    visitor.chooses("Permohonan paspor")
    after = visitor.takes_ticket()
    assert "[picture" not in before.text
    assert re.match(r"\[picture \d+ x \d+\]", after.text)
    assert "Terima kasih atas kunjungan Anda" in after.text
    follow = re.search(r"\[QR (\S+)\]", after.text)
    assert follow is not None
    admin.goto(follow[1])
    expect_accent(admin, WINE)
    expect(admin.locator(".logo")).to_be_visible()
    assert_accessible(admin)
    screenshot(admin, "look-phone")


def test_the_ticket_is_shown_on_paper_while_it_is_written(sign_in: SignIn, page_errors: PageErrors) -> None:
    page = look_page(sign_in("admin"))
    pictures = page.locator("#papers img")
    expect(pictures).to_have_count(4)
    before = pictures.first.get_attribute("src")
    page.locator("#ticket_head_id").fill("Jl. Jenderal Sudirman No. 1\nSenin-Jumat 08.00-15.00")
    expect(pictures.first).not_to_have_attribute("src", before or "")
    wait_for("the papers are drawn", lambda: page.evaluate(DRAWN))
    assert [picture.evaluate("(one) => one.naturalWidth") for picture in pictures.all()] == [576, 576, 384, 384]
    assert_accessible(page)
    screenshot(page, "look-admin")
    page.locator("#ticket_head_id").fill("x" * 60)
    expect(page.locator("#papers [role=alert]")).to_contain_text("Baris 1 punya 60 huruf; kertas memuat 48.")
    page_errors.allow("422")
    page.locator("#ticket").get_by_role("button", name="Simpan tiket").click()
    expect(page.locator("#ticket_head_id-error")).to_contain_text("Baris 1 punya 60 huruf")
    assert_accessible(page)


def test_all_of_it_is_done_with_keys_and_at_the_size_of_a_phone(sign_in: SignIn) -> None:
    page = look_page(sign_in("admin", "phone"))
    page.locator("#accent").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("#ffcc00")
    page.keyboard.press("Enter")
    expect(page.locator("#colour")).to_contain_text("maka dipakai #7d6400")
    expect_accent(page, "#7d6400")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
