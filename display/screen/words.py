"""The page's words in each language, read from the gettext catalogues; a further language is a further file."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from queue_server.languages import Language, read_languages

TRANSLATIONS = Path(str(files("display.screen"))) / "translations"
DOMAIN = "display"


class UnknownLanguageError(Exception):
    """There is no catalogue for a language that the settings name, or no folder where they say."""

    code = "unknown_language"


class Words:
    """Says each message in all languages of the wall, the first one first."""

    def __init__(self, languages: Sequence[str], more: Path | None = None) -> None:
        """Read the catalogues; they are compiled in memory, so that no build step can be forgotten.

        Args:
            languages: codes, the one that is shown large first.
            more: a folder with languages of the office's own (``jv/LC_MESSAGES/display.po``).

        Raises:
            UnknownLanguageError: a language without a catalogue.
            FileNotFoundError: there is no such folder.
        """
        known = read_languages(TRANSLATIONS, more, DOMAIN)
        for language in languages:
            if language not in known:
                raise UnknownLanguageError(
                    f'there are no words for the language "{language}"; known: {", ".join(known)}'
                )
        self.languages = tuple(languages)
        self._known: dict[str, Language] = {language: known[language] for language in languages}

    def both(self, message: str) -> list[tuple[str, str]]:
        """The message as pairs of language and text."""
        return [(code, language.words.gettext(message)) for code, language in self._known.items()]

    def direction(self, language: str) -> str:
        """Which way a language of the wall is written, ``ltr`` or ``rtl``."""
        return self._known[language].direction

    def directions(self) -> tuple[str, ...]:
        """The direction of each language, in their order."""
        return tuple(language.direction for language in self._known.values())
