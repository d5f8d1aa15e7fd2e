"""Passwords of accounts: argon2id, never inside a write (hashing takes tens of milliseconds).

Source:
    OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane; fits a small computer.
"""

import secrets
from functools import cache
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from queue_server.domain.errors import InvalidValueError

SHORTEST = 10
LONGEST = 200
SHORTEST_PIN, LONGEST_PIN = 6, 12


def hash_password(text: str) -> str:
    """Hash a password for storage.

    Raises:
        InvalidValueError: fewer than 10 or more than 200 characters.
    """
    if len(text) < SHORTEST:
        raise InvalidValueError(field="password", problem="too_short")
    if len(text) > LONGEST:
        raise InvalidValueError(field="password", problem="too_long")
    return _hasher().hash(text)


def hash_pin(text: str) -> str:
    """Hash a PIN for shared counters.

    Raises:
        InvalidValueError: not 6 to 12 digits, or one that everybody tries first (all the same, counting up or down).
    """
    if not (text.isascii() and text.isdigit() and SHORTEST_PIN <= len(text) <= LONGEST_PIN):
        raise InvalidValueError(field="pin", problem="pin_digits")
    steps = {int(after) - int(before) for before, after in pairwise(text)}
    if steps in ({0}, {1}, {-1}):
        raise InvalidValueError(field="pin", problem="pin_too_easy")
    return _hasher().hash(text)


def hash_kiosk_pin(text: str, other: str) -> str:
    """Hash a PIN for decisions at a kiosk without the server; its hash leaves the house on the kiosk's card.

    Each guess costs ten times as much as one at a password: it slows who has stolen the card, and ends nothing.

    Args:
        other: hash of the person's PIN for shared counters; empty where there is none.

    Raises:
        InvalidValueError: as `hash_pin`; or it is the other PIN, which a stolen kiosk must not give away.
    """
    hash_pin(text)
    if other and verify_password(other, text):
        raise InvalidValueError(field="pin", problem="pin_of_the_counter")
    return PasswordHasher(time_cost=4, memory_cost=65_536, parallelism=1).hash(text)


def verify_password(password_hash: str | None, text: str) -> bool:
    """Tell whether a password is the one that was hashed.

    Args:
        password_hash: the stored hash; ``None`` (nobody has this user name) takes as long as a wrong password,
            so that the time tells nothing about who exists.
        text: what was typed.
    """
    try:
        _hasher().verify(password_hash or _hash_of_nobody(), text)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _hash_of_nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))
