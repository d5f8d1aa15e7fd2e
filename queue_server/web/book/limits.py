"""How often somebody may book, or try a code: by network address, since the page knows nothing else of a visitor."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from flask import Flask, current_app

from queue_server.domain.errors import AntreError, TooManyBookingsError, UnknownBookingError
from queue_server.operations.self_booking import Made
from queue_server.web.context import services
from queue_server.web.source import source
from queue_server.web.throttle import MOST_KEYS, Key, Throttle

T = TypeVar("T")
LIMITS = "antre_book_limits"
HOUR_SECONDS = 3600.0
WRONG_CODES = 20
"""From one address in five minutes. Of 25 to the power of 8 codes nobody finds one in this way."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is counted: bookings by the hour, wrong codes by five minutes. Forgotten when the server ends."""

    bookings: Throttle = field(default_factory=lambda: Throttle(MOST_KEYS, HOUR_SECONDS))
    codes: Throttle = field(default_factory=Throttle)


def install(app: Flask) -> None:
    """Begin to count."""
    app.extensions[LIMITS] = Limits()


def _limits() -> Limits:
    return cast("Limits", current_app.extensions[LIMITS])


def counted(make: Callable[[], Made], most: int) -> Made:
    """Make a booking unless too many came from this address; only one that is new is counted.

    Args:
        most: bookings in an hour.

    Raises:
        TooManyBookingsError: as many were made.
    """
    throttle, keys = _limits().bookings, (Key(source(), most),)
    wait_seconds = throttle.attempt(keys, services().monotonic())
    if wait_seconds > 0:
        raise TooManyBookingsError(minutes=math.ceil(wait_seconds / 60), seconds=math.ceil(wait_seconds))
    try:
        made = make()
    except AntreError:
        throttle.take_back(keys)
        raise
    if not made.new:
        throttle.take_back(keys)
    return made


def guessed(find: Callable[[], T]) -> T:
    """Look a code up unless too many wrong ones came from this address; only a wrong one is counted.

    Raises:
        TooManyAttemptsError: as many were tried.
        UnknownBookingError: it is wrong.
    """
    throttle, keys = _limits().codes, (Key(source(), WRONG_CODES),)
    throttle.count(keys, services().monotonic())
    wrong = False
    try:
        return find()
    except UnknownBookingError:
        wrong = True
        raise
    finally:
        if not wrong:
            throttle.take_back(keys)
