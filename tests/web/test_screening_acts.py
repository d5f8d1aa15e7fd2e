"""The screening desk over the application: who goes, where is measured and printed, decisions, counts as a file."""

import csv
import io
import re
from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import DeskPolicy
from queue_server.operations import devices
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.tokens import hash_token
from tests.support.stores import dump
from tests.web.house import PASSED, House
from tests.web.screening import SHOWN, VALUE, Person, booked, held, other_kiosk, seen, set_policy, text
from tests.web.test_staff_refusals import page_refusal

SECURITY, HEALTH = StaffRole.SECURITY, StaffRole.HEALTH


# On the way, nobody comes


def test_a_case_says_when_more_people_are_told_until_somebody_goes(house: House) -> None:
    case_id = held(house)
    guard = Person(house, SECURITY)
    house.clock.sleep(30)
    page = text(guard.reads())
    assert 'data-escalates="90"' in page
    assert 'id="alarm" hidden' in page
    house.clock.sleep(90)
    page = text(guard.reads())
    assert 'data-escalates="0"' in page
    assert 'id="alarm">' in page
    page = text(guard.sends(f"{case_id}/take"))
    assert "data-escalates" not in page
    assert "alarm" not in page
    assert "data-escalates" in text(guard.sends(f"{case_id}/release"))


def test_another_is_on_the_way_and_is_relieved(house: House) -> None:
    case_id = held(house)
    Person(house, SECURITY).sends(f"{case_id}/take")
    health = Person(house, HEALTH)
    page = text(health.reads())
    assert "Security sedang menuju" in page
    assert "Ambil alih" in page
    assert "Anda sedang menuju" in text(health.sends(f"{case_id}/take", over="on"))
    assert seen(house).open_cases[0].taken_by == "Health"


def test_a_kiosk_is_asked_to_measure_the_one_that_was_chosen(house: House) -> None:
    case_id = held(house)
    second = other_kiosk(house)
    guard = Person(house, SECURITY)
    page = text(guard.sends(f"{case_id}/measure-at-kiosk", kiosk_id=str(second)))
    assert "second kiosk mengukur lagi" in page
    assert "Kios diminta mengukur" in page
    asked = [row for row in dump(house.services.store)["event"] if row["name"] == "case.measure_asked"]
    assert [row["target_device_id"] for row in asked] == [second]


# Decisions


def test_a_ticket_is_printed_where_it_is_wanted(house: House) -> None:
    second = other_kiosk(house)
    case_id = held(house)
    page = text(Person(house, SECURITY).sends(f"{case_id}/clear", kiosk_id=str(second)))
    assert "boleh masuk dengan nomor A-001" in page
    (issued,) = [row for row in dump(house.services.store)["event"] if row["name"] == "ticket.issued"]
    assert issued["target_device_id"] == second


@pytest.mark.parametrize("decision", ["clear", "defer", "leave"])
def test_a_decision_is_taken_back_by_its_button_within_its_minute(house: House, decision: str) -> None:
    case_id = held(house)
    guard = Person(house, SECURITY)
    page = text(guard.sends(f"{case_id}/{decision}"))
    assert re.search(rf'id="take-back-{case_id}" data-key="z"', page)
    assert 'data-left="60"' in page
    page = text(guard.sends(f"{case_id}/take-back"))
    assert "Ditarik kembali" in page
    assert f'data-case="{case_id}"' in page
    guard.sends(f"{case_id}/{decision}")
    house.clock.sleep(61)
    assert "take-back" not in text(guard.reads())


def test_the_key_takes_back_ones_own_decision_only(house: House) -> None:
    case_id = held(house)
    Person(house, SECURITY).sends(f"{case_id}/leave")
    page = text(Person(house, HEALTH).reads())
    assert f'id="take-back-{case_id}"' in page
    assert 'data-key="z"' not in page


def test_where_nothing_can_be_taken_back_the_page_asks_once_more(house: House) -> None:
    held(house)
    guard = Person(house, SECURITY)
    assert "Ya, tangani dahulu" not in text(guard.reads())
    set_policy(house, desk=DeskPolicy(undo_seconds=0))
    page = text(guard.reads())
    assert "Ya, tangani dahulu" in page
    assert "Ya, sudah pergi" in page


def test_another_day_is_offered_to_who_had_a_booking(house: House) -> None:
    case_id = booked(house)
    guard = Person(house, SECURITY)
    page = text(guard.sends(f"{case_id}/defer"))
    assert f'id="offer-{case_id}"' in page
    assert 'type="date" value="2026-03-03"' in page
    assert 'type="time" value="08:00"' in page
    answer = guard.sends(f"{case_id}/move-booking", date="2026-03-04", time="9.30")
    assert answer.status_code == 422
    assert "Tuliskan jam seperti 09:30." in text(answer)
    assert 'type="date" value="2026-03-04"' in text(answer), "what was typed stays"
    page = text(guard.sends(f"{case_id}/move-booking", date="2026-03-04", time="09:30"))
    assert "Janji temu dipindahkan ke 4 Mar 2026, 09.30" in page.replace("09:30", "09.30")
    (row,) = dump(house.services.store)["booking"]
    assert (str(row["business_date"]), row["state"]) == ("2026-03-04", "booked")


def test_who_had_no_booking_is_offered_none(house: House) -> None:
    case_id = held(house)
    assert "offer-" not in text(Person(house, SECURITY).sends(f"{case_id}/defer"))


def test_a_form_without_scripts_leads_back_to_the_page(house: House) -> None:
    case_id = held(house)
    guard = Person(house, SECURITY)
    answer = guard.sends_plainly(f"{case_id}/defer")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/screening/")
    assert "Dicatat: tangani dahulu." in text(guard.reads())
    again = held(house)
    answer = guard.sends_plainly(f"{again}/measure", celsius="hangat")
    assert answer.status_code == 422
    assert "Tulis angka." in text(answer)
    assert SHOWN in text(answer)


# Counts as a file


@pytest.mark.parametrize("role", [SECURITY, HEALTH, StaffRole.ADMIN])
def test_counts_as_a_file_hold_no_value_and_no_visitor(house: House, role: StaffRole) -> None:
    house.check_in(measurement=PASSED)
    case_id = held(house)
    Person(house, SECURITY).sends(f"{case_id}/defer")
    answer = Person(house, role).reads("/screening/counts.csv?first_date=2026-03-01&last_date=2026-03-02")
    assert answer.mimetype == "text/csv"
    assert list(csv.reader(io.StringIO(answer.get_data(as_text=True)))) == [
        ["date", "hour", "kiosk", "kind", "result", "count"],
        ["2026-03-02", "8", "the kiosk", "measurement", "pass", "1"],
        ["2026-03-02", "8", "the kiosk", "measurement", "warm", "1"],
        ["2026-03-02", "", "", "decision", "deferred", "1"],
    ]
    assert case_id not in answer.get_data(as_text=True)
    assert str(VALUE) not in answer.get_data(as_text=True)


def test_a_kiosk_s_name_runs_nothing_in_a_spreadsheet(house: House) -> None:
    known: dict[str, Any] = {
        "name": '=HYPERLINK("http://x")',
        "role": DeviceRole.KIOSK,
        "token_hash": hash_token("x" * 20),
    }
    who: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(devices.register_device, **known, **who)
    body = {"nonce": house.nonce(), "service_id": house.service_id, "measurement": PASSED}
    headers = {"Authorization": "Bearer " + "x" * 20}
    assert house.app.test_client().post("/api/v1/check-ins", json=body, headers=headers).status_code == 200
    answer = Person(house, SECURITY).reads("/screening/counts.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True))))
    assert rows[1][2] == '\'=HYPERLINK("http://x")'


@pytest.mark.parametrize("query", ["first_date=2026-03-03&last_date=2026-03-02", "first_date=kemarin"])
def test_a_span_that_is_none_is_refused_in_words(house: House, query: str) -> None:
    answer = Person(house, SECURITY).reads(f"/screening/counts.csv?{query}")
    assert answer.status_code == 422
    assert "tidak dapat digunakan" in text(answer)


def test_an_officer_gets_no_counts(house: House) -> None:
    assert Person(house, StaffRole.OFFICER).reads("/screening/counts.csv").status_code == 403


def test_a_measurement_that_is_sent_twice_is_kept_once(house: House) -> None:
    case_id = held(house)
    guard = Person(house, SECURITY)
    known = re.search(r'name="known" value="(\d+)"', text(guard.reads()))
    assert known is not None
    assert guard.sends(f"{case_id}/measure", celsius="36,6", known=known[1]).status_code == 200
    again = guard.sends(f"{case_id}/measure", celsius="36,6", known=known[1])
    assert page_refusal(again, "measured_since") == 409
    assert seen(house).open_cases[0].measured == int(known[1]) + 1
