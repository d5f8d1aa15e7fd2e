"""Every change can be looked at before it is made: the page tells it in words, and nothing is saved by it."""

from datetime import timedelta

import msgspec
import pytest
from flask.testing import FlaskClient

from queue_server.domain.differences import flattened
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.office_settings import export_office
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.storage import people
from queue_server.web.staff.setting_words import _PARTS
from tests.support.stores import dump
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_record_pages import book
from tests.web.test_rules_pages import shown
from tests.web.test_setting_pages import send, text


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def look(house: House, admin: FlaskClient, path: str, **form: str) -> str:
    """Press "show what changes"; nothing is saved by it."""
    before = dump(house.services.store)
    answer = send(admin, path, **form, step="preview")
    assert (answer.status_code, dump(house.services.store)) == (200, before)
    return text(answer)


def officer_id(house: House) -> int:
    accounts = house.services.store.read(people.accounts, house.office_id)
    return next(one.id for one in accounts if "officer" in one.roles)


def test_the_rules_show_who_would_be_next_and_go_back_to_the_form(house: House, admin: FlaskClient) -> None:
    house.check_in()
    house.clock.sleep(600)
    house.check_in(lane="priority")
    house.clock.sleep(400)
    house.act("open")
    wanted = shown(admin) | {"priority_rate": "1", "promise_minutes": "60"}
    page = look(house, admin, "/admin/office", **wanted)
    assert "Berikutnya di loket 1</th><td>P-001</td><td><strong>A-001</strong></td>" in page
    assert "Aturan · Giliran siapa · Laju: prioritas</th><td>4.0</td><td>1.0</td>" in page
    assert "Nomor yang sudah diberikan tetap memakai waktu" in page
    back = text(send(admin, "/admin/office", **wanted, step="edit"))
    assert 'id="priority_rate" name="priority_rate" type="text" value="1"' in back
    assert send(admin, "/admin/office", **wanted).status_code == 303
    rules = house.services.store.read(export_office, office_id=house.office_id).policy
    assert (rules.order.priority_rate, rules.promise_seconds) == (1.0, 3600)


def test_the_times_of_bookings_show_where_those_of_today_fall(house: House, admin: FlaskClient) -> None:
    book(house, "BOOK-1", "2026-03-02T02:00:00Z")
    times = {"early_minutes": "30", "late_minutes": "30", "release_minutes": "30"}
    page = look(house, admin, "/admin/booking-rules", **times)
    assert "Janji temu hari ini: masih terlalu awal</th><td>0</td><td><strong>1</strong></td>" in page
    assert "Janji temu hari ini: dapat lapor datang sekarang</th><td>1</td><td><strong>0</strong></td>" in page


def test_a_closure_lists_its_bookings_with_a_link_to_move_them(house: House, admin: FlaskClient) -> None:
    house.check_in()
    book(house, "BOOK-1", "2026-03-02T06:00:00Z")
    day = (house.clock.now() + timedelta(hours=7)).date().isoformat()
    wanted = {"first_date": day, "reason_id": "Listrik padam"}
    page = look(house, admin, "/admin/closures", **wanted)
    assert "1 janji temu akan mendapati layanan tutup" in page
    assert '<a href="/admin/bookings/BOOK-1">BOOK-1</a>' in page
    assert "1 pengunjung menunggu dan tetap dilayani: A-001" in page
    assert send(admin, "/admin/closures", **wanted).status_code == 303
    listed = text(admin.get("/admin/closures"))
    assert "1 janji temu perlu dipindahkan" in listed
    assert '<a href="/admin/bookings/BOOK-1">BOOK-1</a>' in listed
    send(admin, "/admin/bookings/BOOK-1/move", date="2026-03-09", time="09:00")
    assert "BOOK-1" not in text(admin.get("/admin/closures"))


def test_a_service_that_closes_lists_its_bookings(house: House, admin: FlaskClient) -> None:
    book(house, "BOOK-1", "2026-03-02T06:00:00Z")
    service = {"name_id": "Paspor baru", "code": "baru", "service_minutes": "10", "prefix_general": "A"}
    page = look(house, admin, f"/admin/services/{house.service_id}", **service, at_kiosk="on", place="hall")
    assert "1 janji temu akan mendapati layanan tutup" in page


def test_a_quota_for_today_shows_the_places_that_are_left(house: House, admin: FlaskClient) -> None:
    house.check_in()
    book(house, "BOOK-1", "2026-03-02T06:00:00Z")
    path = f"/admin/services/{house.service_id}/quota"
    page = look(house, admin, path, quota="9", reason="Hari ramai")
    assert "<td>5</td><td>9</td>" in page
    for words, row in (
        ("Tempat terpakai", "<td>1</td><td>1</td>"),
        ("Tempat yang disimpan untuk janji temu", "<td>1</td><td>1</td>"),
        ("Tempat tersisa bagi siapa saja yang datang", "<td>3</td><td><strong>7</strong></td>"),
    ):
        assert f"{words}</th>{row}" in page
    assert "tanpa batas" in look(house, admin, path, quota="", reason="Hari ramai")
    assert send(admin, path, quota="9", reason="", step="preview").status_code == 422
    back = text(send(admin, path, quota="9", reason="Hari ramai", step="edit"))
    assert 'name="reason" type="text" value="Hari ramai"' in back
    assert f'action="/admin/services/{house.service_id}" novalidate' in back, "the other form keeps its own address"


def test_an_account_shows_its_sessions_and_its_counter(house: House, admin: FlaskClient) -> None:
    officer = client_of(house, StaffRole.OFFICER)
    send(officer, f"/counter/{house.counter_id}/open")
    house.check_in()
    send(officer, f"/counter/{house.counter_id}/next")
    path = f"/admin/accounts/{officer_id(house)}"
    page = look(house, admin, path, display_name="Officer", roles="officer")
    assert "Semua sesi Officer berakhir" in page
    assert "Loket 1 ditinggal petugasnya" in page
    assert "Nomor A-001 sedang berada di loket 1." in page
    assert officer.get("/counter/").status_code == 200
    refused = send(admin, "/admin/accounts/1", display_name="Admin", roles="officer", active="on", step="preview")
    assert refused.status_code == 422


def test_duties_show_whom_the_counter_can_call(house: House, admin: FlaskClient) -> None:
    new = {"name_id": "Foto", "code": "foto", "service_minutes": "5", "prefix_general": "F", "at_kiosk": "on"}
    assert send(admin, "/admin/services/new", **new, open="on", place="hall").status_code == 303
    officer = client_of(house, StaffRole.OFFICER)
    send(officer, f"/counter/{house.counter_id}/open")
    house.check_in()
    path = f"/admin/accounts/{officer_id(house)}/duties"
    page = look(house, admin, path, service_ids="2", rights="call_out_of_order")
    assert "Pengunjung menunggu yang dapat dipanggil loket 1</th><td>1</td><td><strong>0</strong></td>" in page
    back = text(send(admin, path, service_ids="2", step="edit"))
    assert 'id="serves-2" name="service_ids" value="2" checked' in back
    assert f'action="/admin/accounts/{officer_id(house)}" novalidate' in back


def test_every_rule_has_words() -> None:
    paths = {part for path in flattened(msgspec.to_builtins(OfficePolicy())) for part in path.split(".")}
    assert paths - set(_PARTS) == set()


def test_only_an_admin_looks(house: House) -> None:
    for role in (StaffRole.OFFICER, StaffRole.SECURITY, StaffRole.HEALTH):
        assert send(client_of(house, role), "/admin/office", step="preview").status_code == 403
    assert house.ask(DeviceRole.KIOSK, "GET", "/office").status_code == 200
