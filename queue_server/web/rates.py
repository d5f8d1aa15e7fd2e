"""How much one device, place in line or network address may ask: token buckets, in memory, on the monotonic clock."""

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import NamedTuple, cast

from flask import Flask, current_app, request

from queue_server.config import WebSettings
from queue_server.domain.errors import TooManyRequestsError
from queue_server.web.context import Services, services
from queue_server.web.source import source

RATES = "antre_rates"
MOST_BUCKETS = 10_000
READING = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_COUNTED = frozenset({"static", "tokens", "look.sheet", "look.logo"})
"""Files that a page brings along: a browser keeps them."""
PLACES = frozenset({"visitor.place", "visitor.look"})
"""Who holds a place in line is known by it, and a whole hall of phones may share one address: see ``count_place``."""
PLACE_REQUESTS_PER_SECOND = 2
PLACE_REQUESTS_AT_ONCE = 60


class _Level(NamedTuple):
    tokens: float
    at_seconds: float


class Buckets:
    """A bucket for each name: full at first, a token for each request, filled up at a steady rate."""

    def __init__(self, per_second: int, at_once: int, most: int = MOST_BUCKETS) -> None:
        """Start with every bucket full.

        Args:
            per_second: tokens that each bucket gets; 0: nothing is ever refused.
            at_once: tokens that a bucket holds.
            most: buckets that are remembered; of more, those unused for longest count as full again.
        """
        self._per_second = per_second
        self._at_once = float(max(at_once, 1))
        self._most = most
        self._lock = threading.Lock()
        self._levels: OrderedDict[str, _Level] = OrderedDict()

    def take(self, name: str, at_seconds: float) -> float:
        """Take a token.

        Returns:
            0.0, or the seconds until there is one; then nothing was taken.
        """
        if not self._per_second:
            return 0.0
        with self._lock:
            known = self._levels.pop(name, _Level(self._at_once, at_seconds))
            gained = max(0.0, at_seconds - known.at_seconds) * self._per_second
            tokens = min(self._at_once, known.tokens + gained)
            allowed = tokens >= 1.0
            self._levels[name] = _Level(tokens - 1.0 if allowed else tokens, at_seconds)
            if len(self._levels) > self._most:
                self._levels.popitem(last=False)
            return 0.0 if allowed else (1.0 - tokens) / self._per_second

    def __len__(self) -> int:
        """Return how many buckets are remembered."""
        return len(self._levels)


@dataclass(frozen=True, slots=True)
class _Rates:
    devices: Buckets
    addresses: Buckets
    places: Buckets


def install(app: Flask, here: Services) -> None:
    """Begin to count."""
    limits: WebSettings = here.settings
    app.extensions[RATES] = _Rates(
        Buckets(limits.device_writes_per_second, limits.device_writes_at_once),
        Buckets(limits.address_requests_per_second, limits.address_requests_at_once),
        Buckets(PLACE_REQUESTS_PER_SECOND, PLACE_REQUESTS_AT_ONCE),
    )


def count_device(device_id: int) -> None:
    """Count the present request of a known device, where it writes.

    Raises:
        TooManyRequestsError: the device writes faster than it may.
    """
    if request.method not in READING:
        _take(_rates().devices, str(device_id))


def count_stranger() -> None:
    """Count the present request, of which only the network address is known.

    Raises:
        TooManyRequestsError: more came from there than may.
    """
    if request.endpoint not in NOT_COUNTED | PLACES:
        count_address()


def count_address() -> None:
    """Count the present request by its network address, whatever it asks for.

    Raises:
        TooManyRequestsError: more came from there than may.
    """
    _take(_rates().addresses, source())


def count_place(place: str) -> None:
    """Count the present request of a phone by the place in line whose address it holds.

    Raises:
        TooManyRequestsError: more was asked of this place than a page ever does.
    """
    _take(_rates().places, place)


def _take(buckets: Buckets, name: str) -> None:
    wait_seconds = buckets.take(name, services().monotonic())
    if wait_seconds > 0:
        raise TooManyRequestsError(seconds=math.ceil(wait_seconds))


def _rates() -> _Rates:
    return cast("_Rates", current_app.extensions[RATES])
