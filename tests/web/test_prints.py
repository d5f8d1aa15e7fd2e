"""The sheets to print say what the pages say, in two languages, and are for those who need them."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from queue_server import web
from queue_server.operations.admin_page import office_setting
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.staff.prints import KEYS
from tests.web.house import House
from tests.web.roles import client_of

DESK = Path(web.__file__).parent / "templates" / "counter" / "desk.html"
ON_ITS_OWN = {"B"}
"""Ends a pause: it is the only button that is left then."""


def test_every_key_of_the_counter_is_on_the_quick_start_under_the_name_of_its_button() -> None:
    source = DESK.read_text(encoding="utf-8")
    keys = set(re.findall(r"_\('([^']+)'\), '[\w-]+', '([A-Z])'", source))
    keys |= set(re.findall(r"<span>\{\{ _\('([^']+)'\) \}\}</span>\{\{ key\('([A-Z])'\) \}\}", source))
    letters = {letter for _, letter in keys} - ON_ITS_OWN
    assert letters == {key.letter for key in KEYS}
    assert {(key.label, key.letter) for key in KEYS} <= keys


def sheet(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_sheets_stand_in_the_first_language_and_in_that_of_the_reader(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    page = sheet(admin, "/print/poster")
    assert '<span lang="id" dir="ltr">Ambil tiket Anda.</span>' in page
    assert '<span lang="en" dir="ltr" class="second">Take your ticket.</span>' in page


def test_the_undo_of_the_office_is_on_the_quick_start(house: House) -> None:
    assert "selama 60 detik" in sheet(client_of(house, StaffRole.OFFICER), "/print/quick-start")


def test_a_paper_that_is_not_known_is_a4(house: House) -> None:
    admin = client_of(house, StaffRole.ADMIN)
    assert '<body class="a3">' in sheet(admin, "/print/poster?paper=a3")
    assert '<body class="a4">' in sheet(admin, "/print/poster?paper=letter")


def test_a_poster_invites_only_to_lanes_that_there_are(house: House) -> None:
    page = sheet(client_of(house, StaffRole.ADMIN), "/print/poster")
    office = house.services.store.read(office_setting, office_id=house.office_id, now=house.clock.now())
    offered = {lane.lane for service in office.services for lane in service.lanes}
    assert ("Pilih Prioritas" in page) == ("priority" in offered)
    assert ("Punya janji temu" in page) == ("booking" in offered)


def test_only_who_needs_a_sheet_may_open_it(house: House) -> None:
    assert client_of(house, StaffRole.OFFICER).get("/print/poster").status_code == 403
    assert client_of(house, StaffRole.SECURITY).get("/print/quick-start").status_code == 403
    assert client_of(house, DeviceRole.KIOSK).get("/print/quick-start").status_code in (303, 403)
