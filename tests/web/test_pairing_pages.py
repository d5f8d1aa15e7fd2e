"""The page of a code that pairs a device, without scripts."""

import re

import pytest
from flask.testing import FlaskClient

from queue_server.protocol.words import DeviceRole, StaffRole
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_pairing import pair
from tests.web.test_setting_pages import send, text

CODE = re.compile("<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>")


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def opened(admin: FlaskClient, path: str = "/admin/pairings", **form: str) -> str:
    """Open a pairing; return the address of its page."""
    answer = send(admin, path, **{"name": "Kios baru", "role": "kiosk", "place": "hall", "counter_id": ""} | form)
    assert answer.status_code == 303, text(answer)
    return answer.headers["Location"]


def test_a_code_is_shown_used_and_gone(house: House, admin: FlaskClient) -> None:
    page = opened(admin)
    shown = text(admin.get(page))
    (code,) = CODE.findall(shown)
    assert f"antre pair kiosk {code}" in shown
    assert "http://localhost" in shown
    assert "Menunggu perangkat" in shown
    assert pair(house, code).status_code == 200
    for address in (page, page + "/state"):
        after = text(admin.get(address))
        assert "Sudah dipasangkan" in after
        assert code not in after


def test_a_code_is_shown_only_where_it_was_opened(house: House, admin: FlaskClient) -> None:
    page = opened(admin)
    elsewhere = text(client_of(house, StaffRole.ADMIN).get(page))
    assert CODE.findall(elsewhere) == []
    assert "hanya ditampilkan di peramban" in elsewhere


def test_codes_that_ended_say_so(house: House, admin: FlaskClient) -> None:
    page = opened(admin)
    (code,) = CODE.findall(text(admin.get(page)))
    for _ in range(5):
        pair(house, code[:-1] + ("2" if code[-1] != "2" else "3"))
    assert "lima kali" in text(admin.get(page))
    second = opened(admin)
    house.clock.sleep(600)
    assert "Kode sudah berakhir" in text(admin.get(second))
    assert admin.get(page).status_code == 404


def test_a_known_device_is_paired_anew(house: House, admin: FlaskClient) -> None:
    page = opened(admin, f"/admin/devices/{house.device_ids[DeviceRole.KIOSK]}/pairing")
    (code,) = CODE.findall(text(admin.get(page)))
    assert pair(house, code).get_json()["device_id"] == house.device_ids[DeviceRole.KIOSK]
    assert send(admin, "/admin/devices/4711/pairing").status_code == 303


def test_a_form_that_is_not_right_is_shown_again(house: House, admin: FlaskClient) -> None:
    answers = [
        send(admin, "/admin/pairings", name="x", role="tv"),
        send(admin, "/admin/pairings", name="the kiosk", role="kiosk"),
    ]
    assert [answer.status_code for answer in answers] == [422, 409]
    assert "the kiosk" in text(answers[1])
