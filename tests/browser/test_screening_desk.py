"""The screening desk in a real browser: each state at a desk and in one hand, its sound, and what a look is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from queue_server.domain.actor import Actor
from queue_server.operations import cases, security
from queue_server.operations.admin_page import office_setting
from tests.browser.screening import (
    Desk,
    booked,
    by_system,
    came_back,
    held,
    looks,
    measured_again,
    second_kiosk,
    set_desk,
    unmeasured,
)
from tests.browser.staff import SignIn, enter
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.live_server import LiveServer

THUMB = "els => els.map(el => el.getBoundingClientRect()).map(box => [box.top, box.bottom, box.height])"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def actor(live: LiveServer, username: str) -> Actor:
    setting = live.server.store.read(office_setting, office_id=live.office_id, now=live.clock.now())
    return next(Actor.account(one.id) for one in setting.accounts if one.username == username)


def goes(live: LiveServer, username: str, case_id: str) -> None:
    live.server.store.write(cases.take, case_id, **by_system(live) | {"actor": actor(live, username)})


def decides(live: LiveServer, decision: Callable[..., object], case_id: str) -> None:
    live.server.store.write(decision, case_id, **by_system(live) | {"actor": actor(live, "keamanan")})


def one_of_each(live: LiveServer) -> None:
    held(live)
    live.clock.sleep(90)
    unmeasured(live)
    live.clock.sleep(35)


def taken_by_me(live: LiveServer) -> None:
    goes(live, "keamanan", held(live))


def taken_by_another(live: LiveServer) -> None:
    goes(live, "satgas", held(live))


def nobody_comes(live: LiveServer) -> None:
    held(live)
    live.clock.sleep(200)


def back_at_the_kiosk(live: LiveServer) -> None:
    case_id = held(live)
    goes(live, "keamanan", case_id)
    live.clock.sleep(301)
    came_back(live)
    live.server.store.write(cases.ask_measurement, case_id, **by_system(live))


def measured_twice(live: LiveServer) -> None:
    case_id = held(live)
    goes(live, "keamanan", case_id)
    live.clock.sleep(301)
    measured_again(live, case_id, 36.71)
    live.server.store.write(security.measure, case_id, 36.9, **by_system(live))


def just_decided(live: LiveServer) -> None:
    sent, entered = booked(live, "STATE-1"), held(live)
    decides(live, security.defer, sent)
    decides(live, security.clear, entered)


def many(live: LiveServer) -> None:
    other = second_kiosk(live)
    for nth in range(5):
        case_id = held(live, kiosk_id=other if nth % 2 else None) if nth != 3 else unmeasured(live, "too_low", other)
        live.clock.sleep(37)
        if nth in (0, 1):
            goes(live, ("keamanan", "satgas")[nth], case_id)


def without_taking_back(live: LiveServer) -> None:
    set_desk(live, undo_seconds=0)
    held(live)


STATES: dict[str, Callable[[LiveServer], None]] = {
    "none": lambda _live: None,
    "two": one_of_each,
    "mine": taken_by_me,
    "another": taken_by_another,
    "escalated": nobody_comes,
    "back": back_at_the_kiosk,
    "measured": measured_twice,
    "decided": just_decided,
    "many": many,
    "careful": without_taking_back,
}


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible(sign_in: SignIn, live: LiveServer, state: str, size: str) -> None:
    STATES[state](live)
    desk = Desk(sign_in("keamanan", size))
    desk.is_live()
    expect(desk.page.locator("#look")).to_have_count(0)
    if state == "careful":
        desk.page.locator(".case-bar summary").first.click()
    if state == "decided":
        desk.page.get_by_text("Tawarkan hari lain").click()
    assert_accessible(desk.page)
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    screenshot(desk.page, f"staff-screening-{state}-{size}")


@pytest.mark.parametrize("state", ["two", "mine", "another", "measured", "many"])
def test_the_main_buttons_lie_under_the_thumb(sign_in: SignIn, live: LiveServer, state: str) -> None:
    STATES[state](live)
    desk = Desk(sign_in("keamanan", "phone", has_touch=True, is_mobile=True))
    expect(desk.page.locator("#look")).to_have_count(0)
    boxes = desk.page.locator(".case-bar").first.locator("button").evaluate_all(THUMB)
    assert len(boxes) == 4
    assert min(top for top, _bottom, _height in boxes) >= 844 / 2, "in the lower half"
    assert max(bottom for _top, bottom, _height in boxes) <= 844, "and in sight"
    assert min(height for _top, _bottom, height in boxes) >= 48


def test_one_case_after_the_other_in_one_hand(sign_in: SignIn, live: LiveServer) -> None:
    many(live)
    desk = Desk(sign_in("keamanan", "phone", has_touch=True, is_mobile=True))
    fourth = desk.cards.nth(3)
    desk.page.locator(".jumps a").nth(3).tap()
    expect(fourth).to_be_in_viewport()
    bar = fourth.locator(".case-bar")
    expect(bar).to_be_in_viewport(ratio=1)
    bar.get_by_role("button", name="Saya menuju").tap()
    expect(fourth).to_contain_text("Anda sedang menuju")
    screenshot(desk.page, "staff-screening-fourth-phone")


def test_every_act_is_in_sight_at_a_desk(sign_in: SignIn, live: LiveServer) -> None:
    taken_by_me(live)
    desk = Desk(sign_in("keamanan"))
    expect(desk.cards.first).to_contain_text("38,20")
    lows = desk.page.locator(".case button, .case select").evaluate_all(
        "els => els.map(el => el.getBoundingClientRect().bottom)"
    )
    assert len(lows) == 6
    assert max(lows) <= 768


# A look


def test_the_page_looks_by_itself_and_the_readings_are_shown_on_request_without_scripts(
    sign_in: SignIn, live: LiveServer
) -> None:
    held(live)
    plain = sign_in("satgas", java_script_enabled=False)
    expect(plain.locator(".readings")).to_have_count(0)
    assert looks(live) == []
    plain.click("#look")
    expect(plain.locator(".readings")).to_contain_text("38,20 °C")
    assert looks(live) == [("Ibu Wulan", 1)]
    plain.get_by_role("button", name="Tangani dahulu").click()
    expect(plain.locator("#notes")).to_contain_text("Dicatat: tangani dahulu.")
    plain.locator("[id^=take-back-]").click()
    expect(plain.locator("#notes")).to_contain_text("Ditarik kembali")
    guard = Desk(sign_in("keamanan"))
    expect(guard.page.locator(".readings")).to_contain_text("38,20 °C")
    assert sorted(looks(live)) == [("Bapak Joko", 1), ("Ibu Wulan", 1)]


def test_a_page_that_nobody_can_see_rings_and_does_not_look(sign_in: SignIn, live: LiveServer) -> None:
    desk = Desk(sign_in("keamanan"))
    desk.is_live()
    desk.page.evaluate(HIDE, True)
    held(live)
    desk.rings("calm")
    expect(desk.page).to_have_title("(1) Pemeriksaan · Antre")
    expect(desk.page.locator(".readings")).to_have_count(0)
    assert looks(live) == []
    desk.page.evaluate(HIDE, False)
    expect(desk.page.locator(".readings")).to_contain_text("38,20 °C")
    assert looks(live) == [("Bapak Joko", 1)]


def test_a_desk_whose_session_became_another_s_loads_itself_anew(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors
) -> None:
    page_errors.allow("40[01]")
    desk = Desk(sign_in("keamanan"))
    desk.is_live()
    other = desk.page.context.new_page()
    other.goto(f"{live.url}/screening/")
    other.click("#account-menu summary")
    other.click("text=Keluar")
    other.wait_for_url(re.compile("/sign-in"))
    enter(other, live.url, "satgas")
    held(live)
    expect(desk.page.locator("#account-menu")).to_contain_text("Ibu Wulan")
    expect(desk.page.locator(".readings")).to_contain_text("38,20 °C")


# Keys, and what is typed


def test_what_is_half_typed_survives_other_acts(sign_in: SignIn, live: LiveServer) -> None:
    case_id = held(live)
    desk = Desk(sign_in("keamanan"))
    expect(desk.card(case_id)).to_contain_text("38,20")
    desk.page.fill(f"#celsius-{case_id}", "36,")
    desk.page.locator(f"#take-{case_id}").click()
    expect(desk.card(case_id)).to_contain_text("Anda sedang menuju")
    expect(desk.page.locator(f"#celsius-{case_id}")).to_have_value("36,")
    held(live)
    expect(desk.cards).to_have_count(2)
    expect(desk.page.locator(f"#celsius-{case_id}")).to_have_value("36,")


def test_a_key_without_a_case_says_that_it_can_do_nothing(sign_in: SignIn) -> None:
    page: Page = sign_in("keamanan")
    page.keyboard.press("f")
    expect(page.locator("#notes .wait")).to_contain_text("tidak dapat dipakai sekarang")


def test_where_nothing_can_be_taken_back_a_key_asks_first(sign_in: SignIn, live: LiveServer) -> None:
    without_taking_back(live)
    desk = Desk(sign_in("keamanan"))
    expect(desk.cards.first).to_contain_text("38,20")
    desk.page.keyboard.press("l")
    expect(desk.page.get_by_role("button", name="Ya, sudah pergi")).to_be_focused()
    expect(desk.cards).to_have_count(1)
    desk.page.keyboard.press("Enter")
    expect(desk.cards).to_have_count(0)
    expect(desk.page.locator("[id^=take-back-]")).to_have_count(0)
