"""The page's words in each language, read from the gettext catalogues; a further language is a further file."""

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from display.picture import MOST_SHOWN
from display.sentences import ENGLISH_PHRASES, Phrases
from queue_server.languages import Language, opening_text, read_languages

TRANSLATIONS = Path(str(files("display.screen"))) / "translations"
DOMAIN = "display"
OWN_RULES = ("id", "en")
"""Languages whose sentences are made by rules; the others' are in their catalogues."""


class UnknownLanguageError(Exception):
    """There is no catalogue for a language that the settings name, or no folder where they say."""

    code = "unknown_language"


class Words:
    """Says each message in the languages that the wall is written in, the first one first.

    Attributes:
        languages: all of the wall's, those that are only heard among them.
        phrases: the sentences of the voice by language, of those without rules of their own.
    """

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
        self.phrases = {code: phrases for code in languages if (phrases := _phrases(code, known[code]))}

    def both(self, message: str) -> list[tuple[str, str]]:
        """The message as pairs of language and text."""
        return [(code, language.words.gettext(message)) for code, language in list(self._known.items())[:MOST_SHOWN]]

    def opening(self, opens: datetime, now: datetime) -> tuple[str, ...]:
        """When the office opens, in the languages that the wall is written in; nothing once the time has come."""
        shown = list(self._known.items())[:MOST_SHOWN]
        told = tuple(opening_text(language.words.gettext, code, opens, now) for code, language in shown)
        return told if all(told) else ()

    def direction(self, language: str) -> str:
        """Which way a language of the wall is written, ``ltr`` or ``rtl``."""
        return self._known[language].direction

    def directions(self) -> tuple[str, ...]:
        """The direction of each language, in their order."""
        return tuple(language.direction for language in self._known.values())


def _phrases(code: str, language: Language) -> Phrases | None:
    """A language's sentences for the voice; ``None`` where one is missing: the voice speaks English then."""
    call, recall, way = (
        language.texts.get(text) for text in (ENGLISH_PHRASES.call, ENGLISH_PHRASES.recall, ENGLISH_PHRASES.way)
    )
    return Phrases(call, recall, way) if code not in OWN_RULES and call and recall and way else None
