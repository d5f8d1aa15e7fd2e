"""A service that no counter serves: the pages of admins and officers say so."""

import re
from typing import Any

from flask.testing import FlaskClient

from queue_server.domain.actor import SYSTEM
from queue_server.operations import admin as operations
from queue_server.protocol.words import Lane, StaffRole
from tests.web.house import House, a_service
from tests.web.roles import client_of
from tests.web.test_setting_pages import send, text

WARNING = "Tidak ada loket yang melayani"


def add_photo(house: House) -> int:
    here: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    photo = a_service(code="foto", names={"id": "Foto", "en": "Photo"}, lanes={Lane.GENERAL: "F"})
    return house.services.store.write(operations.save_service, None, **here, **photo)


def test_admins_are_told_on_each_page(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    pages = ["/admin/", "/admin/services", f"/admin/services/{house.service_id}"]
    assert [WARNING in text(admin.get(page)) for page in pages] == [False, False, False]
    pages.append(f"/admin/services/{add_photo(house)}")
    assert [WARNING in text(admin.get(page)) for page in pages] == [True, True, True, True]


def test_the_preview_of_a_counter_warns(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    photo = add_photo(house)
    form = {"name": "2", "active": "on", f"rank_{photo}": "1"}
    page = f"/admin/counters/{house.other_counter_id}"
    assert "pengunjungnya tidak akan dipanggil" not in text(send(admin, page, **form, step="preview"))
    assert send(admin, page, **form).status_code == 303
    form = {"name": "2", "active": "on", f"rank_{house.service_id}": "1"}
    assert "“Foto”: pengunjungnya tidak akan dipanggil" in text(send(admin, page, **form, step="preview"))


def test_the_officer_s_menus_offer_no_dead_end(house: House) -> None:
    officer: FlaskClient = client_of(house, StaffRole.OFFICER)
    photo = add_photo(house)
    assert send(officer, f"/counter/{house.counter_id}/open").status_code == 303
    house.check_in()
    for button in ("next", "start"):
        assert send(officer, f"/counter/{house.counter_id}/{button}").status_code == 303
    desk = text(officer.get(f"/counter/{house.counter_id}"))
    offered = rf'<optgroup label="Tidak ada loket yang melayani" disabled>\s*<option value="{photo}">Foto</option>'
    assert len(re.findall(offered, desk)) == 2
    assert "Belum ada loket buka" not in desk
    refused = send(officer, f"/counter/{house.counter_id}/transfer", service_id=str(photo))
    assert "Tidak ada loket yang melayani layanan ini." in text(
        officer.get(refused.location) if refused.location else refused
    )
