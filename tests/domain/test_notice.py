from datetime import date, timedelta

import pytest

from queue_server.domain.errors import InvalidValueError
from queue_server.domain.notice import MOST_LETTERS, Notice, checked_notice

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-1, 1, True), (None, 0, True)],
)
def test_a_notice_holds_from_its_first_day_to_its_last(first: int | None, last: int | None, shown: bool) -> None:
    days = [None if days is None else DAY + timedelta(days) for days in (first, last)]
    assert Notice(1, 0, days[0], days[1], {"id": "Bawa KTP"}).holds_on(DAY) is shown


@pytest.mark.parametrize(
    ("notice", "field", "problem"),
    [
        (Notice(0, 0, None, None, {}), "texts", "missing"),
        (Notice(0, 0, None, None, {"id": "a" * (MOST_LETTERS + 1)}), "texts", "too_long"),
        (Notice(0, 0, None, None, {"id": "a", "en": "b" * (MOST_LETTERS + 1)}), "texts", "too_long"),
        (Notice(0, 100, None, None, {"id": "a"}), "position", "out_of_range"),
        (Notice(0, 0, DAY, DAY - timedelta(1), {"id": "a"}), "last_date", "ends_before_it_begins"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_its_field(notice: Notice, field: str, problem: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        checked_notice(notice)
    assert refused.value.details == {"field": field, "problem": problem}


def test_the_longest_text_is_accepted() -> None:
    notice = Notice(0, 99, DAY, DAY, {"en": "a" * MOST_LETTERS})
    assert checked_notice(notice) == notice
