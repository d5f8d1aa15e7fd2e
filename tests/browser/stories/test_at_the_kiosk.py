"""Stories that begin at the kiosk's own page: each with its mistake and its way out."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from queue_server.protocol.words import Place
from tests.browser.staff import SignIn
from tests.browser.stories.conftest import AtKiosk, BeforeWall
from tests.browser.stories.people import books, happened, officer, record
from tests.browser.test_book_page import choose, office
from tests.support.browser import OpenPage, PageErrors, screenshot
from tests.support.live_server import LiveServer

__all__ = ["office"]


def test_a_booked_visitor_comes_too_early_and_again_in_time(
    sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk
) -> None:
    books(live, "STORY-2", live.clock.now() + timedelta(minutes=90))
    visitor = at_kiosk()
    visitor.types("STORY-2")
    visitor.reads("janji temu ini untuk pukul 11:30. Silakan kembali mulai pukul 10:30.")
    visitor.goes_back()
    live.clock.sleep(40 * 60)
    visitor.types("STORY-2")
    visitor.reads("Permohonan paspor: janji temu pukul 11:30")
    ticket = visitor.takes_ticket()
    assert ticket.number == "B-001"
    expect(officer(sign_in).row(ticket.number)).to_contain_text("Janji temu")


def test_a_booked_visitor_comes_too_late_and_waits_with_the_others(
    sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk
) -> None:
    books(live, "STORY-1", live.clock.now() - timedelta(minutes=45))
    visitor = at_kiosk()
    visitor.types("STORY-1")
    visitor.reads("janji temu pukul 09:15", "Anda terlambat: giliran Anda ada di antrean umum.")
    screenshot(visitor.page, "story-late")
    late = visitor.takes_ticket()
    assert (late.number, bool(re.search(r"Di depan Anda +6\n", late.text))) == ("A-011", True)
    adi = officer(sign_in)
    assert adi.waiting()[-1] == late.number
    adi.calls(late.number)
    adi.starts()
    adi.completes()
    assert record(live, late.number)["state"] == "completed"


def test_a_booking_for_another_day_is_moved_to_today(sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk) -> None:
    books(live, "STORY-3", live.clock.now() + timedelta(days=1))
    visitor = at_kiosk()
    visitor.types("STORY-3")
    visitor.reads(
        "Janji temu ini untuk Selasa, 03 Maret 2026 pukul 10:00. Untuk hari lain silakan hubungi petugas kami."
    )
    screenshot(visitor.page, "story-booked-for-another-day")
    visitor.goes_back()
    admin = sign_in("admin")
    admin.goto(f"{live.url}/admin/bookings?code=STORY-3")
    admin.get_by_role("link", name="Ubah").click()
    local = live.clock.now() + timedelta(hours=7)
    admin.fill("#date", local.date().isoformat())
    admin.fill("#time", local.strftime("%H:%M"))
    admin.locator("main form button.primary").first.click()
    expect(admin.locator("#notes")).to_contain_text("dipindahkan")
    visitor.types("STORY-3")
    visitor.reads("janji temu pukul 10:00")
    assert visitor.takes_ticket().number == "B-001"


def places_taken(admin: Page, live: LiveServer) -> str:
    admin.goto(f"{live.url}/admin/")
    return admin.locator("tr", has_text="Permohonan paspor").locator("td").first.inner_text()


def test_a_family_of_four_has_one_ticket_and_four_places(sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk) -> None:
    books(live, "STORY-4", live.clock.now(), party_size=4)
    admin, visitor = sign_in("admin"), at_kiosk()
    before = int(places_taken(admin, live))
    visitor.types("STORY-4")
    family = visitor.takes_ticket()
    assert "Untuk 4 orang" in family.text
    assert int(places_taken(admin, live)) == before + 4
    adi = officer(sign_in)
    expect(adi.row(family.number)).to_contain_text("4 orang")
    adi.calls(family.number)
    adi.starts()
    adi.completes("Berkas belum lengkap")  # the mistake: one photo was found after all
    adi.takes_back(family.number)
    screenshot(adi.page, "story-family")
    adi.completes()
    assert (record(live, family.number)["outcome"], record(live, family.number)["party_size"]) == ("done", 4)
    assert int(places_taken(admin, live)) == before + 4


def test_the_wrong_service_was_chosen(sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk) -> None:
    visitor = at_kiosk()
    visitor.chooses("Permohonan paspor")  # the mistake: the visitor comes to collect
    wrong = visitor.takes_ticket()
    assert "Permohonan paspor" in wrong.text
    adi, dewi = officer(sign_in), officer(sign_in, 3, "4")
    adi.row(wrong.number).locator("details.menu > summary").click()
    adi.row(wrong.number).locator("select").select_option(label="Pengambilan paspor")
    adi.row(wrong.number).get_by_role("button", name="Alihkan").click()
    expect(dewi.row(wrong.number)).to_be_visible()
    assert dewi.calls_next() == wrong.number
    assert record(live, wrong.number)["ordering_at"] == record(live, wrong.number)["arrived_at"]
    assert happened(live, wrong.number) == ["issued", "printed", "transferred", "called"]


def set_quota(admin: Page, live: LiveServer, quota: int, reason: str) -> None:
    admin.goto(f"{live.url}/admin/services/{live.service_id}")
    admin.fill("#quota", str(quota))
    admin.fill("#reason", reason)
    admin.get_by_role("button", name="Atur untuk hari ini").click()


def test_the_quota_is_full_and_raised_at_noon(
    sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk, page_errors: PageErrors
) -> None:
    page_errors.allow("422")
    admin, visitor = sign_in("admin"), at_kiosk()
    set_quota(admin, live, 12, "Hari pendek")
    admin.context.close()
    tile = visitor.page.locator(".tile", has_text="Permohonan paspor")
    expect(tile).to_contain_text("Penuh hari ini")
    tile.click(force=True)  # the mistake: it is touched all the same
    visitor.reads("Kuota hari ini sudah habis. Silakan kembali besok atau hubungi petugas.")
    visitor.goes_back()
    live.clock.sleep(2 * 3600)
    admin = sign_in("admin")
    set_quota(admin, live, 100, "")
    expect(admin.locator("#reason-error")).to_be_visible()
    expect(tile).to_have_attribute("aria-disabled", "true")
    set_quota(admin, live, 100, "Hari ramai")
    expect(tile).not_to_have_attribute("aria-disabled", "true")
    expect(tile).to_contain_text("menunggu")
    visitor.chooses("Permohonan paspor")
    assert "Senin, 02 Maret 2026 12:00" in visitor.takes_ticket().text
    admin.goto(f"{live.url}/admin/history")
    expect(admin.locator("main")).to_contain_text("Hari ramai")


def test_drive_thru_only(sign_in: SignIn, live: LiveServer, at_kiosk: AtKiosk, before_wall: BeforeWall) -> None:
    admin = sign_in("admin")
    admin.goto(f"{live.url}/admin/services/{live.service_id + 1}")
    admin.select_option("#place", label="Drive-thru")
    admin.get_by_role("button", name="Simpan").click()
    hall, driver, wall = at_kiosk(), at_kiosk(Place.DRIVE_THRU), before_wall(Place.DRIVE_THRU)
    expect(driver.page.locator(".tile.service .name")).to_have_count(1)
    expect(hall.page.locator(".tile.service", has_text="Pengambilan paspor")).to_have_count(0)
    driver.scans("DEMO-2")  # the mistake: the code of a booking in the hall
    driver.steps_up()
    screenshot(driver.page, "story-drive-thru-kiosk")
    driver.reads("Layanan ini tidak di sini, melainkan di tempat lain: di ruang layanan.")
    driver.steps_up(None)
    driver.goes_back()
    driver.chooses("Pengambilan paspor")
    ticket = driver.takes_ticket()
    assert ticket.number == "U-001"
    adi, dewi = officer(sign_in), officer(sign_in, 3, "4")
    assert adi.calls_next() != ticket.number
    assert (adi.waiting().count(ticket.number), dewi.calls_next()) == (0, ticket.number)
    expect(wall.locator(".call .number")).to_have_text([ticket.number])
    expect(wall.locator("#current .counter")).to_have_text("4")
    screenshot(wall, "story-drive-thru")
    dewi.starts()
    dewi.completes()
    assert record(live, ticket.number)["state"] == "completed"


def test_a_visitor_books_on_the_phone_and_mistypes_the_code(
    sign_in: SignIn, office: LiveServer, open_page: OpenPage, at_kiosk: AtKiosk
) -> None:
    phone, visitor = open_page("phone"), at_kiosk()
    phone.goto(f"{office.url}/book")
    choose(phone, "Permohonan paspor", "Senin, 2 Maret", "11:30", "2 orang")
    phone.get_by_role("button", name="Pesan waktu ini").click()
    code = phone.locator("#code").inner_text().replace("\n", "").replace(" ", "")
    office.clock.sleep(45 * 60)
    visitor.types(code[:-1])
    visitor.reads("Tidak ada janji temu dengan kode ini. Periksa kembali kodenya.")
    visitor.goes_back()
    visitor.scans(code)
    visitor.reads("janji temu pukul 11:30")
    ticket = visitor.takes_ticket()
    assert (ticket.number, "Untuk 2 orang" in ticket.text) == ("B-001", True)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("Anda sudah mengambil nomor antrean dengan janji temu ini.")
