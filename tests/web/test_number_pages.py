"""Numbers given by hand over the pages: who may, what is refused in words, and that no value leaves the desk."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.protocol.words import StaffRole
from tests.support.stores import dump
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_record_pages import book, steps
from tests.web.test_rules_pages import shown
from tests.web.test_setting_pages import send, text
from tests.web.test_staff_refusals import page_refusal


@pytest.fixture
def guard(house: House) -> FlaskClient:
    return client_of(house, StaffRole.SECURITY)


def nonce_of(client: FlaskClient) -> str:
    (nonce,) = re.findall(r'name="nonce" value="([^"]+)"', text(client.get("/numbers/")))
    return str(nonce)


def give(house: House, client: FlaskClient, nonce: str = "", **form: str) -> TestResponse:
    wanted = {"service_id": str(house.service_id), "lane": "general", "celsius": "36,5"}
    return send(client, "/numbers/", **wanted | form, nonce=nonce or nonce_of(client))


def nobody_is_measured(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    assert send(admin, "/admin/office", **shown(admin) | {"screening": "off"}).status_code == 303


def test_security_gives_a_number_and_shows_it_large(house: House, guard: FlaskClient) -> None:
    answer = give(house, guard)
    assert answer.status_code == 303
    page = text(guard.get(answer.headers["Location"]))
    assert '<p class="ticket-number">A-001</p>' in page
    assert '<svg viewBox="' in page
    assert "36,5" not in answer.headers["Location"] + page
    assert steps(text(client_of(house, StaffRole.ADMIN).get("/admin/record?number=A-001"))) == [
        "Nomor A-001 untuk Paspor baru diberikan oleh petugas. Security"
    ]


def test_two_presses_are_one_number(house: House, guard: FlaskClient) -> None:
    nonce = nonce_of(guard)
    first, again = give(house, guard, nonce), give(house, guard, nonce)
    assert first.headers["Location"] == again.headers["Location"]
    assert len(dump(house.services.store)["ticket"]) == 1
    other = give(house, guard, nonce, lane="priority")
    assert page_refusal(other, "nonce_reused") == 409
    assert nonce not in text(other), "the form can be sent now"


def test_a_refused_form_can_be_sent_again(house: House, guard: FlaskClient) -> None:
    nonce = nonce_of(guard)
    unknown = give(house, guard, nonce, service_id="999")
    assert page_refusal(unknown, "unknown_service") == 404
    (fresh,) = re.findall(r'name="nonce" value="([^"]+)"', text(unknown))
    assert fresh != nonce
    assert give(house, guard, fresh).status_code == 303


def test_it_is_printed_where_it_was_asked_for(house: House, guard: FlaskClient) -> None:
    kiosk_id = dump(house.services.store)["device"][0]["id"]
    answer = give(house, guard, kiosk_id=str(kiosk_id))
    assert "Akan dicetak di the kiosk" in text(guard.get(answer.headers["Location"]))
    assert page_refusal(give(house, guard, kiosk_id="999"), "unknown_kiosk") == 404


def test_an_officer_is_told_who_gives_numbers(house: House) -> None:
    officer = client_of(house, StaffRole.OFFICER)
    page = text(officer.get("/numbers/"))
    assert "petugas keamanan yang memberi nomor" in page
    assert 'name="nonce"' not in page
    assert page_refusal(give(house, officer, "a nonce of the test"), "numbers_by_security") == 403
    nobody_is_measured(house)
    assert "celsius" not in text(officer.get("/numbers/"))
    answer = give(house, officer)
    assert '<p class="ticket-number">A-001</p>' in text(officer.get(answer.headers["Location"]))


def test_above_the_limit_the_desk_decides(house: House, guard: FlaskClient) -> None:
    answer = give(house, guard, celsius="37,9")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/screening/")
    desk = text(guard.get("/screening/"))
    assert "Pengunjung diminta duduk. Putuskan di sini." in desk
    assert "Nomor diberikan oleh petugas" in desk
    assert dump(house.services.store)["ticket"] == []
    events = repr(dump(house.services.store)["event"])
    assert "37.9" not in events


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"celsius": ""}, "celsius"), ({"celsius": "90"}, "celsius"), ({"service_id": ""}, "service_id")],
)
def test_what_is_missing_is_told_beside_its_field(
    house: House, guard: FlaskClient, wrong: dict[str, str], field: str
) -> None:
    before = dump(house.services.store)
    answer = give(house, guard, **wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in text(answer)
    assert dump(house.services.store) == before


def test_a_form_without_its_nonce_is_refused(house: House, guard: FlaskClient) -> None:
    answer = give(house, guard, "short")
    assert answer.status_code == 422
    assert "Muat ulang halaman" in text(answer)


def test_a_booking_brings_its_own_service(house: House, guard: FlaskClient) -> None:
    book(house, "BOOK-1", "2026-03-02T01:30:00Z")
    answer = give(house, guard, service_id="", booking_code="BOOK-1")
    assert '<p class="ticket-number">B-001</p>' in text(guard.get(answer.headers["Location"]))
    again = give(house, guard, service_id="", booking_code="BOOK-1")
    assert page_refusal(again, "booking_used") == 409
    assert 'name="booking_code" type="text" value="BOOK-1"' in text(again), "what was typed stays"


def test_a_number_of_another_day_is_not_there(guard: FlaskClient) -> None:
    assert page_refusal(guard.get("/numbers/999", headers={"Accept": "text/html"}), "unknown_ticket") == 404


def test_the_way_there_is_in_the_menu_of_both_desks(house: House, guard: FlaskClient) -> None:
    officer = client_of(house, StaffRole.OFFICER)
    for client, path in ((guard, "/screening/"), (officer, f"/counter/{house.counter_id}")):
        assert 'href="/numbers/"' in text(client.get(path))
    assert 'href="/numbers/"' not in text(client_of(house, StaffRole.ADMIN).get("/admin/"))
