"""The visitor's page in a real browser, with a whole kiosk behind it: sizes, words and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hardware.printer.simulated import PrinterFault
from hardware.thermometer.simulated import SensorFault
from kiosk.bootstrap import Application
from kiosk.screen.serve import PageServer
from queue_server.protocol.bookings import BookingInfo
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.temperature import TemperaturePolicy
from tests.browser.kiosk_stage import WIDTHS_MM
from tests.browser.screen_keys import type_on_screen
from tests.kiosk.conftest import StartKiosk, script, server, start_kiosk, token_file
from tests.kiosk.scripted_office import ISSUED_AT, office_info, service
from tests.kiosk.scripted_server import Script, wait_until
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, PageErrors, screenshot

__all__ = ["script", "server", "start_kiosk", "token_file"]

SIZES = ["kiosk", "kiosk_portrait"]
NO_SCREENING = TemperaturePolicy(screening=False)
OpenKiosk = Callable[..., tuple[Application, Page]]


@pytest.fixture
def open_kiosk(start_kiosk: StartKiosk, open_page: OpenPage) -> Iterator[OpenKiosk]:
    """Start a kiosk and open its page at one of the kiosk's sizes."""
    servers: list[PageServer] = []
    applications: list[Application] = []
    pages: list[Page] = []

    def opened(size: str, options: dict[str, object] | None = None, **changes: object) -> tuple[Application, Page]:
        application = start_kiosk(screen_width_mm=WIDTHS_MM[size], **changes)
        page_server = PageServer(application, "127.0.0.1", 0)
        page_server.__enter__()
        servers.append(page_server)
        applications.append(application)
        page = open_page(size, **(options or {}))
        pages.append(page)
        page.goto(f"http://127.0.0.1:{page_server.port}/")
        return application, page

    yield opened
    for page in pages:
        page.goto("about:blank")  # or its stream would break with the server, and count as an error
    for application in applications:
        application.kiosk.stop()
    wait_until(lambda: all(application.kiosk.published.closed for application in applications))
    for page_server in servers:
        page_server.__exit__(None, None, None)


def stand(application: Application, celsius: float) -> None:
    assert application.demo is not None
    assert application.demo.bus is not None
    application.demo.bus.show(celsius)


def check(page: Page, name: str) -> None:
    """Keep a picture for a person to look at; nothing may break WCAG, overflow or leave the screen."""
    page.wait_for_timeout(500)
    screenshot(page, f"kiosk-{name}")
    assert_accessible(page)
    overflow = page.evaluate(
        "() => [...document.querySelectorAll('[data-panel]:not([hidden]), [data-panel]:not([hidden]) .tile')].some("
        "panel => panel.scrollHeight > panel.clientHeight + 1 || panel.scrollWidth > panel.clientWidth + 1)"
    )
    assert not overflow, f"{name} does not fit on the screen"


@pytest.mark.parametrize("size", SIZES)
def test_a_visit_from_choice_to_ticket(open_kiosk: OpenKiosk, size: str) -> None:
    application, page = open_kiosk(size)
    expect(page.get_by_role("button", name="Paspor baru")).to_be_visible()
    check(page, f"idle-{size}")
    page.get_by_role("button", name="Paspor baru").click()
    expect(page.get_by_role("heading", name="Silakan berdiri di depan sensor")).to_be_visible()
    screenshot(page, f"kiosk-aim-{size}")
    stand(application, 36.4)
    expect(page.get_by_role("heading", name="Bagus")).to_be_visible()
    screenshot(page, f"kiosk-hold-{size}")
    expect(page.get_by_text("A-001")).to_be_visible()
    expect(page.get_by_text("Ambil tiket Anda")).to_be_visible()
    check(page, f"showing-{size}")
    assert "36" not in page.locator("main").inner_text().replace("36.4", "figure")


@pytest.mark.parametrize("size", SIZES)
def test_a_held_visitor_reads_the_neutral_words_only(open_kiosk: OpenKiosk, size: str) -> None:
    application, page = open_kiosk(size)
    stand(application, 38.1)
    page.get_by_role("button", name="Paspor baru").click()
    held = page.get_by_role("heading", name="Silakan duduk sebentar, petugas akan membantu Anda")
    expect(held).to_be_visible(timeout=8000)
    check(page, f"held-{size}")
    shown = page.locator("main").inner_text()
    assert not any(letter.isdigit() for letter in shown)


@pytest.mark.parametrize("size", SIZES)
def test_a_booking_typed_on_the_screen(open_kiosk: OpenKiosk, script: Script, size: str) -> None:
    names = {"id": "Paspor baru", "en": "New passport"}
    script.booking = BookingInfo(code="AB-12", service_id=1, service_names=names, slot_at=ISSUED_AT, party_size=1)
    application, page = open_kiosk(size)
    page.get_by_role("button", name="Saya sudah punya janji temu").click()
    type_on_screen(page, "AB-12")
    check(page, f"entering-{size}")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("janji temu pukul 09:05")).to_be_visible()
    stand(application, 36.4)
    expect(page.get_by_text("Ambil tiket Anda")).to_be_visible(timeout=8000)


def test_keys_alone_are_enough(open_kiosk: OpenKiosk, script: Script) -> None:
    script.office = office_info(temperature=NO_SCREENING)
    _, page = open_kiosk("kiosk")
    expect(page.get_by_role("button", name="Paspor baru")).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_role("heading", name="Prioritas: silakan pilih layanan")).to_be_visible()
    check(page, "priority")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Silakan pilih layanan", exact=False).first).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("Ambil tiket Anda")).to_be_visible()


def test_english_by_one_touch_and_indonesian_for_the_next_visitor(open_kiosk: OpenKiosk, script: Script) -> None:
    script.office = office_info(temperature=NO_SCREENING)
    application, page = open_kiosk("kiosk")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".first", has_text="Please choose a service").first).to_be_visible()
    check(page, "english")
    page.get_by_role("button", name="New passport").click()
    expect(page.get_by_text("Take your ticket")).to_be_visible()
    application.kiosk.asks.reset()
    expect(page.locator("html")).to_have_attribute("lang", "id")


@pytest.mark.parametrize("size", SIZES)
def test_paper_out_shows_the_number_large(open_kiosk: OpenKiosk, script: Script, size: str) -> None:
    script.office = office_info(temperature=NO_SCREENING)
    application, page = open_kiosk(size)
    assert application.demo is not None
    assert application.demo.printer is not None
    application.demo.printer.set_fault(PrinterFault.OUT_OF_PAPER)
    page.get_by_role("button", name="Paspor baru").click()
    expect(page.get_by_text("Kertas habis: mohon catat nomor Anda")).to_be_visible()
    check(page, f"paper-out-{size}")
    application.kiosk.asks.reset()
    expect(page.locator(".notice")).to_be_visible()
    check(page, f"idle-without-paper-{size}")


def test_refused_away_and_full_each_have_a_kind_screen(open_kiosk: OpenKiosk, script: Script) -> None:
    full = service(4, "Paspor hilang", "Lost passport", "L", quota_left=0)
    script.office = office_info(temperature=NO_SCREENING, services=(*office_info().services, full))
    script.refusal = (RefusalCode.QUOTA_FULL, {"id": "Kuota layanan ini sudah habis.", "en": "The quota is full."})
    _, page = open_kiosk("kiosk")
    expect(page.get_by_role("button", name="Paspor hilang")).to_have_attribute("aria-disabled", "true")
    check(page, "full")
    page.get_by_role("button", name="Paspor baru").click()
    expect(page.get_by_role("heading", name="Kuota layanan ini sudah habis.")).to_be_visible()
    check(page, "refused")
    page.get_by_role("button", name="Kembali").click()
    script.unavailable = True
    page.get_by_role("button", name="Penggantian paspor").click()
    expect(page.get_by_role("heading", name="Silakan hubungi petugas")).to_be_visible()
    check(page, "away")


def test_closed_office(open_kiosk: OpenKiosk, script: Script) -> None:
    script.office = office_info(business_date=None)
    _, page = open_kiosk("kiosk")
    expect(page.get_by_role("heading", name="Kantor sedang tutup")).to_be_visible()
    check(page, "closed")


def test_the_demo_panel_is_there_because_parts_are_simulated(open_kiosk: OpenKiosk) -> None:
    _, page = open_kiosk("kiosk")
    expect(page.locator("#demo summary")).to_be_visible()
    page.locator("#demo summary").click()
    check(page, "demo")
    page.get_by_role("button", name="Di atas batas").click()
    page.get_by_role("button", name="green").click()
    expect(page.get_by_role("heading", name="Silakan duduk sebentar")).to_be_visible(timeout=8000)


def test_a_sensor_fault_leads_to_a_person_without_a_word_on_health(open_kiosk: OpenKiosk) -> None:
    application, page = open_kiosk("kiosk")
    assert application.demo is not None
    assert application.demo.bus is not None
    application.demo.bus.set_fault(SensorFault.ABSENT)
    expect(page.locator(".notice")).to_be_visible(timeout=8000)
    check(page, "sensor-fault")
    page.get_by_role("button", name="Paspor baru").click()
    expect(page.get_by_role("heading", name="Silakan duduk sebentar")).to_be_visible(timeout=8000)


def test_a_page_that_loses_the_kiosk_says_so(open_kiosk: OpenKiosk, page_errors: PageErrors, tmp_path: Path) -> None:
    page_errors.allow("ERR_|Failed to load")
    application, page = open_kiosk("kiosk")
    expect(page.get_by_role("button", name="Paspor baru")).to_be_visible()
    application.kiosk.stop()
    expect(page.locator("#lost")).to_be_visible(timeout=8000)
