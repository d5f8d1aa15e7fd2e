"""Words in each language, from the gettext catalogues; usable without a request."""

import gettext
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from babel.dates import format_date

from queue_server.domain.errors import Detail

FOLDER = Path(__file__).with_name("translations")
SOURCE_LANGUAGE = "en"
LANGUAGES = ("id", SOURCE_LANGUAGE)
"""Indonesian first; a further language is a further catalogue."""


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

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the catalogues, compiling those whose source is newer."""
        compile_catalogues(folder)
        self._languages = {
            language: gettext.translation("messages", folder, [language], fallback=language == SOURCE_LANGUAGE)
            for language in LANGUAGES
        }

    def say(
        self, sentences: Sequence[str], details: Mapping[str, Fact], coded: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Return sentences in each language, with their facts filled in.

        Args:
            details: the facts; a date is written out in full.
            coded: facts that are words of ours, by name; they are translated too.
        """
        return {
            language: _told(language, words, sentences, details, coded or {})
            for language, words in self._languages.items()
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


def compile_catalogues(folder: Path = FOLDER) -> None:
    """Compile each catalogue that is newer than its compiled form; several processes may do so at once."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    from babel.messages import mofile, pofile  # noqa: PLC0415 - only needed after a change

    with source.open("rb") as file:
        catalogue = pofile.read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    draft = target.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        mofile.write_mo(file, catalogue)
    draft.replace(target)
