"""The page on which visitors book: step by step, what it refuses and how it goes on, how much one may ask."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations import admin, closures
from tests.support.stores import dump
from tests.web.booking_page import (
    CHOICE,
    PROGRAM,
    another,
    book,
    chosen,
    confirm,
    fields,
    let_visitors_book,
    links,
    press,
)
from tests.web.house import House, refusal
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


def bookings(house: House) -> list[tuple[str, int, str]]:
    return [(row["code"], row["party_size"], row["state"]) for row in dump(house.services.store)["booking"]]


def get(client: FlaskClient, **choice: str) -> str:
    response = client.get("/book", query_string=choice)
    assert response.status_code == 200
    return text(response)


def test_each_answer_leads_to_the_next_question_and_to_a_code(open_house: House, visitor: FlaskClient) -> None:
    page = get(visitor)
    asked = []
    for wanted in ({"service": "baru"}, {"day": "2026-03-03"}, {"time": "09:00"}, {"people": "2"}):
        asked.append(page.partition("</small>")[2].partition("</h1>")[0])
        nexts = [link for link in links(page) if wanted.items() <= chosen(link).items()]
        assert nexts, page
        page = text(visitor.get(nexts[-1]))
    assert asked == ["Untuk layanan apa Anda datang?", "Hari apa?", "Pukul berapa?", "Berapa orang?"]
    response = press(visitor, fields(page))
    assert response.status_code == 303
    ((code, people, state),) = bookings(open_house)
    assert (people, state, response.location) == (2, "booked", f"/book/mine/{code}")
    shown = text(visitor.get(response.location))
    for fact in (code[:4], code[4:], "Selasa, 03 Maret 2026", "09:00", "KTP asli", "Kartu Keluarga", "<svg"):
        assert fact in shown
    assert dump(open_house.services.store)["event"][-1]["name"] == "booking.created"


def test_the_page_asks_for_nothing_personal(visitor: FlaskClient) -> None:
    asked = set(confirm(visitor))
    assert asked == {"csrf_token", "nonce", "service", "day", "time", "people"}


def test_two_presses_are_one_booking(open_house: House, visitor: FlaskClient) -> None:
    sent = confirm(visitor)
    first, second = press(visitor, sent), press(visitor, sent)
    assert first.location == second.location
    assert len(bookings(open_house)) == 1
    assert refusal(press(visitor, sent | {"time": "09:30"}, **PROGRAM)) == (409, "nonce_reused")


def test_a_slot_that_was_just_taken_keeps_what_was_chosen(open_house: House, visitor: FlaskClient) -> None:
    sent = confirm(visitor)
    book(another(open_house))
    response = press(visitor, sent)
    assert response.status_code == 409
    page = text(response)
    assert 'role="alert"' in page
    assert "Sisa tempat pada waktu ini kurang: 1." in page
    tiles = [chosen(link) for link in links(page) if "time" in chosen(link)]
    assert {tile["time"] for tile in tiles} == {"08:00", "08:30", "09:30"}, "09:00 has one place, and two want to come"
    assert {(tile["service"], tile["day"], tile["people"]) for tile in tiles} == {("baru", "2026-03-03", "2")}
    assert refusal(press(visitor, sent, **PROGRAM)) == (409, "slot_full")
    again = [link for link in links(page) if chosen(link).get("time") == "09:30"]
    assert press(visitor, fields(text(visitor.get(again[0])))).status_code == 303


def test_a_time_that_went_by_is_told(open_house: House, visitor: FlaskClient) -> None:
    sent = confirm(visitor, day="2026-03-02", time="09:30")
    open_house.clock.sleep(31 * 60)
    assert refusal(press(visitor, sent, **PROGRAM)) == (409, "slot_not_offered")
    page = text(press(visitor, sent))
    assert "Waktu ini tidak dapat dipesan lagi." in page
    assert "Hari terdekat yang tersedia: Selasa, 3 Maret" in page
    assert "Waktu ini tidak dapat dipesan lagi." in get(visitor, **CHOICE | {"day": "2026-03-02"})


def test_a_full_day_says_so_with_the_next_free_one(open_house: House, visitor: FlaskClient) -> None:
    for time in ("08:00", "08:30"):
        book(visitor, time=time, people="2")
    book(visitor, time="09:00", people="1")
    days = get(visitor, service="baru")
    assert "Selasa, 3 Maret<small>Penuh" in days, "five people are the quota of the day"
    assert '<p class="row shut">' in days
    page = get(visitor, service="baru", day="2026-03-03")
    assert "Hari ini sudah penuh." in page
    assert "Rabu, 4 Maret" in page
    assert page.count('class="tile shut"') == 4


def test_a_closed_day_says_why(open_house: House, visitor: FlaskClient) -> None:
    here: dict[str, Any] = {"office_id": open_house.office_id, "actor": SYSTEM, "now": open_house.clock.now()}
    wednesday = date(2026, 3, 4)
    span: dict[str, Any] = {"first_date": wednesday, "last_date": wednesday}
    names = {"id": "Hari <b>raya</b>", "en": "A feast"}
    open_house.services.store.write(closures.add_closure, service_id=None, names=names, **span, **here)
    assert "Tutup: Hari &lt;b&gt;raya" in get(visitor, service="baru")
    assert "Tutup: Hari" in get(visitor, service="baru", day="2026-03-04")


@pytest.mark.parametrize(
    "nonsense",
    [
        {"service": "<script>"},
        {"office": "none"},
        {"service": "baru", "day": "31/12/2026"},
        {"service": "baru", "day": "2027-01-01"},
        {"service": "baru", "day": "0001-01-01", "time": "09:00"},
        {"service": "baru", "day": "2026-03-03", "time": "25:00", "people": "99"},
        {"service": "baru", "day": "2026-03-03", "time": "09:00", "people": "-1"},
        {"service": "baru", "day": "2026-03-03", "time": "09:00", "people": "2\x00"},
    ],
)
def test_an_address_that_makes_no_sense_asks_again(visitor: FlaskClient, nonsense: dict[str, str]) -> None:
    assert "<script>" not in get(visitor, **nonsense)


@pytest.mark.parametrize("change", [{"day": "soon"}, {"time": ""}, {"people": "6"}, {"service": "none"}])
def test_a_form_with_something_missing_goes_back_to_that_question(
    open_house: House, visitor: FlaskClient, change: dict[str, str]
) -> None:
    response = press(visitor, confirm(visitor) | change)
    assert response.status_code == 303
    assert response.location.startswith("/book?")
    assert bookings(open_house) == []


def test_too_many_people_for_a_slot_are_told_how_many_fit(open_house: House, visitor: FlaskClient) -> None:
    book(another(open_house))
    page = get(visitor, **CHOICE)
    assert "Sisa tempat pada waktu ini kurang: 1." in page
    sizes = [chosen(link)["people"] for link in links(page) if {"people", "time"} <= set(chosen(link))]
    assert sizes[-1] == "1", "no more than one can be chosen"


def test_a_form_without_its_marks_is_refused(open_house: House, visitor: FlaskClient) -> None:
    sent = confirm(visitor)
    assert refusal(press(visitor, sent | {"nonce": "x"}, **PROGRAM)) == (400, "malformed")
    assert refusal(press(visitor, sent | {"csrf_token": "x"}, **PROGRAM)) == (400, "form_expired")
    page = press(visitor, sent | {"csrf_token": "x"})
    assert page_refusal(page, "form_expired") == 400
    assert chosen(next(link for link in links(text(page)) if "time" in chosen(link))) == CHOICE
    assert bookings(open_house) == []


def test_an_address_books_so_often_in_an_hour(open_house: House) -> None:
    let_visitors_book(open_house, hourly_bookings=2, slot_places=50)
    visitor = another(open_house, "2001:db8:1:2::7")
    sent = confirm(visitor, people="1")
    for _ in range(3):
        press(visitor, sent)
    book(visitor, people="1")
    sent = confirm(visitor, people="1")
    assert refusal(press(visitor, sent, **PROGRAM)) == (429, "too_many_bookings")
    response = press(visitor, sent)
    assert response.status_code == 429
    assert "Sudah banyak janji temu dari sambungan Anda." in text(response)
    assert "60 menit" in text(response)
    neighbour = another(open_house, "2001:db8:1:2:ffff::8")
    assert press(neighbour, confirm(neighbour, people="1")).status_code == 429, "the same household"
    book(another(open_house, "2001:db8:1:3::8"), people="1")
    open_house.clock.sleep(3600)
    assert press(visitor, sent).status_code == 303
    assert len(bookings(open_house)) == 4


def test_what_was_refused_is_not_counted(open_house: House) -> None:
    let_visitors_book(open_house, hourly_bookings=1, slot_places=1)
    visitor = another(open_house)
    sent = confirm(visitor, people="1")
    book(another(open_house, "203.0.113.10"), people="1")
    assert press(visitor, sent).status_code == 409
    assert press(visitor, sent).status_code == 409
    book(visitor, time="09:30", people="1")


ADDRESSES: list[Callable[[FlaskClient], Any]] = [
    lambda client: client.get("/book"),
    lambda client: client.get("/book/mine"),
    lambda client: client.get("/book/mine/K7MP4QXR"),
    lambda client: client.post("/book/mine", data={"code": "K7MP4QXR", "csrf_token": form_token(client)}),
]


@pytest.mark.parametrize("ask", ADDRESSES)
def test_switched_off_the_page_says_kindly_that_there_is_none(house: House, ask: Callable[[FlaskClient], Any]) -> None:
    response = ask(house.app.test_client())
    assert page_refusal(response, "self_booking_off") == 404
    assert "/book" not in links(text(response)), "there is nowhere to go on to"
    assert refusal(house.app.test_client().get("/book", headers=PROGRAM)) == (404, "self_booking_off")


def test_of_two_offices_one_is_chosen_first(open_house: House, visitor: FlaskClient) -> None:
    named: dict[str, Any] = {"code": "LAIN", "name": "Kantor Lain", "timezone": "Asia/Jayapura"}
    rules = OfficePolicy(self_booking=SelfBookingPolicy(switched_on=True))
    open_house.services.store.write(admin.add_office, **named, policy=rules, actor=SYSTEM, now=open_house.clock.now())
    page = get(visitor)
    assert "Kantor Uji" in page
    assert "Kantor Lain" in page
    assert {"office": "TEST"} in [chosen(link) for link in links(page)]
    assert "Saat ini tidak ada layanan yang dapat dipesan." in get(visitor, office="LAIN")
    book(visitor, office="TEST")
    assert len(bookings(open_house)) == 1


def test_the_language_changes_and_what_was_chosen_stays(visitor: FlaskClient) -> None:
    page = get(visitor, **CHOICE)
    token = fields(page)["csrf_token"]
    back = page.partition('name="next" value="')[2].partition('"')[0].replace("&amp;", "&")
    assert chosen(back) == CHOICE
    changed = visitor.post("/language", data={"language": "en", "next": back, "csrf_token": token})
    assert changed.location == back
    assert "Is everything right?" in text(visitor.get(back))
