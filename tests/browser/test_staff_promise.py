"""Who may stay too long, and how a day turned out, in a real browser."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.staff import SignIn, at_counter
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot
from tests.support.live_server import LiveServer


def test_nobody_is_at_risk(sign_in: SignIn) -> None:
    page = sign_in("petugas1")
    page.get_by_role("link", name="Tepat waktu").click()
    expect(page.locator(".calm")).to_contain_text("Tidak ada yang terancam terlambat")
    assert_accessible(page)
    screenshot(page, "staff-on-time-calm")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_list_follows_what_happens_at_the_counters(sign_in: SignIn, live: LiveServer, size: str) -> None:
    live.arrive()
    live.clock.sleep(100 * 60)
    live.arrive()
    live.clock.sleep(21 * 60)
    officer, watcher = at_counter(sign_in("petugas1")), sign_in("admin", size)
    watcher.get_by_role("link", name="Tepat waktu").click()
    first = watcher.locator(".at-risk tbody tr").first
    expect(first).to_contain_text("terlambat sejak")
    late = watcher.locator(".at-risk tbody tr.late").count()
    assert late > 0
    assert_accessible(watcher)
    assert watcher.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(watcher, f"staff-on-time-{size}")
    for button in ("next", "start"):
        officer.click(f"#act-{button}")
    expect(watcher.locator(".at-risk")).to_contain_text("dilayani")
    expect(watcher.locator(".at-risk")).to_contain_text("Loket 1")


def test_the_result_of_a_day(sign_in: SignIn, live: LiveServer, tmp_path: Path) -> None:
    officer = at_counter(sign_in("petugas1"))
    for minutes in (4, 11, 8):
        live.arrive()
        for button in ("next", "start"):
            officer.click(f"#act-{button}")
            expect(officer.locator("#act-start")).to_be_enabled(enabled=button == "next")
        live.clock.sleep(minutes * 60)
        officer.click("#complete-menu summary")
        officer.locator("#complete-menu button").first.click()
        expect(officer.locator(".ticket-number")).to_have_count(0)
    admin = sign_in("admin")
    admin.get_by_role("link", name="Hasil").click()
    expect(admin.locator("h1")).to_have_text("Hasil satu hari")
    expect(admin.locator("main")).to_contain_text("100,0%")
    assert_accessible(admin)
    screenshot(admin, "staff-admin-result")
    admin.locator(".chart").scroll_into_view_if_needed()
    screenshot(admin, "staff-admin-result-chart")
    with admin.expect_download() as download:
        admin.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "day.csv")
    figures = dict(csv.reader((tmp_path / "day.csv").read_text(encoding="utf-8").splitlines()))
    assert (figures["complete.visitors"], figures["business_date"]) == ("9", "2026-03-02")  # six were served before
