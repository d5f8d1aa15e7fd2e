"""Sessions that were signed out before their time: a copy of their cookie opens nothing."""

import threading
from datetime import datetime


class EndedSessions:
    """Remembers ended sessions until they would have ended by themselves; in memory, as long as the server runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[str, datetime] = {}

    def end(self, session_id: str, until: datetime, now: datetime) -> None:
        """End a session.

        Args:
            until: when it would end in any case.
            now: what ended before is forgotten.
        """
        with self._lock:
            kept = {known: end for known, end in self._until.items() if end > now}
            self._until = kept | {session_id: until}

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._until
