"""Staff decide on a held visitor at a kiosk without its server: by keys alone, and by touch; no figure anywhere."""

import msgspec
from playwright.sync_api import Page, expect

from kiosk.bootstrap import Application
from queue_server.protocol.temperature import TemperaturePolicy
from tests.browser.test_kiosk_held import FIGURE, hold
from tests.browser.test_kiosk_screen import OpenKiosk, open_kiosk
from tests.kiosk.conftest import script, server, start_kiosk, token_file
from tests.kiosk.deciding import PIN, WRONG, deciders
from tests.kiosk.scripted_office import office_info
from tests.kiosk.scripted_server import Script, wait_until
from tests.kiosk.standing_by import reserve

__all__ = ["open_kiosk", "script", "server", "start_kiosk", "token_file"]


def alone(open_kiosk: OpenKiosk, script: Script) -> tuple[Application, Page]:
    """A kiosk without its server that has asked a warm visitor to take a seat."""
    script.office = office_info(temperature=TemperaturePolicy(screening=True))
    script.reserve = msgspec.structs.replace(reserve(), deciders=deciders())
    application, page = open_kiosk("kiosk")
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle")
    script.unavailable, script.streams = True, False
    wait_until(lambda: application.kiosk.status().alone, 15)
    expect(page.locator(".tile.service").first).to_be_visible()
    hold(application, page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Untuk petugas")).to_be_visible(timeout=15_000)
    return application, page


def test_by_keys_alone(open_kiosk: OpenKiosk, script: Script) -> None:
    _application, page = alone(open_kiosk, script)
    main = page.locator("#main")
    page.keyboard.press(page.get_by_role("button", name="Untuk petugas").get_attribute("data-digit") or "")
    expect(main).to_have_attribute("data-phase", "staff_who")
    page.keyboard.press("1")
    expect(page.locator("#pin")).to_be_focused()
    page.keyboard.type(WRONG)
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("PIN ini tidak benar.", timeout=15_000)
    expect(page.locator("#pin")).to_have_value("")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(main).to_have_attribute("data-phase", "staff_decide", timeout=15_000)
    assert not FIGURE.search(page.locator("body").inner_text())
    page.keyboard.press("1")
    expect(main).to_have_attribute("data-phase", "showing", timeout=15_000)
    expect(page.locator("#ticket .number")).to_have_text("A-501")


def test_by_touch(open_kiosk: OpenKiosk, script: Script) -> None:
    application, page = alone(open_kiosk, script)
    page.get_by_role("button", name="Untuk petugas").click()
    page.get_by_role("button", name="Budi").click()
    for digit in PIN:
        page.locator("#pin-keys").get_by_role("button", name=digit, exact=True).click()
    page.locator("#rubout").click()
    expect(page.locator("#pin")).to_have_value(PIN[:-1])
    expect(page.locator("#enter")).to_have_attribute("aria-disabled", "true")
    page.locator("#pin-keys").get_by_role("button", name=PIN[-1], exact=True).click()
    page.locator("#enter").click()
    page.get_by_role("button", name="Tangani dahulu").click(timeout=15_000)
    expect(page.locator("#main")).to_have_attribute("data-phase", "idle", timeout=15_000)
    expect(page.get_by_role("button", name="Untuk petugas")).to_have_count(0)
    script.unavailable, script.streams = False, True
    wait_until(lambda: script.late, 15)
    assert script.late[0].decision is not None
    assert script.late[0].decision.decision == "deferred"
    wait_until(lambda: application.kiosk.status().undelivered == 0, 15)
