"""What the kiosk says aloud: what stands on the page, in the visitor's language, and nothing of anybody's health."""

import re

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.prompts import AIMS, SENTENCES, prompt
from kiosk.view import WITHOUT
from tests.kiosk.pictures import NAMES, STATES, picture

CATALOGUE = load_catalogue()
OF_HEALTH = re.compile(
    r"suhu|panas|demam|sakit|sehat|termometer|hamil|lansia|difabel|disabilitas|derajat|celsius|"
    r"temperature|fever|sick|\bill\b|health|thermometer|pregnan|elderly|disab|degree|3[0-9][.,][0-9]",
    re.IGNORECASE,
)


def said(name: str, language: str = "id", count: int = 3) -> list[str]:
    return [utterance.text for utterance in prompt(picture(name, count, language), CATALOGUE)]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", STATES)
def test_every_picture_is_told_without_a_word_on_health(name: str, language: str) -> None:
    utterances = prompt(picture(name, language=language), CATALOGUE)
    assert utterances
    assert {utterance.language for utterance in utterances} == {language}
    assert not OF_HEALTH.search(" ".join(utterance.text for utterance in utterances))


def test_the_words_that_must_not_be_said_are_known_to_the_page() -> None:
    notices = " ".join(CATALOGUE.text("id", msgid) for msgid in WITHOUT.values())
    assert OF_HEALTH.search(notices), "the search finds nothing"
    assert "suhu" not in " ".join(said("idle_without"))


def test_every_sentence_is_translated() -> None:
    known = CATALOGUE.texts["id"]
    assert {msgid for sentences in (*SENTENCES.values(), tuple(AIMS.values())) for msgid in sentences} <= set(known)


def test_the_services_are_told_by_their_keys_with_their_wait() -> None:
    assert said("idle") == [
        "Silakan pilih layanan",
        f"1: {NAMES[0][0]}, 0-5 menit.",
        f"2: {NAMES[1][0]}, 15-25 menit.",
        f"3: {NAMES[2][0]}, 30-45 menit.",
        "4: Saya sudah punya janji temu.",
        "5: Prioritas.",
    ]


def test_when_all_is_taken_the_doors_alone_are_told() -> None:
    assert said("full", "en") == [
        "All numbers for today have been given out",
        "Please come back tomorrow, or ask our staff.",
        "1: I have a booking.",
        "2: Priority.",
    ]


def test_the_number_is_spelt_and_what_to_do_next_is_told() -> None:
    told = said("showing", "en")
    assert told[-1] == "Your number: A, 0, 1, 2."
    assert "Take a seat until your number is called" in told


def test_a_held_visitor_hears_the_neutral_words_only() -> None:
    assert said("held") == ["Silakan duduk sebentar, petugas akan membantu Anda"]


def test_a_refusal_is_read_out() -> None:
    assert said("refused", "en") == [picture("refused").words["en"]]
