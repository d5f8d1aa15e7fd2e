"""Numbers of tickets: a prefix letter and a count that starts at 1 each business date."""

import re

from queue_server.domain.errors import InvalidValueError

_PREFIX = re.compile(r"[A-Za-z]{1,2}")
_TYPED = re.compile(r"([A-Za-z]{1,2})[\s-]*([0-9]{1,6})")


def ticket_number(prefix: str, count: int) -> str:
    """Write a number as it is printed and spoken.

    >>> ticket_number("A", 12)
    'A-012'
    >>> ticket_number("A", 1234)
    'A-1234'
    """
    return f"{prefix}-{count:03d}"


def read_number(text: str) -> str | None:
    """Return the number that a person typed as it is printed, or ``None`` where it is none.

    >>> read_number(" a 12 ")
    'A-012'
    >>> read_number("BOOK-1") is None
    True
    """
    found = _TYPED.fullmatch(text.strip())
    return ticket_number(found[1].upper(), int(found[2])) if found else None


def checked_prefix(text: str) -> str:
    """Return a prefix in capitals.

    Raises:
        InvalidValueError: it is not one or two letters from A to Z.
    """
    prefix = text.strip()
    if not _PREFIX.fullmatch(prefix):
        raise InvalidValueError(field="prefix", problem="one_or_two_letters")
    return prefix.upper()
