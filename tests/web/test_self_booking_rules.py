"""The admin sets how visitors book: the form, the slots of tomorrow beforehand, the settings file."""

import html
import re

import msgspec
import pytest
from flask.testing import FlaskClient

from queue_server.domain.policy import SelfBookingPolicy
from queue_server.protocol.words import StaffRole
from tests.support.stores import dump
from tests.web.booking_page import book, let_visitors_book, policy
from tests.web.house import House
from tests.web.roles import client_of
from tests.web.test_setting_pages import send, text
from tests.web.test_settings_file import bring, exported

PATH = "/admin/booking-rules/visitors"
WANTED = {
    "switched_on": "on",
    "days_ahead": "21",
    "slot_minutes": "20",
    "slot_places": "6",
    "latest_minutes": "120",
    "hourly_bookings": "3",
    "bring_id": " KTP  asli \r\n\r\n Kartu Keluarga\r\n",
    "bring_en": "",
}
SAVED = SelfBookingPolicy(
    switched_on=True,
    days_ahead=21,
    slot_minutes=20,
    slot_places=6,
    latest_minutes=120,
    hourly_bookings=3,
    bring={"id": "KTP asli\nKartu Keluarga"},
)


@pytest.fixture
def admin(house: House) -> FlaskClient:
    return client_of(house, StaffRole.ADMIN)


def preview(page: str) -> list[str]:
    """Return the slots that the page shows for tomorrow, as words."""
    shown = page[page.index('id="preview"') :]
    return [" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in re.findall(r"<li.*?</li>", shown)]


def test_the_rules_are_saved_and_shown(house: House, admin: FlaskClient) -> None:
    assert policy(house) == SelfBookingPolicy(), "nobody books by himself before it is switched on"
    assert send(admin, PATH, **WANTED).status_code == 303
    assert policy(house) == SAVED
    page = text(admin.get("/admin/booking-rules"))
    assert "KTP asli\nKartu Keluarga</textarea>" in page
    assert 'id="slot_minutes" name="slot_minutes" type="text" value="20"' in page
    trail = dump(house.services.store)["setting_change"][-1]
    assert trail["after"]["policy.self_booking.slot_minutes"] == 20
    assert (
        send(admin, PATH, **{name: text for name, text in WANTED.items() if name != "switched_on"}).status_code == 303
    )
    assert policy(house) == msgspec.structs.replace(SAVED, switched_on=False)


def test_tomorrow_is_shown_under_rules_that_are_not_saved(house: House, admin: FlaskClient) -> None:
    assert "Tidak dapat dipesan" in text(admin.get("/admin/booking-rules")), "a service without hours"
    let_visitors_book(house)
    book(house.app.test_client())
    before = dump(house.services.store)
    page = text(admin.get("/admin/booking-rules"))
    assert preview(page) == ["08:00 3 tempat", "08:30 3 tempat", "09:00 1 tempat", "09:30 3 tempat"]
    tried = send(admin, PATH, **WANTED | {"slot_minutes": "60", "slot_places": "2"}, step="preview")
    assert tried.status_code == 200
    assert preview(text(tried)) == ["08:00 2 tempat", "09:00 Penuh"]
    assert "Belum ada yang disimpan." in text(tried)
    assert 'name="slot_minutes" type="text" value="60"' in text(tried)
    assert dump(house.services.store) == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"days_ahead": "61"}, "days_ahead"),
        ({"slot_minutes": "4"}, "slot_minutes"),
        ({"slot_places": ""}, "slot_places"),
        ({"latest_minutes": "soon"}, "latest_minutes"),
        ({"hourly_bookings": "0"}, "hourly_bookings"),
        ({"bring_en": "x" * 601}, "bring_en"),
    ],
)
@pytest.mark.parametrize("step", ["", "preview"])
def test_a_rule_that_cannot_be_is_told_beside_its_field(
    house: House, admin: FlaskClient, wrong: dict[str, str], field: str, step: str
) -> None:
    response = send(admin, PATH, **WANTED | wrong, step=step)
    assert response.status_code == 422
    assert f'id="{field}-error"' in text(response)
    assert f'href="#{field}"' in text(response)
    assert policy(house) == SelfBookingPolicy()


def test_the_times_that_count_are_saved_beside_it(house: House, admin: FlaskClient) -> None:
    send(admin, PATH, **WANTED)
    times = {"early_minutes": "15", "late_minutes": "x", "release_minutes": "25"}
    page = send(admin, "/admin/booking-rules", **times)
    assert page.status_code == 422
    assert 'name="slot_minutes" type="text" value="20"' in text(page), "the other form shows what is saved"
    assert send(admin, "/admin/booking-rules", **times | {"late_minutes": "20"}).status_code == 303
    assert policy(house) == SAVED


def test_the_rules_go_out_and_come_in_with_the_settings_file(house: House, admin: FlaskClient) -> None:
    send(admin, PATH, **WANTED)
    content = exported(admin).replace(b'"slot_places": 6', b'"slot_places": 9')
    kept = re.search(r'name="content" value="([^"]*)"', text(bring(admin, content)))
    assert kept is not None
    assert send(admin, "/admin/file", content=html.unescape(kept[1]), confirmed="on").status_code == 303
    assert policy(house) == msgspec.structs.replace(SAVED, slot_places=9)
    unknown = bring(admin, content.replace(b'"slot_places"', b'"slot_place"'))
    assert "\u201cslot_place\u201d tidak dikenal; maksud Anda \u201cslot_places\u201d?" in text(unknown)
