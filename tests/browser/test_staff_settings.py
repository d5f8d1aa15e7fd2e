"""The pages of the settings in a real browser, at a desk and on a phone: accessible, and doing what they say."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from queue_server.operations.office_settings import export_office
from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer

PAGES = ("services", "services/1", "counters/1", "closures", "changes", "history", "file", "office", "accounts/2")


def quota(live: LiveServer) -> int | None:
    return live.server.store.read(export_office, office_id=live.office_id).services[0].quota_per_day


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_of_the_settings_is_accessible(sign_in: SignIn, size: str) -> None:
    page = sign_in("admin", size)
    root = page.url
    for path in PAGES:
        page.goto(root + path)
        assert_accessible(page)
        screenshot(page, f"settings-{path.replace('/', '-')}-{size}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_change_is_looked_at_corrected_planned_and_cancelled(
    sign_in: SignIn, live: LiveServer, scripts: bool
) -> None:
    page = sign_in("admin", java_script_enabled=scripts)
    root = page.url
    page.goto(root + "services/1")
    page.fill("#quota_per_day", "100")
    page.fill("#prefix_general", "P")
    page.fill("#effective_on", "2026-03-03")
    page.get_by_role("button", name="Tampilkan perubahannya").first.click()
    expect(page.locator("tr", has_text="Kuota per hari")).to_contain_text("75")
    expect(page.locator(".page li", has_text="B dan P terdengar mirip")).to_be_visible()
    look_at(page, "settings-preview", scripts)
    page.get_by_role("button", name="Kembali ke formulir").click()
    page.fill("#prefix_general", "A")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#notes")).to_contain_text("Perubahan dijadwalkan.")
    assert quota(live) == 75
    page.goto(root + "changes")
    expect(page.locator("section.form")).to_contain_text("100")
    look_at(page, "settings-planned", scripts)
    page.locator("section.form summary").click()
    page.locator("section.form form button").click()
    expect(page.locator(".page")).to_contain_text("Tidak ada yang terjadwal.")
    page.goto(root + "history?subject=service")
    expect(page.locator("section.form").first).to_contain_text("dibatalkan")
    look_at(page, "settings-history", scripts)


def look_at(page: Page, name: str, scripts: bool) -> None:
    """Check a page and keep its picture; the checker itself is a script."""
    if scripts:
        assert_accessible(page)
        screenshot(page, name)


def test_a_closure_is_added_and_removed(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    page = sign_in("admin")
    page.goto(page.url + "closures")
    page.fill("#first_date", "2026-03-20")
    page.get_by_role("button", name="Tambahkan hari tutup").click()
    expect(page.locator("#reason_id-error")).to_be_visible()
    assert_accessible(page)
    page.fill("#reason_id", "Cuti bersama")
    page.get_by_role("button", name="Tambahkan hari tutup").click()
    row = page.locator("tr", has_text="Cuti bersama")
    expect(row).to_contain_text("20 Maret 2026")
    screenshot(page, "settings-closures")
    row.locator("summary").click()
    row.locator("form button").click()
    expect(page.locator("table")).not_to_contain_text("Cuti bersama")


def test_the_file_goes_out_and_comes_in(sign_in: SignIn, live: LiveServer, tmp_path: Path) -> None:
    page = sign_in("admin")
    page.goto(page.url + "file")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Unduh berkas").click()
    file = tmp_path / "settings.json"
    waiting.value.save_as(file)
    file.write_text(file.read_text(encoding="utf-8").replace('"quota_per_day": 75', '"quota_per_day": 100'))
    look(page, file)
    expect(page.locator("tr", has_text="Kuota per hari")).to_contain_text("100")
    assert_accessible(page)
    screenshot(page, "settings-file-preview")
    assert quota(live) == 75
    page.get_by_role("button", name="Impor sekarang").click()
    expect(page.locator("#notes")).to_contain_text("Pengaturan telah diimpor.")
    assert quota(live) == 100
    look(page, file)
    expect(page.locator(".page")).to_contain_text("Tidak ada: semuanya tetap.")


def look(page: Page, file: Path) -> None:
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Tampilkan perubahannya").click()
