"""The office of the scripted server: its services, a ticket, an event."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from queue_server.protocol.events import Event, EventName, TicketEvent
from queue_server.protocol.messages import LaneInfo, OfficeInfo, ServiceInfo, TicketInfo, WaitEstimate
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import Lane

DEVICE_ID = 7
TODAY = date(2026, 3, 2)
WAIT = WaitEstimate(low_minutes=20, high_minutes=35)
ISSUED_AT = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)


def lanes(general: str, priority: str = "", booking: str = "") -> tuple[LaneInfo, ...]:
    """The lanes of a service by their letters; a lane without a letter is not offered."""
    offered = ((Lane.GENERAL, general), (Lane.PRIORITY, priority), (Lane.BOOKING, booking))
    return tuple(LaneInfo(lane=lane, prefix=prefix) for lane, prefix in offered if prefix)


def service(number: int, name_id: str, name_en: str, letter: str, **changes: Any) -> ServiceInfo:
    """One service of the test's office."""
    plain: dict[str, Any] = {
        "id": number,
        "names": {"id": name_id, "en": name_en},
        "lanes": lanes(letter),
        "open": True,
        "quota_left": 20,
        "waiting": 3,
    }
    return ServiceInfo(**(plain | changes))


def office_info(**changes: Any) -> OfficeInfo:
    """The test's office: three services, one with all lanes, open."""
    plain: dict[str, Any] = {
        "name": "Kantor Imigrasi Balikpapan",
        "timezone": "Asia/Makassar",
        "business_date": TODAY,
        "services": (
            service(1, "Paspor baru", "New passport", "A", lanes=lanes("A", "R", "B"), estimate=WAIT),
            service(2, "Penggantian paspor", "Passport renewal", "C", waiting=0, lanes=lanes("C", "P")),
            service(3, "Pengambilan paspor", "Passport collection", "U", waiting=1),
        ),
        "temperature": TemperaturePolicy(),
        "promise_seconds": 7200,
        "seq": 10,
        "now": ISSUED_AT,
    }
    return OfficeInfo(**(plain | changes))


def ticket_info(ticket_id: int = 1, **changes: Any) -> TicketInfo:
    """A ticket as the server sends it."""
    plain: dict[str, Any] = {
        "id": ticket_id,
        "number": f"A-{ticket_id:03d}",
        "office_name": "Kantor Imigrasi Balikpapan",
        "service_names": {"id": "Paspor baru", "en": "New passport"},
        "business_date": TODAY,
        "issued_at": ISSUED_AT,
        "timezone": "Asia/Makassar",
        "ahead": 3,
        "estimate": WAIT,
        "deadline_at": datetime(2026, 3, 2, 3, 5, tzinfo=UTC),
        "follow_url": f"http://127.0.0.1:8000/v/q7Xk2mPz9R{ticket_id}",
        "language": "id",
    }
    return TicketInfo(**(plain | changes))


def print_event(seq: int, ticket_id: int, device_id: int | None = DEVICE_ID, **changes: Any) -> Event:
    """An event that asks a kiosk to print."""
    payload = TicketEvent(
        ticket_id=ticket_id, visit_id=1, number="A-001", service_id=1, state="waiting", print_at=device_id
    )
    plain: dict[str, Any] = {
        "seq": seq,
        "name": EventName.TICKET_ISSUED,
        "at": ISSUED_AT,
        "business_date": TODAY,
        "payload": msgspec.Raw(msgspec.json.encode(payload)),
    }
    return Event(**(plain | changes))
