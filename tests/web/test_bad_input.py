"""Every refusal of the API has its code, its status, and words in Indonesian and English."""

from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations import admin, day, devices
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token
from queue_server.web.access import OPEN, allow
from tests.web.house import API, PASSED, WARM, House, a_service, refusal, token

KIOSK, COUNTER, INTEGRATOR = DeviceRole.KIOSK, DeviceRole.COUNTER, DeviceRole.INTEGRATOR


def here(house: House) -> dict[str, Any]:
    return {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}


def raw(house: House, data: bytes, content_type: str = "application/json") -> tuple[int, str]:
    return refusal(house.ask(KIOSK, "POST", "/check-ins", data=data, content_type=content_type))


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"nonce": 5}', b'{"nonce": "short", "service_id": 1}', b"[" * 20_000],
)
def test_a_malformed_body(house: House, data: bytes) -> None:
    assert raw(house, data) == (400, "malformed")


def test_an_unknown_field_is_named(house: House) -> None:
    response = house.check_in(temperature=37)
    assert refusal(response) == (400, "malformed")
    assert "temperature" in response.get_json()["error"]["words"]["en"]


def test_a_missing_service_is_said(house: House) -> None:
    response = house.check_in(service_id=None)
    assert refusal(response) == (400, "malformed")
    assert response.get_json()["error"]["details"] == {"problem": "missing_field", "field": "service_id"}


def test_a_huge_body(house: House) -> None:
    assert raw(house, b" " * 65_537) == (413, "too_large")


def test_a_body_of_another_type(house: House) -> None:
    assert raw(house, b"{}", "text/plain") == (415, "unsupported_media_type")


def test_an_address_that_does_not_exist(house: House) -> None:
    assert refusal(house.ask(KIOSK, "GET", "/nothing")) == (404, "not_found")


def test_a_method_that_is_not_offered(house: House) -> None:
    assert refusal(house.ask(KIOSK, "DELETE", "/office")) == (405, "method_not_allowed")


@pytest.mark.parametrize("value", ["-1", "x", "9" * 30, "1.5"])
def test_a_cursor_that_is_no_number(house: House, value: str) -> None:
    assert refusal(house.ask(KIOSK, "GET", f"/events?after={value}")) == (400, "malformed")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic YTpi", f"Basic {token(KIOSK)}"])
def test_a_device_that_is_not_known(house: House, header: str) -> None:
    response = house.app.test_client().get(API + "/office", headers={"Authorization": header})
    assert refusal(response) == (401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_no_token_at_all(house: House) -> None:
    assert refusal(house.ask(None, "GET", "/office")) == (401, "not_signed_in")


def test_a_revoked_device(house: House) -> None:
    assert house.ask(KIOSK, "GET", "/office").status_code == 200
    house.services.store.write(devices.revoke_device, house.device_ids[KIOSK], **here(house))
    house.clock.sleep(2.1)
    assert refusal(house.ask(KIOSK, "GET", "/office")) == (401, "not_signed_in")


@pytest.mark.parametrize("role", [DeviceRole.DISPLAY, COUNTER, INTEGRATOR])
def test_a_role_that_may_not(house: House, role: DeviceRole) -> None:
    body = {"nonce": house.nonce(), "service_id": house.service_id}
    assert refusal(house.ask(role, "POST", "/check-ins", body)) == (403, "forbidden")


def test_an_unknown_service(house: House) -> None:
    assert refusal(house.check_in(service_id=999)) == (404, "unknown_service")


def test_a_closed_service(house: House) -> None:
    house.services.store.write(admin.save_service, house.service_id, **a_service(open=False), **here(house))
    assert refusal(house.check_in()) == (409, "service_closed")


def test_a_lane_that_is_not_offered(house: House) -> None:
    lanes = {"general": "A"}
    house.services.store.write(admin.save_service, house.service_id, **a_service(lanes=lanes), **here(house))
    assert refusal(house.check_in(lane="priority")) == (409, "lane_not_offered")


def test_a_full_quota(house: House) -> None:
    for _ in range(5):
        assert house.check_in().status_code == 200
    response = house.check_in()
    assert refusal(response) == (409, "quota_full")
    assert response.get_json()["error"]["words"]["id"].startswith("Kuota 5 antrean")


def test_a_closed_office(house: House) -> None:
    house.services.store.write(day.close_day, **here(house))
    assert refusal(house.check_in()) == (409, "office_closed")


def test_a_nonce_of_another_request(house: House) -> None:
    assert house.check_in(nonce="used-before-0000001").status_code == 200
    assert refusal(house.check_in(nonce="used-before-0000001", lane="priority")) == (409, "nonce_reused")


def test_the_same_nonce_gives_the_same_answer(house: House) -> None:
    answers = [house.check_in(nonce="the-same-0000000001").data for _ in range(5)]
    assert len(set(answers)) == 1


def book(house: House, code: str, hours: int = 1) -> Any:
    slot_at = (house.clock.now() + timedelta(hours=hours)).isoformat()
    body = {"nonce": house.nonce(), "code": code, "service_id": house.service_id, "slot_at": slot_at}
    return house.ask(INTEGRATOR, "POST", "/bookings", body)


def test_bookings_that_cannot_be_used(house: House) -> None:
    assert book(house, "BOOK-1").status_code == 200
    assert refusal(book(house, "BOOK-1")) == (409, "duplicate_booking")
    assert book(house, "BOOK-2", hours=48).status_code == 200
    assert refusal(house.ask(KIOSK, "GET", "/bookings/NONE-1")) == (404, "unknown_booking")
    assert refusal(house.check_in(booking_code="BOOK-2", service_id=None)) == (409, "booking_other_day")
    assert book(house, "BOOK-3", hours=3).status_code == 200
    assert refusal(house.check_in(booking_code="BOOK-3", service_id=None)) == (409, "booking_early")
    assert house.check_in(booking_code="BOOK-1", service_id=None).status_code == 200
    assert refusal(house.check_in(booking_code="BOOK-1", service_id=None)) == (409, "booking_used")


def test_a_counter_that_does_not_exist(house: House) -> None:
    assert refusal(house.act("open", 999)) == (404, "unknown_counter")


def test_a_closed_counter(house: House) -> None:
    response = house.act("call-next")
    assert refusal(response) == (409, "counter_closed")
    assert "1" in response.get_json()["error"]["words"]["id"]


def test_nobody_waits(house: House) -> None:
    assert house.act("open").status_code == 200
    assert refusal(house.act("call-next")) == (409, "no_ticket_waiting")


def test_actions_that_the_machine_lacks(house: House) -> None:
    ticket_id = house.check_in().get_json()["ticket"]["id"]
    assert house.act("open").status_code == 200
    assert house.act("call-next").get_json()["ticket_id"] == ticket_id
    assert refusal(house.act("complete")) == (409, "illegal_action")
    assert refusal(house.act("reinstate", ticket_id=ticket_id)) == (409, "illegal_action")


def test_a_ticket_that_does_not_exist(house: House) -> None:
    house.act("open")
    assert refusal(house.act("call", ticket_id=999)) == (404, "unknown_ticket")
    assert refusal(house.ask(KIOSK, "GET", "/tickets/999/print")) == (404, "unknown_ticket")


@pytest.mark.parametrize("action", ["call", "resume", "reinstate", "cancel", "transfer"])
def test_an_action_that_lacks_what_it_acts_on(house: House, action: str) -> None:
    house.act("open")
    assert refusal(house.act(action)) == (400, "malformed")


def test_an_integrator_may_not_call(house: House) -> None:
    body = {"nonce": house.nonce()}
    path = f"/counters/{house.counter_id}/call-next"
    assert refusal(house.ask(INTEGRATOR, "POST", path, body)) == (403, "forbidden")


def test_a_terminal_stays_at_its_counter(house: House) -> None:
    bound: dict[str, Any] = {"name": "bound", "role": COUNTER, "token_hash": hash_token("bound")}
    house.services.store.write(devices.register_device, counter_id=house.counter_id, **bound, **here(house))
    for counter_id, status in ((house.counter_id, 200), (house.other_counter_id, 403)):
        response = house.app.test_client().post(
            f"{API}/counters/{counter_id}/open",
            json={"nonce": house.nonce()},
            headers={"Authorization": "Bearer bound"},
        )
        assert response.status_code == status


def test_a_fault_of_ours_tells_nothing_of_the_inside(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.services.store.close()
    response = house.check_in()
    assert refusal(response) == (503, "unavailable")
    assert response.headers["Retry-After"]

    @allow(OPEN)
    def broken() -> str:
        raise ZeroDivisionError("a secret of the inside")

    house.app.view_functions["api_v1.openapi_document"] = broken
    response = house.ask(None, "GET", "/openapi.json")
    assert refusal(response) == (500, "internal")
    assert b"inside" not in response.data
    assert "a secret of the inside" in caplog.text


def test_a_warm_visitor_is_held_without_a_word_of_why(house: House) -> None:
    answer = house.check_in(measurement=WARM).get_json()
    assert answer["outcome"] == "held"
    assert answer["ticket"] is None
    assert house.check_in(measurement=PASSED).get_json()["outcome"] == "admitted"
