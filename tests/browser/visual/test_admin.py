"""Every page of the administration against the references, in both languages, by axe and by measure."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from queue_server.domain.notice import Notice
from queue_server.operations import booking_import
from queue_server.operations.devices import record_heartbeat
from queue_server.operations.notices import save_notice
from queue_server.operations.pairing import NewDevice, open_pairing
from queue_server.operations.webhook_settings import add_webhook
from queue_server.protocol.messages import Heartbeat, PartHealth
from queue_server.protocol.words import DeviceRole
from tests.browser.visual.conftest import StillPage
from tests.browser.visual.walk import DESKS, HAND, Size, Walk, walk
from tests.support.browser import PageErrors
from tests.support.live_server import LiveServer

PAGES = {
    "day": "",
    "services": "services",
    "service": "services/1",
    "service-new": "services/new",
    "counters": "counters",
    "counter": "counters/1",
    "counter-new": "counters/new",
    "accounts": "accounts",
    "account": "accounts/2",
    "account-new": "accounts/new",
    "messages": "messages",
    "bookings": "bookings",
    "booking": "bookings/DEMO-5",
    "booking-rules": "booking-rules",
    "closures-none": "closures",
    "changes-none": "changes",
    "history": "history",
    "deeds": "history/deeds",
    "file": "file",
    "office": "office",
    "record": "record",
    "results": "results",
}
PAPER_OUT = PartHealth(name="printer", driver="usb", state="faulty", code="printer_paper_out", message="out of paper")
WELL = PartHealth(name="thermometer", driver="mlx90614", state="ok", counters={"reads": 52_140, "i2c_checksum": 12})


def saves(**fields: str) -> Callable[[Page], None]:
    """Fill fields and press the button that saves."""

    def prepare(page: Page) -> None:
        for field, value in fields.items():
            page.fill(f"#{field}", value)
        page.get_by_role("button", name=re.compile("^(Simpan|Save)$")).first.click()
        expect(page.locator(".field-error").first).to_be_visible()

    return prepare


@pytest.mark.parametrize("sizes", [(DESKS[0],), (HAND,)], ids=["desk", "hand"])
def test_every_page(live: LiveServer, still_page: StillPage, page_errors: PageErrors, sizes: tuple[Size, ...]) -> None:
    page_errors.allow("422")
    heartbeat = Heartbeat(parts=(WELL, PAPER_OUT), version="0.3.0")
    live.server.store.write(record_heartbeat, live.kiosk_id, heartbeat, office_id=live.office_id, now=live.clock.now())
    with walk("admin", live, still_page, sizes, "admin", thorough=HAND not in sizes) as admin:
        admin.sees("devices", "/admin/devices")
        pairing = admin.does(open_pairing, NewDevice("Layar lantai dua", DeviceRole.DISPLAY), key=b"a key of this test")
        admin.sees("pairing", f"/admin/pairings/{pairing.id}")
        for state, path in PAGES.items():
            admin.sees(state, f"/admin/{path}")
        written(admin)
        refused_and_full(admin)


def test_the_sheets_for_a_desk(live: LiveServer, still_page: StillPage) -> None:
    with walk("prints", live, still_page, (DESKS[0],), "admin") as admin:
        admin.sees("poster", "/print/poster")
        admin.sees("quick-start", "/print/quick-start")
        admin.sees("styleguide", "/styleguide/")


def written(admin: Walk) -> None:
    """What the office writes itself: notices, and the ticket's lines."""
    notice_id = admin.does(save_notice, Notice(0, 0, None, None, {"id": "Bawa KTP asli", "en": "Bring your card"}))
    admin.sees("notices", "/admin/notices")
    admin.sees("notice", f"/admin/notices/{notice_id}")
    admin.sees("look", "/admin/look")
    admin.sees("printouts", "/admin/printouts")


def refused_and_full(admin: Walk) -> None:
    admin.sees("service-refused", "/admin/services/1", saves(quota_per_day="banyak"))
    admin.sees("account-refused", "/admin/accounts/new", saves(display_name="Ibu Ayu", username="petugas9"))
    import_id = admin.does(booking_import.begin, 0)
    admin.sees("booking-file", f"/admin/bookings/imports/{import_id}")
    told_of_events(admin)


def told_of_events(admin: Walk) -> None:
    """The last: with a program there is one more entry in the menu of every page."""
    told = {"url": "https://calendar.example/antre", "told_of": ["ticket.called", "ticket.completed"], "inside": ()}
    admin.does(add_webhook, name="Kalender", secret="of this test", **told)
    admin.sees("programs", "/admin/programs")
