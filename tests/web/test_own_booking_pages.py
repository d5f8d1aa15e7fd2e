"""A visitor's own booking by its code: looked up, moved, cancelled, checked in; how often a code may be guessed."""

import pytest
from flask.testing import FlaskClient

from queue_server.protocol.words import DeviceRole
from queue_server.web.book.limits import WRONG_CODES
from queue_server.web.throttle import WINDOW_SECONDS
from tests.web.booking_page import PROGRAM, another, book, fields, let_visitors_book, links
from tests.web.house import PASSED, House, refusal
from tests.web.roles import form_token
from tests.web.test_setting_pages import text
from tests.web.test_staff_refusals import page_refusal


@pytest.fixture
def open_house(house: House) -> House:
    let_visitors_book(house)
    return house


@pytest.fixture
def visitor(open_house: House) -> FlaskClient:
    return open_house.app.test_client()


def test_a_code_is_looked_up_however_it_is_typed(open_house: House, visitor: FlaskClient) -> None:
    code = book(visitor)
    typed = f" {code[:4].lower()}-{code[4:]} "
    response = visitor.post("/book/mine", data={"code": typed, "csrf_token": form_token(visitor)})
    assert (response.status_code, response.location) == (303, f"/book/mine/{code}")


def test_a_wrong_code_is_told_and_after_many_one_waits(open_house: House, visitor: FlaskClient) -> None:
    code, token = book(visitor), form_token(visitor)
    wrong = visitor.post("/book/mine", data={"code": "K7MP-4QXR", "csrf_token": token})
    assert page_refusal(wrong, "unknown_booking") == 404
    assert "K7MP-4QXR" in text(wrong), "what was typed stays"
    for nth in range(1, WRONG_CODES):
        assert visitor.get(f"/book/mine/{code}").status_code == 200, "right codes are not counted, and reset nothing"
        assert visitor.get(f"/book/mine/WRONG{nth:03}").status_code == 404
    assert refusal(visitor.get(f"/book/mine/{code}", headers=PROGRAM)) == (429, "too_many_attempts")
    told = visitor.post("/book/mine", data={"code": code, "csrf_token": token})
    assert (told.status_code, int(told.headers["Retry-After"]) <= WINDOW_SECONDS) == (429, True)
    assert another(open_house).get(f"/book/mine/{code}").status_code == 200, "nobody else waits"
    open_house.clock.sleep(WINDOW_SECONDS)
    assert visitor.get(f"/book/mine/{code}").status_code == 200


def test_a_booking_of_the_office_s_program_is_not_found_here(open_house: House, visitor: FlaskClient) -> None:
    slot = {"nonce": open_house.nonce(), "code": "CODE-1", "service_id": open_house.service_id}
    made = open_house.ask(DeviceRole.INTEGRATOR, "POST", "/bookings", slot | {"slot_at": "2026-03-03T02:00:00Z"})
    assert made.status_code == 200
    assert page_refusal(visitor.get("/book/mine/CODE-1"), "unknown_booking") == 404


def test_a_booking_is_moved(open_house: House, visitor: FlaskClient) -> None:
    code = book(visitor)
    days = text(visitor.get(f"/book/mine/{code}/move"))
    assert "Selasa, 3 Maret, 09:00" in days
    page = text(visitor.get(f"/book/mine/{code}/move?day=2026-03-04&time=08:30"))
    moved = visitor.post(f"/book/mine/{code}/move", data=fields(page))
    assert (moved.status_code, moved.location) == (303, f"/book/mine/{code}")
    shown = text(visitor.get(moved.location))
    assert "Janji temu Anda sudah dipindahkan." in shown
    assert "Rabu, 04 Maret 2026" in shown
    assert "08:30" in shown


def test_a_move_to_a_slot_that_was_just_taken_keeps_the_booking(open_house: House, visitor: FlaskClient) -> None:
    code = book(visitor)
    address = f"/book/mine/{code}/move"
    sent = fields(text(visitor.get(address + "?day=2026-03-04&time=08:30")))
    book(another(open_house), day="2026-03-04", time="08:30")
    response = visitor.post(address, data=sent)
    assert response.status_code == 409
    assert "Sisa tempat pada waktu ini kurang: 1." in text(response)
    assert f"{address}?day=2026-03-04&time=09:00" in [link.replace("%3A", ":") for link in links(text(response))]
    assert "Selasa, 03 Maret 2026" in text(visitor.get(f"/book/mine/{code}"))
    assert "kurang: 1" in text(visitor.get(address + "?day=2026-03-04&time=08:30"))


def test_a_cancelled_booking_says_so_and_can_be_nothing_else(open_house: House, visitor: FlaskClient) -> None:
    code, token = book(visitor), {"csrf_token": form_token(visitor)}
    assert visitor.post(f"/book/mine/{code}/cancel", data=token).status_code == 303
    page = text(visitor.get(f"/book/mine/{code}"))
    assert "Janji temu ini telah dibatalkan." in page
    assert '<svg class="qr"' not in page
    again = visitor.post(f"/book/mine/{code}/cancel", data=token)
    assert page_refusal(again, "booking_cancelled") == 409
    assert visitor.get(f"/book/mine/{code}/move").location == f"/book/mine/{code}"


def test_too_late_to_change_is_told(open_house: House, visitor: FlaskClient) -> None:
    code, token = book(visitor, day="2026-03-02", time="09:30"), {"csrf_token": form_token(visitor)}
    open_house.clock.sleep(45 * 60)
    assert "Sudah terlambat untuk memindahkan atau membatalkan di sini." in text(visitor.get(f"/book/mine/{code}"))
    late = visitor.post(f"/book/mine/{code}/cancel", data=token, headers=PROGRAM)
    assert refusal(late) == (409, "booking_too_late")
    assert "Senin, 02 Maret 2026" in late.get_json()["error"]["words"]["id"]
    when = {"day": "2026-03-03", "time": "09:00"} | token
    assert visitor.post(f"/book/mine/{code}/move", data=when).status_code == 409


def test_the_code_checks_in_at_the_kiosk_and_the_page_knows(open_house: House, visitor: FlaskClient) -> None:
    code = book(visitor, day="2026-03-02", time="09:30")
    open_house.clock.sleep(45 * 60)
    answer = open_house.check_in(service_id=None, booking_code=code, measurement=PASSED).get_json()
    assert (answer["ticket"]["number"], answer["ticket"]["party_size"]) == ("B-001", 2)
    assert "Anda sudah mengambil nomor antrean dengan janji temu ini." in text(visitor.get(f"/book/mine/{code}"))
