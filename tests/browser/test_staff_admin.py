"""The administrator's day in a real browser: the day, the office, devices, sessions, quota; also without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from queue_server.operations.admin_page import office_setting
from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def admin(sign_in: SignIn, request: pytest.FixtureRequest) -> Page:
    return sign_in("admin", java_script_enabled=request.param)


def test_the_day_closes_and_opens(admin: Page) -> None:
    admin.click("#close-day summary")
    admin.fill("#reason", "Listrik padam")
    admin.click("#close-day form button")
    expect(admin.locator("#day-title")).to_have_text("Kantor tutup")
    admin.get_by_role("button", name="Buka hari").click()
    expect(admin.locator("#close-day")).to_be_visible()


def test_a_clock_that_is_behind_must_be_confirmed(sign_in: SignIn, live: LiveServer, page_errors: PageErrors) -> None:
    page_errors.allow("409")
    page = sign_in("admin")
    page.click("#close-day summary")
    page.fill("#reason", "Listrik padam")
    page.click("#close-day form button")
    expect(page.locator("#day-title")).to_have_text("Kantor tutup")
    live.clock.jump(-1200)
    page.get_by_role("button", name="Buka hari").click()
    expect(page.locator("[role=alert]")).to_contain_text("Jam server")
    assert_accessible(page)
    screenshot(page, "staff-admin-clock-behind")
    page.check("#confirm_clock")
    page.get_by_role("button", name="Buka hari").click()
    expect(page.locator("#close-day")).to_be_visible()


def test_the_office_is_saved_as_a_whole_or_not_at_all(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("422")
    page = sign_in("admin")
    page.goto(page.url + "office")
    page.fill("#name", "Kantor Imigrasi Baru")
    page.fill("#threshold_celsius", "99")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("[role=alert]")).to_contain_text("34")
    expect(page.locator("#threshold_celsius-error")).to_be_visible()
    assert _office_name(live) == "Kantor Imigrasi Contoh"
    assert_accessible(page)
    screenshot(page, "staff-admin-office-refused")
    page.fill("#threshold_celsius", "37,5")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#notes")).to_contain_text("Aturan disimpan.")
    assert _office_name(live) == "Kantor Imigrasi Baru"


def test_quota_today_needs_a_reason(admin: Page, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    admin.goto(admin.url + "services/1")
    admin.fill("#quota", "80")
    admin.locator("form[action$=quota] button").last.click()
    expect(admin.locator("#reason-error")).to_be_visible()
    admin.fill("#reason", "Petugas tambahan")
    admin.locator("form[action$=quota] button").last.click()
    expect(admin.locator("table")).to_contain_text("80")


def test_a_device_is_registered_with_a_token_shown_once_and_revoked(admin: Page) -> None:
    admin.goto(admin.url + "devices")
    admin.fill("#name", "Layar")
    admin.select_option("#role", "display")
    admin.get_by_role("button", name="Daftarkan").click()
    assert len(admin.locator(".secret code").inner_text()) >= 20
    admin.goto(admin.url)
    expect(admin.locator(".secret")).to_have_count(0)
    row = admin.locator(".device", has_text="Layar")
    row.locator("[id^=revoke] summary").click()
    row.locator("[id^=revoke] form button").click()
    expect(admin.locator(".device", has_text="Layar")).to_have_count(0)
    expect(admin.locator("#revoked")).to_contain_text("Layar")


def test_ending_sessions_signs_the_person_out(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("401")
    officer, page = sign_in("petugas1"), sign_in("admin")
    page.goto(page.url + "accounts/2")
    page.click("#end-sessions summary")
    page.click("#end-sessions form button")
    expect(page.locator("h1")).to_have_text("Akun")
    officer.reload()
    assert "/sign-in" in officer.url


def test_an_account_with_several_roles_chooses_its_place(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto(page.url + "accounts/1")
    page.check("#role-officer")
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url(re.compile("accounts$|sign-in"))
    both = sign_in("admin")
    expect(both.locator(".tile.place")).to_have_count(5)
    assert_accessible(both)
    screenshot(both, "staff-start-two-roles")


def test_signing_out_without_scripts(sign_in: SignIn) -> None:
    page = sign_in("petugas1", java_script_enabled=False)
    page.click("#account-menu summary")
    page.click("text=Keluar")
    assert page.url.endswith("/sign-in")


def _office_name(live: LiveServer) -> str:
    return live.server.store.read(office_setting, office_id=live.office_id, now=live.clock.now()).name
