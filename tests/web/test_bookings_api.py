"""The program of the office lists, moves and cancels bookings."""

from typing import Any

import pytest

from queue_server.protocol.words import DeviceRole
from tests.support.stores import dump
from tests.web.house import House, refusal

PROGRAM = DeviceRole.INTEGRATOR


def book(house: House, code: str, slot_at: str = "2026-03-03T02:00:00Z") -> None:
    body = {"nonce": house.nonce(), "code": code, "service_id": house.service_id, "slot_at": slot_at, "party_size": 2}
    assert house.ask(PROGRAM, "POST", "/bookings", body).status_code == 200


def listed(house: House, day: str) -> list[Any]:
    found = house.ask(PROGRAM, "GET", f"/bookings?date={day}").get_json()["bookings"]
    return [(one["code"], one["slot_at"], one["party_size"], one["state"]) for one in found]


def test_a_day_is_listed_by_slot(house: House) -> None:
    book(house, "LATE-1", "2026-03-03T03:00:00Z")
    book(house, "SOON-1")
    book(house, "NEXT-1", "2026-03-04T02:00:00Z")
    assert listed(house, "2026-03-03") == [
        ("SOON-1", "2026-03-03T02:00:00Z", 2, "booked"),
        ("LATE-1", "2026-03-03T03:00:00Z", 2, "booked"),
    ]
    assert listed(house, "2026-03-05") == []
    book(house, "TODAY-1", "2026-03-02T05:00:00Z")
    present = house.ask(PROGRAM, "GET", "/bookings").get_json()["bookings"]
    assert [one["code"] for one in present] == ["TODAY-1"]
    assert refusal(house.ask(PROGRAM, "GET", "/bookings?date=tomorrow")) == (422, "invalid_value")


def test_a_booking_is_moved_once_per_nonce(house: House) -> None:
    book(house, "CODE-1")
    body = {"nonce": house.nonce(), "slot_at": "2026-03-04T03:30:00Z"}
    answers = {house.ask(PROGRAM, "POST", "/bookings/CODE-1/move", body).data for _ in range(3)}
    assert len(answers) == 1
    assert listed(house, "2026-03-04") == [("CODE-1", "2026-03-04T03:30:00Z", 2, "booked")]
    assert [row["name"] for row in dump(house.services.store)["event"]].count("booking.moved") == 1
    naive = {"nonce": house.nonce(), "slot_at": "2026-03-04T03:30:00"}
    assert refusal(house.ask(PROGRAM, "POST", "/bookings/CODE-1/move", naive)) == (422, "invalid_value")
    past = {"nonce": house.nonce(), "slot_at": "2026-02-27T03:30:00Z"}
    assert refusal(house.ask(PROGRAM, "POST", "/bookings/CODE-1/move", past)) == (422, "invalid_value")


def test_a_booking_is_cancelled_and_stays_so(house: House) -> None:
    book(house, "CODE-1")
    body = {"nonce": house.nonce(), "reason": "sakit"}
    for _ in range(2):
        answer = house.ask(PROGRAM, "POST", "/bookings/CODE-1/cancel", body).get_json()
        assert answer["state"] == "cancelled"
    again = {"nonce": house.nonce(), "reason": "sakit"}
    assert refusal(house.ask(PROGRAM, "POST", "/bookings/CODE-1/cancel", again)) == (409, "booking_cancelled")
    other = {"nonce": house.nonce(), "reason": "sakit"}
    assert refusal(house.ask(PROGRAM, "POST", "/bookings/NONE-1/cancel", other)) == (404, "unknown_booking")


@pytest.mark.parametrize(
    ("slot_at", "problem"),
    [
        ("0001-01-01T00:00:00+14:00", "past_day"),
        ("1999-12-31T23:59:59Z", "past_day"),
        ("2200-01-01T00:00:00Z", "far_day"),
        ("9999-12-31T23:59:59-05:00", "far_day"),
    ],
)
def test_a_slot_at_the_ends_of_the_calendar_is_refused(house: House, slot_at: str, problem: str) -> None:
    wanted = {"nonce": house.nonce(), "code": "CODE-9", "service_id": house.service_id, "slot_at": slot_at}
    answer = house.ask(DeviceRole.INTEGRATOR, "POST", "/bookings", wanted)
    assert refusal(answer) == (422, "invalid_value")
    assert answer.get_json()["error"]["details"]["problem"] == problem
