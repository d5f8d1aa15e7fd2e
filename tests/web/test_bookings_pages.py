"""The admin's pages of bookings: by hand, and from a file."""

import csv
import io
import time
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.operations.admin import checked_policy
from queue_server.operations.admin_page import office_setting
from queue_server.protocol.words import StaffRole
from tests.support.stores import dump
from tests.web.house import House, refusal
from tests.web.roles import client_of, form_token

HEAD = "nama;kode;layanan;tanggal;jam;jumlah\n"
LINES = "Siti;AB-0001;baru;2026-03-03;09:30;4\nBudi;AB-0002;Paspor baru;30/02/2027;09:30;1\n"
WANTED = {"code": "HAND-1", "service": "1", "date": "2026-03-03", "time": "09:30", "party_size": "3"}


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def send(client: FlaskClient, path: str, **form: Any) -> TestResponse:
    return client.post(path, data=form | {"csrf_token": form_token(client)})


def send_file(client: FlaskClient, content: bytes, **headers: str) -> TestResponse:
    file = (BytesIO(content), "bookings.csv")
    data = {"csrf_token": form_token(client), "file": file}
    return client.post("/admin/bookings/imports", data=data, content_type="multipart/form-data", headers=headers)


def when_read(client: FlaskClient, address: str) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        page = client.get(address).get_data(as_text=True)
        if 'data-state="reading"' not in page:
            return page
        time.sleep(0.02)
    raise AssertionError("the file is still being read")


def booked(house: House) -> list[tuple[str, int, str]]:
    return [(row["code"], row["party_size"], row["state"]) for row in dump(house.services.store)["booking"]]


def test_a_booking_is_made_moved_and_cancelled(house: House, admin: FlaskClient) -> None:
    assert send(admin, "/admin/bookings", **WANTED).status_code == 303
    assert "HAND-1" in admin.get("/admin/bookings?date=2026-03-03").get_data(as_text=True)
    assert "HAND-1" in admin.get("/admin/bookings?code=HAND-1").get_data(as_text=True)
    assert send(admin, "/admin/bookings/HAND-1/move", date="2026-03-04", time="10:00").status_code == 303
    assert "HAND-1" not in admin.get("/admin/bookings?date=2026-03-03").get_data(as_text=True)
    assert send(admin, "/admin/bookings/HAND-1/cancel", reason=" ").status_code == 422
    assert send(admin, "/admin/bookings/HAND-1/cancel", reason="sakit").status_code == 303
    assert booked(house) == [("HAND-1", 3, "cancelled")]
    told = [(row["name"], row["payload"]) for row in dump(house.services.store)["event"] if "booking" in row["name"]]
    assert [name for name, _ in told] == ["booking.created", "booking.moved", "booking.cancelled"]
    assert "2026-03-03 09:30 > 2026-03-04 10:00" in told[1][1]
    assert "sakit" in told[2][1]
    assert send(admin, "/admin/bookings/HAND-1/move", date="2026-03-05", time="10:00").status_code == 422


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "A"}, "code"),
        ({"code": ""}, "code"),
        ({"date": "31/12/2026"}, "date"),
        ({"date": "2026-03-01"}, "date"),
        ({"time": "noon"}, "time"),
        ({"party_size": "6"}, "party_size"),
    ],
)
def test_a_booking_that_cannot_be_says_why(
    house: House, admin: FlaskClient, change: dict[str, str], field: str
) -> None:
    response = send(admin, "/admin/bookings", **WANTED | change)
    assert response.status_code == 422
    assert f'href="#{field}"' in response.get_data(as_text=True)
    assert booked(house) == []


def test_an_unknown_code_is_told_in_the_list(admin: FlaskClient) -> None:
    assert "Tidak ada janji temu dengan kode ini" in admin.get("/admin/bookings?code=NONE-1").get_data(as_text=True)
    assert admin.get("/admin/bookings/NONE-1").status_code == 404


def test_the_times_that_count_are_saved(house: House, admin: FlaskClient) -> None:
    times = {"early_minutes": "15", "late_minutes": "20", "release_minutes": "25"}
    assert send(admin, "/admin/booking-rules", **times | {"late_minutes": "x"}).status_code == 422
    assert send(admin, "/admin/booking-rules", **times).status_code == 303
    setting = house.services.store.read(office_setting, office_id=house.office_id, now=house.clock.now())
    saved = checked_policy(dict(setting.policy)).bookings
    assert {name: str(getattr(saved, name)) for name in times} == times


def test_a_file_is_looked_at_then_taken_over(house: House, admin: FlaskClient) -> None:
    address = send_file(admin, (HEAD + LINES).encode()).location
    page = when_read(admin, address)
    assert "30/02/2027" in page
    assert "Tanggal ini tidak ada" in page
    assert "nama" in page
    assert booked(house) == []
    assert send(admin, f"{address}/confirm").status_code == 303
    assert booked(house) == [("AB-0001", 4, "booked")]
    assert "Siti" not in str(dump(house.services.store))
    token = {"csrf_token": form_token(admin)}
    again = admin.post(f"{address}/confirm", data=token, headers={"Accept": "*/*"})
    assert refusal(again) == (409, "import_over")


def test_a_file_is_thrown_away(house: House, admin: FlaskClient) -> None:
    address = send_file(admin, (HEAD + LINES).encode()).location
    when_read(admin, address)
    assert send(admin, f"{address}/discard").status_code == 303
    assert (booked(house), dump(house.services.store)["booking_import_row"]) == ([], [])


def test_a_file_that_is_no_list_of_bookings(admin: FlaskClient) -> None:
    assert refusal(send_file(admin, b"PK\x03\x04", Accept="*/*")) == (422, "booking_file")
    assert "lembar kerja" in send_file(admin, b"PK\x03\x04").get_data(as_text=True)


def test_a_file_larger_than_a_form_is_taken_and_a_huge_one_is_not(house: House, admin: FlaskClient) -> None:
    lines = "".join(f"x;CODE-{nth:05d};baru;2026-03-03;09:30;1\n" for nth in range(3000))
    assert len(lines) > house.services.settings.max_body_bytes
    assert "3000" in when_read(admin, send_file(admin, (HEAD + lines).encode()).location)
    huge: dict[str, Any] = {"data": b"x" * (17 << 20), "content_type": "multipart/form-data; boundary=x"}
    assert refusal(admin.post("/admin/bookings/imports", headers={"Accept": "*/*"}, **huge)) == (413, "too_large")


def close_the_third(admin: FlaskClient) -> None:
    span = {"first_date": "2026-03-03", "last_date": "2026-03-03"}
    assert send(admin, "/admin/closures", reason_id="Nyepi", **span).status_code == 303


def test_a_booking_on_a_closed_day_is_asked_about_first(house: House, admin: FlaskClient) -> None:
    close_the_third(admin)
    response = send(admin, "/admin/bookings", **WANTED)
    assert response.status_code == 422
    assert "tutup pada hari ini (Nyepi)" in response.get_data(as_text=True)
    assert booked(house) == []
    assert send(admin, "/admin/bookings", **WANTED, all_the_same="on").status_code == 303
    assert send(admin, "/admin/bookings/HAND-1/move", date="2026-03-04", time="10:00").status_code == 303
    back = send(admin, "/admin/bookings/HAND-1/move", date="2026-03-03", time="10:00")
    assert (back.status_code, "tutup pada hari ini (Nyepi)" in back.get_data(as_text=True)) == (422, True)
    more = {"date": "2026-03-03", "time": "10:00", "all_the_same": "on"}
    assert send(admin, "/admin/bookings/HAND-1/move", **more).status_code == 303


def test_a_file_tells_what_speaks_against_its_bookings(admin: FlaskClient) -> None:
    close_the_third(admin)
    lines = "x;AB-0001;baru;2026-03-03;09:30;5\nx;AB-0002;baru;2026-03-04;09:30;4\nx;AB-0003;baru;2026-03-04;09:30;3\n"
    page = when_read(admin, send_file(admin, (HEAD + lines).encode()).location)
    assert "tutup pada hari ini (Nyepi)" in page
    assert "7 orang untuk 5 tempat" in page
    assert "2 janji temu" in page


def test_all_bad_lines_are_had_as_a_file_that_runs_nothing(house: House, admin: FlaskClient) -> None:
    lines = ["x;AB-0001;baru;2026-03-03;09:30;1", '"";"=HYPERLINK(""http://x"",""y"")";baru;2026-03-03;09:30;1']
    lines += [f"x;AB-{nth:04d};baru;2026-03-03;25:00;1" for nth in range(2, 1300)]
    address = send_file(admin, (HEAD + "\n".join(lines)).encode()).location
    page = when_read(admin, address)
    assert "Ditampilkan 200 pertama dari 1299." in page
    assert f"{address}/bad-lines.csv" in page
    response = admin.get(f"{address}/bad-lines.csv")
    assert response.content_type == "text/csv; charset=utf-8"
    content = response.get_data(as_text=True)
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content[1:])))
    assert rows[0] == ["Baris", "Kode", "Alasan", "Dalam berkas"]
    assert (rows[1][0], rows[1][3]) == ("3", '\'=HYPERLINK("http://x","y")')
    assert [row[0] for row in rows[2:]] == [str(line) for line in range(4, 1302)]
    assert rows[2][1:] == ["AB-0002", "Jam harus ditulis 09:30.", "25:00"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert send(admin, f"{address}/confirm").status_code == 303
    assert admin.get(f"{address}/bad-lines.csv").get_data(as_text=True) == content
    assert admin.get("/admin/bookings/imports/99/bad-lines.csv").status_code == 404


def test_a_booking_whose_place_is_released_is_not_expected_any_more(house: House, admin: FlaskClient) -> None:
    assert send(admin, "/admin/bookings", **WANTED | {"date": "2026-03-02", "time": "08:10"}).status_code == 303
    pages = ("/admin/bookings?date=2026-03-02", "/admin/bookings/HAND-1")
    assert ["tempat dilepas" in admin.get(page).get_data(as_text=True) for page in pages] == [False, False]
    house.clock.sleep(41 * 60)
    assert ["tempat dilepas" in admin.get(page).get_data(as_text=True) for page in pages] == [True, True]
