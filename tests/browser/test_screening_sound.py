"""What the screening desk lets people hear and feel, and that nothing of it flashes."""

from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.screening import Desk, held, unmeasured
from tests.browser.staff import enter
from tests.support.browser import OpenPage
from tests.support.live_server import LiveServer

LISTEN = """
  window.heard = []; window.felt = [];
  const Sound = window.OscillatorNode;
  window.OscillatorNode = class extends Sound {
    constructor(context, options) { super(context, options); window.heard.push(options.frequency); }
  };
  Object.defineProperty(navigator, "vibrate", { value: (pattern) => { window.felt.push(pattern); return true; } });
"""
PATTERNS = "() => import('/static/-/chime.js').then((module) => module.PATTERNS)"
SLOWEST_FLASH_HZ = 3.0


def listening(live: LiveServer, open_page: OpenPage, username: str = "keamanan") -> Page:
    """A page that notes each tone and each vibration."""
    page = open_page("phone")
    page.add_init_script(LISTEN)
    return enter(page, live.url, username)


def heard(page: Page) -> int:
    return int(page.evaluate("heard.length"))


def test_it_is_heard_and_felt_until_somebody_goes(live: LiveServer, open_page: OpenPage) -> None:
    page = listening(live, open_page)
    page.click("#sound-switch")
    expect(page.locator("#sound-switch")).to_have_attribute("aria-pressed", "true")
    sample = heard(page)
    case_id = held(live)
    page.wait_for_function("before => heard.length > before", arg=sample)
    page.wait_for_function("() => felt.length > 0")
    page.locator(f"#take-{case_id}").click()
    Desk(page).rings("")
    before = heard(page)
    page.wait_for_timeout(4_500)  # longer than from one ring to the next
    assert heard(page) == before


def test_without_the_sound_it_is_only_felt(live: LiveServer, open_page: OpenPage) -> None:
    page = listening(live, open_page)
    page.click("h1")  # a phone shakes only for a page that was touched
    held(live)
    page.wait_for_function("() => felt.length > 0")
    assert heard(page) == 0


def test_the_sound_is_chosen_once_and_the_tab_tells_how_many_wait(live: LiveServer, open_page: OpenPage) -> None:
    desk = Desk(listening(live, open_page))
    expect(desk.page).to_have_title("Pemeriksaan · Antre")
    desk.page.click("#sound-switch")
    expect(desk.page.locator("#sound-switch")).to_have_text("Suara aktif")
    held(live)
    unmeasured(live)
    expect(desk.page).to_have_title("(2) Pemeriksaan · Antre")
    expect(desk.page.locator("#said")).to_contain_text("Ukur manual, Kiosk pintu masuk")
    desk.page.reload()
    expect(desk.page.locator("#sound-switch")).to_have_attribute("aria-pressed", "true")
    desk.page.click("#sound-switch")
    expect(desk.page.locator("#sound-switch")).to_have_text("Nyalakan suara")


def test_when_nobody_comes_it_is_louder_and_faster_and_never_above_three_a_second(
    live: LiveServer, open_page: OpenPage
) -> None:
    page = listening(live, open_page)
    patterns = page.evaluate(PATTERNS)
    calm, urgent = patterns["calm"], patterns["urgent"]
    assert urgent["volume"] > calm["volume"]
    assert urgent["everyMs"] < calm["everyMs"]
    assert len(urgent["tones"]) > len(calm["tones"])
    for pattern in patterns.values():
        starts = [delay for _pitch, delay in pattern["tones"]]
        starts.append(starts[0] + pattern["everyMs"] / 1000)
        assert min(later - earlier for earlier, later in pairwise(starts)) >= 1 / SLOWEST_FLASH_HZ
    held(live)
    live.clock.sleep(200)
    page.reload()
    period = page.locator("#alarm").evaluate("alarm => parseFloat(getComputedStyle(alarm).animationDuration)")
    assert 2 * period >= 1 / SLOWEST_FLASH_HZ
