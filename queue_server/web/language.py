"""The language of a page: Indonesian unless the reader chose another of those that there are catalogues of."""

from collections.abc import Mapping

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale

from queue_server.domain.errors import InvalidValueError
from queue_server.languages import Language, display_name
from queue_server.web.catalogue import DOMAIN
from queue_server.web.context import services

KEY = "language"


def install(app: Flask, known: Mapping[str, Language]) -> None:
    """Let the pages speak every language that is known, the first one unless the reader chooses."""
    babel = Babel(app, default_locale=next(iter(known)), default_domain=DOMAIN, locale_selector=language)
    # Flask-Babel asks its cache before it looks for files: these are read, with what cannot be used left out.
    with app.app_context():
        cache = babel.domain_instance.get_translations_cache(None)
    cache.update({(code, DOMAIN): one.words for code, one in known.items()})
    app.jinja_env.globals.update(language=language, languages=languages, direction=direction)


def installed() -> Mapping[str, Language]:
    """Return the languages that can be chosen, by code; the first one is that of who chooses none."""
    return services().catalogue.languages


def language() -> str:
    """Return the code of the language of the present request."""
    chosen = session.get(KEY) if has_request_context() else None
    return str(chosen) if chosen in installed() else next(iter(installed()))


def language_of_phone() -> str:
    """Return the language that was touched, else the phone's own, else the first: nothing is kept of it."""
    wanted, known = request.args.get("lang", ""), list(installed())
    return wanted if wanted in known else request.accept_languages.best_match(known) or known[0]


def direction(code: str = "") -> str:
    """Return which way a language is written, ``ltr`` or ``rtl``; without a code, that of the present request."""
    known = installed().get(code or language())
    return known.direction if known else "ltr"


def languages() -> tuple[tuple[str, str], ...]:
    """List the languages that can be chosen: code and own name."""
    return tuple((code, one.own_name) for code, one in installed().items())


def name_here(code: str) -> str:
    """Return the name of a language in the reader's own."""
    return display_name(code, str(get_locale()))


def choose(code: str) -> None:
    """Keep a choice in the session; it outlives signing in and out.

    Raises:
        InvalidValueError: there is no catalogue of this language.
    """
    if code not in installed():
        raise InvalidValueError(field="language", problem="unknown")
    session[KEY] = code
