"""The API as a whole: who may use what, what it says of itself, and that reading changes nothing."""

import sqlite3
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import validate

from queue_server.config import WebSettings
from queue_server.own_address import own_address
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.events import EventPage
from queue_server.protocol.messages import CheckInAnswer, HeartbeatAnswer, OfficeInfo, TicketInfo
from queue_server.protocol.words import DeviceRole
from queue_server.web.access import route_table
from queue_server.web.api.v1 import ROUTES
from queue_server.web.headers import CONTENT_SECURITY_POLICY
from tests.web.house import API, House, refusal

KIOSK, DISPLAY, INTEGRATOR = DeviceRole.KIOSK, DeviceRole.DISPLAY, DeviceRole.INTEGRATOR


def concrete(path: str) -> str:
    return (
        path.replace("<int:ticket_id>", "1")
        .replace("<int:visit_id>", "1")
        .replace("<int:counter_id>", "1")
        .replace("<code>", "CODE-1")
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
@pytest.mark.parametrize("role", [None, *DeviceRole])
def test_the_role_matrix_is_kept(house: House, route: Any, role: DeviceRole | None) -> None:
    response = house.ask(role, route.method, concrete(route.path) + "?after=bad", {"unknown": 1})
    if route.access.open:
        assert refusal(response) == (400, "malformed")
    elif role is None:
        assert refusal(response) == (401, "not_signed_in")
    else:
        assert (response.status_code == 403) is (role not in route.access.devices)


def test_every_route_of_the_api_is_in_the_table(house: House) -> None:
    registered = {(row.method, row.path) for row in route_table(house.app) if row.path.startswith(API)}
    described = {(route.method, API + route.path) for route in ROUTES}
    assert registered == described | {("GET", API + "/openapi.json")}


def test_the_document_is_valid_openapi(house: House) -> None:
    document = house.ask(None, "GET", "/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    validate(document)
    operations = [one for path in document["paths"].values() for one in path.values()]
    assert len(operations) == len(ROUTES)
    codes = set(document["components"]["schemas"]["RefusalCode"]["enum"])
    assert codes == {code.value for code in RefusalCode}


def test_an_office_is_told(house: House) -> None:
    office = msgspec.json.decode(house.ask(KIOSK, "GET", "/office").data, type=OfficeInfo)
    assert office.business_date == house.clock.now().date()
    assert [service.id for service in office.services] == [house.service_id]


def test_a_ticket_leads_to_an_address_that_a_phone_can_open(house: House) -> None:
    answer = msgspec.json.decode(house.check_in().data, type=CheckInAnswer)
    assert answer.ticket is not None
    assert answer.ticket.number == "A-001"
    assert answer.ticket.follow_url.startswith("http://localhost/v/")
    printed = house.ask(KIOSK, "GET", f"/tickets/{answer.ticket.id}/print")
    assert msgspec.json.decode(printed.data, type=TicketInfo).follow_url == answer.ticket.follow_url


@pytest.mark.parametrize("settings", [WebSettings(public_address="https://antre.example")])
def test_the_public_address_goes_before_that_of_the_request(house: House) -> None:
    assert house.check_in().get_json()["ticket"]["follow_url"].startswith("https://antre.example/v/")


@pytest.mark.parametrize(
    "settings", [WebSettings(host="0.0.0.0", phones_port=8090, certificate_file="x", key_file="x")]
)
def test_phones_are_led_to_their_own_door_in_the_network(house: House) -> None:
    here = own_address() or "localhost"
    assert house.check_in().get_json()["ticket"]["follow_url"].startswith(f"http://{here}:8090/v/")


def test_a_day_at_a_counter(house: House) -> None:
    tickets = [house.check_in().get_json()["ticket"]["id"] for _ in range(3)]
    assert house.act("open").get_json() == {"counter_id": house.counter_id, "open": True}
    assert house.act("call-next").get_json()["ticket_id"] == tickets[0]
    assert refusal(house.act("recall")) == (409, "recall_too_soon")
    house.clock.sleep(30)
    assert house.act("recall").get_json()["attempt"] == 2
    assert house.act("start").get_json()["state"] == "serving"
    assert house.act("park").get_json()["state"] == "parked"
    assert house.act("call", ticket_id=tickets[2]).get_json()["ticket_id"] == tickets[2]
    assert house.act("no-show").get_json()["state"] == "no_show"
    assert house.act("reinstate", ticket_id=tickets[2]).get_json()["state"] == "waiting"
    assert house.act("cancel", ticket_id=tickets[2]).get_json()["state"] == "cancelled"
    assert house.act("resume", ticket_id=tickets[0]).get_json()["state"] == "called"
    house.act("start")
    assert house.act("complete", outcome="documents_incomplete").get_json()["state"] == "completed"
    assert house.act("close").get_json() == {"counter_id": house.counter_id, "open": False}


def test_the_board_and_the_events_agree(house: House) -> None:
    before = house.ask(DISPLAY, "GET", "/events").get_json()["seq"]
    house.check_in()
    house.act("open")
    house.act("call-next")
    board = msgspec.json.decode(house.ask(DISPLAY, "GET", "/board").data, type=BoardSnapshot)
    page = msgspec.json.decode(house.ask(DISPLAY, "GET", f"/events?after={before}").data, type=EventPage)
    assert [call.number for call in board.calls] == ["A-001"]
    assert [event.name for event in page.events] == ["ticket.issued", "counter.opened", "ticket.called"]
    assert page.seq == board.seq
    unchanged = house.ask(DISPLAY, "GET", f"/events?after={page.seq}")
    assert unchanged.status_code == 200
    assert len(unchanged.data) < 64


def test_a_heartbeat_is_answered_with_who_the_device_is(house: House) -> None:
    part = {"name": "printer", "driver": "simulated", "state": "ok"}
    answer = house.ask(KIOSK, "POST", "/heartbeats", {"parts": [part], "version": "1"})
    told = msgspec.json.decode(answer.data, type=HeartbeatAnswer)
    assert (told.device_id, told.role, told.now) == (house.device_ids[KIOSK], KIOSK, house.clock.now())


def test_a_print_is_reported(house: House) -> None:
    ticket_id = house.check_in().get_json()["ticket"]["id"]
    body = {"nonce": house.nonce(), "outcome": "printed"}
    assert house.ask(KIOSK, "POST", f"/tickets/{ticket_id}/print-reports", body).get_json() == {"ticket_id": ticket_id}


def test_counters_are_listed_without_names_of_officers(house: House) -> None:
    listed = house.ask(INTEGRATOR, "GET", "/counters").get_json()["counters"]
    assert [one["name"] for one in listed] == ["1", "2"]
    assert set(listed[0]) == {"id", "name", "active", "open", "service_ids"}


def test_every_answer_carries_the_headers(house: House) -> None:
    for response in (house.ask(KIOSK, "GET", "/office"), house.ask(None, "GET", "/nothing")):
        assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert "unsafe" not in CONTENT_SECURITY_POLICY
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"


def dump(house: House) -> list[str]:
    house_url = house.services.store._engine.url.database
    assert house_url is not None
    connection = sqlite3.connect(house_url)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_reading_writes_nothing(house: House) -> None:
    house.check_in()
    before = dump(house)
    for route in ROUTES:
        if route.method == "GET":
            for role in route.access.devices:
                house.ask(role, "GET", concrete(route.path), buffered=route.answer is not None).close()
    assert dump(house) == before
