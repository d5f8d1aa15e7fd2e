"""The page's words in each language, read from the gettext catalogues; a further language is a further file."""

import gettext
from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE_LANGUAGE = "en"


class UnknownLanguageError(Exception):
    """There is no catalogue for a language that the settings name."""

    code = "unknown_language"


class Words:
    """Says each message in all languages of the wall, the first one first."""

    def __init__(self, languages: Sequence[str]) -> None:
        """Read the catalogues; they are compiled in memory, so that no build step can be forgotten.

        Raises:
            UnknownLanguageError: a language without a catalogue.
        """
        self.languages = tuple(languages)
        self._catalogues = {language: catalogue(language) for language in languages}

    def both(self, message: str) -> list[tuple[str, str]]:
        """The message as pairs of language and text."""
        return [(language, words.gettext(message)) for language, words in self._catalogues.items()]


def catalogue(language: str) -> gettext.NullTranslations:
    """Read one language's catalogue; the messages themselves are English.

    Raises:
        UnknownLanguageError: there is no such catalogue.
    """
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    source = files("display.screen") / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not language.isalpha() or not source.is_file():
        raise UnknownLanguageError(f'there are no words for the language "{language}"; add {source}')
    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
