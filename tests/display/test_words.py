from importlib.resources import files

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from display.screen.words import UnknownLanguageError, Words


def used_messages() -> set[str]:
    folder = str(files("display.screen") / "templates")
    return {str(message) for _, _, message, _, _ in extract_from_dir(folder, [("**.html", "jinja2")])}


def test_every_message_has_indonesian_words_and_none_is_left_over() -> None:
    source = files("display.screen") / "translations" / "id" / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as file:
        translated = {str(entry.id) for entry in read_po(file) if entry.id and entry.string and not entry.fuzzy}
    assert len(used_messages()) > 10
    assert used_messages() == translated


def test_words_are_read_from_the_catalogue() -> None:
    assert Words(["id", "en"]).both("Counter") == [("id", "Loket"), ("en", "Counter")]


@pytest.mark.parametrize("language", ["xx", "../id"])
def test_a_language_without_words_is_refused(language: str) -> None:
    with pytest.raises(UnknownLanguageError, match="there are no words"):
        Words([language])
