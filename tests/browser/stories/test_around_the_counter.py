"""Stories of the phone, stages, screening, closing and signing in: each with its mistake and its way out."""

from playwright.sync_api import Page, expect

from queue_server.demo import PASSWORD
from tests.browser.staff import SignIn, enter
from tests.browser.stories.conftest import BeforeWall
from tests.browser.stories.people import UPSTAIRS, comes, happened, interview_upstairs, officer, record
from tests.browser.test_board import assert_nothing_cut_off
from tests.support.browser import OpenPage, PageErrors, screenshot
from tests.support.live_server import WARM_CELSIUS, LiveServer

PIN = "840275"


def refreshed(phone: Page, words: str) -> None:
    phone.wait_for_timeout(1_000)  # the picture of the line that the phones share may be so old
    phone.get_by_role("link", name="Perbarui").click()
    expect(phone.locator("main")).to_contain_text(words)


def test_the_visitor_misses_the_call_and_reads_on_the_phone_what_to_do(
    sign_in: SignIn, live: LiveServer, open_page: OpenPage
) -> None:
    mine, phone, adi = comes(live), open_page("phone"), officer(sign_in)
    phone.goto(live.address_of(mine))
    expect(phone.locator(".ahead b")).to_have_text("6")
    adi.calls(mine.number)
    refreshed(phone, "Silakan menuju loket 1")
    screenshot(phone, "story-phone-called")
    adi.press("x", "[id^=reinstate-]")  # the mistake: the visitor is outside
    refreshed(phone, "Nomor Anda sudah dipanggil. Silakan hubungi petugas.")
    adi.page.get_by_role("button", name=f"Kembalikan ke antrean {mine.number}").click()
    expect(adi.row(mine.number).get_by_role("button", name=f"Panggil {mine.number}")).to_be_visible()
    refreshed(phone, "orang di depan Anda")
    adi.calls(mine.number)
    refreshed(phone, "Silakan menuju loket 1")


def test_stage_two_is_on_another_floor(sign_in: SignIn, live: LiveServer, before_wall: BeforeWall) -> None:
    interview_upstairs(live)
    ticket = comes(live)
    adi, dewi, wall = officer(sign_in), officer(sign_in, 3, UPSTAIRS), before_wall()
    adi.calls(ticket.number)
    adi.starts()
    expect(adi.page.locator(".stage")).to_have_text("Wawancara dan foto")
    adi.completes()  # the mistake: the visitor was not done yet
    adi.takes_back(ticket.number)
    adi.press("g", ".now.free")
    assert dewi.calls_next() == ticket.number
    call = wall.locator("#current .call", has_text=ticket.number)
    expect(call.locator(".counter")).to_have_text(UPSTAIRS)
    expect(call.locator(".service")).to_contain_text("Wawancara dan foto")
    expect(wall.locator("#caption")).to_contain_text("lantai", ignore_case=True)
    screenshot(wall, "story-upstairs")
    assert_nothing_cut_off(wall)
    dewi.starts()
    dewi.completes()
    stored = record(live, ticket.number)
    assert (stored["state"], stored["outcome"], stored["route"]) == ("completed", "done", [])
    way = ["issued", "called", "started", "completed", "undone", "forwarded", "called", "started", "completed"]
    assert happened(live, ticket.number) == way


def test_a_warm_visitor_is_let_in_and_keeps_the_place(sign_in: SignIn, live: LiveServer) -> None:
    live.arrive(WARM_CELSIUS)
    live.clock.sleep(60)
    later = comes(live)
    guard = sign_in("keamanan")
    guard.fill("[id^=celsius-]", "36,6")
    guard.locator("article.case").get_by_role("button", name="Boleh masuk").click()
    expect(guard.locator("article.case")).to_have_count(0)
    adi = officer(sign_in)
    line = adi.waiting()
    assert line.index(later.number) == len(line) - 1, "who came before goes before"


def test_closing_with_people_waiting_and_opening_again(
    sign_in: SignIn, live: LiveServer, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("422")
    waits = comes(live)
    phone = open_page("phone")
    phone.goto(live.address_of(waits))
    expect(phone.locator("main")).to_contain_text("orang di depan Anda")
    admin = sign_in("admin")
    admin.goto(f"{live.url}/admin/")
    expect(admin.locator("#still-here")).to_contain_text("7 pengunjung masih di sini")
    admin.click("#close-day summary")
    admin.click("#close-day form button")  # the mistake: without a word on why
    expect(admin.locator("#reason-error")).to_be_visible()
    refreshed(phone, "orang di depan Anda")
    screenshot(admin, "story-closing-day")
    admin.fill("#reason", "Listrik padam")
    admin.click("#close-day form button")
    expect(admin.locator("#day-title")).to_have_text("Kantor tutup")
    refreshed(phone, "Kantor sudah tutup hari ini. Silakan hubungi petugas, atau datang kembali pada hari lain.")
    screenshot(phone, "story-closed-phone")
    assert record(live, waits.number)["outcome"] == "day_ended"
    admin.get_by_role("button", name="Buka hari").click()
    expect(admin.locator("#close-day")).to_be_visible()
    assert comes(live).number != waits.number, "the same date goes on counting"
    live.clock.sleep(24 * 3600)
    live.server.housekeeper.make_round()
    assert comes(live).number == "A-001"


def test_a_pin_is_mistyped_and_the_counter_handed_over(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("4")
    sari = sign_in("petugas2")
    sari.goto(f"{live.url}/pin")
    sari.fill("#password", PASSWORD)
    sari.fill("#pin", PIN)
    sari.get_by_role("button", name="Simpan PIN").click()
    expect(sari.locator("#notes")).to_contain_text("PIN")
    sari.context.close()
    adi = officer(sign_in)
    first = adi.calls_next()
    adi.starts()
    adi.hands_over("Ibu Sari", "000000")  # the mistake
    adi.notes("salah")
    expect(adi.page.locator(".desk-head")).to_contain_text("Bapak Adi")
    adi.hands_over("Ibu Sari", PIN)
    expect(adi.page.locator(".desk-head")).to_contain_text("Ibu Sari")
    expect(adi.number).to_have_text(first)
    assert happened(live, first)[-1] == "started"


def test_a_counter_closed_by_mistake_opens_again_with_its_visitor(sign_in: SignIn, live: LiveServer) -> None:
    visitor = comes(live)
    adi = officer(sign_in)
    adi.calls(visitor.number)
    adi.starts()
    menu = adi.page.locator("#close-menu")
    menu.locator("summary").click()
    expect(menu).to_contain_text(f"{visitor.number} diselesaikan")
    screenshot(adi.page, "story-closing")
    menu.get_by_role("button").click()
    expect(adi.page.locator(".ticket-number")).to_have_count(0)
    assert record(live, visitor.number)["state"] == "completed"
    expect(adi.page.locator("#act-undo")).to_contain_text(visitor.number)
    screenshot(adi.page, "story-closed")
    adi.takes_back(visitor.number)
    expect(adi.page.locator(".now.serving")).to_be_visible()
    adi.completes()
    assert happened(live, visitor.number)[-3:] == ["completed", "undone", "completed"]


def test_a_wrong_password_first(live: LiveServer, open_page: OpenPage, page_errors: PageErrors) -> None:
    page_errors.allow("401")
    page = open_page("desk")
    page.goto(f"{live.url}/sign-in")
    page.fill("#username", "petugas1")
    page.fill("#password", "salah")
    page.click("main button")
    expect(page.locator("[role=alert]")).to_be_visible()
    enter(page, live.url, "petugas1")
    expect(page.locator("h1")).to_contain_text("bertugas")
