"""The admin's page of notices: what is typed is kept, what cannot be shown is told beside its field."""

import pytest
from flask.testing import FlaskClient

from queue_server.protocol.words import DeviceRole, StaffRole
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_setting_pages import send, text

NOTICE = {"text_id": "Bawa KTP asli", "text_en": "Bring your identity card", "turn": "3"}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def on_the_board(house: House) -> list[dict[str, str]]:
    return [one["texts"] for one in house.ask(DeviceRole.DISPLAY, "GET", "/board").get_json()["notices"]]


def test_a_notice_is_added_changed_and_removed(house: House, admin: FlaskClient) -> None:
    assert send(admin, "/admin/notices", **NOTICE).status_code == 303
    assert on_the_board(house) == [{"id": "Bawa KTP asli", "en": "Bring your identity card"}]
    assert 'value="Bawa KTP asli"' in text(admin.get("/admin/notices/1"))
    changed = NOTICE | {"text_id": "Bawa paspor lama", "text_en": ""}
    assert send(admin, "/admin/notices/1", **changed).status_code == 303
    assert on_the_board(house) == [{"id": "Bawa paspor lama"}]
    assert send(admin, "/admin/notices/1/remove").status_code == 303
    assert on_the_board(house) == []


def test_the_list_tells_which_are_on_the_displays_today(house: House, admin: FlaskClient) -> None:
    send(admin, "/admin/notices", **NOTICE)
    send(admin, "/admin/notices", **NOTICE | {"text_id": "Libur panjang", "first_date": "2031-01-01"})
    page = text(admin.get("/admin/notices"))
    assert (page.count("tampil di papan"), page.count("tidak tampil")) == (1, 1)
    assert [one["id"] for one in on_the_board(house)] == ["Bawa KTP asli"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text_id": "", "text_en": ""}, "text_id"),
        ({"text_id": "a" * 121}, "text_id"),
        ({"text_en": "a" * 121}, "text_en"),
        ({"turn": "100"}, "turn"),
        ({"first_date": "soon"}, "first_date"),
        ({"first_date": "2026-03-05", "last_date": "2026-03-04"}, "last_date"),
    ],
)
@pytest.mark.parametrize("place", ["/admin/notices", "/admin/notices/1"])
def test_what_cannot_be_shown_is_told_and_nothing_is_kept(
    house: House, admin: FlaskClient, place: str, wrong: dict[str, str], field: str
) -> None:
    send(admin, "/admin/notices", **NOTICE)
    before = on_the_board(house)
    response = send(admin, place, **NOTICE | {"text_id": "Yang lain"} | wrong)
    assert (response.status_code, on_the_board(house)) == (422, before)
    assert f'id="{field}-error"' in text(response)


def test_a_notice_that_is_not_there_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/admin/notices/9").status_code == 404
    assert send(admin, "/admin/notices/9", **NOTICE).status_code == 404
    assert send(admin, "/admin/notices/9/remove").status_code == 404
