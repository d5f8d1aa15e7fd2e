"""Stories of the screening desk: one goes and the others fall silent, nobody comes, a mistake is taken back."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.screening import (
    Desk,
    booked,
    came_back,
    held,
    looks,
    measured_again,
    second_kiosk,
    set_desk,
    unmeasured,
)
from tests.browser.staff import SignIn
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer
from tests.support.stores import dump


def test_one_goes_and_the_other_desk_falls_silent_and_sees_who(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("409")
    joko, wulan = Desk(sign_in("keamanan")), Desk(sign_in("satgas", "phone"))
    for desk in (joko, wulan):
        desk.is_live()
        desk.rings("")
    case_id = held(live)
    for desk in (joko, wulan):
        desk.rings("calm")
    wulan.page.get_by_role("button", name="Saya menuju").click()
    joko.rings("")
    wulan.rings("")
    expect(joko.card(case_id)).to_contain_text("Ibu Wulan sedang menuju")
    expect(wulan.card(case_id)).to_contain_text("Anda sedang menuju")
    wulan.page.get_by_role("button", name="Tidak jadi").click()
    for desk in (joko, wulan):
        desk.rings("calm")
    joko.press("j", "Anda sedang menuju")
    expect(wulan.card(case_id)).to_contain_text("Bapak Joko sedang menuju")
    wulan.page.get_by_role("button", name="Ambil alih").click()
    expect(joko.card(case_id)).to_contain_text("Ibu Wulan sedang menuju")


def test_who_is_a_moment_later_hears_who_was_first(sign_in: SignIn, live: LiveServer, page_errors: PageErrors) -> None:
    page_errors.allow("409|ERR_FAILED")
    case_id = held(live)
    joko, wulan = Desk(sign_in("keamanan")), Desk(sign_in("satgas"))
    expect(wulan.card(case_id)).to_contain_text("38,20")
    for path in ("**/look", "**/fragment"):  # she still sees the old picture
        wulan.page.route(path, lambda route: route.abort())
    joko.press("j", "Anda sedang menuju")
    wulan.press("j", "Bapak Joko sudah menuju pengunjung ini.")
    expect(wulan.card(case_id)).to_contain_text("Bapak Joko sedang menuju")


def test_two_warm_visitors_at_two_kiosks_and_one_guard(sign_in: SignIn, live: LiveServer) -> None:
    first = held(live)
    live.clock.sleep(20)
    second = held(live, kiosk_id=second_kiosk(live))
    guard = Desk(sign_in("keamanan"))
    expect(guard.cards).to_have_count(2)
    expect(guard.card(first)).to_have_class("case warm current")
    guard.press("j", "Anda sedang menuju")
    guard.rings("calm")  # the other one still waits
    guard.page.keyboard.press("2")
    expect(guard.card(second)).to_be_focused()
    expect(guard.card(second)).to_have_class("case warm current")
    guard.press("j", "Anda sedang menuju")
    guard.rings("")
    screenshot(guard.page, "story-two-visitors")
    guard.page.keyboard.press("m")
    guard.page.keyboard.type("36,6")
    guard.page.keyboard.press("Enter")
    expect(guard.card(second)).to_contain_text("36,60")
    guard.page.keyboard.press("Tab")
    guard.press("f", "boleh masuk dengan nomor")
    expect(guard.cards).to_have_count(1)
    guard.press("t", "tangani dahulu")
    expect(guard.cards).to_have_count(0)
    issued = [row for row in dump(live.server.store)["event"] if row["name"] == "ticket.issued"][-1]
    kiosk = next(row for row in dump(live.server.store)["device"] if row["name"] == "Kiosk pintu samping")
    assert issued["target_device_id"] == kiosk["id"], "the ticket is printed where the visitor is"


def test_a_wrong_key_is_taken_back_by_another(sign_in: SignIn, live: LiveServer) -> None:
    case_id = held(live)
    guard = Desk(sign_in("keamanan"))
    expect(guard.card(case_id)).to_contain_text("38,20")
    guard.press("l", "pengunjung sudah pergi")
    expect(guard.cards).to_have_count(0)
    take_back = guard.page.locator(f"#take-back-{case_id}")
    expect(take_back).to_contain_text("0:5")
    screenshot(guard.page, "story-take-back")
    guard.press("z", "Ditarik kembali")
    expect(guard.card(case_id)).to_contain_text("38,20")
    guard.press("f", "boleh masuk dengan nomor")
    guard.press("z", "Ditarik kembali")
    expect(guard.cards).to_have_count(1)


def test_after_its_minute_a_decision_stands_and_the_page_says_so_by_itself(sign_in: SignIn, live: LiveServer) -> None:
    set_desk(live, undo_seconds=2)
    case_id = held(live)
    guard = Desk(sign_in("keamanan"))
    guard.press("l", "pengunjung sudah pergi")
    expect(guard.page.locator(f"#take-back-{case_id}")).to_be_visible()
    live.clock.sleep(3)
    expect(guard.page.locator(f"#take-back-{case_id}")).to_have_count(0)
    guard.page.keyboard.press("z")
    expect(guard.page.locator("#notes .wait")).to_contain_text("tidak dapat dipakai sekarang")


def test_who_is_to_be_treated_first_gets_another_day(sign_in: SignIn, live: LiveServer) -> None:
    case_id = booked(live, "STORY-9")
    guard = Desk(sign_in("satgas"))
    guard.press("t", "Dicatat: tangani dahulu.")
    guard.page.get_by_text("Tawarkan hari lain").click()
    tomorrow = (live.clock.now() + timedelta(days=1)).date()
    expect(guard.page.locator(f"#recent-date-{case_id}")).to_have_value(tomorrow.isoformat())
    guard.page.fill(f"#recent-time-{case_id}", "13:30")
    screenshot(guard.page, "story-another-day")
    guard.page.get_by_role("button", name="Pindahkan janji temu").click()
    expect(guard.page.locator("#notes")).to_contain_text("Janji temu dipindahkan ke 3 Mar 2026, 13:30")
    expect(guard.page.locator("aside")).to_contain_text("Janji temu dipindahkan ke 3 Mar 2026, 13:30")
    (row,) = [row for row in dump(live.server.store)["booking"] if row["code"] == "STORY-9"]
    assert (row["state"], row["business_date"]) == ("booked", tomorrow)


def test_warm_then_rested_then_measured_again_and_let_in(sign_in: SignIn, live: LiveServer) -> None:
    case_id = held(live)
    guard = Desk(sign_in("keamanan"))
    expect(guard.card(case_id)).to_contain_text("Istirahat sebelum diukur lagi")
    guard.press("j", "Anda sedang menuju")
    live.clock.sleep(300)
    came_back(live)
    expect(guard.card(case_id)).to_contain_text("Pengunjung kembali ke kios")
    guard.press("u", "Kiosk pintu masuk mengukur lagi")
    expect(guard.card(case_id)).to_contain_text("Kios diminta mengukur")
    measured_again(live, case_id, 36.61)
    expect(guard.card(case_id)).to_contain_text("36,61")
    expect(guard.card(case_id)).to_contain_text("tidak di atas batas")
    expect(guard.card(case_id)).not_to_contain_text("Kios diminta mengukur")
    guard.press("f", "boleh masuk dengan nomor")
    assert looks(live) == [("Bapak Joko", 2)]


def test_a_sensor_fails_and_a_person_measures_by_hand(sign_in: SignIn, live: LiveServer) -> None:
    case_id = unmeasured(live, "i2c_no_answer")
    guard = Desk(sign_in("keamanan"))
    expect(guard.card(case_id)).to_contain_text("Termometer kios tidak berfungsi (i2c_no_answer)")
    guard.press("j", "Anda sedang menuju")
    guard.page.keyboard.press("m")
    guard.page.keyboard.type("36,4")
    guard.page.keyboard.press("Enter")
    expect(guard.card(case_id)).to_contain_text("dibaca dari termometer")
    guard.page.keyboard.press("Tab")
    guard.press("f", "boleh masuk dengan nomor")


def test_nobody_comes_and_the_desk_says_so_without_hearing_from_the_server(sign_in: SignIn, live: LiveServer) -> None:
    case_id = held(live)
    live.clock.sleep(119)
    guard = Desk(sign_in("keamanan"))
    alarm = guard.page.locator("#alarm")
    expect(alarm).to_be_hidden()
    guard.rings("calm")
    guard.rings("urgent")
    expect(alarm).to_be_visible()
    expect(alarm).to_contain_text("Belum ada petugas yang menuju. Pengunjung sudah menunggu 2:")
    expect(guard.page.locator("#said")).to_contain_text("Belum ada petugas yang menuju")
    guard.press("j", "Anda sedang menuju")
    expect(alarm).to_have_count(0)
    guard.rings("")
    expect(guard.card(case_id)).to_contain_text("Anda sedang menuju")
