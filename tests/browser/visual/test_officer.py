"""Every state of the officer's pages against the references, in both languages, by axe and by measure."""

from collections.abc import Callable
from typing import Any

import msgspec
from playwright.sync_api import Page, expect

from queue_server.operations import calling, counter, serving
from queue_server.operations.service_settings import change_service, service_settings
from tests.browser.visual.conftest import StillPage
from tests.browser.visual.kiosk_states import LONG
from tests.browser.visual.walk import DESKS, HAND, Walk, walk
from tests.support.browser import PageErrors
from tests.support.live_server import LiveServer

SAY_CONNECTION = """state => {
  const connection = document.getElementById("connection");
  connection.dataset.state = state;
  document.getElementById("connection-words").textContent = connection.dataset[state];
}"""


def opens(menu: str) -> Callable[[Page], object]:
    return lambda page: page.click(f"#{menu} summary")


def says(state: str) -> Callable[[Page], object]:
    def prepare(page: Page) -> None:
        expect(page.locator("#connection")).to_have_attribute("data-state", "live")
        page.evaluate(SAY_CONNECTION, state)

    return prepare


def wrong_password(page: Page) -> None:
    page.fill("#username", "petugas1")
    page.fill("#password", "not the password")
    page.click("main button")
    expect(page.locator("[role=alert]")).to_be_visible()


def test_the_way_in(live: LiveServer, still_page: StillPage, page_errors: PageErrors) -> None:
    page_errors.allow("401|404")
    with walk("way-in", live, still_page, (*DESKS, HAND)) as anybody:
        anybody.sees("sign-in", "/sign-in")
        anybody.sees("sign-in-wrong", "/sign-in", wrong_password)
        anybody.sees("not-found", "/no-such-page")


def test_the_officers_day(live: LiveServer, still_page: StillPage, page_errors: PageErrors) -> None:
    page_errors.allow("409|422")
    with walk("officer", live, still_page, (*DESKS, HAND), "petugas1") as officer:
        first, fourth = officer.at_counter(1), officer.at_counter(4)
        officer.sees("choose", "/counter/")
        first(counter.open_counter)
        one_visitor(officer, first)
        aside(officer, first)
        first(counter.pause, "Salat")
        officer.sees("paused", "/counter/1")
        first(counter.come_back)
        crowd(officer)
        first(counter.close_counter)
        fourth(counter.open_counter)
        officer.sees("nobody-waits", "/counter/4")
        fourth(calling.await_next)
        officer.sees("awaits", "/counter/4")
        officer.sees("numbers-refused", "/numbers/")
        officer.sees("pin", "/pin")
        officer.sees("at-risk", "/on-time/")


def one_visitor(officer: Walk, act: Callable[..., Any]) -> None:
    officer.sees("free", "/counter/1")
    officer.sees("free-account-menu", "/counter/1", opens("account-menu"))
    act(calling.call_next)
    officer.sees("called", "/counter/1")
    officer.live.clock.sleep(40)
    act(calling.recall)
    officer.sees("called-again", "/counter/1", opens("transfer-menu"))
    officer.sees("stale", "/counter/1", says("stale"))
    officer.sees("slow", "/counter/1", says("polling"))
    act(serving.start)
    officer.live.clock.sleep(100)
    officer.sees("serving", "/counter/1")
    officer.sees("serving-complete-menu", "/counter/1", opens("complete-menu"))


def aside(officer: Walk, act: Callable[..., Any]) -> None:
    act(serving.park)
    act(calling.call_next)
    act(serving.no_show)
    officer.sees("parked-and-missed", "/counter/1")


def crowd(officer: Walk) -> None:
    """Many wait, the service has a long name, and the first have waited longer than promised."""
    live = officer.live
    settings = live.server.store.read(service_settings, live.office_id, live.service_id)
    officer.does(change_service, live.service_id, msgspec.structs.replace(settings, names=LONG))
    for _ in range(14):
        live.arrive()
    live.clock.sleep(20 * 60)
    officer.sees("crowd-long-names", "/counter/1")
