"""The record over the pages: found, told in words, as a file; who may read it, and what it never says."""

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from queue_server.domain.actor import VISITOR
from queue_server.operations import booking_desk
from queue_server.operations.self_booking import CANCELLED_BY_VISITOR
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.staff.spreadsheet import harmless
from tests.web.house import PASSWORD, WARM, House
from tests.web.roles import client_of, form_token
from tests.web.test_setting_pages import send, text

DAY = "2026-03-02"


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def read(admin: FlaskClient, number: str = "", date: str = DAY) -> str:
    return text(admin.get(f"/admin/record?date={date}&number={number}"))


def steps(page: str) -> list[str]:
    """The sentences of the story."""
    found = re.findall(r'<span class="row-what"><span>(.*?)</span>(?:<small>(.*?)</small>)?', page)
    return [f"{sentence} {who}".strip() for sentence, who in found]


def book(house: House, code: str, slot_at: str = f"{DAY}T06:00:00Z") -> None:
    body = {"nonce": house.nonce(), "code": code, "service_id": house.service_id, "slot_at": slot_at}
    assert house.ask(DeviceRole.INTEGRATOR, "POST", "/bookings", body).status_code == 200


def test_the_story_of_a_number_is_told_in_words(house: House, admin: FlaskClient) -> None:
    house.check_in()
    officer = client_of(house, StaffRole.OFFICER)
    for action in ("open", "next", "start", "complete"):
        send(officer, f"/counter/{house.counter_id}/{action}", outcome="documents_incomplete")
    assert steps(read(admin, "a1")) == [
        "Datang di the kiosk untuk Paspor baru; nomor A-001.",
        "Dipanggil ke loket 1: satu-satunya yang menunggu. Officer",
        "Mulai dilayani di loket 1. Officer",
        "Selesai di loket 1: Berkas belum lengkap. Officer",
    ]
    assert "ditepati" in read(admin, "A-001")
    assert "A-001" in read(admin), "without a number the page lists those of the day"


def test_a_booking_is_told_from_its_making_to_its_number(house: House, admin: FlaskClient) -> None:
    book(house, "BOOK-1")
    send(admin, "/admin/bookings/BOOK-1/move", date="2026-03-03", time="09:30")
    send(admin, "/admin/bookings/BOOK-1/cancel", reason="=Ganti hari")
    page = read(admin, "BOOK-1")
    assert steps(page) == [
        "Janji temu dibuat. the integrator",
        f"Dipindahkan dari {DAY} 13:00 ke 2026-03-03 09:30. Admin",
        "Dibatalkan: =Ganti hari. Admin",
    ]
    assert "Belum ada nomor yang diberikan untuknya." in page
    assert 'href="/admin/record?date=2026-03-03&amp;number=BOOK-1"' in text(admin.get("/admin/bookings/BOOK-1"))
    rows = list(csv.DictReader(io.StringIO(text(admin.get(f"/admin/record.csv?date={DAY}")))))
    assert [row["reason"] for row in rows if row["event"] == "booking.cancelled"] == ["'=Ganti hari"]


def test_what_a_visitor_did_on_the_booking_page_is_told_so(house: House, admin: FlaskClient) -> None:
    book(house, "BOOK-1")
    whose: dict[str, Any] = {"office_id": house.office_id, "actor": VISITOR, "now": house.clock.now()}
    house.services.store.write(booking_desk.cancel, "BOOK-1", CANCELLED_BY_VISITOR, **whose)
    assert steps(read(admin, "BOOK-1"))[1:] == ["Dibatalkan di halaman janji temu. Pengunjung"]


def test_what_is_not_there_is_said_and_a_day_that_is_none_refused(house: House, admin: FlaskClient) -> None:
    assert "Tidak ada nomor, janji temu, atau kunjungan “A-001” pada hari ini." in read(admin, "A-001")
    assert "&lt;b&gt;" in read(admin, "<b>")
    for path in ("/admin/record", "/admin/record.csv"):
        answer = admin.get(f"{path}?date=yesterday")
        assert answer.status_code == 422
        assert "Tuliskan tanggal seperti 2026-12-31." in text(answer)


def test_neither_page_nor_file_tells_who_was_held(house: House, admin: FlaskClient) -> None:
    house.check_in()
    held = house.check_in(measurement=WARM).get_json()
    guard = client_of(house, StaffRole.SECURITY)
    case_id = re.findall(r'action="/screening/(\w+)/clear"', text(guard.get("/screening/")))[0]
    house.clock.sleep(600)
    assert send(guard, f"/screening/{case_id}/clear", celsius="36,4").status_code == 303
    pages = [read(admin, number) for number in ("A-001", "A-002", "", str(held["visit_id"]))]
    file = text(admin.get(f"/admin/record.csv?date={DAY}"))
    everything = re.sub(r'name="csrf_token" value="[^"]+"', "", " ".join((*pages, file)))
    assert "A-002" in file
    for word in (case_id, "Security", "38,2", "38.2", "36,4", "36.4", "held", "cleared", "pemeriksaan", "diukur", "°C"):
        assert word not in everything, word
    plain, other = (row for row in csv.DictReader(io.StringIO(file)))
    assert {name for name in plain if plain[name] != other[name]} == {"number", "what"}
    assert steps(pages[1]) == [step.replace("A-001", "A-002") for step in steps(pages[0])]
    minutes = [re.findall(r"<dd>(\d\d:\d\d)</dd>", page) for page in pages[:2]]
    assert minutes[0] == minutes[1], "arrival and promise, and no time of the number"


def test_the_file_has_a_line_for_each_step(house: House, admin: FlaskClient) -> None:
    house.check_in(lane="priority")
    house.act("open")
    house.act("call-next")
    answer = admin.get(f"/admin/record.csv?date={DAY}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="antre-record-{DAY}.csv"'
    rows = list(csv.DictReader(io.StringIO(text(answer))))
    assert [(row["number"], row["event"], row["counter"], row["who"]) for row in rows] == [
        ("P-001", "visit.arrived", "", "the kiosk"),
        ("P-001", "ticket.called", "1", "the counter"),
    ]
    assert (rows[1]["lane"], rows[1]["reason"], rows[1]["promise"]) == ("Prioritas", "only_one", "masih berjalan")
    assert rows[0]["time"].endswith("+07:00")


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_nothing_in_the_file_is_a_formula(typed: str) -> None:
    assert harmless(typed) == f"'{typed}"
    assert harmless("A-012") == "A-012"


def test_pages_of_admins_lead_to_the_record(house: House, admin: FlaskClient) -> None:
    house.check_in()
    house.act("open")
    house.act("call-next")
    house.clock.sleep(7300)
    admin = client_of(house, StaffRole.ADMIN)  # the session of before has ended
    assert 'href="/admin/record?number=A-001"' in text(admin.get("/on-time/"))
    assert "/admin/record" not in text(client_of(house, StaffRole.OFFICER).get("/on-time/"))
    house.act("start")
    house.act("complete", outcome="done")
    results = text(admin.get("/admin/results"))
    assert f'href="/admin/record?date={DAY}&amp;number=A-001"' in results
    assert "Pulang terlambat" in results


def test_an_officer_who_is_an_admin_too_finds_the_record_at_the_counter(house: House, admin: FlaskClient) -> None:
    house.check_in()
    both = {"username": "both", "display_name": "Both", "password": PASSWORD, "csrf_token": form_token(admin)}
    assert admin.post("/admin/accounts/new", data=both | {"roles": ["officer", "admin"]}).status_code == 303
    client = house.app.test_client()
    send(client, "/sign-in", username="both", password=PASSWORD)
    for action in ("open", "next", "start", "complete"):
        send(client, f"/counter/{house.counter_id}/{action}", outcome="done")
        page = text(client.get(f"/counter/{house.counter_id}"))
        assert ('href="/admin/record?number=A-001"' in page) is (action != "open")
    officer = client_of(house, StaffRole.OFFICER)
    assert "/admin/record" not in text(officer.get(f"/counter/{house.counter_id}"))


def test_the_history_tells_of_days_and_devices(house: House, admin: FlaskClient) -> None:
    assert send(admin, "/admin/devices", name="outside", role="kiosk", place="drive_thru").status_code == 200
    send(admin, "/admin/devices/1/revoke")
    send(admin, "/admin/day/close")
    devices = text(admin.get("/admin/history?subject=device"))
    assert "Perangkat outside: didaftarkan" in devices
    assert re.search(r"Perangkat the \w+: dicabut", devices)
    days = text(admin.get("/admin/history?subject=day"))
    assert days.index(">Hari: ditutup<") < days.index(">Hari: dibuka<")
    assert f"<td>-</td><td>{DAY}</td>" in days


def test_the_history_goes_on_to_older_changes(house: House, admin: FlaskClient) -> None:
    for quota in range(60):
        answer = send(
            admin, f"/admin/services/{house.service_id}/quota", quota=str(quota), reason=f"alasan {quota:02d}"
        )
        assert answer.status_code == 303
    newest = text(admin.get("/admin/history?subject=quota"))
    assert re.findall(r"alasan (\d\d)", newest) == [f"{nth:02d}" for nth in range(59, 9, -1)]
    (older,) = re.findall(r'href="(/admin/history\?[^"]*before[^"]*)"', newest)
    rest = text(admin.get(older.replace("&amp;", "&")))
    assert re.findall(r"alasan (\d\d)", rest) == [f"{nth:02d}" for nth in range(9, -1, -1)]
    assert "before=" not in rest
    assert "Terbaru" in rest
    for wrong in ("x", "2026-03-02T00:00:00/1", "/", "2026-03-02T00:00:00+00:00/x"):
        begun = text(admin.get("/admin/history", query_string={"subject": "quota", "before": wrong}))
        assert re.findall(r"alasan (\d\d)", begun)[0] == "59"
