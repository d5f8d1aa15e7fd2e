"""One picture of each office's line that all phones share: read anew after a change, once a second at most.

Five hundred phones that look ask the database no oftener than one does. There are as many pictures as offices, since an
address of no office of ours is refused before; each holds the tickets of one day.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from queue_server.feed import Feed
from queue_server.operations.line_picture import LinePicture, line_picture
from queue_server.storage.store import Store

LEAST_SECONDS = 1.0
"""Between two readings of the same line."""


@dataclass(slots=True)
class _Kept:
    """The picture of one office, and when it was read."""

    picture: LinePicture | None = None
    read_at_seconds: float = 0.0
    reading: threading.Lock = field(default_factory=threading.Lock)


class Lines:
    """The pictures, by office."""

    def __init__(self, store: Store, feed: Feed, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        """Prepare; nothing is read before somebody looks.

        Args:
            store: where the line is read.
            feed: tells, from memory, whether something has happened since.
            now: the time, aware UTC.
            monotonic: seconds, for the pace.
        """
        self._store = store
        self._feed = feed
        self._now = now
        self._monotonic = monotonic
        self._offices: dict[int, _Kept] = {}

    def of(self, office_id: int) -> LinePicture:
        """Return the line of an office, at most a second behind what has happened.

        While one request reads it anew, the others are answered from the picture before.

        Raises:
            UnavailableError: the database is away.
        """
        kept = self._offices.setdefault(office_id, _Kept())
        picture = kept.picture
        if picture is None:
            return self._read(office_id, kept, None)
        if not self._is_due(office_id, picture, kept.read_at_seconds) or kept.reading.locked():
            return picture
        return self._read(office_id, kept, picture)

    def holding(self, office_id: int, ticket_id: int) -> LinePicture:
        """Return the line with a ticket that was signed by us: who scans the QR at once is not told to be unknown.

        Raises:
            UnavailableError: the database is away.
        """
        picture = self.of(office_id)
        if ticket_id in picture.standings:
            return picture
        return self._read(office_id, self._offices[office_id], picture)

    def _read(self, office_id: int, kept: _Kept, older: LinePicture | None) -> LinePicture:
        with kept.reading:
            if kept.picture is None or kept.picture is older:  # nobody was quicker
                began_at_seconds = self._monotonic()
                kept.picture = self._store.read(line_picture, office_id=office_id, now=self._now())
                kept.read_at_seconds = began_at_seconds
            return kept.picture

    def _is_due(self, office_id: int, picture: LinePicture, read_at_seconds: float) -> bool:
        if self._monotonic() - read_at_seconds < LEAST_SECONDS:
            return False
        return self._feed.has_after(office_id, picture.seq) or not picture.is_of(self._now())
