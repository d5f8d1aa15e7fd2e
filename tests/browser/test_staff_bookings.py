"""The admin's pages of bookings in a real browser: by hand, and a file from choosing it to taking it over."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot

HEAD = "nama;kode;layanan;tanggal;jam;jumlah\n"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_file_is_read_looked_at_and_taken_over(sign_in: SignIn, tmp_path: Path, scripts: bool) -> None:
    page = sign_in("admin", java_script_enabled=scripts)
    page.goto(page.url + "bookings")
    service = page.locator("#service option").first.inner_text()
    file = tmp_path / "bookings.csv"
    file.write_text(f"{HEAD}Siti;AB-0001;{service};2026-03-03;09:30;4\nBudi;AB-0002;{service};30/02/2027;09:30;1\n")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Baca berkas").click()
    state = page.locator("#file-state")
    for _ in range(50):
        if state.get_attribute("data-state") == "ready":
            break
        page.wait_for_timeout(200)
        page.reload()
    expect(page.locator("table")).to_contain_text("30/02/2027")
    if scripts:
        assert_accessible(page)
        screenshot(page, "staff-admin-booking-file")
    page.get_by_role("button", name="Ambil 1 janji temu").click()
    page.goto(page.url.partition("?")[0] + "?code=AB-0001")
    expect(page.locator("tbody")).to_contain_text("AB-0001")
    if scripts:
        assert_accessible(page)
        screenshot(page, "staff-admin-bookings")


def test_a_booking_is_moved_and_cancelled(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    page = sign_in("admin")
    page.goto(page.url + "bookings/DEMO-5")
    page.fill("#date", "2026-03-05")
    page.get_by_role("button", name="Pindahkan").click()
    expect(page.locator("#notes")).to_contain_text("Janji temu dipindahkan.")
    page.goto(page.url + "/DEMO-5")
    page.locator("button.problem").click()
    expect(page.locator("#reason-error")).to_be_visible()
    assert_accessible(page)
    page.fill("#reason", "berhalangan")
    page.locator("button.problem").click()
    expect(page.locator("#notes")).to_contain_text("Janji temu dibatalkan.")


def test_the_times_that_count_are_a_page_for_everybody(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto(page.url + "booking-rules")
    assert_accessible(page)
    page.fill("#early_minutes", "15")
    page.get_by_role("button", name="Simpan").first.click()
    expect(page.locator("#notes")).to_contain_text("Aturan disimpan.")
