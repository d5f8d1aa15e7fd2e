"""Everybody of one office sends every writing request with what belongs to another: nothing of that office changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.message import MessageKind
from queue_server.operations import accounts, closures, counter, devices, message_targets
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.tokens import hash_token
from queue_server.web.access import RouteAccess, route_table
from queue_server.web.api.v1 import PREFIX, ROUTES
from tests.support.office import Office, office
from tests.support.stores import Rows, dump
from tests.web.house import PASSED, PASSWORD, PASSWORD_HASH, House
from tests.web.roles import addresses, form_token, path_of

TOKENS = {role: f"token-of-a-stranger-{role.value}" for role in DeviceRole}
BODIES = {PREFIX + route.path: route.body for route in ROUTES}
ENDS_THE_SESSION = "/sign-out"
LEADS_BACK = ("/admin/accounts/<int:account_id>/sessions", "/admin/bookings/imports/<int:import_id>/discard")
"""Answered with the page where it was pressed, whatever came of it."""


@dataclass
class Strangers:
    """Another office in the same database: one person who has every role there, and a device of each."""

    office: Office
    person: FlaskClient
    csrf_token: str
    counters: dict[bool, tuple[int, Actor]]

    def own_counter(self, row: RouteAccess) -> str:
        """Let who would send this request work at a counter of their own; return its id."""
        counter_id, actor = self.counters[bool(row.access.staff)]
        where = {"office_id": self.office.id, "counter_id": counter_id}
        self.office.do(counter.open_counter, **where, actor=actor, now=self.office.now())
        return str(counter_id)

    def send(self, house: House, row: RouteAccess, path: str, fields: dict[str, Any]) -> TestResponse:
        """Send a request with those of the fields that it takes."""
        if row.access.staff:
            form = {"csrf_token": self.csrf_token, "nonce": house.nonce()} | fields
            return self.person.open(path, method=row.method, data=form, headers={"X-Fragment": "1", "Accept": "*/*"})
        known = fields | {"nonce": house.nonce(), "measurement": PASSED}
        known |= {"outcome": "printed"} if row.path.endswith("print-reports") else {}
        taken = getattr(BODIES[row.path], "__struct_fields__", ())
        token = TOKENS[min(row.access.devices, key=lambda role: role.value)]
        return house.app.test_client().open(
            path,
            method=row.method,
            json={name: known[name] for name in taken if name in known},
            headers={"Authorization": f"Bearer {token}"},
        )


@pytest.fixture
def strangers(house: House) -> Strangers:
    """The other office is open, with a counter for its person and one for its program."""
    here = office(house.services.store, house.clock, code="sana")
    here.open()
    known: dict[str, Any] = {"username": "stranger", "display_name": "Stranger", "password_hash": PASSWORD_HASH}
    account_id = here.do(accounts.create_account, roles=frozenset(StaffRole), **known, **here.by(here.admin))
    ids = {}
    for role, token in TOKENS.items():
        device: dict[str, Any] = {"name": f"their {role.value}", "role": role, "token_hash": hash_token(token)}
        ids[role] = here.do(devices.register_device, **device, **here.by(here.admin))
    person = house.app.test_client()
    form = {"username": "stranger", "password": PASSWORD, "csrf_token": form_token(person)}
    assert person.post("/sign-in", data=form).status_code == 303
    counters = {
        True: (here.save_counter("8"), Actor.account(account_id)),
        False: (here.save_counter("9"), Actor.device(ids[DeviceRole.COUNTER])),
    }
    return Strangers(here, person, form_token(person), counters)


def belongings(house: House) -> dict[str, str]:
    """Return the ids of everything that the office has, one of each kind."""
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    store, parts, day = house.services.store, addresses(house), date(2026, 4, 1)
    closure: dict[str, Any] = {"first_date": day, "last_date": day, "names": {"id": "Libur"}}
    target: dict[str, Any] = {"url": "json://127.0.0.1/x", "shown": "json://127.0.0.1", "kinds": (MessageKind.HELD,)}
    return parts | {
        "closure_id": str(store.write(closures.add_closure, service_id=None, **closure, **who)),
        "target_id": str(store.write(message_targets.add_target, name="Pos", **target, **who)),
    }


def theirs(rows: dict[str, Rows], office_id: int) -> dict[str, list[Any]]:
    """Return the rows that belong to an office, by their own word or by what they lead to."""
    ids = {
        f"{name}_id": {row["id"] for row in found if row.get("office_id") == office_id and "id" in row}
        for name, found in rows.items()
    }
    ids["case_id"] = ids["screening_case_id"]

    def belongs(row: Any) -> bool:
        if "office_id" in row:
            return bool(row["office_id"] == office_id)
        return any(row[column] in found for column, found in ids.items() if column in row)

    return {name: [row for row in found if belongs(row)] for name, found in rows.items()}


def writing(house: House) -> list[RouteAccess]:
    return [
        row
        for row in route_table(house.app)
        if row.method != "GET" and not row.access.open and row.path != ENDS_THE_SESSION
    ]


def fields_of(parts: dict[str, str]) -> dict[str, Any]:
    """Return what requests name beside their address: all of it of the other office."""
    ids = ("ticket_id", "visit_id", "counter_id", "service_id", "account_id", "device_id", "case_id")
    return {name: int(parts[name]) if parts[name].isdigit() else parts[name] for name in ids} | {
        "kiosk_id": int(parts["device_id"]),
        "officer_id": int(parts["account_id"]),
        "services": [parts["service_id"]],
        "service_ids": [parts["service_id"]],
        "booking_code": parts["code"],
        "code": parts["code"],
        "celsius": "36.5",
        "reason": "a reason",
        "slot_at": "2026-03-05T02:00:00Z",
        "date": "2026-03-05",
        "time": "09:00",
        "quota": "1",
        "outcome": "done",
        "name": "renamed",
        "password": "another pass phrase",
    }


def test_nobody_of_another_office_changes_anything(house: House, strangers: Strangers) -> None:
    parts, store, rows = belongings(house), house.services.store, writing(house)
    fields, wrong = fields_of(parts), list[str]()
    before = theirs(dump(store), house.office_id)
    assert all(before[name] for name in ("ticket", "visit", "screening_case", "booking", "device", "account", "notice"))
    for row in rows:
        ways = [(parts, "<" in row.path and row.path not in LEADS_BACK)]
        if "counter_id" in row.path:
            ways.append((parts | {"counter_id": strangers.own_counter(row)}, "ticket_id" in row.path))
        for ids, must_be_refused in ways:
            answer = strangers.send(house, row, path_of(row, ids), fields)
            after = theirs(dump(store), house.office_id)
            changed = [name for name in after if after[name] != before[name]]
            before = after
            # who is not let in (a refusal of ours in JSON), or not understood, has not tried
            let_in = answer.status_code != 401 or not answer.is_json
            tried = let_in and not (answer.status_code == 400 and "<" in row.path)
            if changed or not tried or (must_be_refused and answer.status_code < 400):
                wrong.append(f"{row.method} {row.path} {answer.status_code} {changed} {answer.get_data()[:300]!r}")
    assert wrong == []
    assert len(rows) > 80


def test_the_comparison_sees_what_a_person_of_the_office_does(house: House, strangers: Strangers) -> None:
    belongings(house)
    before = theirs(dump(house.services.store), house.office_id)
    assert house.act("start").status_code == 200
    after = theirs(dump(house.services.store), house.office_id)
    changed = [name for name in after if after[name] != before[name]]
    assert changed == ["audit_entry", "event", "last_action", "nonce", "ticket"]
    assert theirs(dump(house.services.store), strangers.office.id)["ticket"] == []
