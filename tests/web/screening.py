"""Short ways for the tests of the screening desk: held visitors, people at the desk, what they press."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import admin, desk, devices
from queue_server.operations.views import DeskView
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.tokens import hash_token
from tests.web.house import House
from tests.web.roles import client_of, form_token

VALUE = 38.47
SHOWN = "38,47 °C"
WARM = {
    "status": "measured",
    "celsius": VALUE,
    "ambient_celsius": 33.5,
    "samples": 14,
    "spread_celsius": 0.03,
}


def held(house: House, **body: Any) -> str:
    """Let a warm visitor come; return the id of the case."""
    before = {case.id for case in seen(house).open_cases}
    assert house.check_in(**{"measurement": WARM} | body).get_json()["outcome"] == "held"
    (case_id,) = {case.id for case in seen(house).open_cases} - before
    return case_id


def unmeasured(house: House, reason: str) -> str:
    """Let a visitor come whom the kiosk cannot measure."""
    return held(house, measurement={"status": "unsure", "reason": reason})


def seen(house: House) -> DeskView:
    """The desk, without a value."""
    return house.services.store.read(desk.desk_view, office_id=house.office_id, now=house.clock.now())


def booked(house: House, code: str = "BOOK-1") -> str:
    """Let a warm visitor with a booking come."""
    slot_at = house.clock.now().isoformat()
    body = {"nonce": house.nonce(), "code": code, "service_id": house.service_id, "slot_at": slot_at}
    assert house.ask(DeviceRole.INTEGRATOR, "POST", "/bookings", body).status_code == 200
    return held(house, booking_code=code, service_id=None)


def other_kiosk(house: House, name: str = "second kiosk") -> int:
    return house.services.store.write(
        devices.register_device,
        name=name,
        role=DeviceRole.KIOSK,
        token_hash=hash_token(f"token of the {name}"),
        office_id=house.office_id,
        actor=SYSTEM,
        now=house.clock.now(),
    )


def set_policy(house: House, **changes: object) -> None:
    """Give the office other rules."""
    policy = OfficePolicy(**changes)  # type: ignore[arg-type]
    named = {"name": "Kantor Uji", "timezone": "Asia/Jakarta", "policy": policy}
    house.services.store.write(
        admin.save_office,
        **named,  # type: ignore[arg-type]
        office_id=house.office_id,
        actor=SYSTEM,
        now=house.clock.now(),
    )


class Person:
    """Somebody who is signed in."""

    def __init__(self, house: House, role: StaffRole) -> None:
        self.client: FlaskClient = client_of(house, role)
        self._token = form_token(self.client)

    def reads(self, path: str = "/screening/") -> TestResponse:
        return self.client.get(path, buffered=True)

    def sends(self, path: str, **form: str) -> TestResponse:
        """Send a form as the page's script does."""
        headers = {"X-Fragment": "1"}
        return self.client.post(f"/screening/{path}", data=form | {"csrf_token": self._token}, headers=headers)

    def sends_plainly(self, path: str, **form: str) -> TestResponse:
        """Send a form as a browser without scripts does."""
        return self.client.post(f"/screening/{path}", data=form | {"csrf_token": self._token})


def text(response: TestResponse) -> str:
    """What a person reads, with its spaces made single."""
    return re.sub(r"\s+", " ", response.get_data(as_text=True))
