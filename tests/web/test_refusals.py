import re

import pytest

from queue_server.domain import errors
from queue_server.protocol.codes import RefusalCode
from queue_server.web.catalogue import Catalogue
from queue_server.web.refusals import MEANINGS, tell

ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AntreError)]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_every_code_has_a_meaning_and_an_error() -> None:
    assert set(MEANINGS) == set(RefusalCode)
    assert {kind.code for kind in ERRORS if kind is not errors.AntreError} == set(RefusalCode)


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_has_words_in_each_language(code: RefusalCode, catalogue: Catalogue) -> None:
    status, sentence = MEANINGS[code]
    facts = set(re.findall(r"%\((\w+)\)s", sentence))
    words = catalogue.say([sentence], dict.fromkeys(facts, "FACT"))
    assert status >= 400
    assert set(words) == {"id", "en"}
    assert words["id"] != words["en"]
    for text in words.values():
        assert text.count("FACT") == len(facts)
        assert "%" not in text


def test_facts_that_are_not_known_do_not_break_the_words(catalogue: Catalogue) -> None:
    words = tell(errors.QuotaFullError(), catalogue).error.words
    assert words["en"] == "All - places of today are taken. Please come on another day."


def test_a_date_is_written_out_in_each_language(catalogue: Catalogue) -> None:
    words = tell(errors.BookingOtherDayError(date="2026-03-02", time="09:30"), catalogue).error.words
    assert "Senin, 02 Maret 2026 pukul 09:30" in words["id"]
    assert "Monday, March 2, 2026 at 09:30" in words["en"]


def test_words_carry_the_facts(catalogue: Catalogue) -> None:
    refusal = tell(errors.TicketElsewhereError(number="A-012", counter="3"), catalogue).error
    assert refusal.code is RefusalCode.TICKET_ELSEWHERE
    assert refusal.words == {"id": "Nomor A-012 berada di loket 3.", "en": "Number A-012 is at counter 3."}
    assert refusal.details == {"number": "A-012", "counter": "3"}
