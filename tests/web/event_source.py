"""A small event table in memory, for tests of the feed alone."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec

from queue_server.protocol.events import Event, EventName
from queue_server.storage.events import StoredEvent

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class MemoryEvents:
    """Events of offices, committed by hand; counts how often it is read."""

    def __init__(self) -> None:
        self.events: dict[int, list[StoredEvent]] = {}
        self.reads = 0
        self._lock = threading.Lock()
        self._seq = 0
        self._listeners: list[Callable[[], None]] = []

    def commit(self, *names: EventName, office_id: int = 1, target: int | None = None, wake: bool = True) -> int:
        with self._lock:
            for name in names:
                self._seq += 1
                event = Event(seq=self._seq, name=name, at=AT, business_date=AT.date(), payload=msgspec.Raw(b"{}"))
                self.events.setdefault(office_id, []).append(StoredEvent(event, target))
        if wake:
            for listener in self._listeners:
                listener()
        return self._seq

    def events_after(self, office_id: int, after_seq: int, limit: int) -> Sequence[StoredEvent]:
        with self._lock:
            self.reads += 1
            return [one for one in self.events.get(office_id, []) if one.event.seq > after_seq][:limit]

    def last_seq(self, office_id: int) -> int:
        with self._lock:
            events = self.events.get(office_id, [])
            return events[-1].event.seq if events else 0

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe
