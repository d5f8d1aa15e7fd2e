"""Addresses of places in line: they lead back to what they were made of, and nobody else can make one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.follow_address import LONGEST, Followed, follow_code, followed_by

KEY, OTHER_KEY = b"the key of one server", b"the key of another"
PLACE = Followed(office_id=1, business_date=date(2026, 3, 2), ticket_id=412)
places = st.builds(
    Followed,
    office_id=st.integers(0, 2**40),
    business_date=st.dates(date(2024, 1, 1), date(2200, 1, 1)),
    ticket_id=st.integers(0, 2**60),
)


@given(places)
def test_an_address_leads_back_to_its_place(place: Followed) -> None:
    code = follow_code(KEY, place)
    assert len(code) <= LONGEST
    assert followed_by(KEY, code) == place
    assert followed_by(OTHER_KEY, code) is None


def test_it_is_short_enough_for_a_small_qr() -> None:
    assert len(follow_code(KEY, PLACE)) <= 20
    assert len(follow_code(KEY, replace(PLACE, office_id=100, ticket_id=2_000_000))) <= 20


def test_another_ticket_office_or_day_has_another_address() -> None:
    others = (
        replace(PLACE, ticket_id=413),
        replace(PLACE, office_id=2),
        replace(PLACE, business_date=PLACE.business_date + timedelta(days=1)),
    )
    signatures = {follow_code(KEY, place)[-12:] for place in (PLACE, *others)}
    assert len(signatures) == 4


@given(st.integers(0, 19), st.sampled_from("ABCXYZabcxyz0189-_"))
def test_an_address_with_another_letter_leads_nowhere(at: int, letter: str) -> None:
    code = follow_code(KEY, PLACE)
    changed = code[:at] + letter + code[at + 1 :]
    assert followed_by(KEY, changed) == (PLACE if changed == code else None)


@pytest.mark.parametrize(
    "code", ["", "x", "unknown-address", "é", "a\0b", "A" * 5_000, "====", "++//", follow_code(KEY, PLACE) + "A"]
)
def test_any_other_text_leads_nowhere(code: str) -> None:
    assert followed_by(KEY, code) is None
