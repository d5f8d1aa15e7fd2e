"""Choosing a PIN for the kiosk, and what the screening desk says of a decision that was made there."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_server.domain.actor import SYSTEM
from queue_server.operations import accounts
from queue_server.passwords import hash_pin, verify_password
from queue_server.protocol.words import DeviceRole, StaffRole
from tests.web.house import PASSWORD, House
from tests.web.roles import client_of, form_token
from tests.web.screening import WARM

PIN = "483920"


@pytest.fixture
def guard(house: House) -> FlaskClient:
    return client_of(house, StaffRole.SECURITY)


def choose(guard: FlaskClient, **changes: str) -> int:
    form = {"password": PASSWORD, "pin": PIN, "csrf_token": form_token(guard)} | changes
    return guard.post("/kiosk-pin", data=form).status_code


def deciders(house: House) -> list[dict[str, Any]]:
    body = {"store": "store-of-the-kiosk-1", "size": 10}
    found: list[dict[str, Any]] = house.ask(DeviceRole.KIOSK, "POST", "/reserves", body).get_json()["deciders"]
    return found


def test_the_kiosk_learns_a_pin_that_was_chosen_with_the_password_and_forgets_it(
    house: House, guard: FlaskClient
) -> None:
    assert "PIN saya untuk kios" in guard.get("/kiosk-pin").get_data(as_text=True)
    assert choose(guard, password="wrong") == 422
    assert deciders(house) == []
    assert choose(guard) == 303
    (one,) = deciders(house)
    assert verify_password(one["pin_hash"], PIN)
    assert choose(guard, remove="on") == 303
    assert deciders(house) == []


@pytest.mark.parametrize("pin", ["12345", "123456"])
def test_an_easy_pin_is_refused(guard: FlaskClient, pin: str) -> None:
    assert choose(guard, pin=pin) == 422


def test_the_pin_for_the_counter_opens_no_kiosk(house: House, guard: FlaskClient) -> None:
    assert choose(guard) == 303
    (one,) = deciders(house)
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(accounts.set_pin, one["account_id"], hash_pin("739154"), **who)
    assert choose(guard, pin="739154") == 422


def test_the_desk_says_what_is_wrong_with_a_decision_of_the_kiosk(house: House, guard: FlaskClient) -> None:
    day = house.ask(DeviceRole.KIOSK, "POST", "/reserves", {"store": "store-of-the-kiosk-1", "size": 10}).get_json()
    check_in = {"nonce": house.nonce(), "service_id": house.service_id, "measurement": WARM}
    body = {"check_in": check_in, "business_date": day["business_date"], "waited_seconds": 60.0}
    assert house.ask(DeviceRole.KIOSK, "POST", "/late-check-ins", body).get_json()["outcome"] == "held"
    case_id = guard.get("/screening/").get_data(as_text=True).split('data-case="')[1].split('"')[0]
    guard.post(f"/screening/{case_id}/defer", data={"csrf_token": form_token(guard)})
    decision = {"nonce": house.nonce(), "account_id": 1, "decision": "cleared", "number": "A-501"}
    told = body | {"decision": decision | {"passed_seconds": 10.0}}
    assert house.ask(DeviceRole.KIOSK, "POST", "/late-check-ins", told).get_json()["outcome"] == "deferred"
    page = guard.get("/screening/").get_data(as_text=True)
    assert "Kertas dengan nomor A-501 tidak berlaku." in page
