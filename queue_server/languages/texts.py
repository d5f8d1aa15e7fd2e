"""Texts in several languages at once, from gettext catalogues; msgids are the English sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from queue_server.languages.catalogue import Language, display_name, read_languages


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts by language; English is the language of the msgids and needs no catalogue.

    Attributes:
        texts: translations by language code and msgid.
        known: what there is to know of each language that was read, by code.
    """

    texts: Mapping[str, Mapping[str, str]]
    known: Mapping[str, Language] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages: Indonesian first where there is one, then English, then the others."""
        return tuple(sorted({*self.texts, "en"}, key=lambda code: (code != "id", code != "en", code)))

    def text(self, language: str, msgid: str, **values: object) -> str:
        """Return a text in one language, its ``{name}`` places filled; English where there is no translation."""
        return self.plain(language)(msgid).format(**values)

    def words(self, msgid: str, **values: object) -> dict[str, str]:
        """Return a text in every language."""
        return {language: self.text(language, msgid, **values) for language in self.languages}

    def plain(self, language: str) -> Callable[[str], str]:
        """Return what gives a text in one language, its places not filled yet."""
        return lambda msgid: self.texts.get(language, {}).get(msgid) or msgid

    def direction(self, language: str) -> str:
        """Return which way a language is written, ``ltr`` or ``rtl``."""
        return self.known[language].direction if language in self.known else "ltr"

    def names(self) -> dict[str, dict[str, str]]:
        """Return what the page has to know of each language: its own name, which must be short, and its direction."""
        return {code: {"name": display_name(code, code), "dir": one.direction} for code, one in self.known.items()}


def read_texts(built_in: Path, more: Path | None, domain: str) -> Catalogue:
    """Read every language of a program, as `read_languages` does.

    Raises:
        FileNotFoundError: ``more`` is no folder.
    """
    known = read_languages(built_in, more, domain)
    return Catalogue({code: one.texts for code, one in known.items() if code != "en"}, known)


def pick(words: Mapping[str, str], language: str) -> str:
    """Return words from the server in a language, or in the first one that there is."""
    return words.get(language) or next(iter(words.values()), "")
