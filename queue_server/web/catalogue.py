"""Words in each language, from the gettext catalogues; usable without a request."""

import gettext
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from babel.dates import format_date

from queue_server.domain.errors import Detail
from queue_server.languages import read_languages

FOLDER = Path(__file__).with_name("translations")
DOMAIN = "queue_server"

Fact = Detail | date


def N_(sentence: str) -> str:  # noqa: N802 - the name by which Babel finds sentences that are translated later
    """Mark a sentence for translation."""
    return sentence


class _Facts(dict[str, Fact]):
    """Facts for a sentence; one that is not known reads as a dash, never as a fault."""

    def __missing__(self, name: str) -> str:
        return "-"


class Catalogue:
    """The sentences of all languages."""

    def __init__(self, more: Path | None = None) -> None:
        """Load the catalogues.

        Args:
            more: a folder with languages of the office's own (``jv/LC_MESSAGES/queue_server.po``).
        """
        self.languages = read_languages(FOLDER, more, DOMAIN)

    def say(
        self, sentences: Sequence[str], details: Mapping[str, Fact], coded: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Return sentences in each language, with their facts filled in.

        Args:
            details: the facts; a date is written out in full.
            coded: facts that are words of ours, by name; they are translated too.
        """
        return {
            code: _told(code, language.words, sentences, details, coded or {})
            for code, language in self.languages.items()
        }


def _told(
    language: str,
    words: gettext.NullTranslations,
    sentences: Sequence[str],
    details: Mapping[str, Fact],
    coded: Mapping[str, str],
) -> str:
    facts = _Facts({**details, **{name: words.gettext(text) for name, text in coded.items()}})
    facts |= {
        name: format_date(fact, "full", locale=language) for name, fact in facts.items() if isinstance(fact, date)
    }
    return " ".join(words.gettext(sentence) % facts for sentence in sentences)
