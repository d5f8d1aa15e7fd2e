"""Sessions that were signed out before their time: a copy of their cookie opens nothing."""

import threading


class EndedSessions:
    """Remembers ended sessions until they would have ended by themselves; in memory, as long as the server runs.

    By the clock that nobody can set: one that jumps ahead and comes back must not open what was closed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until: dict[str, float] = {}

    def end(self, session_id: str, keep_seconds: float, now_seconds: float) -> None:
        """End a session.

        Args:
            keep_seconds: within which it would end in any case.
            now_seconds: of the monotonic clock; what ended before is forgotten.
        """
        with self._lock:
            kept = {known: end for known, end in self._until.items() if end > now_seconds}
            self._until = kept | {session_id: now_seconds + keep_seconds}

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._until
