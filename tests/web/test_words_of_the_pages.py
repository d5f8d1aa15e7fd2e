"""Every sentence of the pages stands in the Indonesian catalogue, and none is left empty or unsure."""

import re
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from queue_server.web.catalogue import FOLDER

WEB = FOLDER.parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
}


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def sentences(folder: Path) -> set[str]:
    found = extract_from_dir(str(folder), METHODS, keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _notes, _context in found}


def test_every_sentence_is_translated() -> None:
    known = catalogue("id")
    wanted = sentences(WEB)
    assert len(wanted) > 200
    missing = sorted(sentence for sentence in wanted if sentence not in known)
    assert missing == []


def test_no_translation_is_empty_or_unsure() -> None:
    weak = [
        message.id for message in catalogue("id") if message.id and (message.fuzzy or not all(_texts(message.string)))
    ]
    assert weak == []


def test_no_sentence_stands_twice() -> None:
    written = (FOLDER / "id" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    found = Counter(re.findall(r"^msgid ((?:\".*\"\n)+)", written, re.MULTILINE))
    assert len(found) > 200
    assert [sentence for sentence, times in found.items() if times > 1] == []


def test_no_word_claims_health() -> None:
    texts = [text.lower() for message in catalogue("id") for text in _texts(message.string)]
    texts += [sentence.lower() for sentence in sentences(WEB)]
    claims = re.compile(r"\b(sehat|demam|healthy|fever)\b")
    assert [text for text in texts if claims.search(text)] == []


def _texts(string: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or [""])
