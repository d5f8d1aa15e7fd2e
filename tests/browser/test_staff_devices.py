"""The device page in a real browser: what is wrong, how to mend it, and copies of tickets; also on a phone."""

import pytest
from playwright.sync_api import Page, expect

from hardware.errors import ButtonStuckError, PrinterAmbiguousError
from queue_server.operations.devices import record_heartbeat
from queue_server.operations.printing import report_print
from queue_server.protocol.messages import Heartbeat, PartHealth, PrintReport
from queue_server.protocol.words import PrintOutcome
from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot
from tests.support.live_server import LiveServer

WELL = PartHealth(name="thermometer", driver="mlx90614", state="ok", counters={"reads": 52_140, "i2c_checksum": 12})
PAPER_OUT = PartHealth(name="printer", driver="usb", state="faulty", code="printer_paper_out", message="out of paper")
PAPER_LOW = PartHealth(name="printer", driver="usb", state="degraded", code="paper_low", message="low")
PRINTS = PartHealth(name="printer", driver="usb", state="ok", simulated=True)
NO_RIGHTS = PartHealth(
    name="controls", driver="gpio", state="faulty", code="gpio_forbidden", message="no rights", permanent=True
)
TWO_PRINTERS = PartHealth(
    name="printer",
    driver="usb",
    state="faulty",
    code=PrinterAmbiguousError.code,
    message=str(PrinterAmbiguousError('port = "1-1.2" (serial = "L1"), or port = "1-1.3" (serial = "R2")')),
    permanent=True,
)
STUCK = PartHealth(
    name="controls",
    driver="gpio",
    state="faulty",
    code=ButtonStuckError.code,
    message=str(ButtonStuckError("green")),
)
CALIBRATED = PartHealth(name="thermometer", driver="mlx90614", state="ok", message="calibrated on 2026-03-01: +0.12 C")
UNKNOWN = PartHealth(name="controls", driver="gpio", state="faulty", code="made_later", message="Turn it off and on.")
SHOW_STATE = """state => {
    const connection = document.getElementById("connection");
    connection.dataset.state = state;
    document.getElementById("connection-words").textContent = connection.dataset[state];
}"""


def beat(live: LiveServer, *parts: PartHealth) -> None:
    """Let the kiosk tell how its parts are."""
    live.clock.sleep(1)
    beat = Heartbeat(parts=parts, version="0.3.0")
    live.server.store.write(record_heartbeat, live.kiosk_id, beat, office_id=live.office_id, now=live.clock.now())


@pytest.fixture
def page(sign_in: SignIn, live: LiveServer) -> Page:
    beat(live, WELL, PAPER_OUT, NO_RIGHTS)
    page = sign_in("admin")
    page.goto(page.url + "devices")
    return page


def card(page: Page) -> str:
    return page.locator(".device", has=page.locator(".part")).first.inner_text()


def test_a_fault_comes_with_its_mend_in_the_readers_language(page: Page) -> None:
    words = card(page)
    assert "Pasang gulungan kertas baru." in words
    assert "Tambahkan pengguna layanan ke grup gpio" in words
    assert "Mencoba lagi sendiri" in words
    assert "Perlu tindakan petugas" in words
    assert "0.3.0" in words
    expect(page.locator(".badge")).to_have_text(page.locator(".trouble").inner_text().split()[0])
    page.locator(".counts summary").first.click()
    expect(page.locator(".counts").first).to_contain_text("52140")
    assert_accessible(page)
    screenshot(page, "staff-admin-devices")


def test_a_change_is_shown_without_a_reload(page: Page, live: LiveServer) -> None:
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    beat(live, WELL, PAPER_LOW, NO_RIGHTS)
    expect(page.locator(".devices")).to_contain_text("Siapkan gulungan kertas baru.")
    beat(live, WELL, PRINTS)
    expect(page.locator(".part.faulty")).to_have_count(0)
    expect(page.locator(".devices")).to_contain_text("simulasi")


def test_of_a_code_made_later_the_devices_own_words_are_shown(page: Page, live: LiveServer) -> None:
    beat(live, WELL, UNKNOWN)
    page.reload()
    assert "Turn it off and on." in card(page)


def test_which_pin_process_or_port_it_is_stands_below_the_mend(page: Page, live: LiveServer) -> None:
    beat(live, CALIBRATED, TWO_PRINTERS, STUCK)
    page.reload()
    told = page.locator(".part-message")
    expect(told).to_have_count(3)
    expect(told.nth(0)).to_contain_text("calibrated on 2026-03-01")
    expect(told.nth(1)).to_contain_text('port = "1-1.2" (serial = "L1")')
    expect(told.nth(2)).to_contain_text("green")
    assert told.evaluate_all("all => all.map(one => one.lang)") == ["en"] * 3
    assert "Bebaskan tombol" in card(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert_accessible(page)
    screenshot(page, "staff-admin-devices-detail")


def test_a_silent_kiosk_is_offline_with_what_it_told_last(page: Page, live: LiveServer) -> None:
    live.clock.sleep(600)
    page.reload()
    words = card(page)
    assert "Luring sejak" in words
    assert "Keadaan sebelum luring" in words
    assert_accessible(page)
    screenshot(page, "staff-admin-devices-offline")


def test_the_page_fits_a_phone(sign_in: SignIn, live: LiveServer) -> None:
    beat(live, WELL, PAPER_OUT, NO_RIGHTS)
    page = sign_in("admin", size="phone")
    page.goto(page.url + "devices")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    for state in ("loading", "polling", "stale", "live"):  # the words of each are of another length
        page.evaluate(SHOW_STATE, state)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, state
    assert_accessible(page)
    screenshot(page, "staff-admin-devices-phone")


def test_a_ticket_without_paper_is_listed_and_a_copy_asked_for(page: Page, live: LiveServer) -> None:
    beat(live, WELL, PRINTS)
    ticket = live.arrive().ticket
    assert ticket is not None
    report = PrintReport(nonce="report-of-the-kiosk-01", outcome=PrintOutcome.UNCERTAIN)
    live.server.store.write(
        report_print, ticket.id, report, office_id=live.office_id, device_id=live.kiosk_id, now=live.clock.now()
    )
    row = page.locator("section", has=page.locator("#copies-title")).locator(".row", has_text=ticket.number)
    expect(row).to_contain_text("belum pasti tercetak")
    assert_accessible(page)
    screenshot(page, "staff-copies")
    row.locator("button").click()
    expect(row).to_contain_text("salinan sedang dicetak")
