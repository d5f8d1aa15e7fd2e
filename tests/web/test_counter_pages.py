"""The buttons of the counter page, over the application: what they say, and what they refuse."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.operations import accounts, admin
from queue_server.passwords import hash_pin
from queue_server.protocol.words import DeviceRole, Lane, StaffRight, StaffRole
from queue_server.storage.events import last_seq
from queue_server.storage.statement import Transaction
from tests.support.api_client import new_nonce
from tests.web.house import PASSWORD, PASSWORD_HASH, House, a_service, refusal
from tests.web.roles import client_of, form_token
from tests.web.test_staff_refusals import page_refusal, send

PIN = "840275"


@pytest.fixture
def officer(house: House) -> FlaskClient:
    """The browser of an officer whose counter is open."""
    client = client_of(house, StaffRole.OFFICER)
    assert press(client, house, "open").status_code == 200
    return client


def press(client: FlaskClient, house: House, button: str, **form: str) -> TestResponse:
    return send(client, f"/counter/{house.counter_id}/{button}", **form)


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def account_id(house: House, role: StaffRole) -> int:
    found = house.services.store.read(accounts.find_account, role.value)
    assert found is not None
    return found.id


def by_admin(house: House) -> dict[str, Any]:
    return {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}


def colleague(house: House) -> int:
    """Add an officer with a PIN, and return the id."""
    person: dict[str, Any] = {"username": "rekan", "display_name": "Rekan", "password_hash": PASSWORD_HASH}
    store = house.services.store
    new = store.write(accounts.create_account, roles=frozenset({StaffRole.OFFICER}), **person, **by_admin(house))
    store.write(accounts.set_pin, new, hash_pin(PIN), **by_admin(house))
    return new


def test_a_visitor_goes_through_two_services(house: House, officer: FlaskClient) -> None:
    house.check_in()
    assert page_refusal(press(officer, house, "next-stage"), "illegal_action") == 409
    for button in ("next", "start"):
        assert press(officer, house, button).status_code == 200
    assert page_refusal(press(officer, house, "next-stage"), "no_stage_left") == 409
    assert "satu layanan lagi" in text(press(officer, house, "add-service", service_id=str(house.service_id)))
    assert "act-next-stage" in text(officer.get(f"/counter/{house.counter_id}"))
    assert "menunggu tahap berikutnya" in text(press(officer, house, "next-stage"))


@pytest.mark.parametrize("button", ["add-service", "transfer", "transfer/1"])
@pytest.mark.parametrize("service_id", ["", "-1", "abc", "9999999999999"])
def test_a_service_that_cannot_be_is_refused(house: House, officer: FlaskClient, button: str, service_id: str) -> None:
    assert page_refusal(press(officer, house, button, service_id=service_id), "invalid_value") == 422


def test_a_mistake_is_taken_back(house: House, officer: FlaskClient) -> None:
    house.check_in()
    assert page_refusal(press(officer, house, "undo"), "nothing_to_undo") == 409
    assert "act-undo" in text(press(officer, house, "next"))
    assert "seperti semula" in text(press(officer, house, "undo"))
    assert "act-undo" not in text(officer.get(f"/counter/{house.counter_id}"))


def test_taking_back_has_its_time_and_its_order(house: House, officer: FlaskClient) -> None:
    house.check_in()
    press(officer, house, "next")
    house.clock.sleep(61)
    assert refusal(house.act("undo")) == (409, "undo_too_late")
    assert page_refusal(press(officer, house, "undo"), "undo_too_late") == 409
    press(officer, house, "start")
    press(officer, house, "transfer", service_id=str(house.service_id))
    house.act("open", house.other_counter_id)
    house.act("call-next", house.other_counter_id)
    assert page_refusal(press(officer, house, "undo"), "undo_overtaken") == 409


def test_whoever_comes_next(house: House, officer: FlaskClient) -> None:
    assert "berikutnya yang datang langsung dipanggil" in text(press(officer, house, "await"))
    house.check_in()
    page = text(officer.get(f"/counter/{house.counter_id}"))
    assert "A-001" in page
    assert "loket kosong dan menunggu" in page
    assert press(officer, house, "await").status_code == 200


def test_a_pause(house: House, officer: FlaskClient) -> None:
    house.check_in()
    assert page_refusal(press(officer, house, "pause"), "invalid_value") == 422
    assert "Jeda: Istirahat" in text(press(officer, house, "pause", reason="Istirahat"))
    assert page_refusal(press(officer, house, "next"), "counter_paused") == 409
    assert page_refusal(press(officer, house, "await"), "counter_paused") == 409
    assert "memanggil lagi" in text(press(officer, house, "come-back"))
    assert press(officer, house, "next").status_code == 200


def test_rights_and_duties(house: House, officer: FlaskClient) -> None:
    ticket_id = house.check_in().get_json()["ticket"]["id"]
    me, store = account_id(house, StaffRole.OFFICER), house.services.store
    duties: dict[str, Any] = {"rights": frozenset[StaffRight](), "service_ids": frozenset[int]()}
    store.write(accounts.set_duties, me, **duties, **by_admin(house))
    assert page_refusal(press(officer, house, f"call/{ticket_id}"), "right_missing") == 403
    press(officer, house, "next")
    press(officer, house, "start")
    press(officer, house, "park")
    other = house.services.store.write(lambda tx: _another_service(tx, house))
    duties |= {"service_ids": frozenset({other})}
    store.write(accounts.set_duties, me, **duties, **by_admin(house))
    assert page_refusal(press(officer, house, f"resume/{ticket_id}"), "service_not_yours") == 403


def _another_service(tx: Transaction, house: House) -> int:
    return admin.save_service(tx, None, **a_service(code="lain", lanes={Lane.GENERAL: "Z"}), **by_admin(house))


def test_a_counter_is_handed_over_by_the_pin_of_the_colleague(house: House, officer: FlaskClient) -> None:
    new = colleague(house)
    wrong = press(officer, house, "hand-over", account_id=str(new), pin="000001")
    assert page_refusal(wrong, "wrong_credentials") == 401
    assert page_refusal(press(officer, house, "hand-over", account_id="x", pin=PIN), "invalid_value") == 422
    assert "diserahterimakan" in text(press(officer, house, "hand-over", account_id=str(new), pin=PIN))
    assert "Rekan" in text(officer.get(f"/counter/{house.counter_id}"))
    assert press(officer, house, "close").status_code == 200


def test_handing_over_to_who_is_no_officer(house: House, officer: FlaskClient) -> None:
    new = colleague(house)
    gone: dict[str, Any] = {"display_name": "Rekan", "roles": frozenset({StaffRole.SECURITY}), "active": True}
    house.services.store.write(accounts.save_account, new, **gone, **by_admin(house))
    refused = press(officer, house, "hand-over", account_id=str(new), pin=PIN)
    assert page_refusal(refused, "wrong_credentials") == 401


def test_a_pin_opens_the_counter_of_this_browser_only_on_its_day(house: House, officer: FlaskClient) -> None:
    new = colleague(house)
    officer.post("/sign-out", data={"csrf_token": form_token(officer)})
    assert "Masuk dengan PIN" in text(officer.get("/sign-in"))
    form = {"account_id": str(new), "pin": PIN, "csrf_token": form_token(officer)}
    assert officer.post("/sign-in/pin", data=form | {"pin": "111112"}).status_code == 401
    answer = officer.post("/sign-in/pin", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/counter/{house.counter_id}")

    stranger = house.app.test_client()
    assert "Masuk dengan PIN" not in text(stranger.get("/sign-in"))
    assert stranger.post("/sign-in/pin", data=form | {"csrf_token": form_token(stranger)}).status_code == 403


def test_yesterdays_browser_is_a_stranger(house: House, officer: FlaskClient) -> None:
    new = colleague(house)
    officer.post("/sign-out", data={"csrf_token": form_token(officer)})
    house.clock.sleep(24 * 3600)
    head = client_of(house, StaffRole.ADMIN)
    assert send(head, "/admin/day/open").status_code == 303
    form = {"account_id": str(new), "pin": PIN, "csrf_token": form_token(officer)}
    assert officer.post("/sign-in/pin", data=form).status_code == 403


def test_guessing_a_pin_is_slowed(house: House, officer: FlaskClient) -> None:
    new = colleague(house)
    for _ in range(5):
        press(officer, house, "hand-over", account_id=str(new), pin="999990")
    refused = press(officer, house, "hand-over", account_id=str(new), pin=PIN)
    assert page_refusal(refused, "too_many_attempts") == 429


@pytest.mark.parametrize("pin", ["", "12345", "123456", "654321", "111111", "12a456", "1234567890123"])
def test_a_pin_that_anybody_would_try_is_refused(house: House, officer: FlaskClient, pin: str) -> None:
    form = {"password": PASSWORD, "pin": pin, "csrf_token": form_token(officer)}
    assert officer.post("/pin", data=form).status_code == 422
    assert account_pin(house) == ""


def test_an_officer_chooses_a_pin_with_the_password(house: House, officer: FlaskClient) -> None:
    form = {"password": "wrong", "pin": PIN, "csrf_token": form_token(officer)}
    assert officer.post("/pin", data=form).status_code == 422
    assert account_pin(house) == ""
    assert officer.post("/pin", data=form | {"password": PASSWORD}).status_code == 303
    assert account_pin(house).startswith("$argon2id$")


def account_pin(house: House) -> str:
    found = house.services.store.read(accounts.find_account, StaffRole.OFFICER.value)
    assert found is not None
    return found.pin_hash


def test_the_api_has_the_stages_and_the_way_back(house: House) -> None:
    house.check_in()
    house.act("open")
    house.act("call-next")
    house.act("start")
    assert house.act("add-service", service_id=house.service_id).get_json()["state"] == "serving"
    assert house.act("next-stage").get_json()["state"] == "waiting"
    assert house.act("undo").get_json()["state"] == "serving"
    assert refusal(house.ask(DeviceRole.COUNTER, "POST", f"/counters/{house.counter_id}/add-service", {})) == (
        400,
        "malformed",
    )


def test_closing_says_what_becomes_of_the_visitor_and_is_taken_back(house: House, officer: FlaskClient) -> None:
    page = f"/counter/{house.counter_id}"
    assert "diselesaikan dengan hasil" not in text(officer.get(page))
    assert house.check_in().status_code == 200
    number = "A-001"
    for button in ("next", "start"):
        assert press(officer, house, button).status_code == 200
    assert f"{number} diselesaikan dengan hasil" in text(officer.get(page))
    closed = text(press(officer, house, "close"))
    assert f"Buka lagi dengan {number}" in closed
    assert press(officer, house, "undo").status_code == 200
    assert "now serving" in text(officer.get(page))
    assert press(officer, house, "add-service", service_id=str(house.service_id)).status_code == 200
    assert f"{number} dikirim ke tahap berikutnya" in text(officer.get(page))


def test_why_tells_the_wait_of_the_present_stage(house: House, officer: FlaskClient) -> None:
    assert house.check_in().status_code == 200
    house.clock.sleep(1200)
    for button in ("next", "start"):
        assert press(officer, house, button).status_code == 200
    assert "menunggu 20 mnt" in text(officer.get(f"/counter/{house.counter_id}"))
    assert press(officer, house, "add-service", service_id=str(house.service_id)).status_code == 200
    assert press(officer, house, "next-stage").status_code == 200
    house.clock.sleep(180)
    shown = text(press(officer, house, "next"))
    assert "datang 08:00, di antrean ini sejak 08:20, menunggu 3 mnt: satu-satunya yang menunggu" in shown


def test_a_form_whose_answer_was_lost_happens_once(house: House, officer: FlaskClient) -> None:
    for _ in range(3):
        assert house.check_in().status_code == 200
    nonce = new_nonce()
    first, again = (press(officer, house, "next", nonce=nonce) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    for answer in (first, again):
        assert "A-001 dipanggil ke loket 1." in text(answer)
    assert "A-002 dipanggil ke loket 1." in text(press(officer, house, "next"))


def test_a_refused_press_brings_forms_that_can_be_pressed_again(house: House, officer: FlaskClient) -> None:
    page, nonce = f"/counter/{house.counter_id}", new_nonce()
    refused = press(officer, house, "next", nonce=nonce)
    assert page_refusal(refused, "no_ticket_waiting") == 409
    assert house.check_in().status_code == 200
    assert page_refusal(press(officer, house, "next", nonce=nonce), "no_ticket_waiting") == 409, "it was told so"
    drawn = re.findall(r'name="nonce" value="([^"]+)"', text(officer.get(page)))
    assert press(officer, house, "next", nonce=drawn[0]).status_code == 200


@pytest.mark.parametrize("button", ["recall", "park", "undo", "await", "pause", "close"])
def test_every_button_of_the_counter_carries_its_own_nonce(house: House, officer: FlaskClient, button: str) -> None:
    house.check_in()
    press(officer, house, "next")
    house.clock.sleep(30)
    for before in {"park": ("start",), "await": ("start", "complete"), "pause": ("start", "complete")}.get(button, ()):
        press(officer, house, before, outcome="done")
    nonces = re.findall(r'name="nonce" value="([^"]+)"', text(officer.get(f"/counter/{house.counter_id}")))
    assert len(nonces) == len(set(nonces)) > 5
    form = {"reason": "Istirahat"} if button == "pause" else {}
    seq = house.services.store.read(last_seq, house.office_id)
    assert press(officer, house, button, nonce=nonces[0], **form).status_code == 200
    once = house.services.store.read(last_seq, house.office_id)
    assert press(officer, house, button, nonce=nonces[0], **form).status_code == 200
    assert seq < once == house.services.store.read(last_seq, house.office_id)


def test_a_form_without_a_nonce_or_with_one_of_another_button_does_nothing(house: House, officer: FlaskClient) -> None:
    house.check_in()
    assert page_refusal(press(officer, house, "next", nonce=""), "form_expired") == 400
    nonce = new_nonce()
    assert press(officer, house, "next", nonce=nonce).status_code == 200
    assert page_refusal(press(officer, house, "no-show", nonce=nonce), "nonce_reused") == 409
    assert "act-recall" in text(officer.get(f"/counter/{house.counter_id}"))
