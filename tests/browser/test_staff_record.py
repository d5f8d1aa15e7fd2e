"""A complaint answered from the record, in a real browser."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.staff import SignIn, at_counter, number
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot
from tests.support.live_server import WARM_CELSIUS, LiveServer


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_complaint_is_answered_from_the_record(sign_in: SignIn, live: LiveServer, size: str, tmp_path: Path) -> None:
    live.arrive(WARM_CELSIUS)
    officer = at_counter(sign_in("petugas1"))
    for button in ("next", "recall", "no-show"):
        live.clock.sleep(40)
        with officer.expect_response(re.compile(f"/{button}$")):
            officer.click(f"#act-{button}")
        expect(officer.locator("[aria-busy=true]")).to_have_count(0)
    officer.get_by_role("button", name="Kembalikan ke antrean").click()
    expect(officer.locator("#notes")).to_contain_text("menunggu lagi")
    officer.click("#act-next")
    expect(officer.locator(".now.called")).to_be_visible()
    wanted = number(officer)
    page = sign_in("admin", size)
    page.get_by_role("link", name="Catatan").click()
    expect(page.locator("tbody tr")).to_have_count(12)  # those of the morning; who was asked to sit has no number
    assert_accessible(page)
    screenshot(page, f"staff-record-day-{size}")
    page.fill("#number", wanted.lower().replace("-", " "))
    page.get_by_role("button", name="Tampilkan").click()
    story = page.locator(".story")
    expect(story.locator("li").first).to_contain_text("Datang di")
    expect(story).to_contain_text("Dipanggil ke loket 1")
    expect(story).to_contain_text("panggilan 2")
    expect(story).to_contain_text("Tidak datang ke loket 1.")
    expect(story).to_contain_text("Bapak Adi")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, f"staff-record-story-{size}")
    page.get_by_role("link", name="Semua nomor hari itu").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "record.csv")
    rows = list(csv.DictReader((tmp_path / "record.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["event"] for row in rows if row["number"] == wanted} >= {"visit.arrived", "ticket.no_show"}


def test_a_booking_leads_to_its_record_and_back(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto(page.url + "bookings")
    page.get_by_role("link", name="DEMO-3", exact=True).click()
    expect(page.locator(".story")).to_contain_text("Janji temu dibuat.")
    expect(page.locator("main")).to_contain_text("Belum ada nomor yang diberikan untuknya.")
    assert_accessible(page)
    screenshot(page, "staff-record-booking")
    page.get_by_role("link", name="Ubah janji temu").click()
    page.get_by_role("link", name="Apa yang terjadi").click()
    expect(page.locator("h2", has_text="DEMO-3")).to_be_visible()
    page.fill("#number", "Z-999")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.locator("[role=alert]")).to_contain_text("Z-999")
    assert_accessible(page)


def test_the_history_has_days_and_devices(sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto(page.url + "history?subject=day")
    expect(page.locator("section.form").first).to_contain_text("Hari: dibuka")
    assert_accessible(page)
    screenshot(page, "staff-history-days")
