"""The language of a page: Indonesian unless the reader chose another."""

from babel import Locale, UnknownLocaleError
from flask import has_request_context, session

from queue_server.domain.errors import InvalidValueError
from queue_server.web.catalogue import LANGUAGES

KEY = "language"
NAMES = {"id": "Bahasa Indonesia", "en": "English"}


def language() -> str:
    """Return the language of the present request."""
    chosen = session.get(KEY) if has_request_context() else None
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def languages() -> tuple[tuple[str, str], ...]:
    """List the languages that can be chosen: code and own name."""
    return tuple((code, own_name(code)) for code in LANGUAGES)


def own_name(code: str) -> str:
    """Return what a language calls itself; its code where that is not known."""
    try:
        return NAMES.get(code) or Locale.parse(code).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code


def choose(code: str) -> None:
    """Keep a choice in the session; it outlives signing in and out.

    Raises:
        InvalidValueError: there is no catalogue of this language.
    """
    if code not in LANGUAGES:
        raise InvalidValueError(field="language", problem="unknown")
    session[KEY] = code
