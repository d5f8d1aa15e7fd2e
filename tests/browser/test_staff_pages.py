"""The staff pages in a real browser, over the real server: each role's work by click, by key, and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from queue_server.demo import PASSWORD
from tests.browser.staff import SignIn, at_counter, number
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, PageErrors, screenshot
from tests.support.live_server import WARM_CELSIUS, LiveServer


def test_wrong_password_is_told_and_the_name_stays(live: LiveServer, page: Page, page_errors: PageErrors) -> None:
    page_errors.allow("401")
    page.goto(f"{live.url}/sign-in")
    assert_accessible(page)
    screenshot(page, "staff-sign-in")
    page.fill("#username", "petugas1")
    page.fill("#password", "not the password")
    page.click("main button")
    expect(page.locator("[role=alert]")).to_have_text("Nama pengguna atau kata sandi salah.")
    expect(page.locator("#username")).to_have_value("petugas1")


def test_each_role_lands_at_its_work_and_signs_out(sign_in: SignIn) -> None:
    for username, path in (("petugas1", "/counter/"), ("keamanan", "/screening/"), ("satgas", "/screening/")):
        page = sign_in(username)
        assert page.url.endswith(path)
    page = sign_in("admin")
    assert page.url.endswith("/admin/")
    page.click("#account-menu summary")
    page.click("text=Keluar")
    page.wait_for_url(re.compile("/sign-in"))
    page.goto(page.url.replace("/sign-in", "/admin/"))
    assert "/sign-in" in page.url


def test_the_language_is_chosen_and_kept(sign_in: SignIn) -> None:
    page = sign_in("petugas1")
    page.click(".languages button[value=en]")
    expect(page.locator("h1")).to_have_text("Where do you work today?")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_counters_day_by_keys(sign_in: SignIn, live: LiveServer) -> None:
    page = at_counter(sign_in("petugas1"))
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    first = number(page)
    expect(page.locator("#notes")).to_contain_text(f"{first} dipanggil ke loket 1")
    assert_accessible(page)
    screenshot(page, "staff-counter-called")
    live.clock.sleep(30)
    page.keyboard.press("r")
    expect(page.locator("#notes")).to_contain_text("panggilan 2")
    page.keyboard.press("s")
    expect(page.locator(".now.serving")).to_be_visible()
    page.keyboard.press("c")
    assert_accessible(page)
    screenshot(page, "staff-counter-complete")
    page.keyboard.press("2")
    expect(page.locator(".now.free")).to_be_visible()
    page.click("#completed summary")
    expect(page.locator("#completed")).to_contain_text("Berkas belum lengkap")
    page.keyboard.press("n")
    expect(page.locator(".now.called")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("#notes")).to_contain_text("tidak datang")


def test_ways_out_of_mistakes_by_click(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas1"))
    page.click("#act-next")
    expect(page.locator(".now.called")).to_be_visible()
    first = number(page)
    page.click("#act-no-show")
    page.get_by_role("button", name=f"Kembalikan ke antrean {first}").click()
    expect(page.locator("#notes")).to_contain_text(f"{first} menunggu lagi")
    page.get_by_role("button", name=f"Panggil {first}").click()
    expect(page.locator(".ticket-number")).to_have_text(first)
    page.click("#act-start")
    page.click("#act-park")
    page.get_by_role("button", name=f"Panggil kembali {first}").click()
    expect(page.locator(".now.called")).to_be_visible()
    page.click("#transfer-menu summary")
    wanted = page.locator("#transfer-service option", has_text="Paspor hilang atau rusak")
    page.select_option("#transfer-service", value=wanted.get_attribute("value"))
    page.click("#transfer-menu form button")
    expect(page.locator("#notes")).to_contain_text(f"{first} dialihkan")
    row = page.locator(".row").first
    cancelled = row.locator(".row-number").inner_text()
    row.locator("summary").click()
    row.get_by_role("button", name=f"Batalkan {cancelled}").click()
    expect(page.locator("#notes")).to_contain_text(f"{cancelled} dibatalkan")


def test_a_ticket_that_another_counter_took_is_told_by_name(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("409")
    one, two = at_counter(sign_in("petugas1"), "1"), at_counter(sign_in("petugas2"), "2")
    wanted = two.locator(".row-number").first.inner_text()
    two.route("**/fragment", lambda route: route.abort())  # the second officer still sees the old picture
    page_errors.allow("ERR_FAILED")
    one.keyboard.press("n")
    expect(one.locator(".ticket-number")).to_have_text(wanted)
    two.get_by_role("button", name=f"Panggil {wanted}").click()
    expect(two.locator("#notes .refused")).to_have_text(f"Nomor {wanted} berada di loket 1.")


def test_keys_rest_while_typing_and_can_be_switched_off(sign_in: SignIn, live: LiveServer) -> None:
    page = at_counter(sign_in("petugas1"))
    page.click("#account-menu summary")
    page.click("#keys-switch")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    expect(page.locator(".ticket-number")).to_have_count(0)
    live.arrive(WARM_CELSIUS)
    guard = sign_in("keamanan")
    guard.keyboard.press("m")
    guard.keyboard.type("f36,4l")
    expect(guard.locator("[data-case] input[name=celsius]")).to_have_value("f36,4l")
    expect(guard.locator("[data-case]")).to_have_count(1)


def test_a_lost_server_is_said_and_nothing_typed_is_lost(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("ERR_INTERNET_DISCONNECTED|Failed to fetch")
    live.arrive(WARM_CELSIUS)
    page = sign_in("keamanan")
    page.fill("[data-case] input[name=celsius]", "36,6")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#notes .refused")).to_contain_text("Server tidak menjawab")
    expect(page.locator("[data-case] input[name=celsius]")).to_have_value("36,6")
    expect(page.locator("#connection")).to_have_attribute("data-state", "stale", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("#connection")).not_to_have_attribute("data-state", "stale", timeout=15_000)


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_warm_visitor_appears_at_once_and_may_enter(sign_in: SignIn, live: LiveServer, size: str) -> None:
    page = sign_in("keamanan", size)
    expect(page.locator(".calm")).to_be_visible()
    live.arrive(WARM_CELSIUS)
    expect(page.locator("[data-case]")).to_have_count(1, timeout=3_000)
    live.arrive(None)
    expect(page.locator(".case.unmeasured")).to_be_visible()
    assert_accessible(page)
    page.fill("[data-case] input[name=celsius] >> nth=0", "36,9")
    page.get_by_role("button", name="Boleh masuk").first.click()
    expect(page.locator("#notes")).to_contain_text(re.compile(r"boleh masuk dengan nomor A-\d{3}"))
    expect(page.locator("[data-case]")).to_have_count(1)
    shown = page.locator("aside").inner_text()
    assert "Boleh masuk" in shown
    assert "36,9" not in shown
    assert "38,2" not in shown


def test_a_value_that_is_none_is_explained_and_kept(sign_in: SignIn, live: LiveServer, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    live.arrive(WARM_CELSIUS)
    page = sign_in("satgas")
    page.keyboard.press("m")
    page.keyboard.type("hangat")
    page.keyboard.press("Enter")
    expect(page.locator(".field-error")).to_contain_text("Tulis angka.")
    expect(page.locator("[data-case] input[name=celsius]")).to_have_value("hangat")


def test_work_without_scripts(sign_in: SignIn, live: LiveServer) -> None:
    page = at_counter(sign_in("petugas1", java_script_enabled=False))
    page.click("#act-next")
    expect(page.locator("#notes")).to_contain_text("dipanggil ke loket 1")
    page.click("#act-start")
    page.click("#complete-menu summary")
    page.click("#complete-menu form button >> nth=0")
    expect(page.locator("#notes")).to_contain_text("selesai")
    live.arrive(WARM_CELSIUS)
    guard = sign_in("keamanan", java_script_enabled=False)
    guard.get_by_role("button", name="Boleh masuk").click()
    expect(guard.locator("#notes")).to_contain_text("boleh masuk dengan nomor")


def test_admin_pages_are_accessible(sign_in: SignIn) -> None:
    page = sign_in("admin")
    base = page.url
    for path in ("", "services", "services/1", "services/new", "counters", "counters/1", "accounts", "accounts/2",
                 "accounts/new", "devices", "office"):  # fmt: skip
        page.goto(base + path)
        assert_accessible(page)
        screenshot(page, f"staff-admin-{path.replace('/', '-') or 'day'}")


def test_admin_edits_and_errors_stand_beside_their_fields(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    page = sign_in("admin")
    page.goto(page.url + "services/1")
    page.fill("#quota_per_day", "banyak")
    page.fill("#name_en", "Passport")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#quota_per_day-error")).to_have_text("Tulis angka.")
    expect(page.locator("#quota_per_day")).to_have_value("banyak")
    expect(page.locator("#name_en")).to_have_value("Passport")
    assert_accessible(page)
    page.fill("#quota_per_day", "100")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("table")).to_contain_text("100")


def test_admin_adds_an_officer_and_registers_a_device(sign_in: SignIn, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    page = sign_in("admin")
    base = page.url
    page.goto(base + "accounts/new")
    page.fill("#display_name", "Ibu Ayu")
    page.fill("#username", "petugas9")
    page.fill("#password", "pendek")
    page.check("#role-officer")
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#password-error")).to_have_text("Ini terlalu pendek.")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("table")).to_contain_text("Ibu Ayu")
    assert sign_in("petugas9").url.endswith("/counter/")
    page.goto(base + "devices")
    page.fill("#name", "Layar ruang tunggu")
    page.select_option("#role", "display")
    page.click("text=Daftarkan dan tampilkan token")
    assert len(page.locator(".secret code").inner_text()) >= 20
    page.goto(base + "devices")
    expect(page.locator(".secret")).to_have_count(0)


def test_the_phone_page_shows_the_place_and_the_call(
    live: LiveServer, sign_in: SignIn, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("404")
    ticket = live.arrive().ticket
    assert ticket is not None
    phone = open_page("phone")
    phone.goto(live.address_of(ticket))
    expect(phone.locator("h1")).to_contain_text(ticket.number)
    expect(phone.locator(".ahead b")).to_have_text(str(ticket.ahead))
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-waiting")
    officer = at_counter(sign_in("petugas1"))
    officer.get_by_role("button", name=f"Panggil {ticket.number}").click()
    expect(officer.locator(".ticket-number")).to_have_text(ticket.number)
    phone.wait_for_timeout(1_000)  # the picture of the line that the phones share may be so old
    phone.reload()
    expect(phone.locator(".now")).to_contain_text("Silakan menuju loket 1")
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-called")
    phone.goto(live.url + "/v/unknown-address")
    expect(phone.locator("h1")).to_be_visible()
