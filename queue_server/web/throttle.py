"""Slows down who guesses passwords or codes, or books too much; in memory, bounded, on the monotonic clock."""

import math
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from queue_server.domain.errors import TooManyAttemptsError

WINDOW_SECONDS = 300.0
LIMIT_USER = 5
LIMIT_ADDRESS = 30
MOST_KEYS = 10_000


class _Count(NamedTuple):
    since_seconds: float
    attempts: int


class Key(NamedTuple):
    """Whose attempts are counted, and how many are free."""

    name: str
    limit: int


def keys_for(username: str, address: str) -> tuple[Key, Key]:
    """Count by user and address together, so that nobody can lock a colleague out, and by address alone."""
    return Key(f"{address}|{username}", LIMIT_USER), Key(address, LIMIT_ADDRESS)


class Throttle:
    """Counts attempts in windows of some minutes; a success forgets the user's."""

    def __init__(self, most_keys: int = MOST_KEYS, window_seconds: float = WINDOW_SECONDS) -> None:
        """Start with nothing counted.

        Args:
            most_keys: the oldest counts are forgotten beyond this many.
            window_seconds: after the first attempt; then it is counted anew.
        """
        self._window_seconds = window_seconds
        self._lock = threading.Lock()
        self._counts: OrderedDict[str, _Count] = OrderedDict()
        self._most_keys = most_keys

    def attempt(self, keys: Iterable[Key], at_seconds: float) -> float:
        """Count an attempt before it is tried, so that many at once do not slip through.

        Returns:
            Seconds to wait; 0.0 where the attempt may be tried. A refused attempt is not counted.
        """
        with self._lock:
            counts = [(key, self._current(key.name, at_seconds)) for key in keys]
            waits = [self._window_seconds - (at_seconds - c.since_seconds) for k, c in counts if c.attempts >= k.limit]
            if waits:
                return max(waits)
            for key, count in counts:
                self._counts[key.name] = count._replace(attempts=count.attempts + 1)
            while len(self._counts) > self._most_keys:
                self._counts.popitem(last=False)
            return 0.0

    def count(self, keys: Iterable[Key], at_seconds: float) -> None:
        """Count an attempt before it is tried, and refuse it where there were too many.

        Raises:
            TooManyAttemptsError: so many were made in the window.
        """
        wait_seconds = self.attempt(keys, at_seconds)
        if wait_seconds > 0:
            raise TooManyAttemptsError(seconds=math.ceil(wait_seconds))

    def is_used_up(self, keys: Iterable[Key], at_seconds: float) -> bool:
        """Tell whether the next attempt would have to wait; it is not counted."""
        with self._lock:
            return any(self._current(key.name, at_seconds).attempts >= key.limit for key in keys)

    def succeeded(self, keys: Iterable[Key]) -> None:
        """Forget the attempts of who has shown to be the right person."""
        with self._lock:
            for key in keys:
                self._counts.pop(key.name, None)

    def take_back(self, keys: Iterable[Key]) -> None:
        """Take one attempt back: it turned out to be none that counts."""
        with self._lock:
            for key in keys:
                count = self._counts.get(key.name)
                if count is not None:
                    self._counts[key.name] = count._replace(attempts=max(0, count.attempts - 1))

    def _current(self, name: str, at_seconds: float) -> _Count:
        count = self._counts.get(name)
        if count is None or at_seconds - count.since_seconds >= self._window_seconds:
            return _Count(at_seconds, 0)
        return count
