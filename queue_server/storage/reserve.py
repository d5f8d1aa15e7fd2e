"""Room on the disk that is kept for forgetting: deleting from a database takes some as well."""

import os
from pathlib import Path

RESERVE_BYTES = 8 << 20
"""Twice what the write-ahead log grows to before it goes into the file."""

ROOM_BYTES = 1 << 20


class Reserve:
    """A file that only takes up room, and is given up when a temperature must go from a full disk."""

    def __init__(self, path: Path) -> None:
        """Know the place; nothing is made before ``keep``."""
        self._path = path

    def keep(self) -> str:
        """Make the file where it is missing.

        Returns:
            Why it cannot be made; empty when it stands.
        """
        try:
            if not self._path.exists() or self._path.stat().st_size != RESERVE_BYTES:
                self._make()
        except OSError as error:
            self.give_up()
            return f"there is no room for {self._path}: {error.strerror}"
        return ""

    def has_room(self) -> bool:
        """Tell whether the disk has room to go on with, besides what is kept here."""
        try:
            disk = os.statvfs(self._path.parent)
        except OSError:
            return False
        return disk.f_bavail * disk.f_frsize >= ROOM_BYTES

    def give_up(self) -> bool:
        """Make room; ``False`` where there is nothing that can be given."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _make(self) -> None:
        with self._path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, RESERVE_BYTES)
