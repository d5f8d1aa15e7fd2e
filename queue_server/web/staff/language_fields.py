"""What the office names itself is named in every language: one field for each that is installed, or was filled once."""

import re
from collections.abc import Iterable, Mapping

from flask_babel import gettext

from queue_server.web import language
from queue_server.web.catalogue import N_

THINGS = {
    "name": N_("Name in %(language)s"),
    "reason": N_("Reason in %(language)s"),
    "bring": N_("What to bring, in %(language)s"),
    "text": N_("Text in %(language)s"),
    "ticket_head": N_("Below the office's name, in %(language)s"),
    "ticket_foot": N_("At the end, in %(language)s"),
}
_FIELD = re.compile(rf"({'|'.join(THINGS)})_([a-z]{{2,3}})")


def codes(place: str, filled: Iterable[str]) -> list[str]:
    """List the languages of a name: those installed, then others that a form has a field for.

    Args:
        place: the field's name with a star for the language, such as ``name_*``.
        filled: the names of the form's fields; a name in a language that was taken away is kept.
    """
    pattern = re.compile(re.escape(place).replace(r"\*", "([a-z]{2,3})"))
    found = sorted(match[1] for name in filled if (match := pattern.fullmatch(name)))
    return list(dict.fromkeys((*language.installed(), *found)))


def fields(thing: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return field and label for each language in which a thing can be named."""
    return [(f"{thing}_{code}", _label(thing, code)) for code in codes(f"{thing}_*", values)]


def label_of(field: str) -> str | None:
    """Return the label of a field, if it is one in a language."""
    match = _FIELD.fullmatch(field)
    return _label(match[1], match[2]) if match else None


def first() -> str:
    """Return the language in which everything has to be named."""
    return next(iter(language.installed()))


def _label(thing: str, code: str) -> str:
    return str(gettext(THINGS[thing], language=language.name_here(code)))
