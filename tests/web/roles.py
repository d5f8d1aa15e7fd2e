"""Everybody who may come to the application, and an office in which every address leads somewhere."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.notice import Notice
from queue_server.operations import booking_import, desk, look, notices, security
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.access import Access, RouteAccess
from tests.support import pairings
from tests.support.pictures import png
from tests.web.booking_page import book_tomorrow
from tests.web.house import PASSWORD, WARM, House, token

Role = StaffRole | DeviceRole | None
"""``None`` is somebody who is not known."""
EVERYBODY: tuple[Role, ...] = (None, *StaffRole, *DeviceRole)
STREAMS = ("/staff/stream", "/api/v1/stream")


def form_token(client: FlaskClient) -> str:
    """Return the token that the forms of this client must carry."""
    page = client.get("/sign-in", follow_redirects=True).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def client_of(house: House, role: Role) -> FlaskClient:
    """Return a browser that is signed in, or a device's client."""
    client = house.app.test_client()
    if isinstance(role, StaffRole):
        form = {"username": role.value, "password": PASSWORD, "csrf_token": form_token(client)}
        assert client.post("/sign-in", data=form).status_code == 303
    if isinstance(role, DeviceRole):
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token(role)}"
    return client


def may(access: Access, role: Role) -> bool:
    """Tell what a route declares for somebody."""
    return access.open or role in access.staff or role in access.devices


def addresses(house: House) -> dict[str, str]:
    """Let a day begin, and return what stands for each part of an address."""
    ticket = house.check_in().get_json()["ticket"]
    for _ in range(2):
        house.check_in(measurement=WARM)
    house.act("open")
    house.act("call-next")
    slot = {"nonce": house.nonce(), "code": "CODE-1", "service_id": house.service_id, "slot_at": "2026-03-02T02:00:00Z"}
    assert house.ask(DeviceRole.INTEGRATOR, "POST", "/bookings", slot).status_code == 200
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(look.save_logo, png(), **who)
    import_id = house.services.store.write(booking_import.begin, 0, **who)
    sent_home, waiting = house.services.store.read(
        desk.desk_view, office_id=house.office_id, now=house.clock.now()
    ).open_cases
    house.services.store.write(security.defer, sent_home.id, **who)
    return {
        "ticket_id": str(ticket["id"]),
        "visit_id": str(sent_home.visit_id),
        "counter_id": str(house.counter_id),
        "service_id": str(house.service_id),
        "account_id": "1",
        "device_id": "1",
        "change_id": "1",
        "closure_id": "1",
        "target_id": "1",
        "webhook_id": "1",
        "notice_id": str(_notice(house, who)),
        "case_id": waiting.id,
        "code": "CODE-1",
        "pairing_id": str(_pairing(house, who)),
        "own_code": book_tomorrow(house),
        "import_id": str(import_id),
        "business_date": "2026-03-02",
        "opaque": ticket["follow_url"].rpartition("/")[2],
        "version": "-",
        "filename": "staff.css",
        "office_id": str(house.office_id),
        "width": "80mm",
        "language": "id",
    }


def _notice(house: House, who: dict[str, Any]) -> int:
    return house.services.store.write(notices.save_notice, Notice(0, 0, None, None, {"id": "Bawa KTP"}), **who)


def _pairing(house: House, who: dict[str, Any]) -> int:
    here, whose = house.services, {"office_id": who["office_id"], "now": who["now"]}
    return pairings.opened(here.store, here.secret_key, "new", DeviceRole.DISPLAY, **whose).id


def path_of(row: RouteAccess, parts: dict[str, str]) -> str:
    """Return an address of a route."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: parts[part[1]], row.path)


def ask(client: FlaskClient, method: str, path: str, **more: Any) -> TestResponse:
    """Ask as a program does; nothing that is asked like this can change anything: no form token, no usable body."""
    wanted: dict[str, Any] = {"json": {"unknown": 1}} if method == "POST" and path.startswith("/api/") else {}
    return client.open(path, method=method, headers={"Accept": "*/*"}, **wanted, **more)
