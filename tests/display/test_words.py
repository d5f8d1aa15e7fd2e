from dataclasses import astuple
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from display.screen.words import UnknownLanguageError, Words
from display.sentences import ENGLISH_PHRASES, Phrases
from queue_server.languages import OPENING_TEXTS
from tests.support.third_language import CODE, in_arabic_letters, write_language


def used_messages() -> set[str]:
    folder = str(files("display.screen") / "templates")
    of_pages = {str(message) for _, _, message, _, _ in extract_from_dir(folder, [("**.html", "jinja2")])}
    return of_pages | set(astuple(ENGLISH_PHRASES)) | set(OPENING_TEXTS)


def test_every_message_has_indonesian_words_and_none_is_left_over() -> None:
    source = files("display.screen") / "translations" / "id" / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as file:
        translated = {str(entry.id) for entry in read_po(file) if entry.id and entry.string and not entry.fuzzy}
    assert len(used_messages()) > 10
    assert used_messages() == translated


def test_words_are_read_from_the_catalogue() -> None:
    assert Words(["id", "en"]).both("Counter") == [("id", "Loket"), ("en", "Counter")]


def test_a_third_language_brings_its_sentences_and_is_not_written_on_the_wall(tmp_path: Path) -> None:
    write_language(tmp_path, "display")
    words = Words(["id", "en", CODE], tmp_path)
    assert words.phrases == {CODE: Phrases(*map(in_arabic_letters, astuple(ENGLISH_PHRASES)))}
    assert [language for language, _ in words.both("Counter")] == ["id", "en"]
    assert words.languages == ("id", "en", CODE)


def test_a_catalogue_without_the_sentences_leaves_the_voice_to_english(tmp_path: Path) -> None:
    write_language(tmp_path, "display", keep=lambda nth: nth < 20)
    assert Words(["id", CODE], tmp_path).phrases == {}


@pytest.mark.parametrize("language", ["xx", "../id"])
def test_a_language_without_words_is_refused(language: str) -> None:
    with pytest.raises(UnknownLanguageError, match="there are no words"):
        Words([language])
