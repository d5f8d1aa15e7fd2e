"""The pages of the promise: who is at risk, and how a day turned out."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.protocol.words import StaffRole
from tests.web.house import House
from tests.web.roles import client_of

TODAY = "2026-03-02"


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def seen(house: House, path: str) -> str:
    """What an admin sees who signs in now; the session of one who did hours ago has ended."""
    return text(client_of(house, StaffRole.ADMIN).get(path))


def text(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def serve(house: House, seconds: float, outcome: str = "done") -> None:
    """A visitor who is served for so long from the arrival on."""
    house.act("open")
    house.check_in()
    for action in ("call-next", "start"):
        assert house.act(action).status_code == 200
    house.clock.sleep(seconds)
    assert house.act("complete", outcome=outcome).status_code == 200


@pytest.mark.parametrize("role", [StaffRole.ADMIN, StaffRole.OFFICER])
def test_nobody_at_risk_is_said_so(house: House, role: StaffRole) -> None:
    shown = text(client_of(house, role).get("/on-time/"))
    assert "Tidak ada yang terancam terlambat" in shown
    assert "<table" not in shown


def test_who_is_at_risk_stands_in_the_list_with_the_reason(house: House) -> None:
    house.check_in()
    house.clock.sleep(105 * 60)
    shown = seen(house, "/on-time/list")
    assert "A-001" in shown
    assert "0 di depan" in shown
    assert "terlambat sejak" not in shown
    house.clock.sleep(16 * 60)
    assert "terlambat sejak" in seen(house, "/on-time/list")


def test_the_limit_is_said_in_minutes(admin: FlaskClient) -> None:
    assert "lebih dari 105 dari 120 menit" in text(admin.get("/on-time/"))


def test_the_start_of_an_officer_is_still_the_counter(house: House) -> None:
    start = client_of(house, StaffRole.OFFICER).get("/")
    assert (start.status_code, start.headers["Location"]) == (302, "/counter/")


def test_a_day_without_visitors_has_no_data(admin: FlaskClient) -> None:
    shown = text(admin.get("/admin/results"))
    assert shown.count("tidak ada data") == 3 * 2 + 3 * 3
    assert '<svg class="chart"' not in shown


def test_a_day_is_shown_with_its_share_and_its_worst(house: House) -> None:
    serve(house, 600)
    serve(house, 121 * 60)
    serve(house, 300, "documents_incomplete")
    shown = seen(house, f"/admin/results?date={TODAY}")
    assert "50,0%" in shown
    assert "2:01:00" in shown
    assert "100,0%" in shown
    assert '<svg class="chart"' in shown


def test_another_day_is_another_result(house: House, admin: FlaskClient) -> None:
    serve(house, 600)
    assert "0 nomor" in text(admin.get("/admin/results?date=2026-03-01"))


def test_the_figures_are_a_file_too(house: House, admin: FlaskClient) -> None:
    serve(house, 600)
    answer = admin.get(f"/admin/results.csv?date={TODAY}")
    assert answer.mimetype == "text/csv"
    figures = dict(csv.reader(io.StringIO(text(answer))))
    assert (figures["business_date"], figures["issued"], figures["complete.share_within"]) == (TODAY, "1", "1.0")
    assert figures["incomplete.share_within"] == ""
    assert float(figures["service.worst_seconds"]) == 600


@pytest.mark.parametrize("path", ["/admin/results", "/admin/results.csv"])
def test_what_is_no_date_is_refused_in_words(admin: FlaskClient, path: str) -> None:
    answer = admin.get(f"{path}?date=kemarin")
    assert answer.status_code == 422
    assert "2026-12-31" in text(answer)
