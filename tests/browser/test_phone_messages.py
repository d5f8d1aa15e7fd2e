"""Messages to a phone, the whole way: a touch in a real browser, a call, the push service, and what the phone shows."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from queue_server.config import PushSettings
from queue_server.secret_files import PUSH_KEY_FILE
from tests.browser.staff import SignIn, at_counter
from tests.browser.test_visitor_phone import arrived, calls
from tests.support.axe import assert_accessible
from tests.support.browser import WHOLE, OpenPage, PageErrors, launched, screenshot
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server
from tests.support.message_ends import until
from tests.support.push_end import Phone, PushService, push_service

DELIVERIES = 10
ON = "Ponsel ini menerima pesan saat Anda dipanggil."
OFF = "Kirim pesan saat saya dipanggil, juga bila ponsel terkunci"
# The browser's own push service is out of reach here: this is the one call of it, with what it would have answered.
_SUBSCRIBES = """(json) => {
  PushManager.prototype.subscribe = async function (options) {
    window.askedWith = [options.userVisibleOnly, options.applicationServerKey.length];
    return { endpoint: json.endpoint, toJSON: () => json };
  };
}"""
_SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map((one) => [one.title, one.body, one.lang, one.tag, one.requireInteraction, one.vibrate])"""
# A browser lets a window be opened by a real touch of the notification only; what is tried is noted in its place.
_TOUCHED = """async () => {
  self.focused = self.opened = null;
  self.clients.openWindow = async (address) => { self.opened = address; };
  WindowClient.prototype.focus = async function () { self.focused = this.url; };
  const [notification] = await self.registration.getNotifications();
  const touch = new NotificationEvent("notificationclick", { notification });
  const waited = [];
  touch.waitUntil = (promise) => waited.push(promise);
  self.dispatchEvent(touch);
  await Promise.all(waited);
  return [self.focused, self.opened, (await self.registration.getNotifications()).length];
}"""


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    """The whole Chromium: the lighter one knows no push service."""
    with launched(driver, WHOLE) as chromium:
        yield chromium


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def live(tmp_path: Path, service: PushService) -> Iterator[LiveServer]:
    """The demo office, which tells phones by a push service of its own."""
    push = PushSettings(enabled=True, contact="mailto:it@office.example", services="", own_service=service.origin)
    with live_server(tmp_path, FakeClock(datetime(2026, 3, 2, 3, 0, tzinfo=UTC)), push=push) as server:
        assert (tmp_path / PUSH_KEY_FILE).stat().st_mode & 0o777 == 0o600
        yield server


def deliver(page: Page, words: dict[str, object]) -> None:
    """Have the browser's push service hand a message to the worker of the page."""
    developer = page.context.new_cdp_session(page)
    found: list[str] = []
    developer.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(one["registrationId"] for one in told["registrations"]),
    )
    developer.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
    until(lambda: page.evaluate("1") and found, "the worker")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    message = {"origin": origin, "registrationId": found[0], "data": json.dumps(words)}
    # Asked for what is shown while it is about to be shown, Chromium may take it away again: then it is sent anew, and
    # the tag lets it stand once all the same.
    for _ in range(DELIVERIES):
        developer.send("ServiceWorker.deliverPushMessage", message)
        page.wait_for_timeout(1_000)
        if page.evaluate(_SHOWN):
            return
    raise AssertionError(f"delivered {DELIVERIES} times, and the phone shows nothing")


def test_a_touch_a_call_and_the_locked_phone_says_where_to_go(
    live: LiveServer, service: PushService, sign_in: SignIn, open_page: OpenPage, page_errors: PageErrors
) -> None:
    page_errors.allow("404")
    number, address = arrived(live)
    owner = Phone()
    phone = open_page("phone")
    phone.context.grant_permissions(["notifications"], origin=live.url)
    phone.add_init_script(f"({_SUBSCRIBES})({json.dumps(owner.subscription(f'{service.origin}/p'))})")
    phone.goto(address)
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-messages-off")
    phone.get_by_role("button", name=OFF).click()
    expect(phone.get_by_role("button", name=ON)).to_have_attribute("aria-pressed", "true")
    assert phone.evaluate("window.askedWith") == [True, 65]
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-messages-on")

    officer = at_counter(sign_in("petugas1"))
    calls(officer, number)
    until(lambda: service.came, "the message")
    (words,) = service.words_for(owner)
    deliver(phone, words)
    tag = f"{urlsplit(address).path}?lang=id"
    shown = [f"{number} · Silakan menuju loket 1", "Kantor Imigrasi Contoh", "id", tag, True, [300, 150, 300, 150, 300]]
    assert phone.evaluate(_SHOWN) == [shown]
    (worker,) = phone.context.service_workers
    assert worker.evaluate(_TOUCHED) == [address, None, 0]

    phone.goto(f"{live.url}/v/elsewhere")  # its own page is closed
    deliver(phone, words)
    assert worker.evaluate(_TOUCHED) == [None, f"{address}?lang=id", 0]


def test_it_is_switched_off_and_refused_and_a_failure_is_said(
    live: LiveServer, service: PushService, open_page: OpenPage
) -> None:
    _, address = arrived(live)
    phone = open_page("phone")
    phone.context.grant_permissions(["notifications"], origin=live.url)
    phone.add_init_script(f"({_SUBSCRIBES})({json.dumps(Phone().subscription(f'{service.origin}/p'))})")
    phone.goto(address)
    phone.get_by_role("button", name=OFF).click()
    phone.get_by_role("button", name=ON).click()
    expect(phone.get_by_role("button", name=OFF)).to_have_attribute("aria-pressed", "false")
    phone.reload()
    expect(phone.get_by_role("button", name=OFF)).to_be_visible()
    phone.evaluate("() => { PushManager.prototype.subscribe = () => Promise.reject(new Error('not here')); }")
    phone.get_by_role("button", name=OFF).click()
    expect(phone.locator("#push-trouble")).to_have_text("Tidak berhasil. Coba lagi sebentar lagi.")
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-messages-trouble")
    phone.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    phone.reload()
    expect(phone.locator("#push-refused")).to_contain_text("Peramban ini tidak mengizinkan pesan")
    expect(phone.locator("#push")).to_be_hidden()
    assert_accessible(phone)
    screenshot(phone, "visitor-phone-messages-refused")


def test_a_browser_that_cannot_is_offered_nothing(live: LiveServer, open_page: OpenPage) -> None:
    _, address = arrived(live)
    phone = open_page("phone")
    phone.add_init_script("delete window.PushManager")
    phone.goto(address)
    expect(phone.get_by_role("button", name="Bunyikan saat saya dipanggil")).to_be_visible()
    expect(phone.locator("#phone-messages")).to_be_hidden()
