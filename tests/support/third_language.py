"""A whole third language made by a program: every English text in Arabic letters, written from right to left."""

import re
from collections.abc import Callable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

CODE = "ar"
OWN_NAME = "العربية"
ROOT = Path(__file__).parents[2]
SOURCES = {
    "queue_server": ROOT / "queue_server/web/translations",
    "kiosk": ROOT / "kiosk/screen/translations",
    "ticket": ROOT / "queue_server/paper/translations",
    "display": ROOT / "display/screen/translations",
}
_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابجديفغهيژكلمنوپقرستعوۆخيز")
_PLACES = re.compile(r"(%\(\w+\)[sd]|%%|{\w+})")


def in_arabic_letters(text: str) -> str:
    """The text letter by letter; the places for facts stay.

    >>> in_arabic_letters("at %(time)s")
    'ات %(time)s'
    """
    return "".join(
        part if _PLACES.fullmatch(part) else part.lower().translate(_LETTERS) for part in _PLACES.split(text)
    )


def write_language(
    folder: Path, domain: str, code: str = CODE, keep: Callable[[int], bool] = lambda _nth: True
) -> Path:
    """Write a catalogue with every text of a process, or with those that are kept.

    Args:
        folder: gets ``<code>/LC_MESSAGES/<domain>.po``.
        keep: by the text's place in the file.
    """
    with (SOURCES[domain] / "id/LC_MESSAGES/messages.po").open("rb") as file:
        source = read_po(file, locale="id")
    made = Catalog(locale=code)
    for nth, message in enumerate(message for message in source if message.id):
        if keep(nth):
            forms = (message.id,) if isinstance(message.id, str) else message.id
            told = [in_arabic_letters(forms[0]), *[in_arabic_letters(forms[-1])] * (made.num_plurals - 1)]
            made.add(message.id, told[0] if isinstance(message.id, str) else tuple(told))
    target = folder / code / "LC_MESSAGES" / f"{domain}.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, made)
    return target


def write_all(folder: Path) -> str:
    """Write the language for all three processes and return the folder as a setting."""
    for domain in SOURCES:
        write_language(folder, domain)
    return str(folder)
