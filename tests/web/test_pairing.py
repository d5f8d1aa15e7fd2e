"""Pairing over the API: open to anybody, told nothing, slowed."""

import re
from typing import Any

from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.devices import register_device, revoke_device
from queue_server.protocol.words import DeviceRole
from queue_server.storage import offices
from queue_server.tokens import hash_token, new_token
from queue_server.web.api.pairing import WRONG_FROM_ADDRESS, WRONG_OVER_ALL
from queue_server.web.api.v1 import ROUTES
from queue_server.web.device_tokens import KEEP_SECONDS
from queue_server.web.throttle import WINDOW_SECONDS
from tests.support import pairings
from tests.web.house import PASSED, House, refusal
from tests.web.house import token as token_of

NOBODY_S = "2222-2222"


def code(house: House, name: str = "Kios baru", role: DeviceRole = DeviceRole.KIOSK) -> str:
    here, now = house.services, house.clock.now()
    return pairings.opened(here.store, here.secret_key, name, role, office_id=house.office_id, now=now).code


def pair(house: House, typed: str, token: str = "", address: str = "10.0.0.1", role: str = "kiosk") -> TestResponse:
    body = {"code": typed, "token": token or new_token(), "role": role}
    return house.ask(None, "POST", "/pairings", body, environ_base={"REMOTE_ADDR": address})


def test_a_paired_device_is_known_at_once(house: House) -> None:
    token = new_token()
    told = pair(house, code(house), token).get_json()
    assert (told["name"], told["role"], told["office"]) == ("Kios baru", "kiosk", "Kantor Uji")
    answer = house.ask(None, "POST", "/heartbeats", {}, headers={"Authorization": f"Bearer {token}"})
    assert answer.get_json()["device_id"] == told["device_id"]


def test_wrong_used_and_ended_codes_are_answered_alike(house: House) -> None:
    used, ended = code(house, "one"), code(house, "two")
    assert pair(house, used).status_code == 200
    house.clock.sleep(601)
    answers = [pair(house, typed) for typed in (NOBODY_S, used, ended, "no code at all")]
    assert refusal(answers[0]) == (422, "pairing_code")
    assert len({answer.data for answer in answers}) == 1


def test_a_code_for_another_kind_says_so(house: House) -> None:
    answer = pair(house, code(house), role="display")
    assert refusal(answer) == (422, "invalid_value")
    assert answer.get_json()["error"]["details"]["problem"] == "other_role"


def test_a_token_that_could_be_guessed_is_refused(house: House) -> None:
    assert refusal(pair(house, code(house), "short")) == (400, "malformed")


def test_who_guesses_from_one_address_waits(house: House) -> None:
    right = code(house)
    for _ in range(WRONG_FROM_ADDRESS):
        assert pair(house, NOBODY_S).status_code == 422
    assert refusal(pair(house, right)) == (429, "too_many_attempts")
    assert pair(house, right, address="10.0.0.2").status_code == 200
    house.clock.sleep(WINDOW_SECONDS)
    assert pair(house, NOBODY_S).status_code == 422


def test_who_guesses_from_everywhere_waits_too(house: House) -> None:
    for nth in range(WRONG_OVER_ALL):
        assert pair(house, NOBODY_S, address=f"10.0.1.{nth}").status_code == 422
    assert refusal(pair(house, code(house), address="10.0.2.1")) == (429, "too_many_attempts")


def test_right_codes_are_not_counted(house: House) -> None:
    for nth in range(WRONG_FROM_ADDRESS + 1):
        assert pair(house, code(house, f"kiosk {nth}")).status_code == 200


def test_a_device_renews_its_token(house: House) -> None:
    old, new = token_of(DeviceRole.DISPLAY), new_token()
    assert ask_with(house, old, "POST", "/devices/self/token", {"token": new}).get_json() == {}
    assert ask_with(house, old, "GET", "/board").status_code == 200
    assert ask_with(house, new, "POST", "/heartbeats", {}).get_json()["renew_token"] is False
    house.clock.sleep(KEEP_SECONDS)
    assert refusal(ask_with(house, old, "GET", "/board")) == (401, "not_signed_in")
    assert refusal(ask_with(house, new, "POST", "/devices/self/token", {"token": "short"})) == (400, "malformed")


def ask_with(house: House, token: str, method: str, path: str, body: object = None) -> TestResponse:
    return house.ask(None, method, path, body, headers={"Authorization": f"Bearer {token}"})


def test_a_revoked_device_is_nobody_at_any_route(house: House) -> None:
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    for role, device_id in house.device_ids.items():
        house.services.store.write(revoke_device, device_id, **who)
        for route in ROUTES:
            if role in route.access.devices:
                path = re.sub("<int:[a-z_]+>", "1", route.path).replace("<", "").replace(">", "")
                assert refusal(house.ask(role, route.method, path, {})) == (401, "not_signed_in"), route.name


def test_a_device_s_token_reaches_its_own_office_only(house: House) -> None:
    """Each route speaks of the office of the token: a kiosk of another office sees nothing of this one."""
    store, now = house.services.store, house.clock.now()
    elsewhere = store.write(offices.add, code="SANA", name="Kantor Sana", timezone="UTC", policy=OfficePolicy())
    token = new_token()
    who: dict[str, Any] = {"office_id": elsewhere, "actor": SYSTEM, "now": now}
    known: dict[str, Any] = {"name": "x", "role": DeviceRole.KIOSK, "token_hash": hash_token(token)}
    store.write(register_device, **known, **who)
    assert ask_with(house, token, "GET", "/office").get_json()["services"] == []
    check_in = {"nonce": house.nonce(), "service_id": house.service_id, "measurement": PASSED}
    assert refusal(ask_with(house, token, "POST", "/check-ins", check_in)) == (409, "office_closed")
