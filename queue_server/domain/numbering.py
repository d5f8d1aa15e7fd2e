"""Numbers of tickets: a prefix letter and a count that starts at 1 each business date.

The server counts 1, 2, 3 ...; the counts from 501 to 999 are left to the kiosks, which hold some of them in reserve for
the time without a server. So the two never meet, and everybody sees at a number how it was given.
"""

import re

from queue_server.domain.errors import InvalidValueError

_PREFIX = re.compile(r"[A-Za-z]{1,2}")
FIRST_RESERVED, LAST_RESERVED = 501, 999
_TYPED = re.compile(r"([A-Za-z]{1,2})[\s-]*([0-9]{1,6})")


def ticket_number(prefix: str, count: int) -> str:
    """Write a number as it is printed and spoken.

    >>> ticket_number("A", 12)
    'A-012'
    >>> ticket_number("A", 1234)
    'A-1234'
    """
    return f"{prefix}-{count:03d}"


def counted(nth: int) -> int:
    """Return the count of the number that the server gives as the nth of a prefix: reserved ones are left out.

    >>> counted(500), counted(501)
    (500, 1000)
    """
    return nth if nth < FIRST_RESERVED else nth + LAST_RESERVED - FIRST_RESERVED + 1


def next_block(last_reserved: int | None, wanted: int) -> tuple[int, int] | None:
    """Return first and last of the next counts to reserve, as many as there still are; ``None`` where none is left.

    >>> next_block(None, 20), next_block(520, 20), next_block(990, 20), next_block(999, 20)
    ((501, 520), (521, 540), (991, 999), None)
    """
    first = FIRST_RESERVED if last_reserved is None else last_reserved + 1
    last = min(first + wanted - 1, LAST_RESERVED)
    return (first, last) if first <= last else None


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
