"""The reserve of a kiosk, and the visitors of a time without the server, over the application."""

from typing import Any

import pytest

from queue_server.protocol.words import DeviceRole
from tests.web.house import House, refusal

KIOSK = DeviceRole.KIOSK
RESERVE = {"store": "store-of-the-kiosk-1", "size": 10}


def told(house: House, number: str | None, **changes: Any) -> dict[str, Any]:
    date = house.ask(KIOSK, "POST", "/reserves", RESERVE).get_json()["business_date"]
    check_in = {"nonce": house.nonce(), "service_id": house.service_id, "language": "id"}
    return {"check_in": check_in, "business_date": date, "number": number, "waited_seconds": 60.0} | changes


def test_a_number_of_the_reserve_stands_in_line(house: House) -> None:
    body = told(house, "A-501")
    answers = [house.ask(KIOSK, "POST", "/late-check-ins", body).get_json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["outcome"] == "admitted"
    ticket = house.ask(KIOSK, "GET", f"/tickets/{answers[0]['ticket_id']}/print").get_json()
    assert ticket["number"] == "A-501"


def test_another_number_is_refused(house: House) -> None:
    answer = house.ask(KIOSK, "POST", "/late-check-ins", told(house, "A-777"))
    assert refusal(answer) == (422, "invalid_value")


@pytest.mark.parametrize("path", ["/reserves", "/late-check-ins"])
def test_only_kiosks_may(house: House, path: str) -> None:
    body = RESERVE if path == "/reserves" else told(house, "A-501")
    assert refusal(house.ask(DeviceRole.COUNTER, "POST", path, body)) == (403, "forbidden")
