"""The booking page in a real browser: on a phone, by keys alone, without scripts; a slot that is taken meanwhile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page, expect

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations import admin
from queue_server.operations.self_booking import Wish, book_slot
from queue_server.operations.service_settings import change_service, service_settings
from tests.browser.staff import SignIn, at_counter
from tests.browser.stories.people import Officer, comes, nonce
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, PageErrors, screenshot
from tests.support.escpos_decoder import read_qr
from tests.support.live_server import LiveServer

HOURS = {str(day): (("08:00", "12:00"),) for day in range(5)}
BRING = {"id": "KTP asli dan fotokopi\nKartu Keluarga", "en": "Identity card, original and copy\nFamily card"}
TOMORROW_AT_NINE = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


def rules(live: LiveServer, **changes: Any) -> None:
    wanted: dict[str, Any] = {"switched_on": True, "slot_places": 4, "bring": BRING} | changes
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    named: dict[str, Any] = {"name": "Kantor Imigrasi Contoh", "timezone": "Asia/Jakarta"}
    policy = OfficePolicy(self_booking=SelfBookingPolicy(**wanted))
    live.server.store.write(admin.save_office, policy=policy, **named, **here)


@pytest.fixture
def office(live: LiveServer) -> LiveServer:
    """The demo office at ten on a Monday; its first service has hours, and visitors book by themselves."""
    settings = live.server.store.read(service_settings, live.office_id, live.service_id)
    changed = msgspec.structs.replace(settings, hours=HOURS)
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    live.server.store.write(change_service, live.service_id, changed, **here)
    rules(live)
    return live


def takes(live: LiveServer, slot_at: datetime, people: int = 1) -> None:
    """Somebody else books."""
    wish = Wish(live.service_id, slot_at, people)
    live.server.store.write(book_slot, wish, nonce(), office_id=live.office_id, now=live.clock.now())


def choose(page: Page, *answers: str) -> None:
    for answer in answers:
        page.get_by_role("link", name=answer, exact=False).last.click()


def to_the_last_step(page: Page, live: LiveServer, time: str = "09:00", people: str = "2") -> None:
    page.goto(f"{live.url}/book")
    choose(page, "Permohonan paspor", "Selasa, 3 Maret", time)
    page.locator(f"a.tile[href*='people={people}']").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_slot_is_taken_meanwhile_and_another_leads_to_the_ticket(
    office: LiveServer, open_page: OpenPage, page_errors: PageErrors, sign_in: SignIn, scripts: bool
) -> None:
    page_errors.allow("409")
    phone = open_page("phone", java_script_enabled=scripts)
    to_the_last_step(phone, office)
    takes(office, TOMORROW_AT_NINE, 3)
    phone.get_by_role("button", name="Pesan waktu ini").click()
    expect(phone.get_by_role("alert")).to_contain_text("Sisa tempat pada waktu ini kurang: 1.")
    expect(phone.locator(".chosen")).to_contain_text("Selasa, 3 Maret")
    expect(phone.locator(".tile.shut")).to_contain_text("hanya 1 tempat")
    choose(phone, "09:30")  # how many came stays chosen
    phone.get_by_role("button", name="Pesan waktu ini").click()
    code = phone.locator("#code").inner_text().replace("\n", "").replace(" ", "")
    expect(phone.locator("main")).to_contain_text("Kartu Keluarga")

    choose(phone, "Pindahkan ke waktu lain", "Rabu, 4 Maret", "08:00")
    phone.get_by_role("button", name="Pindahkan ke waktu ini").click()
    expect(phone.get_by_role("status")).to_contain_text("dipindahkan")
    office.clock.sleep(46 * 3600)  # Wednesday at eight
    office.server.housekeeper.make_round()
    ticket = comes(office, booking_code=code)
    assert (ticket.number, ticket.party_size) == ("B-001", 2)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Anda sudah mengambil nomor antrean dengan janji temu ini.")
    if scripts:
        adi = Officer(at_counter(sign_in("petugas1"), "1"))
        assert adi.calls_next() == "B-001"


def test_every_page_is_for_everybody(office: LiveServer, open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.allow("404")
    for nth in range(2):
        takes(office, TOMORROW_AT_NINE + timedelta(minutes=30 * nth), 4)
    for size in ("phone", "desk"):
        page = open_page(size)

        def look(name: str, page: Page = page, size: str = size) -> None:
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                f"{name} is wider than the {size}"
            )
            screenshot(page, f"book-{name}-{size}")

        page.goto(f"{office.url}/book")
        look("services")
        for name, answer in (("days", "Permohonan paspor"), ("times", "Selasa, 3 Maret"), ("people", "10:00")):
            choose(page, answer)
            look(name)
        choose(page, "3 orang")
        look("confirm")
        page.get_by_role("button", name="English").click()
        expect(page.locator("h1")).to_contain_text("Is everything right?")
        look("confirm-english")
        page.get_by_role("button", name="Book this time").click()
        expect(page.locator("#print")).to_be_visible()
        look("booking")
        page.locator(".sure summary").click()
        look("cancel")
        page.get_by_role("button", name="Yes, cancel it").click()
        expect(page.locator("main")).to_contain_text("This booking was cancelled.")
        look("cancelled")
        page.goto(f"{office.url}/book/mine")
        page.fill("#code", "k7mp 4qxr")
        page.get_by_role("button", name="Show the booking").click()
        expect(page.get_by_role("alert")).to_be_visible()
        look("ask")


FOCUSED = """() => {
  const on = document.activeElement;
  const words = on.matches("a, button, summary") ? on.innerText.replaceAll("\\n", " ") : "";
  return [words, getComputedStyle(on).outlineStyle];
}"""


def press_until(page: Page, wanted: str, then: str) -> None:
    """Press Tab until the focus is on something with these words, then Enter, and wait for what it brings."""
    for _ in range(80):
        page.keyboard.press("Tab")
        words, outline = page.evaluate(FOCUSED)
        if wanted in words:
            assert outline != "none", f"the focus on {wanted} is not seen"
            page.keyboard.press("Enter")
            expect(page.locator("main")).to_contain_text(then)
            return
    raise AssertionError(f"Tab never comes to {wanted}")


def test_by_keys_alone(office: LiveServer, open_page: OpenPage) -> None:
    page = open_page("desk")
    page.goto(f"{office.url}/book")
    press_until(page, "Permohonan paspor", "Hari apa?")
    press_until(page, "Selasa, 3 Maret", "Pukul berapa?")
    press_until(page, "09:00", "Berapa orang?")
    press_until(page, "2 orang", "Apakah semuanya benar?")
    press_until(page, "Pesan waktu ini", "Simpan kodenya")
    press_until(page, "Batalkan janji temu ini", "Tempatnya langsung dapat dipakai orang lain.")
    press_until(page, "Ya, batalkan", "Janji temu ini telah dibatalkan.")
    press_until(page, "Pesan waktu lain", "Untuk layanan apa Anda datang?")


def test_the_qr_is_read_from_the_phone_and_from_paper(office: LiveServer, open_page: OpenPage, tmp_path: Path) -> None:
    phone = open_page("phone")
    to_the_last_step(phone, office)
    phone.get_by_role("button", name="Pesan waktu ini").click()
    code = phone.url.rpartition("/")[2]
    phone.locator(".pass").screenshot(path=tmp_path / "phone.png")
    assert read_qr(tmp_path / "phone.png") == code
    phone.emulate_media(media="print")
    for hidden in (".languages", "footer", ".changes", "#print"):
        expect(phone.locator(hidden)).to_be_hidden()
    expect(phone.locator("main")).to_contain_text("Kartu Keluarga")
    phone.screenshot(path=tmp_path / "paper.png", full_page=True)
    assert read_qr(tmp_path / "paper.png") == code
    screenshot(phone, "book-paper")


def test_the_office_switches_it_on_looks_at_tomorrow_and_off_again(
    office: LiveServer, sign_in: SignIn, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("404")
    rules(office, switched_on=False)
    phone = open_page("phone")
    phone.goto(f"{office.url}/book")
    expect(phone.locator("h1")).to_contain_text("Di sini waktu kedatangan tidak dapat dipesan.")
    assert_accessible(phone)
    screenshot(phone, "book-off")
    page = sign_in("admin")
    page.goto(f"{office.url}/admin/booking-rules")
    assert_accessible(page)
    page.check("#switched_on")
    page.fill("#slot_minutes", "60")
    page.get_by_role("button", name="Tampilkan besok dengan aturan ini").click()
    expect(page.locator("#preview .slots li")).to_have_count(4)
    assert_accessible(page)
    screenshot(page, "staff-admin-booking-rules")
    page.locator("#visitors").get_by_role("button", name="Simpan").click()
    expect(page.locator("#notes")).to_contain_text("Aturan disimpan.")
    phone.reload()
    expect(phone.locator("h1")).to_contain_text("Untuk layanan apa Anda datang?")
