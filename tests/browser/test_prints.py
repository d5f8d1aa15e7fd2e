"""The sheets that an office prints: each on one page of its paper, whole, and with a picture for the guides."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.admin import save_office
from queue_server.protocol.temperature import TemperaturePolicy
from tests.browser.staff import SignIn, enter
from tests.support.axe import assert_accessible
from tests.support.browser import SCREENSHOTS, OpenPage
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server
from tests.support.third_language import OWN_NAME, write_all

POINTS = {"a4": (595, 842), "a3": (842, 1191)}
SHEETS = [("poster", "a4"), ("poster", "a3"), ("quick-start", "a4"), ("quick-start", "a3")]


def assert_whole(page: Page) -> None:
    """Nothing is cut off at the end of the sheet, and nothing overlaps its neighbour's box."""
    cut = page.evaluate(
        """() => {
          const sheet = document.querySelector('.sheet');
          const over = (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;
          const parts = [sheet, ...sheet.querySelectorAll('ol, li, td, th, .foot p')];
          return parts.filter(over).map((part) => part.textContent.trim().slice(0, 40));
        }"""
    )
    assert cut == []


def assert_one_page(page: Page, paper: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    content = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", content)
    assert found is not None
    assert tuple(round(float(side)) for side in found.groups()) == pytest.approx(POINTS[paper], abs=1)


@pytest.mark.parametrize(("sheet", "paper"), SHEETS)
def test_a_sheet_is_one_whole_page_of_its_paper(sheet: str, paper: str, live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto(f"{live.url}/print/{sheet}?paper={paper}")
    assert_whole(page)
    assert_accessible(page)
    page.locator(".sheet").screenshot(path=SCREENSHOTS / f"print-{sheet}-{paper}.png")
    assert_one_page(page, paper, SCREENSHOTS / f"print-{sheet}-{paper}.pdf")


def test_the_admin_finds_the_sheets_and_an_officer_the_keys(live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.get_by_role("link", name="Cetak", exact=True).click()
    page.get_by_role("link", name="Poster ukuran A3").click()
    expect(page.locator(".poster h1")).to_contain_text("Cara mengambil nomor antrean")
    expect(page.locator(".poster h1")).to_contain_text("How to take a queue number")
    officer = sign_in("petugas1")
    officer.get_by_role("link", name="Semua tombol dalam satu halaman").click()
    expect(officer.locator("tr.most kbd")).to_have_text("N")


def test_an_office_that_measures_nobody_has_no_sensor_on_its_poster(live: LiveServer, sign_in: SignIn) -> None:
    page = sign_in("admin")
    page.goto(f"{live.url}/print/poster")
    expect(page.locator(".poster li")).to_have_count(6)
    named: dict[str, Any] = {"name": "Kantor Imigrasi Contoh", "timezone": "Asia/Jakarta"}
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    policy = OfficePolicy(temperature=TemperaturePolicy(screening=False))
    live.server.store.write(save_office, policy=policy, **named, **here)
    page.reload()
    expect(page.locator(".poster li")).to_have_count(5)
    expect(page.locator(".poster")).not_to_contain_text("sensor")
    assert_whole(page)


def test_the_sheets_speak_a_third_language_beside_the_first(tmp_path: Path, open_page: OpenPage) -> None:
    clock = FakeClock(datetime(2026, 3, 2, 3, 0, tzinfo=UTC))
    with live_server(tmp_path, clock, translations_dir=write_all(tmp_path / "languages")) as live:
        page = enter(open_page("desk"), live.url, "admin")
        page.get_by_role("button", name=OWN_NAME).click()
        for sheet in ("poster", "quick-start"):
            page.goto(f"{live.url}/print/{sheet}")
            languages = page.locator("h1 span").evaluate_all("spans => spans.map((span) => span.lang)")
            assert languages == ["id", "ar"]
            assert_whole(page)
            page.locator(".sheet").screenshot(path=SCREENSHOTS / f"arabic-print-{sheet}.png")
