"""The thermometers over the application: the kiosk's part of the API, the pages, their refusals, who sees what."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_server.domain.calibration import Purpose
from queue_server.domain.policy import TrustPolicy
from queue_server.operations import thermometer_page
from queue_server.operations.office_settings import export_office
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.staff.thermometer_charts import LEAST_SPAN_CELSIUS, WIDTH, pairs_chart
from tests.web.house import House, refusal
from tests.web.roles import client_of
from tests.web.test_rules_pages import shown
from tests.web.test_setting_pages import send as send_page
from tests.web.test_setting_pages import text
from tests.web.test_staff_refusals import page_refusal, send

KEEPERS = [StaffRole.SECURITY, StaffRole.HEALTH, StaffRole.ADMIN]
MARKED = 36.987651


@pytest.fixture
def guard(house: House) -> FlaskClient:
    return client_of(house, StaffRole.SECURITY)


def kiosk_id(house: House) -> int:
    return house.device_ids[DeviceRole.KIOSK]


def path(house: House, action: str = "") -> str:
    return f"/thermometers/{kiosk_id(house)}{action}"


def wanted(house: House) -> int | None:
    """What the kiosk is told to measure."""
    order = house.ask(DeviceRole.KIOSK, "GET", "/office").get_json()["sensor"]
    found: int | None = order["measurement_id"]
    return found


def report(house: House, measurement_id: int, celsius: float | None, **more: object) -> Any:
    measurement: dict[str, object] = {"status": "measured", "celsius": celsius}
    if celsius is None:
        measurement = {"status": "unsure", "reason": "unsteady"}
    body = {"nonce": house.nonce(), "measurement_id": measurement_id, "measurement": measurement} | more
    return house.ask(DeviceRole.KIOSK, "POST", "/devices/self/staff-measurements", body)


def measured(house: House, client: FlaskClient, celsius: float, action: str = "/measure") -> str:
    """Have the kiosk measure, and return the id of the measurement."""
    assert send(client, path(house, action)).status_code == 200
    measurement_id = wanted(house)
    assert measurement_id is not None
    assert report(house, measurement_id, celsius).get_json() == {"measurement_id": measurement_id}
    return str(measurement_id)


def pair(house: House, client: FlaskClient, reads: float, reference: str) -> Any:
    measurement_id = measured(house, client, reads)
    return send(client, path(house, "/pair"), measurement_id=measurement_id, reference_celsius=reference)


# The kiosk's part


def test_only_a_kiosk_is_told_of_a_thermometer(house: House) -> None:
    assert house.ask(DeviceRole.KIOSK, "GET", "/office").get_json()["sensor"] == {
        "calibration": None,
        "measurement_id": None,
    }
    assert house.ask(DeviceRole.DISPLAY, "GET", "/office").get_json()["sensor"] is None


def test_a_measurement_that_nobody_waits_for_is_refused(house: House) -> None:
    assert refusal(report(house, 1, 36.0)) == (409, "measurement_over")


@pytest.mark.parametrize("offset", [-10.1, 10.1, "1"])
def test_an_offset_that_cannot_be_is_refused(house: House, offset: object) -> None:
    assert refusal(report(house, 1, 36.0, offset_celsius=offset)) == (400, "malformed")


def test_an_accepted_offset_goes_to_the_kiosk(house: House, guard: FlaskClient) -> None:
    for _ in range(3):
        assert pair(house, guard, 36.0, "36,8").status_code == 200
    assert "+0,80 °C" in text(send(guard, path(house, "/accept")))
    order = house.ask(DeviceRole.KIOSK, "GET", "/office").get_json()["sensor"]
    assert order["calibration"] == {"offset_celsius": 0.8, "calibrated_on": "2026-03-02", "days": 180}


# The pages


@pytest.mark.parametrize("role", KEEPERS)
def test_whoever_keeps_the_thermometers_sees_them(house: House, role: StaffRole) -> None:
    client = client_of(house, role)
    assert "the kiosk" in text(client.get("/thermometers/"))
    for page in ("", "/check"):
        shown = text(client.get(path(house, page)))
        assert "Ukur sekarang" in shown
        assert "Kantor tidak menyimpan koreksi untuknya" in shown


@pytest.mark.parametrize("role", KEEPERS)
def test_no_page_tells_what_was_measured_before_the_reference_is_typed(house: House, role: StaffRole) -> None:
    client = client_of(house, role)
    measurement_id = measured(house, client, MARKED)
    pages = ["/thermometers/", path(house), path(house, "/calibrate"), path(house, "/check")]
    shown = "".join(text(client.get(page)) for page in pages)
    assert "Kios sudah mengukur" in shown
    assert all(figure not in shown for figure in ("36.98", "36,98", "36,99", "36.99"))
    after = text(send(client, path(house, "/pair"), measurement_id=measurement_id, reference_celsius="37.5"))
    assert "+0,51 °C" in after
    assert all(figure not in after for figure in ("36.98", "36,98", "36,99", "37,5", "37.5"))


def test_why_nothing_was_measured_is_said(house: House, guard: FlaskClient) -> None:
    send(guard, path(house, "/measure"))
    report(house, wanted(house) or 0, None)
    assert "Hasil ukur tidak stabil" in text(guard.get(path(house)))


def test_a_kiosk_that_does_not_answer_is_said(house: House, guard: FlaskClient) -> None:
    send(guard, path(house, "/measure"))
    assert "Kios mengukur begitu tidak ada pengunjung" in text(guard.get(path(house)))
    house.clock.sleep(101)
    assert "Kios tidak menjawab" in text(guard.get(path(house)))


@pytest.mark.parametrize("typed", ["", "warm", "29", "46"])
@pytest.mark.parametrize(
    ("action", "field"), [("/pair", "reference_celsius"), ("/check", "expected_celsius")], ids=["pair", "check"]
)
def test_what_is_no_temperature_is_asked_for_again(
    house: House, guard: FlaskClient, action: str, field: str, typed: str
) -> None:
    measurement_id = measured(house, guard, 36.0, "/measure" if action == "/pair" else "/check/measure")
    response = send(guard, path(house, action), measurement_id=measurement_id, **{field: typed})
    assert response.status_code == 422
    assert f'id="{field}-error"' in text(response)
    assert "Kios sudah mengukur" in text(response)


def test_a_measurement_is_used_once(house: House, guard: FlaskClient) -> None:
    measurement_id = measured(house, guard, 36.0)
    form = {"measurement_id": measurement_id, "reference_celsius": "36"}
    assert send(guard, path(house, "/pair"), **form).status_code == 200
    assert page_refusal(send(guard, path(house, "/pair"), **form), "measurement_over") == 409
    form = {"measurement_id": measurement_id, "expected_celsius": "36"}
    assert page_refusal(send(guard, path(house, "/check"), **form), "measurement_over") == 409


@pytest.mark.parametrize(
    ("references", "words"),
    [
        ((), "Bandingkan sedikitnya tiga kali"),
        (("36", "36,5", "36"), "berselisih lebih dari 0,3 °C"),
        (("38,5", "38,5", "38,5"), "meleset lebih dari 2 °C"),
    ],
)
def test_what_makes_no_offset_says_what_to_do(
    house: House, guard: FlaskClient, references: tuple[str, ...], words: str
) -> None:
    for reference in references:
        pair(house, guard, 36.0, reference)
    response = send(guard, path(house, "/accept"))
    assert page_refusal(response, "calibration_unfit") == 409
    assert words in text(response)


def test_an_offset_is_withdrawn_and_comparisons_are_begun_anew(house: House, guard: FlaskClient) -> None:
    for _ in range(3):
        pair(house, guard, 36.0, "36,8")
    assert "Perbandingan dihapus" in text(send(guard, path(house, "/start-over")))
    assert page_refusal(send(guard, path(house, "/withdraw")), "calibration_unfit") == 409
    for _ in range(3):
        pair(house, guard, 36.0, "36,8")
    send(guard, path(house, "/accept"))
    after = text(send(guard, path(house, "/withdraw")))
    assert "+0,80 °C → <strong>tidak ada</strong>" in after


def test_a_check_tells_right_from_off(house: House, guard: FlaskClient) -> None:
    def check(reads: float) -> str:
        measurement_id = measured(house, guard, reads, "/check/measure")
        return text(send(guard, path(house, "/check"), measurement_id=measurement_id, expected_celsius="37"))

    assert "Termometer benar." in check(37.2)
    assert "Termometer meleset." in check(36.5)
    assert "meleset lebih dari 0,30 °C" in text(guard.get(path(house, "/check")))
    admin = client_of(house, StaffRole.ADMIN)
    assert "check_failed" in text(admin.get("/admin/devices"))
    assert "check_failed" in text(guard.get("/thermometers/"))


@pytest.mark.parametrize("action", ["/measure", "/check/measure", "/start-over", "/accept", "/withdraw"])
def test_a_kiosk_that_is_none(house: House, guard: FlaskClient, action: str) -> None:
    for device_id in (house.device_ids[DeviceRole.DISPLAY], 999):
        assert page_refusal(send(guard, f"/thermometers/{device_id}{action}"), "unknown_kiosk") == 404
        assert page_refusal(guard.get(f"/thermometers/{device_id}"), "unknown_kiosk") == 404


def test_without_javascript_an_action_leads_back_to_the_page(house: House, guard: FlaskClient) -> None:
    response = send_page(guard, path(house, "/measure"))
    assert (response.status_code, response.location) == (303, path(house))
    response = send_page(guard, path(house, "/check/measure"))
    assert (response.status_code, response.location) == (303, path(house, "/check"))
    found = house.services.store.read(
        thermometer_page.guide_view, kiosk_id(house), office_id=house.office_id, now=house.clock.now()
    )
    assert found.measurement is not None
    assert found.measurement.purpose is Purpose.CHECK


# The rules


def test_the_offices_rules_are_set(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    wanted = {"daily_check": "on", "check_tolerance_celsius": "0,2", "calibration_days": "365"}
    assert send_page(admin, "/admin/office", **shown(admin) | wanted).status_code == 303
    policy = house.services.store.read(export_office, office_id=house.office_id).policy
    assert policy.trust == TrustPolicy(daily_check=True, check_tolerance_celsius=0.2, calibration_days=365)
    response = send_page(admin, "/admin/office", **shown(admin) | {"calibration_days": "0"})
    assert response.status_code == 422
    assert 'id="calibration_days-error"' in text(response)


# The chart of pairs


def test_pairs_are_drawn_within_the_chart() -> None:
    assert pairs_chart([]) is None
    for differences in ([0.8], [0.8, 0.9, 0.7], [-2.0, 2.0], [0.0, 0.31, 0.1]):
        chart = pairs_chart(differences)
        assert chart is not None
        assert [dot.difference for dot in chart.dots] == differences
        assert all(0 <= dot.x <= WIDTH and 0 <= dot.y <= chart.height for dot in chart.dots)
        assert 0 <= chart.band_x <= chart.band_x + chart.band_width <= WIDTH
        within = all(chart.band_x <= dot.x <= chart.band_x + chart.band_width for dot in chart.dots)
        assert within is (max(differences) - min(differences) <= 0.3)
    assert LEAST_SPAN_CELSIUS > 0.3
