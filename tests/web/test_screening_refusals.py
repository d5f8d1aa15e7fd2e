"""What the screening desk refuses: each in words, and with the picture that is true now."""

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations.admin import set_quota_today
from queue_server.protocol.words import StaffRole
from tests.support.stores import dump
from tests.web.house import House
from tests.web.screening import SHOWN, Person, booked, held, seen, text
from tests.web.test_staff_refusals import page_refusal


@pytest.fixture
def guard(house: House) -> Person:
    return Person(house, StaffRole.SECURITY)


def test_who_is_second_hears_the_name_of_the_first(house: House, guard: Person) -> None:
    case_id = held(house)
    guard.sends(f"{case_id}/take")
    answer = Person(house, StaffRole.HEALTH).sends(f"{case_id}/take")
    assert page_refusal(answer, "case_taken") == 409
    assert "Security sudah menuju pengunjung ini." in text(answer)
    assert SHOWN in text(answer)
    assert seen(house).open_cases[0].taken_by == "Security"


def test_a_decision_of_more_than_a_minute_ago_stands(house: House, guard: Person) -> None:
    case_id = held(house)
    guard.sends(f"{case_id}/leave")
    house.clock.sleep(61)
    answer = guard.sends(f"{case_id}/take-back")
    assert page_refusal(answer, "decision_too_old") == 409
    assert "selama 60 detik" in text(answer)


def test_a_number_that_was_called_is_not_withdrawn(house: House, guard: Person) -> None:
    case_id = held(house)
    guard.sends(f"{case_id}/clear")
    house.act("open")
    house.act("call-next")
    assert page_refusal(guard.sends(f"{case_id}/take-back"), "decision_overtaken") == 409
    assert seen(house).decided[0].decision == "cleared"


def test_a_booking_that_was_moved_is_not_taken_back(house: House, guard: Person) -> None:
    case_id = booked(house)
    guard.sends(f"{case_id}/defer")
    assert guard.sends(f"{case_id}/move-booking", date="2026-03-04", time="09:30").status_code == 200
    assert page_refusal(guard.sends(f"{case_id}/take-back"), "decision_overtaken") == 409


def test_a_place_that_somebody_else_has_now(house: House, guard: Person) -> None:
    case_id = held(house)
    guard.sends(f"{case_id}/leave")
    whose = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    house.services.store.write(set_quota_today, house.service_id, 0, "full", **whose)  # type: ignore[arg-type]
    assert page_refusal(guard.sends(f"{case_id}/take-back"), "quota_full") == 409
    assert seen(house).open_cases == ()


@pytest.mark.parametrize("action", ["take", "release", "measure-at-kiosk", "measure", "clear", "defer", "leave"])
def test_a_case_that_is_decided_is_not_acted_upon(house: House, guard: Person, action: str) -> None:
    case_id = held(house)
    guard.sends(f"{case_id}/defer")
    before = dump(house.services.store)
    answer = guard.sends(f"{case_id}/{action}", celsius="36,6")
    assert page_refusal(answer, "illegal_action") == 409
    assert dump(house.services.store) == before


@pytest.mark.parametrize("action", ["take-back", "move-booking"])
def test_a_case_that_is_open_has_nothing_to_take_back_or_move(house: House, guard: Person, action: str) -> None:
    case_id = held(house)
    answer = guard.sends(f"{case_id}/{action}", date="2026-03-04", time="09:30")
    assert page_refusal(answer, "illegal_action") == 409


@pytest.mark.parametrize(
    "action", ["take", "release", "measure", "measure-at-kiosk", "clear", "defer", "leave", "take-back", "move-booking"]
)
def test_a_case_that_does_not_exist(guard: Person, action: str) -> None:
    form = {"celsius": "36,6", "date": "2026-03-04", "time": "09:30"}
    assert page_refusal(guard.sends(f"nothing/{action}", **form), "unknown_case") == 404


@pytest.mark.parametrize("action", ["measure-at-kiosk", "clear"])
def test_a_kiosk_that_there_is_not(house: House, guard: Person, action: str) -> None:
    case_id = held(house)
    assert page_refusal(guard.sends(f"{case_id}/{action}", kiosk_id="4711"), "unknown_kiosk") == 404
    assert page_refusal(guard.sends(f"{case_id}/{action}", kiosk_id="x"), "invalid_value") == 422
    assert len(seen(house).open_cases) == 1


@pytest.mark.parametrize(
    ("typed", "words"), [("", "Bagian ini harus diisi."), ("hangat", "Tulis angka."), ("46", "30.0")]
)
def test_a_value_that_is_none_is_asked_for_again(house: House, guard: Person, typed: str, words: str) -> None:
    case_id = held(house)
    answer = guard.sends(f"{case_id}/measure", celsius=typed)
    assert answer.status_code == 422
    assert f'id="celsius-error-{case_id}"' in text(answer)
    assert f'value="{typed}"' in text(answer)
    assert words in text(answer)
    assert len(dump(house.services.store)["screening_reading"]) == 1


def test_another_day_that_has_passed_or_for_a_booking_that_is_used(house: House, guard: Person) -> None:
    case_id = booked(house)
    guard.sends(f"{case_id}/defer")
    answer = guard.sends(f"{case_id}/move-booking", date="2026-03-01", time="09:30")
    assert page_refusal(answer, "invalid_value") == 422
    held(house, booking_code="BOOK-1", service_id=None)
    answer = guard.sends(f"{case_id}/move-booking", date="2026-03-04", time="09:30")
    assert page_refusal(answer, "booking_used") == 409


def test_another_day_for_who_came_without_a_booking(house: House, guard: Person) -> None:
    case_id = held(house)
    guard.sends(f"{case_id}/defer")
    answer = guard.sends(f"{case_id}/move-booking", date="2026-03-04", time="09:30")
    assert page_refusal(answer, "unknown_booking") == 404
