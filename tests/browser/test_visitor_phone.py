"""The visitor's phone: the place in line, the ring when called, a lost connection; nothing of the person."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import SignIn, at_counter
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, PageErrors, screenshot
from tests.support.live_server import LiveServer

# What a phone would do, written down: Chromium on a desk neither shakes nor lets a page keep the screen lit.
_PHONE = """() => {
  window.shaken = [];
  window.lit = 0;
  navigator.vibrate = (pattern) => window.shaken.push(pattern) > 0;
  Object.defineProperty(navigator, 'wakeLock', { value: {
    request: async () => {
      window.lit += 1;
      return { addEventListener() {}, release: async () => { window.lit -= 1; } };
    },
  } });
}"""
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


def open_phone(open_page: OpenPage, live: LiveServer, address: str, **options: object) -> Page:
    phone = open_page("phone", **options)
    phone.add_init_script(f"({_PHONE})()")
    phone.goto(live.url + address)
    return phone


def arrived(live: LiveServer) -> tuple[str, str]:
    """Number and address of a visitor who has just come."""
    ticket = live.arrive().ticket
    assert ticket is not None
    return ticket.number, ticket.follow_url


def test_the_phone_rings_shakes_and_says_where_to_go(live: LiveServer, sign_in: SignIn, open_page: OpenPage) -> None:
    number, address = arrived(live)
    phone = open_phone(open_page, live, address)
    ring = phone.get_by_role("button", name="Bunyikan saat saya dipanggil")
    expect(phone.locator(".facts")).to_contain_text("Paling lambat selesai pukul")
    assert_accessible(phone)
    ring.focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("button", name="Ponsel ini berbunyi saat Anda dipanggil.")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert phone.evaluate("window.lit") == 1
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-will-ring")
    officer = at_counter(sign_in("petugas1"))
    officer.get_by_role("button", name=f"Panggil {number}").click()
    expect(officer.locator(".ticket-number")).to_have_text(number)
    phone.evaluate(LOOK)
    expect(phone.locator(".now")).to_contain_text("Silakan menuju loket 1")
    assert phone.evaluate("window.shaken.length") >= 1
    assert phone.title() == f"● {number} · Antre"
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-rings")
    officer.keyboard.press("s")
    expect(officer.locator(".now.serving")).to_be_visible()
    officer.click("#complete-menu summary")
    officer.locator("#complete-menu").get_by_role("button", name="Selesai").click()
    expect(officer.locator(".ticket-number")).to_have_count(0)
    phone.evaluate(LOOK)
    expect(phone.locator("#place")).to_contain_text("Selesai. Terima kasih")
    expect(phone.locator("#ring")).to_be_hidden()


def test_a_lost_connection_is_said_and_comes_back(
    live: LiveServer, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("ERR_INTERNET_DISCONNECTED")
    _, address = arrived(live)
    phone = open_phone(open_page, live, address)
    phone.context.set_offline(True)
    phone.evaluate(LOOK)
    expect(phone.locator("#lost")).to_contain_text("Koneksi terputus")
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-lost")
    phone.context.set_offline(False)
    phone.evaluate(LOOK)
    expect(phone.locator("#lost")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_a_small_phone_and_works_without_scripts(live: LiveServer, open_page: OpenPage, width: int) -> None:
    number, address = arrived(live)
    phone = open_phone(open_page, live, address, java_script_enabled=False)
    phone.set_viewport_size({"width": width, "height": 568})
    expect(phone.locator("h1")).to_contain_text(number)
    expect(phone.locator("#ring")).to_be_hidden()
    expect(phone.get_by_role("link", name="Perbarui")).to_be_visible()
    box = phone.locator("main").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    screenshot(phone, f"visitor-phone-{width}")
