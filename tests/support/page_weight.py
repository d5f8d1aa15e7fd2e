"""What each page of the server weighs in a real Chromium: the page and all that it loads, its event stream aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from playwright.sync_api import Browser, Page, StorageState

from queue_server.demo import PASSWORD
from queue_server.domain.actor import SYSTEM
from queue_server.domain.notice import Notice
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations import admin, booking_import, self_booking
from queue_server.operations.admin_page import office_setting
from queue_server.operations.notices import save_notice
from queue_server.protocol.words import Lane, StaffRole
from queue_server.web.access import RouteAccess
from queue_server.web.app import ROUTES
from queue_server.web.context import services_of
from tests.support.live_server import LiveServer
from tests.support.pairings import opened

LIMIT_BYTES = 150_000
SETTLE_MS = 300
USERS = {
    StaffRole.ADMIN: "admin",
    StaffRole.OFFICER: "petugas1",
    StaffRole.SECURITY: "keamanan",
    StaffRole.HEALTH: "satgas",
}
_HOURS = {str(day): (("08:00", "16:00"),) for day in range(7)}


@dataclass(frozen=True)
class Weight:
    """What one page weighs, in bytes.

    Attributes:
        bodies: of everything that was loaded, as the browser reads it.
        sent: the same as it came over the wire, headers included.
        status: of the page itself.
    """

    name: str
    bodies: int
    sent: int
    files: int
    status: int

    @property
    def heavier(self) -> int:
        """The larger of the two."""
        return max(self.bodies, self.sent)


@dataclass
class _Scale:
    """Adds up what a page loads; what streams has no end, and no weight."""

    bodies: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    streams: set[str] = field(default_factory=set)

    def began(self, told: dict[str, Any]) -> None:
        if told["type"] == "EventSource" or told["response"]["mimeType"] == "text/event-stream":
            self.streams.add(told["requestId"])

    def came(self, told: dict[str, Any]) -> None:
        self.bodies[told["requestId"]] = self.bodies.get(told["requestId"], 0) + told["dataLength"]

    def ended(self, told: dict[str, Any]) -> None:
        self.sent[told["requestId"]] = int(told["encodedDataLength"])

    def total(self, sizes: dict[str, int]) -> int:
        return sum(size for request, size in sizes.items() if request not in self.streams)


def weigh(browser: Browser, name: str, address: str, signed_in: StorageState | None = None) -> Weight:
    """Open an address in a browser that has seen nothing yet, and add up all that comes."""
    context = browser.new_context(locale="id-ID", storage_state=signed_in)
    page = context.new_page()
    scale = _Scale()
    watched = context.new_cdp_session(page)
    watched.send("Network.enable")
    watched.on("Network.responseReceived", scale.began)
    watched.on("Network.dataReceived", scale.came)
    watched.on("Network.loadingFinished", scale.ended)
    answer = page.goto(address)
    assert answer is not None, address
    page.wait_for_timeout(SETTLE_MS)
    context.close()
    return Weight(name, scale.total(scale.bodies), scale.total(scale.sent), len(scale.sent), answer.status)


def server_pages(browser: Browser, live: LiveServer) -> Iterator[Weight]:
    """Weigh every page that the server has, each as the first role that may see it."""
    parts = _parts(live)
    routes = [row for row in live.server.app.extensions[ROUTES] if row.method == "GET" and _is_for_people(row)]
    for role in (None, *USERS):
        context = browser.new_context(locale="id-ID")
        page = context.new_page()
        if role:
            _sign_in(page, live.url, USERS[role])
        for row in [row for row in routes if _first(row) is role]:
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts[part[1]], row.path)
            answer = page.request.get(live.url + path, headers={"Accept": "text/html"})
            if b"<html" in answer.body():  # neither a file nor a piece of a page
                yield weigh(browser, row.path, live.url + path, context.storage_state())
        context.close()


def _is_for_people(row: RouteAccess) -> bool:
    if row.path.startswith(("/api/", "/static/", "/staff/", "/look/", "/site-ca.pem")):
        return False
    return row.access.open or bool(row.access.staff)


def _first(row: RouteAccess) -> StaffRole | None:
    return None if row.access.open else next(role for role in USERS if role in row.access.staff)


def _sign_in(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda address: "/sign-in" not in address)


def _parts(live: LiveServer) -> dict[str, str]:
    """Let what the addresses speak of happen, and return it by its name in the routes."""
    store, now = live.server.store, live.clock.now()
    who: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": now}
    for _ in range(3):
        assert live.arrive(38.2).ticket is None
    ticket = live.arrive().ticket
    assert ticket is not None
    import_id = store.write(booking_import.begin, 0, **who)
    return {
        "ticket_id": str(ticket.id),
        "counter_id": "1",
        "service_id": str(live.service_id),
        "account_id": "1",
        "device_id": str(live.kiosk_id),
        "code": "DEMO-1",
        "own_code": _booked_by_a_visitor(live, who),
        "import_id": str(import_id),
        "office_id": str(live.office_id),
        "width": "80mm",
        "language": "id",
        "pairing_id": str(_pairing(live)),
        "notice_id": str(store.write(save_notice, Notice(0, 0, None, None, {"id": "Bawa KTP asli"}), **who)),
        "opaque": live.address_of(ticket).rpartition("/")[2],
    }


def _pairing(live: LiveServer) -> int:
    secret = services_of(live.server.app).secret_key
    return opened(live.server.store, secret, "Kios 2", office_id=live.office_id, now=live.clock.now()).id


def _booked_by_a_visitor(live: LiveServer, who: dict[str, Any]) -> str:
    store, now = live.server.store, live.clock.now()
    service = store.read(office_setting, office_id=live.office_id, now=now).services[0]
    policy = OfficePolicy(self_booking=SelfBookingPolicy(switched_on=True, slot_places=5))
    store.write(admin.save_office, name="Kantor Imigrasi Contoh", timezone="Asia/Jakarta", policy=policy, **who)
    wanted: dict[str, Any] = {"code": service.code, "names": service.names, "position": 0, "open": True}
    wanted |= {"quota_per_day": 75, "service_seconds": 720, "hours": _HOURS}
    wanted["lanes"] = {Lane.GENERAL: "A", Lane.BOOKING: "B", Lane.PRIORITY: "R"}
    store.write(admin.save_service, service.id, **wanted, **who)
    nine_tomorrow = now.replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=1)
    wish = self_booking.Wish(service.id, nine_tomorrow, 1)
    made = store.write(self_booking.book_slot, wish, "a-booking-to-be-weighed", office_id=live.office_id, now=now)
    return made.code
