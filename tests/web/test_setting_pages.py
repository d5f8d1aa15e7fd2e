"""The admin's pages for services, closures, planned changes and the history, and the refusals of their rules."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.setting import LaneSettings, ServiceSettings
from queue_server.operations.admin import save_service
from queue_server.operations.service_settings import service_settings
from queue_server.protocol.words import DeviceRole, Lane, Place, StaffRole
from tests.support.api_client import new_nonce
from tests.web.house import House, a_service, refusal
from tests.web.roles import client_of, form_token
from tests.web.test_staff_refusals import page_refusal

SERVICE = {
    "name_id": "Paspor baru",
    "name_en": "New passport",
    "code": "baru",
    "position": "1",
    "service_minutes": "10",
    "quota_per_day": "5",
    "prefix_general": "A",
    "prefix_priority": "R",
    "open": "on",
    "at_kiosk": "on",
    "place": "hall",
}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    sent = {"csrf_token": form_token(client), "nonce": new_nonce(), "language": "id"} | form
    return client.post(path, data=sent)


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def kept(house: House) -> ServiceSettings:
    return house.services.store.read(service_settings, house.office_id, house.service_id)


def change_service(house: House, **changes: Any) -> None:
    here: dict[str, Any] = {"office_id": house.office_id, "now": house.clock.now()}
    house.services.store.write(save_service, house.service_id, actor=SYSTEM, **here, **a_service(**changes))


def path(house: House) -> str:
    return f"/admin/services/{house.service_id}"


def tomorrow(house: House) -> str:
    return (house.clock.now() + timedelta(hours=7, days=1)).date().isoformat()


def test_a_service_is_saved_with_hours_place_stages_and_quotas(house: House, admin: FlaskClient) -> None:
    photo = {"code": "foto", "prefix_general": "F", "prefix_priority": ""}
    assert send(admin, "/admin/services/new", **SERVICE | photo).status_code == 303
    more = {"hours_0": "7.30-10.00, 13:00-15:00", "quota_priority": "2", "place": "drive_thru", "stage_2": "1"}
    more["hours_priority"] = "8.00-9.30"
    assert send(admin, path(house), **SERVICE | more).status_code == 303
    service = kept(house)
    assert service.hours == {"0": (("07:30", "10:00"), ("13:00", "15:00"))}
    assert (service.place, service.stages) == (Place.DRIVE_THRU, ("foto",))
    assert service.lanes[Lane.PRIORITY] == LaneSettings(prefix="R", quota=2, hours=(("08:00", "09:30"),))
    shown = text(admin.get(path(house)))
    assert "07:30-10:00, 13:00-15:00" in shown
    assert 'value="08:00-09:30"' in shown


def test_names_in_further_languages_are_shown_and_kept(house: House, admin: FlaskClient) -> None:
    change_service(house, names={"id": "Paspor baru", "en": "New passport", "ja": "旅券"})
    form = text(admin.get(path(house)))
    assert 'name="name_ja" type="text" value="旅券"' in form
    assert "Nama dalam bahasa Jepang" in form
    assert send(admin, path(house), **SERVICE, name_ja="新しい旅券").status_code == 303
    assert kept(house).names == {"id": "Paspor baru", "en": "New passport", "ja": "新しい旅券"}


@pytest.mark.parametrize("field", ["hours_2", "hours_priority"])
def test_hours_that_make_no_sense_are_told_beside_their_field(house: House, admin: FlaskClient, field: str) -> None:
    response = send(admin, path(house), **SERVICE | {field: "15:00-13:00"})
    assert response.status_code == 422
    assert f'id="{field}-error"' in text(response)
    assert "Jam tutup harus setelah jam buka." in text(response)


def test_the_preview_shows_from_what_to_what_and_saves_nothing(house: House, admin: FlaskClient) -> None:
    house.check_in()
    response = send(admin, path(house), **SERVICE | {"quota_per_day": "9"}, step="preview")
    shown = text(response)
    assert response.status_code == 200
    assert "<td>5</td><td>9</td>" in shown
    assert "Sekarang 1 pengunjung menunggu" in shown
    assert kept(house).quota_per_day == 5
    back = send(admin, path(house), **SERVICE | {"quota_per_day": "9"}, step="edit")
    assert 'name="quota_per_day" type="text" value="9"' in text(back)
    assert kept(house).quota_per_day == 5


def test_letters_that_sound_alike_are_a_warning_and_no_refusal(house: House, admin: FlaskClient) -> None:
    wanted = SERVICE | {"prefix_general": "B", "prefix_priority": "P"}
    assert "B dan P terdengar mirip" in text(send(admin, path(house), **wanted, step="preview"))
    assert send(admin, path(house), **wanted).status_code == 303
    assert "B dan P terdengar mirip" in text(admin.get(path(house)))


def test_a_change_for_tomorrow_is_listed_and_cancelled(house: House, admin: FlaskClient) -> None:
    assert send(admin, path(house), **SERVICE | {"quota_per_day": "9"}, effective_on=tomorrow(house)).status_code == 303
    assert kept(house).quota_per_day == 5
    assert "<td>5</td><td>9</td>" in text(admin.get("/admin/changes"))
    history = text(admin.get("/admin/history?subject=service"))
    change_id = history.split("change-")[1].split("-")[0]
    assert send(admin, f"/admin/changes/{change_id}/cancel").status_code == 303
    assert "<td>5</td><td>9</td>" not in text(admin.get("/admin/changes"))
    assert page_refusal(send(admin, f"/admin/changes/{change_id}/cancel"), "unknown_change") == 404


@pytest.mark.parametrize("day", ["2020-01-01", "tomorrow"])
def test_a_day_that_cannot_be_is_told(house: House, admin: FlaskClient, day: str) -> None:
    response = send(admin, path(house), **SERVICE, effective_on=day)
    assert response.status_code == 422
    assert 'id="effective_on-error"' in text(response)


def test_the_history_tells_who_changed_what(house: House, admin: FlaskClient) -> None:
    send(admin, path(house), **SERVICE | {"quota_per_day": "9"})
    shown = text(admin.get("/admin/history"))
    assert "Admin, " in shown
    assert "<td>5</td><td>9</td>" in shown
    assert "<td>5</td><td>9</td>" not in text(admin.get("/admin/history?subject=counter"))


def test_a_closure_is_added_listed_and_removed(house: House, admin: FlaskClient) -> None:
    today = (house.clock.now() + timedelta(hours=7)).date().isoformat()
    assert send(admin, "/admin/closures", first_date=today, reason_id="Listrik padam").status_code == 303
    assert "Listrik padam" in text(admin.get("/admin/closures"))
    assert refusal(house.check_in()) == (409, "service_closed")
    assert send(admin, "/admin/closures/1/remove").status_code == 303
    assert house.check_in().status_code == 200
    assert page_refusal(send(admin, "/admin/closures/1/remove"), "unknown_closure") == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"first_date": ""}, "first_date"),
        ({"last_date": "2026-01-01"}, "last_date"),
        ({"reason_id": ""}, "reason_id"),
    ],
)
def test_a_closure_that_makes_no_sense_is_told(admin: FlaskClient, wrong: dict[str, str], field: str) -> None:
    response = send(admin, "/admin/closures", **{"first_date": "2026-03-10", "reason_id": "Libur"} | wrong)
    assert response.status_code == 422
    assert f'id="{field}-error"' in text(response)


def test_a_full_lane_tells_which(house: House, admin: FlaskClient) -> None:
    assert send(admin, path(house) + "/quota", quota="1", reason="half staff", lane="priority").status_code == 303
    assert house.check_in(lane="priority").status_code == 200
    response = house.check_in(lane="priority")
    assert refusal(response) == (409, "lane_full")
    assert "jalur prioritas" in response.get_json()["error"]["words"]["id"]


def test_a_service_outside_its_hours_tells_them(house: House) -> None:
    change_service(house, hours={"6": (("07:30", "10:00"),)})
    response = house.check_in()
    assert refusal(response) == (409, "outside_hours")
    assert response.get_json()["error"]["words"]["en"].endswith("Its hours today: none.")


def test_a_lane_outside_its_hours_tells_them_and_the_kiosk_knows(house: House, admin: FlaskClient) -> None:
    assert send(admin, path(house), **SERVICE, hours_priority="09:30-10:00").status_code == 303
    response = house.check_in(lane="priority")
    assert refusal(response) == (409, "lane_outside_hours")
    words = response.get_json()["error"]["words"]["id"]
    assert words == "Jalur prioritas tidak menerima pengunjung saat ini. Jamnya: 09:30-10:00."
    lanes = house.ask(DeviceRole.KIOSK, "GET", "/office").get_json()["services"][0]["lanes"]
    assert [(lane["lane"], lane["open"], lane["hours"]) for lane in lanes] == [
        ("general", True, ""),
        ("priority", False, "09:30-10:00"),
    ]
    assert house.check_in().status_code == 200


def test_a_service_of_another_place_is_neither_shown_nor_given(house: House) -> None:
    change_service(house, place=Place.DRIVE_THRU)
    assert house.ask(DeviceRole.KIOSK, "GET", "/office").get_json()["services"] == []
    assert len(house.ask(DeviceRole.INTEGRATOR, "GET", "/office").get_json()["services"]) == 1
    assert refusal(house.check_in()) == (409, "service_elsewhere")
