"""Every state of the visitor's phone against the references: the place in line, and a booking from choice to ticket."""

import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from playwright.sync_api import Page, expect

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations import admin, calling, counter, serving
from queue_server.operations.self_booking import Wish, book_slot, cancel_own
from queue_server.operations.service_settings import change_service, service_settings
from queue_server.web.lines import LEAST_SECONDS
from tests.browser.visual.conftest import StillPage
from tests.browser.visual.kiosk_states import LONG, LONG_OFFICE
from tests.browser.visual.walk import PHONES, Walk, walk
from tests.support.browser import PageErrors
from tests.support.live_server import LiveServer

HOURS = {str(day): (("08:00", "12:00"),) for day in range(5)}
BRING = {"id": "KTP asli dan fotokopi\nKartu Keluarga", "en": "Identity card, original and copy\nFamily card"}
NINE = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
CHOICE = "service=passport"


def arrived(live: LiveServer) -> tuple[str, str]:
    """Let a visitor arrive; return the number and the path of its place in line."""
    ticket = live.arrive().ticket
    assert ticket is not None
    return ticket.number, urlsplit(live.address_of(ticket)).path


def test_the_place_in_line(live: LiveServer, still_page: StillPage, page_errors: PageErrors) -> None:
    page_errors.allow("404|ERR_INTERNET_DISCONNECTED")
    with walk("place", live, still_page, PHONES) as visitor:
        (number, first), (_, last) = arrived(live), arrived(live)
        visitor.sees("waiting", last)
        act = visitor.at_counter(1)
        act(counter.open_counter)
        visitor.sees("lost", last, lost)
        ahead(act, number)
        sees_news(visitor, "called", first)
        live.clock.sleep(40)
        act(calling.recall)
        sees_news(visitor, "called-again", first)
        act(serving.start)
        sees_news(visitor, "serving", first)
        act(serving.park)
        sees_news(visitor, "parked", first)
        act(calling.call_next)
        sees_news(visitor, "next-is-called", last)
        act(serving.no_show)
        sees_news(visitor, "missed", last)
        visitor.sees("unknown", "/v/unknown-address")


def lost(page: Page) -> None:
    """Lose the connection while the page is open; it comes back for the next state."""
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#lost")).to_be_visible()
    page.context.set_offline(False)


def sees_news(visitor: Walk, state: str, path: str) -> None:
    """Look when the line that all phones share may be read anew."""
    time.sleep(LEAST_SECONDS)
    visitor.sees(state, path)


def ahead(act: Any, number: str) -> None:
    """Serve whoever came before the visitor with this number, who is called next."""
    for _ in range(20):
        if act(calling.call_next).number == number:
            return
        act(serving.start)
        act(serving.complete, "done")
    raise AssertionError("the visitor is never called")


@pytest.fixture
def office(live: LiveServer) -> LiveServer:
    """The demo office; its first service has hours, and visitors book by themselves."""
    settings = live.server.store.read(service_settings, live.office_id, live.service_id)
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    live.server.store.write(change_service, live.service_id, msgspec.structs.replace(settings, hours=HOURS), **here)
    rules(live)
    return live


def rules(live: LiveServer, name: str = "Kantor Imigrasi Contoh", **changes: Any) -> None:
    wanted: dict[str, Any] = {"switched_on": True, "slot_places": 4, "bring": BRING} | changes
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    policy = OfficePolicy(self_booking=SelfBookingPolicy(**wanted))
    live.server.store.write(admin.save_office, name=name, timezone="Asia/Jakarta", policy=policy, **here)


def books(live: LiveServer, nonce: str, people: int) -> str:
    wish = Wish(live.service_id, NINE, people)
    made = live.server.store.write(book_slot, wish, nonce, office_id=live.office_id, now=live.clock.now())
    return made.code


def test_a_booking(office: LiveServer, still_page: StillPage, page_errors: PageErrors) -> None:
    page_errors.allow("404")
    with walk("book", office, still_page, PHONES) as visitor:
        books(office, "nonce-of-the-visual-1", 3)
        visitor.sees("services", "/book")
        visitor.sees("days", f"/book?{CHOICE}")
        visitor.sees("times", f"/book?{CHOICE}&day=2026-03-03")
        visitor.sees("people", f"/book?{CHOICE}&day=2026-03-03&time=09:30")
        visitor.sees("confirm", f"/book?{CHOICE}&day=2026-03-03&time=09:30&people=2")
        visitor.sees("taken", f"/book?{CHOICE}&day=2026-03-03&time=09:00&people=2")
        visitor.sees("ask", "/book/mine")
        visitor.sees("ask-unknown", "/book/mine", asks_for_another)
        own_booking(visitor)
        rules(office, LONG_OFFICE)
        settings = office.server.store.read(service_settings, office.office_id, office.service_id)
        visitor.does(change_service, office.service_id, msgspec.structs.replace(settings, names=LONG))
        visitor.sees("long-names", f"/book?{CHOICE}&day=2026-03-03&time=09:30&people=2")
        rules(office, switched_on=False)
        visitor.sees("off", "/book")


def own_booking(visitor: Walk) -> None:
    code = books(visitor.live, "nonce-of-the-visual-2", 1)
    visitor.sees("booking", f"/book/mine/{code}")
    visitor.sees("booking-cancel", f"/book/mine/{code}", lambda page: page.locator(".sure summary").click())
    visitor.sees("move-days", f"/book/mine/{code}/move")
    visitor.sees("move-confirm", f"/book/mine/{code}/move?day=2026-03-04&time=08:00")
    visitor.live.server.store.write(cancel_own, code, office_id=visitor.live.office_id, now=visitor.live.clock.now())
    visitor.sees("cancelled", f"/book/mine/{code}")


def asks_for_another(page: Page) -> None:
    page.fill("#code", "k7mp 4qxr")
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_be_visible()
