"""The page's picture, handed from the runner to any number of open pages."""

from threading import Condition

import msgspec


class Published:
    """Keeps the newest picture; a reader who falls behind misses pictures, never the newest."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._version = 0
        self._picture = b"null"
        self._struct: msgspec.Struct | None = None
        self.closed = False

    def put(self, picture: msgspec.Struct) -> None:
        """Show a picture; one equal to the last is not sent again."""
        with self._changed:
            if picture == self._struct:
                return
            self._struct = picture
            self._picture = msgspec.json.encode(picture)
            self._version += 1
            self._changed.notify_all()

    def newer(self, version: int, timeout_seconds: float) -> tuple[int, bytes] | None:
        """Wait for a picture newer than a version; ``None`` when none came in time, or at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > version or self.closed, timeout_seconds)
            if self.closed or self._version <= version:
                return None
            return self._version, self._picture

    def close(self) -> None:
        """Let all readers go."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
