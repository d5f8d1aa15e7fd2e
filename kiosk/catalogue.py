"""The kiosk's words in each language, from gettext catalogues; msgids are the English sentences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po

from queue_server.protocol.messages import Words

TRANSLATIONS = Path(__file__).parent / "screen" / "translations"
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All texts by language; English is the language of the msgids and needs no catalogue.

    Attributes:
        texts: translations by language code and msgid.
    """

    texts: Mapping[str, Mapping[str, str]]

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages, Indonesian first where there is one, English last."""
        return (*sorted(self.texts, key=lambda code: (code != "id", code)), "en")

    def text(self, language: str, msgid: str, **values: object) -> str:
        """Return a text in one language, its ``{name}`` places filled; English where there is no translation."""
        return (self.texts.get(language, {}).get(msgid) or msgid).format(**values)

    def words(self, msgid: str, **values: object) -> Words:
        """Return a text in every language."""
        return {language: self.text(language, msgid, **values) for language in self.languages}


def load_catalogue(folder: Path = TRANSLATIONS) -> Catalogue:
    """Read every language under a folder of ``<code>/LC_MESSAGES/messages.po`` files."""
    files = sorted(folder.glob("*/LC_MESSAGES/messages.po"))
    return Catalogue({file.parents[1].name: _read(file) for file in files if _CODE.fullmatch(file.parents[1].name)})


def _read(file: Path) -> dict[str, str]:
    with file.open("rb") as stream:
        catalogue = read_po(stream)
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string and not entry.fuzzy}


def pick(words: Words, language: str) -> str:
    """Return words from the server in a language, or in the first one that there is."""
    return words.get(language) or next(iter(words.values()), "")
