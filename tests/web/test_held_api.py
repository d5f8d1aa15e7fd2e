"""What a kiosk tells and asks of held visitors, over the application."""

from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations import desk, security
from queue_server.operations.views import CaseView
from queue_server.protocol.words import DeviceRole
from tests.web.house import WARM, House, refusal

KIOSK = DeviceRole.KIOSK
NORMAL = {"status": "measured", "celsius": 36.4321, "ambient_celsius": 28.5, "samples": 15, "spread_celsius": 0.02}


def held(house: House) -> CaseView:
    assert house.check_in(measurement=WARM).get_json()["outcome"] == "held"
    return house.services.store.read(desk.desk_view, office_id=house.office_id, now=house.clock.now()).open_cases[0]


def report(house: House, **changes: Any) -> dict[str, Any]:
    return {"nonce": house.nonce(), "measurement": NORMAL} | changes


def test_a_second_measurement_is_kept_and_the_answer_tells_nothing(house: House) -> None:
    case, body = held(house), report(house)
    for _ in range(2):
        answer = house.ask(KIOSK, "POST", f"/visits/{case.visit_id}/measurements", body)
        assert answer.get_json() == {"visit_id": case.visit_id}
    found = house.services.store.read(desk.desk_view, office_id=house.office_id, now=house.clock.now())
    assert found.open_cases[0].measured == 2


def test_nobody_is_measured_who_is_not_held(house: House) -> None:
    house.check_in()
    assert refusal(house.ask(KIOSK, "POST", "/visits/1/measurements", report(house))) == (404, "unknown_case")


def test_a_nonce_is_for_one_visit(house: House) -> None:
    first, second = held(house).visit_id, held(house).visit_id + 1
    body = report(house)
    house.ask(KIOSK, "POST", f"/visits/{first}/measurements", body)
    answer = house.ask(KIOSK, "POST", f"/visits/{second}/measurements", body)
    assert refusal(answer) == (409, "nonce_reused")


def test_back_from_the_rest(house: House) -> None:
    case = held(house)
    assert house.ask(KIOSK, "POST", "/returns", {"nonce": house.nonce()}).get_json() == {"visit_id": None}
    house.clock.sleep(301)
    assert house.ask(KIOSK, "POST", "/returns", {"nonce": house.nonce()}).get_json() == {"visit_id": case.visit_id}


def test_the_slip_is_for_the_kiosk_that_the_visitor_stood_at(house: House) -> None:
    case = held(house)
    path = f"/visits/{case.visit_id}/slip"
    assert refusal(house.ask(KIOSK, "GET", path)) == (404, "unknown_case")
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(security.defer, case.id, **who)
    slip = house.ask(KIOSK, "GET", path).get_json()
    assert slip["visit_id"] == case.visit_id
    assert "37" not in str({name: value for name, value in slip.items() if name != "visit_id"})


@pytest.mark.parametrize("role", [DeviceRole.DISPLAY, DeviceRole.COUNTER, DeviceRole.INTEGRATOR])
def test_no_other_device_may(house: House, role: DeviceRole) -> None:
    visit_id = held(house).visit_id
    for method, path, body in (
        ("POST", f"/visits/{visit_id}/measurements", report(house)),
        ("POST", "/returns", {"nonce": house.nonce()}),
        ("GET", f"/visits/{visit_id}/slip", None),
    ):
        assert refusal(house.ask(role, method, path, body)) == (403, "forbidden")
