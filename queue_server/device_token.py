"""The token by which a device is known, and its renewal: on the disk before the server hears of it.

The file of the settings belongs to who installed the device, and a service may not write there. What was renewed is
kept in the device's own folder, with the mark of the token from which it came: another one in the file is newer.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from threading import RLock

import msgspec

from queue_server.protocol.pairing import TokenRenewal

log = logging.getLogger(__name__)
KEPT = "token.json"
"""In the device's own folder."""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What is on the disk.

    Attributes:
        origin: SHA-256 of the token that was installed.
        token: that by which the device is known.
        following: that which the server was told, or is about to be; empty where no renewal is under way.
    """

    origin: str
    token: str
    following: str = ""


class DeviceToken:
    """Safe from any thread."""

    def __init__(self, installed: str, folder: Path | None = None) -> None:
        """Take up the token.

        Args:
            installed: as the settings' file holds it.
            folder: where a renewed one is kept; ``None``: it is never renewed.
        """
        self._lock = RLock()
        self._path = folder / KEPT if folder else None
        self._now = self._load(hashlib.sha256(installed.encode()).hexdigest(), installed)

    @property
    def value(self) -> str:
        """The token of the next request."""
        return self._now.token

    def renew(self, asked: bool, send: Callable[[TokenRenewal], object]) -> None:
        """Renew the token where the server asked for it, or where that was begun and its end is not known.

        Args:
            send: tells the server; what it raises is passed on, and the same token is sent again next time.
        """
        with self._lock:
            if self._path is None or not (asked or self._now.following):
                return
            following = self._now.following or secrets.token_urlsafe(32)
            if self._keep(msgspec.structs.replace(self._now, following=following)):
                send(TokenRenewal(token=following))
                self._keep(msgspec.structs.replace(self._now, token=following, following=""))
                log.info("this device has another token")

    def give_up(self) -> None:
        """Forget a renewal that the server refused."""
        with self._lock:
            self._keep(msgspec.structs.replace(self._now, following=""))

    def refused(self, token: str) -> bool:
        """Take up the following token, since the present one is refused: the server had heard of it after all.

        Returns:
            Whether there is another one than that which was refused.
        """
        with self._lock:
            if self._now.token == token and self._now.following:
                self._keep(msgspec.structs.replace(self._now, token=self._now.following, following=""))
            return self._now.token != token

    def _load(self, origin: str, installed: str) -> _Kept:
        fresh = _Kept(origin=origin, token=installed)
        if self._path is None:
            return fresh
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return fresh
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("%s cannot be read (%s): the installed token is used", self._path, error)
            return fresh
        return kept if kept.origin == origin else fresh

    def _keep(self, wanted: _Kept) -> bool:
        """Write it down so that a power cut leaves this or the former; without a disk the token stays what it is."""
        if self._path is None or wanted == self._now:
            return self._path is not None
        draft = self._path.with_suffix(".new")
        try:
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(wanted))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path)
        except OSError as error:
            log.warning("cannot write %s (%s): the token is not renewed", self._path, error)
            return False
        self._now = wanted
        return True
