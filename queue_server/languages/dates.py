"""Dates as a language writes them."""

from datetime import date
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from queue_server.languages.catalogue import SOURCE_LANGUAGE


def written_date(day: date, language: str, length: Literal["full", "medium", "EEEE"] = "full") -> str:
    """Write a date.

    Args:
        day: the date.
        language: its code; of one that nobody knows, in English.
        length: ``full`` with the weekday, ``medium`` with the month in short, ``EEEE`` the weekday alone.

    >>> written_date(date(2026, 3, 2), "id"), written_date(date(2026, 3, 2), "en", "medium")
    ('Senin, 02 Maret 2026', 'Mar 2, 2026')
    """
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(SOURCE_LANGUAGE)
    return format_date(day, length, locale)
