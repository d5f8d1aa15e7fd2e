"""Reads the gettext catalogues of one process, says what is missing in them, and leaves out what would break a page."""

import gettext
import logging
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations

SOURCE_LANGUAGE = "en"
COMPLETE_LANGUAGE = "id"
"""Its catalogue has every text, which the tests watch; so it tells what another one lacks."""
OWN_NAMES = {"id": "Bahasa Indonesia"}
"""Where a language calls itself otherwise than CLDR does."""
BUILT_IN_DOMAIN = "messages"
_CODE = re.compile(r"[a-z]{2,3}")
_PLACE = re.compile(r"%\(\w+\)[sd]|{\w+}")
_LOOSE_SIGN = re.compile(r"%(?!%)|[{}]")
DAMAGED = (OSError, ValueError, PoFileError, struct.error)
"""What Babel says of a file that is no catalogue."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Language:
    """One language that there are words in.

    Attributes:
        code: ISO 639, two or three letters.
        own_name: what the language calls itself.
        direction: ``ltr`` or ``rtl``, as the attribute ``dir`` of a page wants it.
        words: translates; what it does not know stays English.
        texts: the translations by message id, plural forms aside.
        missing: how many texts have no translation that can be used.
    """

    code: str
    own_name: str
    direction: str
    words: gettext.NullTranslations
    texts: Mapping[str, str]
    missing: int = 0


def read_languages(built_in: Path, more: Path | None = None, domain: str = "") -> dict[str, Language]:
    """Read every language that there is a catalogue of, by code: Indonesian, English, then the others.

    A catalogue is ``<code>/LC_MESSAGES/<domain>.po``, or an ``.mo`` beside or instead of it. One that is incomplete
    falls back to English text by text, and the log says how many are missing; one that cannot be read is left out.

    Args:
        built_in: the folder that comes with the program; its files are named ``messages``.
        more: a folder with languages of the office's own, or ``None``.
        domain: how the files in that folder are named.

    Raises:
        FileNotFoundError: ``more`` is no folder.
        ValueError: a catalogue that comes with the program is damaged.
    """
    found = _read_folder(built_in, BUILT_IN_DOMAIN)
    whole = found[COMPLETE_LANGUAGE]
    if more is not None:
        if not more.is_dir():
            raise FileNotFoundError(f"there is no folder {more}")
        found |= {code: catalog for code, catalog in _read_folder(more, domain).items() if _is_new(code, found, more)}
    english = Language(SOURCE_LANGUAGE, display_name(SOURCE_LANGUAGE), "ltr", NullTranslations(), {})
    languages = {COMPLETE_LANGUAGE: _language(COMPLETE_LANGUAGE, whole, whole), SOURCE_LANGUAGE: english}
    for code in sorted(set(found) - set(languages)):
        try:
            languages[code] = _language(code, found[code], whole)
        except ValueError as error:  # such as an impossible formula of the plural
            _tell_left_out(code, error)
    return languages


def display_name(code: str, reader: str = "") -> str:
    """Return the name of a language in the reader's language, or in its own; its code where that is not known.

    >>> display_name("id"), display_name("ar", "en"), display_name("xx")
    ('Bahasa Indonesia', 'Arabic', 'xx')
    """
    try:
        name = Locale.parse(code).get_display_name(reader or None)
    except (UnknownLocaleError, ValueError):
        return code
    return (OWN_NAMES.get(code) if not reader else None) or name or code


def _is_new(code: str, known: Mapping[str, Catalog], folder: Path) -> bool:
    if code in (SOURCE_LANGUAGE, *known):
        log.warning("%s/%s is left aside: this language comes with the program", folder, code)
        return False
    return True


def _read_folder(folder: Path, domain: str) -> dict[str, Catalog]:
    found: dict[str, Catalog] = {}
    for place in sorted(folder.glob("*/LC_MESSAGES")):
        code, source = place.parent.name, place / f"{domain}.po"
        compiled = source.with_suffix(".mo")
        if not (source.exists() or compiled.exists()):
            continue
        try:
            _check_code(code)
            found[code] = _read(source, compiled, code)
        except DAMAGED as error:
            if code == COMPLETE_LANGUAGE:
                raise ValueError(f"the catalogue {source} is damaged: {error}") from error
            _tell_left_out(code, error)
    return found


def _tell_left_out(code: str, error: Exception) -> None:
    log.error("the language %s is left out: %s", code, error)


def _check_code(code: str) -> None:
    """Accept what the pages, the kiosks and Babel know as a language.

    Raises:
        ValueError: it is none.
    """
    if not _CODE.fullmatch(code):
        raise ValueError("its folder is not named by two or three small letters, such as jv")
    try:
        Locale.parse(code)
    except UnknownLocaleError as error:
        raise ValueError("no language with this code is known") from error


def _read(source: Path, compiled: Path, code: str) -> Catalog:
    """Read the compiled form where it is not older than its source; it takes a third of the time."""
    if compiled.exists() and not (source.exists() and source.stat().st_mtime > compiled.stat().st_mtime):
        with compiled.open("rb") as file:
            return read_mo(file)
    with source.open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def _language(code: str, catalog: Catalog, whole: Catalog) -> Language:
    fit = [message for message in catalog if message.id and _is_translated(message) and _fits(message)]
    wanted = {_singular(message) for message in whole if message.id}
    missing = len(wanted - {_singular(message) for message in fit})
    unfit = sum(1 for message in catalog if message.id and _is_translated(message)) - len(fit)
    if missing:
        log.warning("%s: %d of %d texts are missing and stand in English", code, missing, len(wanted))
    if unfit:
        log.warning("%s: %d texts are not used: places such as %%(name)s are not those of the original", code, unfit)
    texts = {message.id: str(message.string) for message in fit if isinstance(message.id, str)}
    return Language(
        code, display_name(code), Locale.parse(code).text_direction, _translations(code, catalog, fit), texts, missing
    )


def _translations(code: str, catalog: Catalog, fit: Iterable[Message]) -> Translations:
    kept = Catalog(locale=code, header_comment="", charset="utf-8")
    kept.mime_headers = catalog.mime_headers
    for message in fit:
        kept.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, kept)
    compiled.seek(0)
    return Translations(compiled)


def _is_translated(message: Message) -> bool:
    return not message.fuzzy and all(_forms(message.string))


def _fits(message: Message) -> bool:
    """Tell whether a page can fill the translation in: no place that the original lacks, no loose sign."""
    original = " ".join(_forms(message.id))
    places = set(_PLACE.findall(original))
    return all(
        set(_PLACE.findall(text)) <= places and (bool(_loose(original)) or not _loose(text))
        for text in _forms(message.string)
    )


def _loose(text: str) -> list[str]:
    return _LOOSE_SIGN.findall(_PLACE.sub("", text).replace("%%", ""))


def _forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text) if isinstance(text, list | tuple) else ("",)


def _singular(message: Message) -> str:
    return _forms(message.id)[0]
