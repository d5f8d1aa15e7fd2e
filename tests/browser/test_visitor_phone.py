"""The visitor's phone: the place in line, the ring when called, a lost connection; nothing of the person."""

import pytest
from playwright.sync_api import Page, Request, expect

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
# A phone whose screen was dark for long: its timers stood still, and its clock went on.
_ASLEEP = """() => {
  const now = performance.now.bind(performance);
  performance.now = () => now() + 10 * 60_000;
  const fetched = window.fetchOfThePage = window.fetch;
  const network = new Promise((go) => { window.answered = go; });
  window.fetch = (...asked) => network.then(() => fetched(...asked));
}"""
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


def open_phone(open_page: OpenPage, address: str, **options: object) -> Page:
    phone = open_page("phone", **options)
    phone.add_init_script(f"({_PHONE})()")
    phone.goto(address)
    return phone


def arrived(live: LiveServer) -> tuple[str, str]:
    """Number and address of a visitor who has just come."""
    ticket = live.arrive().ticket
    assert ticket is not None
    return ticket.number, live.address_of(ticket)


def look(phone: Page) -> None:
    """Wake the phone when the picture of the line that the phones share is a second old."""
    phone.wait_for_timeout(1_000)
    phone.evaluate(LOOK)


def calls(officer: Page, number: str) -> None:
    officer.get_by_role("button", name=f"Panggil {number}").click()
    expect(officer.locator(".ticket-number")).to_have_text(number)


def test_the_phone_rings_shakes_and_says_where_to_go(live: LiveServer, sign_in: SignIn, open_page: OpenPage) -> None:
    number, address = arrived(live)
    phone = open_phone(open_page, address)
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
    calls(officer, number)
    look(phone)
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
    look(phone)
    expect(phone.locator("#place")).to_contain_text("Selesai. Terima kasih")
    expect(phone.locator("#ring")).to_be_hidden()
    assert phone.evaluate("window.lit") == 0


def test_a_phone_that_wakes_is_right_at_once_and_passes_nothing_old_off_as_new(
    live: LiveServer, sign_in: SignIn, open_page: OpenPage
) -> None:
    number, address = arrived(live)
    phone = open_phone(open_page, address)
    phone.evaluate(_ASLEEP)
    calls(at_counter(sign_in("petugas1")), number)
    look(phone)
    expect(phone.locator("#place")).to_have_attribute("data-old", "")
    screenshot(phone, "visitor-phone-wakes")
    phone.evaluate("window.fetch = window.fetchOfThePage; window.answered()")
    expect(phone.locator(".now")).to_contain_text("Silakan menuju loket 1", timeout=1_000)
    expect(phone.locator("#place")).not_to_have_attribute("data-old", "")


def test_a_look_changes_the_numbers_without_fetching_the_page(
    live: LiveServer, sign_in: SignIn, open_page: OpenPage
) -> None:
    first, _ = arrived(live)
    _, address = [arrived(live) for _ in range(2)][-1]
    officer = at_counter(sign_in("petugas1"))
    phone = open_phone(open_page, address)
    before = int(phone.locator("[data-ahead]").inner_text())
    assert before > 2
    asked: set[str] = set()

    def note(request: Request) -> None:
        asked.add(request.url)

    phone.on("request", note)
    calls(officer, first)
    look(phone)
    expect(phone.locator("[data-ahead]")).to_have_text(str(before - 1))
    assert asked == {f"{address}/look"}


def test_the_address_of_yesterday_says_so_on_a_phone_that_was_left_open(
    live: LiveServer, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("404")
    _, address = arrived(live)
    phone = open_phone(open_page, address)
    live.clock.sleep(24 * 3600)
    live.server.housekeeper.make_round()
    phone.evaluate(LOOK)
    expect(phone.locator("h1")).to_have_text("Tidak ada nomor di sini")
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-nowhere")


def test_a_lost_connection_is_said_and_comes_back(
    live: LiveServer, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("ERR_INTERNET_DISCONNECTED")
    _, address = arrived(live)
    phone = open_phone(open_page, address)
    phone.context.set_offline(True)
    phone.evaluate(LOOK)
    expect(phone.locator("#lost")).to_contain_text("Koneksi terputus")
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-lost")
    phone.context.set_offline(False)
    phone.evaluate(LOOK)
    expect(phone.locator("#lost")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_touch_changes_the_language(live: LiveServer, open_page: OpenPage, scripts: bool) -> None:
    _, address = arrived(live)
    phone = open_phone(open_page, address, java_script_enabled=scripts)
    phone.get_by_role("link", name="English").click()
    expect(phone.locator(".ahead")).to_contain_text("people ahead of you")
    expect(phone.get_by_role("link", name="English")).to_have_attribute("aria-current", "true")
    phone.get_by_role("link", name="Refresh").click()
    expect(phone.locator(".ahead")).to_contain_text("people ahead of you")
    phone.get_by_role("link", name="Bahasa Indonesia").click()
    expect(phone.locator(".ahead")).to_contain_text("orang di depan Anda")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("called", [False, True], ids=["waiting", "called"])
def test_it_can_be_read_by_day_and_by_night(
    live: LiveServer, sign_in: SignIn, open_page: OpenPage, scheme: str, called: bool
) -> None:
    number, address = arrived(live)
    if called:
        calls(at_counter(sign_in("petugas1")), number)
    phone = open_phone(open_page, address, color_scheme=scheme, reduced_motion="reduce")
    dark = phone.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert dark is (scheme == "dark")
    assert_accessible(phone)
    assert phone.evaluate("document.getAnimations().length") == 0
    screenshot(phone, f"visitor-phone-{scheme}-{'called' if called else 'waiting'}")


@pytest.mark.parametrize("width", [320, 390])
def test_it_fits_a_small_phone_and_works_without_scripts(live: LiveServer, open_page: OpenPage, width: int) -> None:
    number, address = arrived(live)
    phone = open_phone(open_page, address, java_script_enabled=False)
    phone.set_viewport_size({"width": width, "height": 568})
    expect(phone.locator("h1")).to_contain_text(number)
    expect(phone.locator("#ring")).to_be_hidden()
    expect(phone.get_by_role("link", name="Perbarui")).to_be_visible()
    box = phone.locator("main").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    for link in phone.locator("a").all():
        size = link.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 24
    screenshot(phone, f"visitor-phone-{width}")
