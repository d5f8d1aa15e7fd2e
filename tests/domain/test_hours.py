"""Hours of services, closures, and letters that are heard for each other."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.closures import Closure, checked_closure, reason_closed
from queue_server.domain.differences import differences
from queue_server.domain.errors import InvalidValueError
from queue_server.domain.hours import Hours, checked_hours, is_open, parse_spans, stays_open_after, write_spans
from queue_server.domain.letters import confusable, sound_alike

JAKARTA = ZoneInfo("Asia/Jakarta")
MONDAY = date(2026, 3, 2)
MORNINGS: Hours = {"0": (("07:30", "10:00"), ("13:00", "15:00"))}


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("7.30-10.00", (("07:30", "10:00"),)),
        (" 13:00 \u2013 15:00 , 07:30-10:00 ", (("07:30", "10:00"), ("13:00", "15:00"))),
        ("", ()),
        ("20:00-24:00", (("20:00", "24:00"),)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: object) -> None:
    read = parse_spans(typed)
    assert read == spans
    assert parse_spans(write_spans(read)) == read


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("in the morning", "hours_unreadable"),
        ("07:30", "hours_unreadable"),
        ("07:60-08:00", "hours_unreadable"),
        ("25:00-26:00", "hours_unreadable"),
        ("10:00-07:30", "hours_backwards"),
        ("10:00-10:00", "hours_backwards"),
        ("07:00-10:00, 09:59-12:00", "hours_overlap"),
    ],
)
def test_hours_that_make_no_sense_are_refused(typed: str, problem: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        parse_spans(typed)
    assert refused.value.details["problem"] == problem


def test_an_eighth_weekday_is_refused() -> None:
    with pytest.raises(InvalidValueError):
        checked_hours({"7": (("07:00", "08:00"),)})


@pytest.mark.parametrize(
    ("clock", "now", "later"),
    [
        ((7, 29), False, True),
        ((7, 30), True, True),
        ((9, 59), True, True),
        ((10, 0), False, True),
        ((14, 59), True, True),
        ((15, 0), False, False),
    ],
)
def test_a_service_is_open_from_its_opening_until_just_before_its_closing(
    clock: tuple[int, int], now: bool, later: bool
) -> None:
    local = datetime(2026, 3, 2, *clock, tzinfo=JAKARTA)
    assert is_open(MORNINGS, local) is now
    assert stays_open_after(MORNINGS, local) is later


def test_a_weekday_without_hours_is_closed_and_a_service_without_any_is_open() -> None:
    tuesday = datetime(2026, 3, 3, 9, 0, tzinfo=JAKARTA)
    assert not is_open(MORNINGS, tuesday)
    assert is_open({}, tuesday)


def closure(service_id: int | None = None, **changes: Any) -> Closure:
    wanted: dict[str, Any] = {"first_date": MONDAY, "last_date": MONDAY, "names": {"id": "Libur"}}
    return Closure(1, service_id, **(wanted | changes))


def test_a_closure_of_the_office_closes_every_service_and_one_of_a_service_only_that() -> None:
    assert reason_closed([closure()], 7, MONDAY) == {"id": "Libur"}
    assert reason_closed([closure(8)], 7, MONDAY) is None
    assert reason_closed([closure()], 7, date(2026, 3, 3)) is None


def test_the_reason_of_the_service_itself_is_the_one_that_is_told() -> None:
    own = closure(7, names={"id": "Mesin rusak"})
    assert reason_closed([closure(), own], 7, MONDAY) == {"id": "Mesin rusak"}


@pytest.mark.parametrize(
    "wrong", [{"last_date": date(2026, 3, 1)}, {"last_date": date(2027, 3, 3)}, {"names": {"en": "Holiday"}}]
)
def test_a_closure_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        checked_closure(closure(**wrong))


@pytest.mark.parametrize("pair", ["BP", "CD", "GT", "FS", "NR", "KH", "HA", "MN"])
def test_letters_that_rhyme_are_known(pair: str) -> None:
    assert sound_alike(pair[0], pair[1])


def test_the_letters_of_the_guide_are_told_apart() -> None:
    assert confusable("ABRU") == []
    assert confusable(["A", "B", "P", "K"]) == [("A", "K"), ("B", "P")]
    assert confusable(["B", "BB"]) == []


def test_differences_name_only_what_changes_by_its_path() -> None:
    before = {"open": True, "lanes": {"general": {"prefix": "A", "quota": None}}}
    after = {"open": True, "lanes": {"general": {"prefix": "C", "quota": None}, "priority": {"prefix": "R"}}}
    assert differences(before, after) == (
        {"lanes.general.prefix": "A"},
        {"lanes.general.prefix": "C", "lanes.priority.prefix": "R"},
    )
