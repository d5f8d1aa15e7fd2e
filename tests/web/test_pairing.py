"""Pairing over the API: open to anybody, told nothing, slowed."""

from typing import Any

from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.operations.pairing import NewDevice, open_pairing
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import new_token, pairing_key
from queue_server.web.api.pairing import WRONG_FROM_ADDRESS, WRONG_OVER_ALL
from queue_server.web.throttle import WINDOW_SECONDS
from tests.web.house import House, refusal

NOBODY_S = "2222-2222"


def code(house: House, name: str = "Kios baru", role: DeviceRole = DeviceRole.KIOSK) -> str:
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    key = pairing_key(house.services.secret_key)
    return house.services.store.write(open_pairing, NewDevice(name, role), key=key, **who).code


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
