"""Whoever was let in once and is no longer, at every route: a revoked device, a person without account or session."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.operations import accounts, devices
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.access import RouteAccess, route_table
from tests.web.house import PASSWORD, PASSWORD_HASH, House, refusal
from tests.web.roles import addresses, ask, form_token, path_of

End = Callable[[House, int], None]


def who(house: House) -> dict[str, Any]:
    return {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}


def leave_unused(house: House, _account_id: int) -> None:
    house.clock.sleep(house.services.settings.session_idle_seconds)


def grow_old(house: House, _account_id: int) -> None:
    house.clock.sleep(house.services.settings.session_absolute_seconds)


def end_sessions(house: House, account_id: int) -> None:
    house.services.store.write(accounts.end_sessions, account_id, **who(house))


def switch_off(house: House, account_id: int) -> None:
    change: dict[str, Any] = {"display_name": "All", "roles": frozenset(StaffRole), "active": False}
    house.services.store.write(accounts.save_account, account_id, **change, **who(house))


def take_roles_away(house: House, account_id: int) -> None:
    change: dict[str, Any] = {"display_name": "All", "roles": frozenset(), "active": True}
    house.services.store.write(accounts.save_account, account_id, **change, **who(house))


def closed(house: House, *, to_devices: bool) -> Iterator[RouteAccess]:
    for row in route_table(house.app):
        if not row.access.open and bool(row.access.devices and not row.access.staff) is to_devices:
            yield row


def is_out(response: TestResponse) -> bool:
    return response.status_code in (401, 403) and response.is_json and refusal(response) in OUT


OUT = ((401, "not_signed_in"), (401, "session_expired"), (403, "forbidden"))


@pytest.mark.parametrize("end", [leave_unused, grow_old, end_sessions, switch_off, take_roles_away])
def test_a_person_whose_time_is_over_is_let_in_nowhere(house: House, end: End) -> None:
    known: dict[str, Any] = {"username": "all", "display_name": "All", "password_hash": PASSWORD_HASH}
    account_id = house.services.store.write(accounts.create_account, roles=frozenset(StaffRole), **known, **who(house))
    client = house.app.test_client()
    form = {"username": "all", "password": PASSWORD, "csrf_token": form_token(client)}
    assert client.post("/sign-in", data=form).status_code == 303
    cookie = client.get_cookie("antre_session")
    assert cookie is not None

    def as_it_was() -> None:
        client.set_cookie("antre_session", cookie.value)

    rows, parts, found = list(closed(house, to_devices=False)), addresses(house), list[str]()
    assert len(rows) > 100
    assert client.get("/counter/").status_code == 200
    end(house, account_id)
    for row in rows:
        as_it_was()
        response = ask(client, row.method, path_of(row, parts) + "?after=bad")
        if not is_out(response):
            found.append(f"{row.method} {row.path}: {response.status_code}")
        response.close()
    assert found == []


@pytest.mark.parametrize("role", DeviceRole)
def test_a_revoked_device_is_let_in_nowhere(house: House, role: DeviceRole) -> None:
    client = house.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer token-of-the-{role.value}"
    parts = addresses(house)
    house.services.store.write(devices.revoke_device, house.device_ids[role], **who(house))
    house.clock.sleep(10)
    found = []
    for row in closed(house, to_devices=True):
        response = ask(client, row.method, path_of(row, parts))
        if refusal(response) != (401, "not_signed_in"):
            found.append(f"{row.method} {row.path}: {response.status_code}")
    assert found == []
