"""Short ways for the tests of the screening desk in a browser: who is held, where, and what the desk does."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
from playwright.sync_api import Locator, Page, expect

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import cases, desk
from queue_server.operations.admin import checked_policy, save_office
from queue_server.operations.admin_page import office_setting
from queue_server.operations.booking import create_booking
from queue_server.operations.check_in import check_in
from queue_server.operations.devices import register_device
from queue_server.protocol.bookings import BookingRequest
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.screening import MeasurementReport, ReturnReport
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import DeviceRole, MeasurementStatus
from queue_server.tokens import hash_token
from tests.support.live_server import LiveServer

WARM = Measurement(
    status=MeasurementStatus.MEASURED, celsius=38.2, ambient_celsius=27.5, samples=14, spread_celsius=0.03
)
_nonces = count(1)


def nonce() -> str:
    return f"nonce-of-the-desk-{next(_nonces):06d}"


def by_system(live: LiveServer) -> dict[str, Any]:
    return {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}


def held(live: LiveServer, measurement: Measurement = WARM, kiosk_id: int | None = None, **changes: Any) -> str:
    """A visitor is asked to sit; return the id of the case."""
    wanted: dict[str, Any] = {"service_id": live.service_id} | changes
    if "booking_code" in wanted:
        del wanted["service_id"]
    request = CheckInRequest(nonce=nonce(), measurement=measurement, **wanted)
    here = at_kiosk(live) | {"device_id": kiosk_id or live.kiosk_id}
    assert live.server.store.write(check_in, request, **here).outcome == "held"
    view = live.server.store.read(desk.desk_view, office_id=live.office_id, now=live.clock.now())
    return view.open_cases[-1].id


def unmeasured(live: LiveServer, reason: str = "unsteady", kiosk_id: int | None = None) -> str:
    """A visitor whom the kiosk could not measure."""
    return held(live, Measurement(status=MeasurementStatus.UNSURE, reason=reason), kiosk_id)


def booked(live: LiveServer, code: str) -> str:
    """A warm visitor with a booking for now."""
    request = BookingRequest(nonce=nonce(), code=code, service_id=live.service_id, slot_at=live.clock.now())
    live.server.store.write(create_booking, request, device_id=live.kiosk_id, **by_system(live))
    return held(live, booking_code=code)


def second_kiosk(live: LiveServer) -> int:
    token = hash_token("second kiosk of the test")
    named: dict[str, Any] = {"name": "Kiosk pintu samping", "role": DeviceRole.KIOSK, "token_hash": token}
    return live.server.store.write(register_device, **named, **by_system(live))


def at_kiosk(live: LiveServer) -> dict[str, Any]:
    return {"office_id": live.office_id, "device_id": live.kiosk_id, "now": live.clock.now()}


def measured_again(live: LiveServer, case_id: str, celsius: float) -> None:
    """The kiosk measures the visitor of a case again."""
    view = live.server.store.read(desk.desk_view, office_id=live.office_id, now=live.clock.now())
    (visit_id,) = [case.visit_id for case in view.open_cases if case.id == case_id]
    report = MeasurementReport(nonce=nonce(), measurement=msgspec.structs.replace(WARM, celsius=celsius))
    live.server.store.write(cases.measured_at_kiosk, visit_id, report, **at_kiosk(live))


def came_back(live: LiveServer) -> None:
    """A visitor says at the kiosk that the rest is over."""
    live.server.store.write(cases.came_back, ReturnReport(nonce=nonce()), **at_kiosk(live))


def set_desk(live: LiveServer, **changes: int) -> None:
    """Change the rules of the desk."""
    setting = live.server.store.read(office_setting, office_id=live.office_id, now=live.clock.now())
    policy: OfficePolicy = checked_policy(dict(setting.policy))
    wanted = msgspec.structs.replace(policy, desk=msgspec.structs.replace(policy.desk, **changes))
    named: dict[str, Any] = {"name": setting.name, "timezone": setting.timezone, "policy": wanted}
    live.server.store.write(save_office, **named, **by_system(live))


def looks(live: LiveServer) -> list[tuple[str, int]]:
    found = live.server.store.read(desk.looks_today, office_id=live.office_id)
    return [(one.who, one.times) for one in found]


@dataclass
class Desk:
    """Somebody before the page of the screening desk."""

    page: Page

    @property
    def cards(self) -> Locator:
        return self.page.locator("[data-case]")

    def card(self, case_id: str) -> Locator:
        return self.page.locator(f"#case-{case_id}")

    def press(self, key: str, told: str) -> None:
        """Press a key, and wait for what the page tells."""
        self.page.keyboard.press(key)
        expect(self.page.locator("#notes")).to_contain_text(told)

    def rings(self, how: str) -> None:
        """Check that it rings ``calm`` or ``urgent``, or is silent (an empty text)."""
        expect(self.page.locator("#live")).to_have_attribute("data-ringing", how)

    def is_live(self) -> None:
        """Wait until the page follows the feed."""
        expect(self.page.locator("#connection")).to_have_attribute("data-state", "live")
