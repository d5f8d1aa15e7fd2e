"""Every state of the pages of security and health against the references, by axe and by measure."""

from playwright.sync_api import Page, expect

from queue_server.operations import cases, security
from queue_server.operations.devices import record_heartbeat
from queue_server.operations.give_number import give_number
from queue_server.protocol.messages import CheckInRequest, Heartbeat, PartHealth
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus
from tests.browser.screening import booked, held, measured_again, unmeasured
from tests.browser.visual.conftest import StillPage
from tests.browser.visual.walk import DESKS, HAND, Walk, account, walk
from tests.support.browser import PageErrors
from tests.support.live_server import LiveServer

HEALTHY = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=12)


def looks(page: Page) -> None:
    """Wait for the values, which a look brings."""
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    expect(page.locator("#look")).to_have_count(0)


def opens_warily(page: Page) -> None:
    looks(page)
    page.locator(".case-bar summary").first.click()


def without_a_measurement(page: Page) -> None:
    page.locator("main form button.primary").last.click()
    expect(page.locator(".field-error").first).to_be_visible()


def test_the_screening_desk(live: LiveServer, still_page: StillPage) -> None:
    with walk("guard", live, still_page, (DESKS[0], HAND), "keamanan") as guard:
        guard.sees("nobody", "/screening/")
        first = held(live)
        live.clock.sleep(90)
        second = unmeasured(live)
        guard.sees("two", "/screening/", looks)
        whose = {"actor": account(live, "keamanan")}
        guard.does(cases.take, first, **whose)
        guard.does(cases.take, second, actor=account(live, "satgas"))
        guard.sees("taken", "/screening/", looks)
        live.clock.sleep(301)
        measured_again(live, first, 36.71)
        guard.does(security.measure, first, 36.9, **whose)
        guard.sees("measured-twice", "/screening/", looks)
        guard.does(security.clear, first, **whose)
        guard.does(security.defer, booked(live, "STATE-1"), **whose)
        guard.sees("decided", "/screening/", looks)
        for _ in range(4):
            held(live)
            live.clock.sleep(37)
        live.clock.sleep(200)
        guard.sees("many-in-vain", "/screening/", looks)
        guard.sees("kiosk-pin", "/kiosk-pin")
        numbers(guard)
        thermometers(guard)


def numbers(guard: Walk) -> None:
    guard.sees("give-number", "/numbers/")
    live = guard.live
    wanted = CheckInRequest(nonce="nonce-of-the-guard-1", service_id=live.service_id, measurement=HEALTHY)
    given = guard.does(give_number, wanted, None, actor=account(live, "keamanan"))
    guard.sees("given-number", f"/numbers/{given.ticket.id}")


def thermometers(guard: Walk) -> None:
    live = guard.live
    part = PartHealth(name="thermometer", driver="mlx90614", state="ok")
    heartbeat = Heartbeat(parts=(part,), version="0.3.0")
    live.server.store.write(record_heartbeat, live.kiosk_id, heartbeat, office_id=live.office_id, now=live.clock.now())
    guard.sees("thermometers", "/thermometers/")
    guard.sees("calibrate", f"/thermometers/{live.kiosk_id}")
    guard.sees("check", f"/thermometers/{live.kiosk_id}/check")


def test_a_number_that_lacks_a_measurement(live: LiveServer, still_page: StillPage, page_errors: PageErrors) -> None:
    page_errors.allow("422")
    with walk("guard-refused", live, still_page, (DESKS[0], HAND), "satgas") as guard:
        guard.sees("no-measurement", "/numbers/", without_a_measurement)
        held(live)
        guard.sees("not-undone", "/screening/", looks)
