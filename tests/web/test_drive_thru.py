"""A drive-thru beside the hall, over the API: its own kiosk, counter, board and places."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.operations import admin
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole, Lane, Place
from queue_server.tokens import hash_token
from tests.web.house import API, PASSED, House, a_service, refusal


@pytest.fixture
def collection(house: House) -> int:
    """A service outside with two places a day and a counter of its own; a kiosk and a display stand there."""
    store = house.services.store
    here: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    wanted = a_service(code="ambil", lanes={Lane.GENERAL: "U"}, place=Place.DRIVE_THRU, quota_per_day=2)
    service_id = store.write(admin.save_service, None, **here, **wanted)
    for role in (DeviceRole.KIOSK, DeviceRole.DISPLAY):
        known: dict[str, Any] = {"name": f"outside {role}", "role": role, "token_hash": hash_token(f"outside {role}")}
        store.write(register_device, place=Place.DRIVE_THRU, **known, **here)
    window: dict[str, Any] = {"name": "3", "active": True, "service_ids": (service_id,)}
    house.other_counter_id = store.write(admin.save_counter, None, **window, **here)
    return service_id


def outside(house: House, role: DeviceRole, method: str, path: str, **body: object) -> TestResponse:
    headers = {"Authorization": f"Bearer outside {role.value}"}
    more: dict[str, Any] = {"json": body} if body else {}
    return house.app.test_client().open(API + path, method=method, headers=headers, **more)


def drive_up(house: House, service_id: int) -> TestResponse:
    body = {"nonce": house.nonce(), "service_id": service_id, "measurement": PASSED}
    return outside(house, DeviceRole.KIOSK, "POST", "/check-ins", **body)


def numbers(response: TestResponse) -> list[str]:
    return [call["number"] for call in response.get_json()["calls"]]


def test_a_car_is_served_outside_and_the_hall_sees_nothing_of_it(house: House, collection: int) -> None:
    offered = outside(house, DeviceRole.KIOSK, "GET", "/office").get_json()["services"]
    assert [(service["id"], service["quota_left"]) for service in offered] == [(collection, 2)]
    indoors = house.ask(DeviceRole.KIOSK, "GET", "/office").get_json()["services"]
    assert [service["id"] for service in indoors] == [house.service_id]

    assert drive_up(house, collection).get_json()["ticket"]["number"] == "U-001"
    assert house.check_in().get_json()["ticket"]["number"] == "A-001"
    assert drive_up(house, collection).status_code == 200
    assert refusal(drive_up(house, collection)) == (409, "quota_full")
    assert refusal(drive_up(house, house.service_id)) == (409, "service_elsewhere")

    house.act("open")
    house.act("open", house.other_counter_id)
    assert house.act("call-next").get_json()["number"] == "A-001"
    assert house.act("call-next", house.other_counter_id).get_json()["number"] == "U-001"
    wall = house.ask(DeviceRole.DISPLAY, "GET", "/board")
    window = outside(house, DeviceRole.DISPLAY, "GET", "/board")
    assert (numbers(wall), numbers(window)) == (["A-001"], ["U-001"])
    assert (wall.get_json()["waiting"], window.get_json()["waiting"]) == ({}, {str(collection): 1})
    assert window.get_json()["only_services"] == [collection]
