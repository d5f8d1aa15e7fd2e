"""What the tests of the web layer stand on, and short ways to ask it."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import msgspec
from flask import Flask
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations import accounts, admin, day, devices
from queue_server.passwords import hash_password
from queue_server.protocol.messages import RefusalAnswer
from queue_server.protocol.words import DeviceRole, Lane, StaffRole
from queue_server.storage import offices
from queue_server.tokens import hash_token
from queue_server.web.context import Services
from tests.support.clock import FakeClock

PASSWORD = "a long pass phrase"
PASSWORD_HASH = hash_password(PASSWORD)
NAMES = {"id": "Paspor baru", "en": "New passport"}
API = "/api/v1"
PASSED = {"status": "measured", "celsius": 36.5}
WARM = {"status": "measured", "celsius": 38.2}


@dataclass
class House:
    """The application, and the ids of what is in its office."""

    app: Flask
    services: Services
    clock: FakeClock
    office_id: int
    service_id: int = 0
    counter_id: int = 0
    other_counter_id: int = 0
    device_ids: dict[DeviceRole, int] = field(default_factory=dict)
    _counted: "itertools.count[int]" = field(default_factory=itertools.count)

    def nonce(self) -> str:
        return f"nonce-of-the-test-{next(self._counted):04d}"

    def ask(self, role: DeviceRole | None, method: str, path: str, body: object = None, **more: Any) -> TestResponse:
        headers = dict(more.pop("headers", {}))
        if role is not None:
            headers["Authorization"] = f"Bearer {token(role)}"
        if body is not None:
            more |= {"data": msgspec.json.encode(body), "content_type": "application/json"}
        return self.app.test_client().open(API + path, method=method, headers=headers, **more)

    def check_in(self, **body: object) -> TestResponse:
        wanted = {"nonce": self.nonce(), "service_id": self.service_id, "measurement": PASSED}
        return self.ask(DeviceRole.KIOSK, "POST", "/check-ins", wanted | body)

    def act(self, action: str, counter_id: int | None = None, **body: object) -> TestResponse:
        path = f"/counters/{counter_id or self.counter_id}/{action}"
        return self.ask(DeviceRole.COUNTER, "POST", path, {"nonce": self.nonce()} | body)


def token(role: DeviceRole) -> str:
    """The token of the test's device of a role."""
    return f"token-of-the-{role.value}"


def refusal(response: TestResponse) -> tuple[int, str]:
    """Check that an answer is a whole refusal; return its status and code."""
    assert response.mimetype == "application/json"
    error = msgspec.json.decode(response.data, type=RefusalAnswer).error
    assert set(error.words) == {"id", "en"}
    assert all(error.words.values())
    return response.status_code, error.code.value


def furnish(app: Flask, services: Services, clock: FakeClock) -> House:
    """Fill an empty database with one open office."""
    store, who = services.store, {"actor": SYSTEM, "now": clock.now()}
    office_id = store.write(offices.add, code="TEST", name="Kantor Uji", timezone="Asia/Jakarta", policy=OfficePolicy())
    house = House(app, services, clock, office_id)
    here: dict[str, Any] = {"office_id": office_id, **who}
    house.service_id = store.write(admin.save_service, None, **here, **a_service())
    counter: dict[str, Any] = {"active": True, "service_ids": (house.service_id,)}
    house.counter_id = store.write(admin.save_counter, None, name="1", **counter, **here)
    house.other_counter_id = store.write(admin.save_counter, None, name="2", **counter, **here)
    for role in DeviceRole:
        known: dict[str, Any] = {"name": f"the {role.value}", "role": role, "token_hash": hash_token(token(role))}
        house.device_ids[role] = store.write(devices.register_device, **known, **here)
    for staff in StaffRole:
        person: dict[str, Any] = {"username": staff.value, "display_name": staff.value.title()}
        store.write(accounts.create_account, password_hash=PASSWORD_HASH, roles=frozenset({staff}), **person, **here)
    store.write(day.open_day, **here)
    return house


def a_service(**changes: Any) -> dict[str, Any]:
    """What the admin page sends for a service."""
    lanes = {Lane.GENERAL: "A", Lane.PRIORITY: "P", Lane.BOOKING: "B"}
    return {
        "code": "baru",
        "names": NAMES,
        "position": 1,
        "open": True,
        "quota_per_day": 5,
        "service_seconds": 600,
        "lanes": lanes,
    } | changes
