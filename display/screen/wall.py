"""Hands the newest picture from the runner to however many pages are open."""

import threading
from dataclasses import dataclass
from datetime import datetime

import msgspec

from display.picture import Picture


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages show: ``version`` rises with every change; ``server_now`` is ``None`` until it was told."""

    version: int
    picture: Picture | None
    body: bytes
    server_now: datetime | None


class WallFeed:
    """The newest picture. Pages that are slow miss the ones between; nothing piles up."""

    def __init__(self) -> None:
        """Start with an empty wall."""
        self._changed = threading.Condition()
        self._shown = Shown(0, None, b"null", None)
        self._closed = False

    def show(self, picture: Picture, server_now: datetime | None) -> None:
        """Show a picture; the pages are woken only where it differs from the last one."""
        with self._changed:
            if picture == self._shown.picture:
                self._shown = Shown(self._shown.version, picture, self._shown.body, server_now)
                return
            self._shown = Shown(self._shown.version + 1, picture, msgspec.json.encode(picture), server_now)
            self._changed.notify_all()

    def close(self) -> None:
        """Let every open page go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether the pages are to go."""
        return self._closed

    def shown(self) -> Shown:
        """What is shown now."""
        with self._changed:
            return self._shown

    def newer_than(self, version: int, timeout_seconds: float) -> Shown:
        """Wait for a picture newer than ``version``; after the time-out the present one is returned."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._shown.version > version, timeout_seconds)
            return self._shown
