"""Which device a token belongs to, remembered for a moment."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from queue_server.operations.devices import device_by_token_hash
from queue_server.operations.views import KnownDevice
from queue_server.storage.store import Store
from queue_server.tokens import hash_token

KEEP_SECONDS = 2.0
MOST_TOKENS = 1000


class _Remembered(NamedTuple):
    device: KnownDevice
    until_seconds: float


class DeviceTokens:
    """Looks devices up by their tokens; a revoked one is refused within two seconds even if its event is missed."""

    def __init__(self, store: Store, monotonic: Callable[[], float], now: Callable[[], datetime]) -> None:
        """Remember nothing yet."""
        self._store = store
        self._now = now
        self._monotonic = monotonic
        self._known: dict[str, _Remembered] = {}

    def find(self, token: str) -> KnownDevice | None:
        """Return the device, or ``None`` for an unknown or revoked token."""
        remembered = self._known.get(token)
        if remembered and self._monotonic() < remembered.until_seconds:
            return remembered.device
        return self._look_up(token)

    def forget(self) -> None:
        """Ask the database again for every token: a device was changed."""
        self._known = {}

    def _look_up(self, token: str) -> KnownDevice | None:
        known = self._known
        device = self._store.read(device_by_token_hash, hash_token(token), self._now())
        if device is None:
            known.pop(token, None)
            return None
        if len(known) >= MOST_TOKENS:
            known.clear()
        known[token] = _Remembered(device, self._monotonic() + KEEP_SECONDS)
        return device
