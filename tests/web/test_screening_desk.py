"""The screening desk over the application: what shows a value, to whom, and what is kept of a look."""

import re

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations import desk
from queue_server.operations.day import close_day
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import StaffRole
from queue_server.web.access import route_table
from tests.support.stores import dump
from tests.web.house import House
from tests.web.roles import addresses, form_token, path_of
from tests.web.screening import SHOWN, Person, held, set_policy, text, unmeasured

SECURITY, HEALTH = StaffRole.SECURITY, StaffRole.HEALTH
STRANGERS = (StaffRole.OFFICER, StaffRole.ADMIN)
DIGITS = re.compile(r"38[.,]\s*4")


def looks(house: House) -> list[tuple[str, int]]:
    found = house.services.store.read(desk.looks_today, office_id=house.office_id)
    return [(one.who, one.times) for one in found]


# Who sees what


@pytest.mark.parametrize("role", [SECURITY, HEALTH])
def test_reading_the_page_writes_nothing_and_shows_no_value(house: House, role: StaffRole) -> None:
    held(house)
    guard = Person(house, role)
    before = dump(house.services.store)
    for path in ("/screening/", "/screening/fragment"):
        page = guard.reads(path)
        assert page.status_code == 200
        assert not DIGITS.search(text(page))
        assert "Tampilkan hasil" in text(page)
    assert guard.reads("/screening/look").status_code == 302
    assert dump(house.services.store) == before


@pytest.mark.parametrize("role", [SECURITY, HEALTH])
def test_a_look_shows_the_values_and_is_kept(house: House, role: StaffRole) -> None:
    held(house)
    guard = Person(house, role)
    fragment, page = guard.sends("look"), guard.sends_plainly("look")
    assert SHOWN in text(fragment)
    assert SHOWN in text(page)
    assert ("<html" in text(fragment), "<html" in text(page)) == (False, True)
    assert looks(house) == [(role.value.title(), 1)], "the same value again is no new look"


def test_a_look_needs_the_token_of_a_form(house: House) -> None:
    held(house)
    guard = Person(house, SECURITY)
    answer = guard.client.post("/screening/look", headers={"Accept": "*/*"})
    assert answer.status_code == 400
    assert looks(house) == []
    assert form_token(guard.client)


def test_a_desk_that_is_in_sight_stays_signed_in_and_a_hidden_one_does_not(house: House) -> None:
    in_sight, hidden = Person(house, SECURITY), Person(house, HEALTH)
    for _ in range(3):
        house.clock.sleep(40 * 60)
        assert in_sight.sends("look").status_code == 200
        hidden.client.get("/screening/fragment", headers={"Accept": "*/*"})
    assert in_sight.reads().status_code == 200
    assert hidden.reads().status_code == 303, "to the page that asks for the password"


def test_nothing_is_kept_where_there_is_nothing_to_see(house: House) -> None:
    unmeasured(house, "unsteady")
    guard = Person(house, SECURITY)
    assert "Tampilkan hasil" not in text(guard.reads())
    assert guard.sends("look").status_code == 200
    assert looks(house) == []


def test_the_answer_to_an_action_shows_the_values_and_is_a_look(house: House) -> None:
    case_id = held(house)
    answer = Person(house, SECURITY).sends(f"{case_id}/take")
    assert SHOWN in text(answer)
    assert "Anda sedang menuju" in text(answer)
    assert looks(house) == [("Security", 1)]


def test_who_looked_is_listed_for_the_desk(house: House) -> None:
    case_id = held(house)
    guard, health = Person(house, SECURITY), Person(house, HEALTH)
    for person in (guard, health):
        person.sends("look")
    listed = text(guard.reads()).partition("Siapa yang melihat hari ini")[2]
    assert listed.index("<span>Health</span>") < listed.index("<span>Security</span>"), "the latest first"
    assert "terbuka sejak 08:00, the kiosk" in listed
    guard.sends(f"{case_id}/leave")
    assert "Sudah pergi, 08:00" in text(guard.reads())


@pytest.mark.parametrize("role", STRANGERS)
def test_nobody_else_is_let_in_or_sees_a_value_anywhere(house: House, role: StaffRole) -> None:
    parts = addresses(house)
    case_id = held(house)
    stranger = Person(house, role)
    before = dump(house.services.store)
    for action in ("take", "release", "measure", "measure_at_kiosk", "clear", "defer", "leave", "take_back",
                   "move_booking"):  # fmt: skip
        answer = stranger.sends(f"{case_id}/{action.replace('_', '-')}")
        assert (answer.status_code, DIGITS.search(text(answer))) == (403, None)
    for path in ("/screening/", "/screening/fragment", "/screening/look"):
        assert stranger.reads(path).status_code == 403
    assert stranger.sends("look").status_code == 403
    assert dump(house.services.store) == before
    for row in route_table(house.app):
        if row.method == "GET" and "stream" not in row.path:
            answer = stranger.reads(path_of(row, parts))
            assert not DIGITS.search(answer.get_data().decode(errors="replace")), row.path


def test_a_value_would_be_seen(house: House) -> None:
    held(house)
    assert DIGITS.search(text(Person(house, SECURITY).sends("look")))


def test_no_value_stands_in_an_event_or_an_address(house: House) -> None:
    case_id = held(house)
    guard = Person(house, SECURITY)
    answer = guard.sends_plainly(f"{case_id}/measure", celsius="38.44")
    assert answer.status_code == 303
    assert not DIGITS.search(answer.headers["Location"])
    assert [row for row in dump(house.services.store)["event"] if DIGITS.search(str(row))] == []


def test_a_closed_office_has_an_empty_desk(house: House) -> None:
    held(house)
    whose = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(close_day, **whose)  # type: ignore[arg-type]
    guard = Person(house, SECURITY)
    for page in (guard.reads(), guard.sends("look")):
        assert page.status_code == 200
        assert "Tidak ada yang menunggu keputusan" in text(page)


# What a card tells


def test_a_card_tells_value_limit_source_and_quality(house: House) -> None:
    case_id = held(house)
    guard = Person(house, SECURITY)
    page = text(guard.sends("look"))
    for words in ("di atas batas 37,00 °C", "stabil: 14 sampel, sebaran 0,03 °C", "sekitar panas: 33,5 °C",
                  "Pengukuran 1 dari 2.", "Istirahat sebelum diukur lagi", "Belum ada yang menuju"):  # fmt: skip
        assert words in page
    house.clock.sleep(300)
    page = text(guard.sends(f"{case_id}/measure", celsius="36,6"))
    for words in ("36,60 °C", "tidak di atas batas 37,00 °C", "dibaca dari termometer", "Semua 2 pengukuran selesai"):
        assert words in page
    assert "Istirahat sebelum" not in page


def test_the_second_limit_is_told_before_and_kept_with_its_reading(house: House) -> None:
    set_policy(house, temperature=TemperaturePolicy(second_threshold_celsius=37.3))
    case_id = held(house)
    guard = Person(house, SECURITY)
    assert "(batas 37,30 °C)" in text(guard.sends("look"))
    page = text(guard.sends(f"{case_id}/measure", celsius="37,2"))
    assert "tidak di atas batas 37,30 °C" in page
    assert "di atas batas 37,00 °C" in page


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("too_low", "Dahi terlalu jauh"),
        ("i2c_no_answer", "Termometer kios tidak berfungsi (i2c_no_answer)"),
        ("seen_nowhere", "alasan yang tidak dikenal halaman ini (seen_nowhere)"),
    ],
)
def test_a_card_tells_why_the_kiosk_could_not_measure(house: House, reason: str, words: str) -> None:
    unmeasured(house, reason)
    page = text(Person(house, SECURITY).reads())
    assert words in page
    assert "Belum ada pengukuran; diminta 2." in page


def test_the_oldest_case_stands_first_and_each_can_be_reached(house: House) -> None:
    ids = [held(house), unmeasured(house, "nobody"), held(house)]
    page = text(Person(house, SECURITY).reads())
    assert re.findall(r'data-case="(\w+)"', page) == ids
    assert re.findall(r'href="#case-(\w+)" id="jump-\w+" data-key="(\d)"', page) == list(zip(ids, "123", strict=True))


def test_the_tab_tells_how_many_wait(house: House) -> None:
    guard = Person(house, SECURITY)
    assert "<title>Pemeriksaan · Antre</title>" in text(guard.reads())
    held(house)
    held(house)
    assert "<title>(2) Pemeriksaan · Antre</title>" in text(guard.reads())
