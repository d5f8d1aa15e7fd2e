"""Refusals that only pages can bring about, and those that need two counters: code, status, words."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.booking import BookingState
from queue_server.protocol.codes import RefusalCode
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.storage import visits
from queue_server.storage.statement import Transaction
from queue_server.web.catalogue import Catalogue
from queue_server.web.refusals import MEANINGS
from tests.support.api_client import new_nonce
from tests.web.house import House, refusal
from tests.web.roles import client_of, form_token

INTEGRATOR = DeviceRole.INTEGRATOR


def page_refusal(response: TestResponse, code: str) -> int:
    """Check that a page tells a refusal in Indonesian; return its status."""
    sentence = Catalogue().say([MEANINGS[RefusalCode(code)].sentence], {})["id"]
    text = response.get_data(as_text=True)
    assert all(part.strip() in text for part in sentence.split("-")), text
    return response.status_code


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    sent = {"csrf_token": form_token(client), "nonce": new_nonce()} | form
    return client.post(path, data=sent, headers={"X-Fragment": "1"})


def test_a_counter_where_an_officer_works(house: House) -> None:
    officer = client_of(house, StaffRole.OFFICER)
    assert send(officer, f"/counter/{house.counter_id}/open").status_code == 200
    response = house.act("open")
    assert refusal(response) == (409, "counter_taken")
    assert response.get_json()["error"]["details"] == {"counter": "1", "officer": "Officer"}


def test_a_ticket_that_another_counter_has(house: House) -> None:
    ticket_id = house.check_in().get_json()["ticket"]["id"]
    house.act("open")
    house.act("open", house.other_counter_id)
    assert house.act("call-next").status_code == 200
    response = house.act("call", house.other_counter_id, ticket_id=ticket_id)
    assert refusal(response) == (409, "ticket_elsewhere")
    assert response.get_json()["error"]["words"]["id"] == "Nomor A-001 berada di loket 1."


def book(house: House, slot_at: str) -> TestResponse:
    body = {"nonce": house.nonce(), "code": "BOOK-1", "service_id": house.service_id, "slot_at": slot_at}
    return house.ask(INTEGRATOR, "POST", "/bookings", body)


def test_a_cancelled_booking(house: House) -> None:
    def cancel(tx: Transaction) -> None:
        booking = visits.booking_by_code(tx, house.office_id, "BOOK-1")
        assert booking is not None
        visits.set_booking_state(tx, booking.id, BookingState.CANCELLED)

    assert book(house, "2026-03-02T02:00:00Z").status_code == 200
    house.services.store.write(cancel)
    assert refusal(house.check_in(booking_code="BOOK-1", service_id=None)) == (409, "booking_cancelled")


def test_a_time_without_its_zone(house: House) -> None:
    response = book(house, "2026-03-02T02:00:00")
    assert refusal(response) == (422, "invalid_value")
    words = response.get_json()["error"]["words"]
    assert words["id"] == "Nilai slot_at tidak dapat digunakan. Kirim waktu beserta zona waktunya."


def test_a_clock_that_is_behind(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    house.check_in()
    assert send(admin, "/admin/day/close", reason="Listrik padam").status_code == 303
    house.clock.jump(-60)
    assert page_refusal(send(admin, "/admin/day/open"), "clock_behind") == 409
    assert send(admin, "/admin/day/open", confirm_clock="on").status_code == 303


def test_a_case_that_is_not_there(house: House) -> None:
    guard = client_of(house, StaffRole.SECURITY)
    for action in ("clear", "defer", "leave"):
        assert page_refusal(send(guard, f"/screening/nothing/{action}"), "unknown_case") == 404


def test_a_name_that_is_taken(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    known = {"name": "the kiosk", "role": "kiosk"}
    assert page_refusal(send(admin, "/admin/devices", **known), "duplicate_name") == 409


def test_a_counter_opens_once_per_nonce(house: House) -> None:
    nonce = house.nonce()
    first = house.act("open", nonce=nonce)
    assert house.act("close").get_json()["open"] is False
    assert house.act("open", nonce=nonce).data == first.data
    assert refusal(house.act("call-next")) == (409, "counter_closed"), "the repeated request opened it anew"
    assert refusal(house.act("close", nonce=nonce)) == (409, "nonce_reused")
    assert refusal(house.act("open", house.other_counter_id, nonce=nonce)) == (409, "nonce_reused")
