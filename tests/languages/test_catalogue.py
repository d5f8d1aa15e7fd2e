"""A further language is a further file; what is wrong with it is told, and breaks no page."""

import logging
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from queue_server.languages import display_name, read_languages
from tests.support.third_language import SOURCES, in_arabic_letters, write_language

KIOSK = SOURCES["kiosk"]
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write(folder: Path, body: str, code: str = "jv") -> None:
    place = folder / code / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "kiosk.po").write_bytes((HEADER + body).encode("latin-1"))


@pytest.mark.parametrize("domain", SOURCES)
def test_a_whole_further_language_is_found_after_those_that_are_shipped(
    domain: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_language(tmp_path, domain)
    languages = read_languages(SOURCES[domain], tmp_path, domain)
    assert [(one.code, one.own_name, one.direction) for one in languages.values()] == [
        ("id", "Bahasa Indonesia", "ltr"),
        ("en", "English", "ltr"),
        ("ar", "العربية", "rtl"),
    ]
    assert languages["ar"].missing == 0
    assert set(languages["ar"].texts) == set(languages["id"].texts)
    assert caplog.text == ""


def test_a_catalogue_laid_beside_the_shipped_ones_is_found_as_well(tmp_path: Path) -> None:
    for code in ("id", "jv"):
        place = tmp_path / code / "LC_MESSAGES"
        place.mkdir(parents=True)
        (place / "messages.po").write_bytes((KIOSK / "id/LC_MESSAGES/messages.po").read_bytes())
    assert list(read_languages(tmp_path)) == ["id", "en", "jv"]


def test_an_incomplete_language_falls_back_to_english_text_by_text_and_the_log_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_language(tmp_path, "kiosk", keep=lambda nth: nth >= 3)
    arabic = read_languages(KIOSK, tmp_path, "kiosk")["ar"]
    assert arabic.missing == 3
    assert arabic.words.gettext("One moment, please.") == "One moment, please."
    assert arabic.words.gettext("Back") == in_arabic_letters("Back")
    total = len(read_languages(KIOSK)["id"].texts)
    assert f"ar: 3 of {total} texts are missing and stand in English" in caplog.text


def test_the_forms_of_the_plural_are_those_of_the_language(tmp_path: Path) -> None:
    write_language(tmp_path, "queue_server")
    words = read_languages(SOURCES["queue_server"], tmp_path, "queue_server")["ar"].words
    one, many = "%(num)s place", "%(num)s places"
    assert [words.ngettext(one, many, count) for count in (0, 5)] == [in_arabic_letters(one), in_arabic_letters(many)]


def test_a_compiled_catalogue_alone_is_enough(tmp_path: Path) -> None:
    source = write_language(tmp_path, "kiosk")
    with source.open("rb") as file, source.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(file))
    source.unlink()
    assert read_languages(KIOSK, tmp_path, "kiosk")["ar"].missing == 0


@pytest.mark.parametrize(
    ("english", "wrong"),
    [
        ("Counter {counter}", "Loket {konter}"),
        ("Counter {counter}", "Loket {"),
        ("%(num)s place", "%(nomor)s papan"),
        ("%(num)s place", "100% papan"),
    ],
)
def test_a_text_whose_places_would_break_a_page_is_not_used(
    english: str, wrong: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, f'msgid "{english}"\nmsgstr "{wrong}"\n')
    words = read_languages(KIOSK, tmp_path, "kiosk")["jv"].words
    assert words.gettext(english) == english
    assert "jv: 1 texts are not used" in caplog.text


@pytest.mark.parametrize(
    ("code", "body", "told"),
    [
        ("jv", 'msgid "Back"\n', "the language jv is left out"),
        ("jv", 'msgid "Back"\nmsgstr "\xff', "the language jv is left out"),
        ("pt_BR", 'msgid "Back"\nmsgstr "Voltar"\n', "not named by two or three small letters"),
        ("qqq", 'msgid "Back"\nmsgstr "Bali"\n', "no language with this code is known"),
        ("en", 'msgid "Back"\nmsgstr "Return"\n', "comes with the program"),
        ("id", 'msgid "Back"\nmsgstr "Pulang"\n', "comes with the program"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_left_out_and_told(
    code: str, body: str, told: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(tmp_path, body, code)
    languages = read_languages(KIOSK, tmp_path, "kiosk")
    assert list(languages) == ["id", "en"]
    assert languages["id"].words.gettext("Back") == "Kembali"
    assert told in caplog.text


def test_a_compiled_catalogue_that_was_cut_off_is_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = write_language(tmp_path, "kiosk")
    source.with_suffix(".mo").write_bytes(b"\xde\x12\x04\x95\0\0")
    source.unlink()
    assert list(read_languages(KIOSK, tmp_path, "kiosk")) == ["id", "en"]
    assert "the language ar is left out" in caplog.text


def test_a_formula_of_the_plural_that_cannot_be_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = write_language(tmp_path, "kiosk")
    text = source.read_text(encoding="utf-8")
    start = text.index("Plural-Forms")
    source.write_text(text[:start] + "Plural-Forms: nplurals=2; plural=(n" + text[text.index('"', start) - 2 :])
    assert list(read_languages(KIOSK, tmp_path, "kiosk")) == ["id", "en"]
    assert "the language ar is left out" in caplog.text


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        read_languages(KIOSK, tmp_path / "away", "kiosk")


def test_a_shipped_catalogue_that_is_damaged_stops_the_start(tmp_path: Path) -> None:
    place = tmp_path / "id" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.po").write_text('msgid "Back"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="damaged"):
        read_languages(tmp_path)


def test_a_language_is_named_in_the_readers_language() -> None:
    assert [display_name("en", reader) for reader in ("id", "en", "")] == ["Inggris", "English", "English"]


def test_the_log_is_silent_about_the_languages_that_are_shipped(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for folder in SOURCES.values():
            read_languages(folder)
    assert caplog.text == ""
