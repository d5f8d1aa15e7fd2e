"""The rules of the office, the duties of officers and the places of devices, over the pages."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from queue_server.domain.policy import OfficePolicy
from queue_server.operations.office_settings import export_office
from queue_server.protocol.words import DeviceRole, Place, StaffRight, StaffRole
from queue_server.storage import people
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_setting_pages import send, text

FIELD = re.compile(r'<input id="(\w+)" name="\1" type="text" value="([^"]*)"')


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def policy(house: House) -> OfficePolicy:
    return house.services.store.read(export_office, office_id=house.office_id).policy


def shown(admin: FlaskClient) -> dict[str, str]:
    """What the office's form holds."""
    return dict(FIELD.findall(text(admin.get("/admin/office")))) | {"screening": "on"}


def test_the_form_as_it_is_shown_changes_nothing(house: House, admin: FlaskClient) -> None:
    before = policy(house)
    assert send(admin, "/admin/office", **shown(admin)).status_code == 303
    assert policy(house) == before


def test_order_calling_and_own_outcomes_are_set(house: House, admin: FlaskClient) -> None:
    wanted = {"priority_rate": "2,5", "priority_cap_minutes": "20", "calls": "2", "return_minutes": "45"}
    outcome = {"outcome_code_0": "came_too_late", "outcome_id_0": "Terlambat", "outcome_complete_0": "on"}
    assert send(admin, "/admin/office", **shown(admin) | wanted | outcome).status_code == 303
    rules = policy(house)
    assert (rules.order.priority_rate, rules.order.priority_cap_seconds) == (2.5, 1200)
    assert (rules.calling.calls, rules.calling.return_seconds) == (2, 2700)
    assert [(one.code, one.names, one.complete_file) for one in rules.outcomes] == [
        ("came_too_late", {"id": "Terlambat"}, True)
    ]
    assert send(admin, "/admin/office", **shown(admin) | {"outcome_code_0": ""}).status_code == 303
    assert policy(house).outcomes == ()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"calls": "0"}, "calls"),
        ({"general_rate": ""}, "general_rate"),
        ({"outcome_code_0": "late"}, "outcome_id_0"),
        ({"outcome_code_0": "Too Late!", "outcome_id_0": "Terlambat"}, "outcomes"),
        (
            {f"outcome_{part}_{row}": "late" for part in ("code", "id") for row in range(2)},
            "outcomes",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_told_beside_its_field(
    house: House, admin: FlaskClient, wrong: dict[str, str], field: str
) -> None:
    before = policy(house)
    response = send(admin, "/admin/office", **shown(admin) | wrong)
    assert response.status_code == 422
    assert f'id="{field}-error"' in text(response)
    assert policy(house) == before


def test_the_rules_of_screening_and_of_its_desk_are_set(house: House, admin: FlaskClient) -> None:
    wanted = {
        "screening": "until",
        "screening_until": "2026-06-30",
        "second_threshold_celsius": "37,3",
        "measurements": "3",
        "ambient_lowest_celsius": "15",
        "ambient_highest_celsius": "38",
        "shade_above_celsius": "32",
        "escalate_seconds": "90",
        "desk_undo_seconds": "30",
        "figures_in_messages": "on",
    }
    assert send(admin, "/admin/office", **shown(admin) | wanted).status_code == 303
    rule, desk = policy(house).temperature, policy(house).desk
    assert (rule.screening, rule.screening_until) == (True, date(2026, 6, 30))
    assert (rule.second_threshold_celsius, rule.measurements, rule.shade_above_celsius) == (37.3, 3, 32.0)
    assert (rule.ambient_lowest_celsius, rule.ambient_highest_celsius) == (15.0, 38.0)
    assert (desk.escalate_seconds, desk.undo_seconds, desk.figures_in_messages) == (90, 30, True)
    page = text(admin.get("/admin/office"))
    assert 'type="date" value="2026-06-30"' in page
    assert '<option value="until" selected>' in page
    emptied = {"screening": "off", "second_threshold_celsius": "", "shade_above_celsius": ""}
    assert send(admin, "/admin/office", **shown(admin) | emptied).status_code == 303
    rule = policy(house).temperature
    assert (rule.screening, rule.screening_until, rule.second_threshold_celsius, rule.shade_above_celsius) == (
        False,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"screening": "until"}, "screening_until", "Pilih hari terakhir"),
        ({"screening": "until", "screening_until": "2026-03-01"}, "screening_until", "Hari ini sudah lewat."),
        ({"screening": "until", "screening_until": "besok"}, "screening_until", "2026-03-31"),
        (
            {"second_threshold_celsius": "37,3", "measurements": "1"},
            "second_threshold_celsius",
            "Dengan satu pengukuran tidak ada batas kedua",
        ),
        ({"second_threshold_celsius": "43"}, "second_threshold_celsius", "34.0"),
        (
            {"threshold_celsius": "36", "closer_below_celsius": "36"},
            "closer_below_celsius",
            "harus di bawah batas",
        ),
        ({"threshold_celsius": "41", "highest_celsius": "41"}, "highest_celsius", "harus di atas batas"),
        (
            {"ambient_lowest_celsius": "30", "ambient_highest_celsius": "30"},
            "ambient_highest_celsius",
            "harus lebih tinggi",
        ),
        ({"shade_above_celsius": "40"}, "shade_above_celsius", "tidak dinilai lagi"),
        ({"escalate_seconds": "5"}, "escalate_seconds", "30"),
        ({"measurements": ""}, "measurements", "harus diisi"),
    ],
)
def test_a_rule_of_screening_that_cannot_be_is_explained_beside_its_field(
    house: House, admin: FlaskClient, wrong: dict[str, str], field: str, words: str
) -> None:
    before = policy(house)
    response = send(admin, "/admin/office", **shown(admin) | wrong)
    assert response.status_code == 422
    told = re.search(rf'id="{field}-error">(.*?)</p>', text(response), re.DOTALL)
    assert told is not None
    assert words in told[1]
    assert policy(house) == before


def test_screening_that_ended_by_itself_stays_as_it_was_set(house: House, admin: FlaskClient) -> None:
    until = {"screening": "until", "screening_until": "2026-03-02"}
    assert send(admin, "/admin/office", **shown(admin) | until).status_code == 303
    house.clock.sleep(3 * 24 * 3600)
    again = client_of(house, StaffRole.ADMIN)
    assert send(again, "/admin/office", **shown(again) | until | {"calls": "2"}).status_code == 303
    assert policy(house).calling.calls == 2


def test_an_officer_has_rights_and_services(house: House, admin: FlaskClient) -> None:
    accounts = house.services.store.read(people.accounts, house.office_id)
    officer = next(one for one in accounts if "officer" in one.roles)
    path = f"/admin/accounts/{officer.id}"
    assert send(admin, f"{path}/duties", service_ids=str(house.service_id)).status_code == 303
    changed = house.services.store.read(people.account_by_id, officer.id)
    assert changed is not None
    assert (changed.rights, changed.service_ids) == (frozenset(), frozenset({house.service_id}))
    assert f'id="serves-{house.service_id}" name="service_ids" value="{house.service_id}" checked' in text(
        admin.get(path)
    )
    assert send(admin, f"{path}/duties", rights="call_out_of_order").status_code == 303
    changed = house.services.store.read(people.account_by_id, officer.id)
    assert changed is not None
    assert (changed.rights, changed.service_ids) == (frozenset({StaffRight.CALL_OUT_OF_ORDER.value}), frozenset())


def test_a_device_has_a_place(house: House, admin: FlaskClient) -> None:
    assert send(admin, "/admin/devices", name="outside", role="kiosk", place="drive_thru").status_code == 200
    device = house.services.store.read(people.device_named, house.office_id, "outside")
    assert device is not None
    assert (device.role, device.place) == (DeviceRole.KIOSK, Place.DRIVE_THRU)
    assert "Drive-thru" in text(admin.get("/admin/devices"))
