"""Every way through a visit: keys alone, four buttons alone, large letters, the voice; and what comes after it."""

import re

import pytest
from playwright.sync_api import Page, Response, expect

from hardware.thermometer.simulated import SensorFault
from kiosk.bootstrap import Application
from queue_server.protocol.bookings import BookingInfo
from tests.browser.screen_keys import type_on_screen
from tests.browser.test_kiosk_screen import NO_SCREENING, OpenKiosk, open_kiosk, stand
from tests.kiosk.acting import press, tickets
from tests.kiosk.conftest import script, server, start_kiosk, token_file
from tests.kiosk.scripted_office import ISSUED_AT, office_info
from tests.kiosk.scripted_server import Script, wait_until
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot
from tests.support.clock import HurriedClock

__all__ = ["open_kiosk", "script", "server", "start_kiosk", "token_file"]

FOUR_BUTTONS = {
    "controls": {"driver": "simulated", "buttons": {"green": 5, "blue": 6, "white": 13, "yellow": 19}},
    "buttons": {
        "green": {"do": "service", "service": 1},
        "blue": {"do": "service", "service": 2, "lane": "priority"},
        "white": {"do": "contrast"},
        "yellow": {"do": "listen"},
    },
}


def at(page: Page, phase: str) -> None:
    expect(page.locator("#main")).to_have_attribute("data-phase", phase, timeout=15_000)


def contrast(page: Page, *, on: bool) -> None:
    theme = expect(page.locator("html"))
    if on:
        theme.to_have_attribute("data-theme", "contrast")
    else:
        theme.not_to_have_attribute("data-theme", "contrast")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a button has the focus."""
    wanted = page.locator(f"button:visible:has(.first:text-is('{name}')), .tool:has(.words:text-is('{name}'))")
    for _ in range(20):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {name}")


def test_a_whole_visit_by_keys_alone(open_kiosk: OpenKiosk) -> None:
    application, page = open_kiosk("kiosk")
    at(page, "idle")
    tab_to(page, "English")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.keyboard.press("+")
    contrast(page, on=True)
    tab_to(page, "New passport")
    screenshot(page, "kiosk-keys-focus")
    page.keyboard.press("Enter")
    at(page, "measuring")
    contrast(page, on=True)
    stand(application, 36.4)
    at(page, "showing")
    expect(page.get_by_text("Take your ticket")).to_be_visible()
    tab_to(page, "Done")
    page.keyboard.press("Enter")
    at(page, "idle")
    contrast(page, on=False)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    assert len(tickets(application)) == 1


def test_a_booking_by_keys_alone(open_kiosk: OpenKiosk, script: Script) -> None:
    names = {"id": "Paspor baru", "en": "New passport"}
    script.booking = BookingInfo(code="AB-12", service_id=1, service_names=names, slot_at=ISSUED_AT, party_size=1)
    application, page = open_kiosk("kiosk")
    at(page, "idle")
    page.keyboard.press("4")
    at(page, "entering")
    page.keyboard.press("+")
    contrast(page, on=True)
    page.keyboard.type("AB-12", delay=80)
    expect(page.locator("#code")).to_have_value("AB-12")
    page.keyboard.press("Enter")
    at(page, "measuring")
    stand(application, 36.4)
    at(page, "showing")


def test_the_keys_on_the_screen_delete_and_can_be_left(open_kiosk: OpenKiosk) -> None:
    _, page = open_kiosk("kiosk")
    at(page, "idle")
    page.keyboard.press("4")
    type_on_screen(page, "Z9")
    page.get_by_role("button", name="Hapus").click()
    expect(page.locator("#code")).to_have_value("Z")
    page.get_by_role("button", name="C D E F").click()
    page.get_by_role("button", name="Semua tombol").click()
    expect(page.locator(".key:visible").first).to_contain_text("1")
    page.get_by_role("button", name="Kembali").click()
    at(page, "idle")


def test_what_is_spread_out_stays_when_news_come(open_kiosk: OpenKiosk) -> None:
    application, page = open_kiosk("kiosk")
    at(page, "idle")
    page.keyboard.press("4")
    page.get_by_role("button", name="C D E F").click()
    assert application.demo is not None
    assert application.demo.bus is not None
    application.demo.bus.set_fault(SensorFault.ABSENT)
    expect(page.locator(".notice")).to_have_count(1, timeout=15_000)
    page.locator(".key:visible").filter(has_text=re.compile("^E$")).click()
    page.get_by_role("button", name="Kembali").click()
    at(page, "idle")
    page.keyboard.press("4")
    expect(page.get_by_role("button", name="C D E F")).to_be_visible()


@pytest.mark.parametrize("size", ["kiosk", "kiosk_tall"])
def test_a_whole_visit_by_four_buttons_alone(open_kiosk: OpenKiosk, size: str) -> None:
    application, page = open_kiosk(size, speaker={"driver": "simulated"}, **FOUR_BUTTONS)
    at(page, "idle")
    wait_until(lambda: all(part.state == "ok" for part in application.kiosk.parts() if part.name == "controls"))
    press(application, "white")
    contrast(page, on=True)
    press(application, "yellow")
    wait_until(lambda: any(part.name == "voice" and part.state == "ok" for part in application.kiosk.parts()))
    stand(application, 36.4)
    press(application, "blue")
    at(page, "showing")
    contrast(page, on=True)
    assert_accessible(page)
    screenshot(page, f"kiosk-four-buttons-{size}")
    wait_until(lambda: len(tickets(application)) == 1)
    at(page, "idle")
    contrast(page, on=False)


def test_large_letters_by_one_touch_and_back(open_kiosk: OpenKiosk) -> None:
    _, page = open_kiosk("kiosk")
    at(page, "idle")
    large = page.get_by_role("button", name="Huruf besar")
    large.click()
    contrast(page, on=True)
    expect(large).to_have_attribute("aria-pressed", "true")
    large.click()
    contrast(page, on=False)


def clocked(open_kiosk: OpenKiosk) -> tuple[HurriedClock, Application, Page]:
    clock = HurriedClock()
    application, page = open_kiosk("kiosk", clock=clock)
    at(page, "idle")
    return clock, application, page


def test_who_is_silent_is_asked_and_one_touch_goes_on(open_kiosk: OpenKiosk) -> None:
    clock, _, page = clocked(open_kiosk)
    page.get_by_role("button", name="Prioritas").click()
    at(page, "choosing")
    clock.forward(39)
    page.wait_for_timeout(300)
    expect(page.locator("#countdown")).to_be_hidden()
    clock.forward(2)
    expect(page.locator("#countdown")).to_be_visible()
    assert 15 <= int(page.locator("#seconds").inner_text()) <= 20
    stay = page.get_by_role("button", name="Ya, lanjutkan")
    expect(stay).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#countdown")).to_be_hidden()
    at(page, "choosing")


def test_who_stays_silent_is_forgotten_with_language_letters_and_code(open_kiosk: OpenKiosk) -> None:
    clock, _, page = clocked(open_kiosk)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Large letters").click()
    page.get_by_role("button", name="I have a booking").click()
    at(page, "entering")
    type_on_screen(page, "AB")
    contrast(page, on=True)
    clock.forward(41)
    expect(page.locator("#countdown")).to_be_visible()
    clock.forward(20)
    at(page, "idle")
    expect(page.locator("#countdown")).to_be_hidden()
    contrast(page, on=False)
    expect(page.locator("html")).to_have_attribute("lang", "id")
    page.get_by_role("button", name="Saya sudah punya janji temu").click()
    expect(page.locator("#code")).to_have_value("")


def test_letters_and_language_of_who_went_away_are_not_the_next_visitors(open_kiosk: OpenKiosk) -> None:
    clock, _, page = clocked(open_kiosk)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Large letters").click()
    contrast(page, on=True)
    clock.forward(61)
    contrast(page, on=False)
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_the_page_plays_what_is_said_and_falls_silent_with_the_visit(open_kiosk: OpenKiosk, script: Script) -> None:
    script.office = office_info(temperature=NO_SCREENING)
    _, page = open_kiosk("kiosk", speaker={"driver": "browser"})
    at(page, "idle")
    sounds: list[Response] = []
    page.on("response", lambda answer: sounds.append(answer) if "/sounds/" in answer.url else None)
    listen = page.get_by_role("button", name="Dengarkan")
    listen.click()
    expect(listen).to_have_attribute("aria-pressed", "true")
    screenshot(page, "kiosk-speaking")
    with page.expect_response(lambda answer: "/sounds/" in answer.url) as second:
        pass
    assert second.value.ok
    assert all(answer.ok and answer.headers["content-type"] == "audio/wav" for answer in sounds)
    page.get_by_role("button", name="Paspor baru").click()
    at(page, "showing")
    expect(listen).to_have_attribute("aria-pressed", "false")
