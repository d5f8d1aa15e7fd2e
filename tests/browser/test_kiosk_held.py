"""The visitor's page around held visitors: neutral words, back from the rest, measured again; no figure anywhere."""

import re

import pytest
from playwright.sync_api import Page, expect

from kiosk.bootstrap import Application
from queue_server.protocol.events import EventName
from queue_server.protocol.temperature import TemperaturePolicy
from tests.browser.test_kiosk_screen import SIZES, OpenKiosk, open_kiosk, stand
from tests.kiosk.conftest import script, server, start_kiosk, token_file
from tests.kiosk.scripted_office import office_info
from tests.kiosk.scripted_server import Script, wait_until
from tests.kiosk.test_held_at_the_kiosk import about
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot

__all__ = ["open_kiosk", "script", "server", "start_kiosk", "token_file"]

TARGET_MM = 20.0
FIGURE = re.compile(r"3\d[.,]\d")


def hold(application: Application, page: Page) -> None:
    stand(application, 38.3)
    page.locator(".tile.service").first.click()
    expect(page.locator("#main")).to_have_attribute("data-phase", "held", timeout=15_000)


def large_enough(page: Page, selector: str) -> None:
    millimetre = float(page.evaluate("parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'))"))
    box = page.locator(selector).bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= TARGET_MM * millimetre - 1


@pytest.mark.parametrize("size", SIZES)
def test_who_is_back_from_the_rest_is_measured_again(open_kiosk: OpenKiosk, script: Script, size: str) -> None:
    application, page = open_kiosk(size)
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle")
    seat = page.get_by_role("button", name="Saya diminta duduk tadi")
    expect(seat).to_have_count(0)
    hold(application, page)
    assert not FIGURE.search(page.locator("body").inner_text())
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle", timeout=20_000)
    expect(seat).to_be_visible()
    assert_accessible(page)
    screenshot(page, f"kiosk-{size}-idle-with-somebody-resting")
    script.returning = 1
    seat.click()
    wait_until(lambda: script.measured, 20)
    expect(page.locator("#main")).to_have_attribute("data-phase", "held")
    assert len(script.check_ins) == 1


@pytest.mark.parametrize("size", SIZES)
def test_security_invite_a_visitor_to_the_sensor(open_kiosk: OpenKiosk, script: Script, size: str) -> None:
    application, page = open_kiosk(size)
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle")
    hold(application, page)
    script.events.append(about(11, EventName.CASE_MEASURE_ASKED))
    expect(page.locator("#main")).to_have_attribute("data-phase", "invited", timeout=30_000)
    expect(page.get_by_text("Bila diminta petugas: silakan berdiri di depan sensor")).to_be_visible()
    assert not FIGURE.search(page.locator("body").inner_text())
    assert_accessible(page)
    large_enough(page, "#ready")
    screenshot(page, f"kiosk-{size}-invited")
    expect(page.locator("#ready")).to_be_focused()
    page.keyboard.press("Enter")
    wait_until(lambda: script.measured, 20)
    expect(page.locator("#main")).to_have_attribute("data-phase", "held")


def test_an_invitation_by_mistake_is_left_by_one_touch(open_kiosk: OpenKiosk, script: Script) -> None:
    application, page = open_kiosk("kiosk")
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle")
    hold(application, page)
    script.events.append(about(11, EventName.CASE_MEASURE_ASKED))
    expect(page.locator("#main")).to_have_attribute("data-phase", "invited", timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle")
    assert script.measured == []


def test_on_a_hot_day_arrivals_are_shown_the_shade(open_kiosk: OpenKiosk, script: Script) -> None:
    script.office = office_info(temperature=TemperaturePolicy(shade_above_celsius=20.0))
    _, page = open_kiosk("kiosk")
    expect(page.get_by_text("Bila baru datang dari tempat panas")).to_be_visible(timeout=20_000)
    assert_accessible(page)
    screenshot(page, "kiosk-kiosk-idle-hot")
