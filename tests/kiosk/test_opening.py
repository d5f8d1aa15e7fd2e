"""A closed kiosk says when the office opens: in each language, and by its own clock while the server is away."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.view import Surroundings, View, view
from kiosk.visit.dialogue import Rules, Session
from tests.kiosk.pictures import CATALOGUE
from tests.kiosk.scripted_office import ISSUED_AT, office_info
from tests.support.third_language import CODE, in_arabic_letters, write_language

TODAY, TOMORROW, MONDAY, FAR = (ISSUED_AT + timedelta(days=days, minutes=55) for days in (0, 1, 7 - 1, 10))
"""It is 09:05 on Monday, 2 March, by the office's clock."""


def shown(at_seconds: float = 0.0, *, online: bool = True, **changes: Any) -> View:
    office = office_info(**({"business_date": None} | changes))
    around = Surroundings(office, office_at_seconds=0.0, online=online)
    return view(Session(), around, Rules(), CATALOGUE, at_seconds)


@pytest.mark.parametrize(
    ("opens_at", "indonesian", "english"),
    [
        (TODAY, "Buka hari ini pukul 10:00.", "It opens today at 10:00."),
        (TOMORROW, "Buka besok pukul 10:00.", "It opens tomorrow at 10:00."),
        (MONDAY, "Buka hari Minggu pukul 10:00.", "It opens on Sunday at 10:00."),
        (FAR, "Buka hari Kamis, 12 Maret 2026 pukul 10:00.", "It opens on Thursday, March 12, 2026 at 10:00."),
    ],
)
def test_the_day_is_named_as_a_person_would(opens_at: Any, indonesian: str, english: str) -> None:
    assert shown(opens_at=opens_at).opens == {"id": indonesian, "en": english}


def test_nothing_is_said_where_it_is_not_known_or_the_office_is_open_or_the_time_has_come() -> None:
    assert shown().opens == {}
    assert shown(opens_at=TOMORROW, business_date=date(2026, 3, 2)).opens == {}
    assert shown(3600.0, opens_at=TODAY).opens == {}


def test_while_the_server_is_away_tomorrow_becomes_today() -> None:
    later = shown(16 * 3600.0, online=False, opens_at=TOMORROW)
    assert (later.phase, later.opens["en"]) == ("offline", "It opens today at 10:00.")


def test_a_third_language_says_it_in_its_words(tmp_path: Path) -> None:
    write_language(tmp_path, "kiosk")
    around = Surroundings(office_info(business_date=None, opens_at=TOMORROW), online=True)
    told = view(Session(), around, Rules(), load_catalogue(tmp_path), 0.0).opens[CODE]
    assert told == in_arabic_letters("It opens tomorrow at ") + "10:00."
