"""A number given by hand, in a real browser: by security with a measurement, at a desk and on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.staff import SignIn, at_counter
from tests.support.axe import assert_accessible
from tests.support.browser import PageErrors, screenshot
from tests.support.escpos_decoder import read_qr
from tests.support.live_server import LiveServer


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_security_gives_a_number(
    sign_in: SignIn, live: LiveServer, page_errors: PageErrors, size: str, tmp_path: Path
) -> None:
    page_errors.allow("422")
    page = sign_in("keamanan", size)
    page.get_by_role("link", name="Beri nomor").click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, f"staff-give-number-{size}")
    page.select_option("#service_id", label="Permohonan paspor")
    page.get_by_role("button", name="Berikan nomor").click()
    expect(page.locator("#celsius-error")).to_be_visible()
    assert_accessible(page)
    page.fill("#celsius", "36,4")
    page.select_option("#kiosk_id", label="Kiosk pintu masuk")
    page.get_by_role("button", name="Berikan nomor").dblclick()
    expect(page.locator(".ticket-number")).to_have_text("A-011")
    picture = tmp_path / "qr.png"
    page.locator(".qr").screenshot(path=picture)
    address = read_qr(picture)
    assert address is not None
    assert address.startswith(f"{live.url}/v/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, f"staff-given-number-{size}")
    expect(page.locator("main")).to_contain_text("Akan dicetak di Kiosk pintu masuk")
    assert live.arrive().ticket.number == "A-012", "two presses were one number"  # type: ignore[union-attr]


def test_above_the_limit_the_screening_desk_opens_with_the_case(sign_in: SignIn, live: LiveServer) -> None:
    page = sign_in("keamanan")
    page.get_by_role("link", name="Beri nomor").click()
    page.select_option("#service_id", label="Permohonan paspor")
    page.fill("#celsius", "38,1")
    page.get_by_role("button", name="Berikan nomor").click()
    expect(page.locator(".case")).to_contain_text("Nomor diberikan oleh petugas")
    assert page.url == f"{live.url}/screening/"


def test_an_officer_is_sent_to_security_while_visitors_are_measured(sign_in: SignIn) -> None:
    page = at_counter(sign_in("petugas1"))
    page.get_by_role("link", name="Beri nomor").click()
    expect(page.locator("main")).to_contain_text("petugas keamanan yang memberi nomor")
    expect(page.locator("main form")).to_have_count(0)
    assert_accessible(page)
    screenshot(page, "staff-give-number-officer")
