"""A cursor over the event table that wakes the open streams when a transaction has committed.

One thread reads each new event once and shares it; a stream that is further behind reads the table itself.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from queue_server.domain.errors import UnavailableError
from queue_server.protocol import sse
from queue_server.protocol.events import TOPICS, Event, EventName, EventPage
from queue_server.protocol.words import Topic
from queue_server.storage.events import StoredEvent, events_after, last_seq
from queue_server.storage.store import Store, tell_each

POLL_SECONDS = 1.0
"""Another process may have written; its wake-up can be missed."""
_FOR_ONE_KIOSK = frozenset(
    {
        EventName.TICKET_ISSUED,
        EventName.TICKET_COPY_ASKED,
        EventName.VISIT_CLEARED,
        EventName.VISIT_DEFERRED,
        EventName.VISIT_LEFT,
        EventName.VISIT_REOPENED,
        EventName.CASE_MEASURE_ASKED,
    }
)
KEPT = 1024
PAGE = 500
log = logging.getLogger(__name__)

Observer = Callable[[Event], None]


class EventSource(Protocol):
    """Where events come from."""

    def events_after(self, office_id: int, after_seq: int, limit: int) -> Sequence[StoredEvent]: ...

    def last_seq(self, office_id: int) -> int: ...

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]: ...


class StoreEvents:
    """The event table as a source."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def events_after(self, office_id: int, after_seq: int, limit: int) -> Sequence[StoredEvent]:
        return self._store.read(events_after, office_id, after_seq, limit)

    def last_seq(self, office_id: int) -> int:
        return self._store.read(last_seq, office_id)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        return self._store.subscribe(listener)


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: an office, the topics of a role, and the device if it is one."""

    office_id: int
    topics: frozenset[Topic]
    device_id: int | None = None

    def hears(self, stored: StoredEvent) -> bool:
        """Tell whether an event is for this listener.

        On the kiosk topic an order to print is for the one kiosk that is to print it, and a decision on a visit for
        the one where the visitor checked in.
        """
        shared = TOPICS[stored.event.name] & self.topics
        addressed = stored.target_device_id is not None or stored.event.name in _FOR_ONE_KIOSK
        if addressed and stored.target_device_id != self.device_id:
            shared -= {Topic.KIOSK}
        return bool(shared)


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """An event with its frame, encoded once for all streams."""

    stored: StoredEvent
    frame: bytes

    @property
    def seq(self) -> int:
        return self.stored.event.seq


@dataclass(slots=True)
class _Recent:
    """The newest events of an office: every one with a ``seq`` above ``floor``."""

    floor: int
    last: int
    events: deque[FeedEvent] = field(default_factory=deque)

    def extend(self, fresh: Iterable[FeedEvent], kept: int) -> None:
        for event in fresh:
            self.events.append(event)
            self.last = event.seq
        while len(self.events) > kept:
            self.floor = self.events.popleft().seq

    def after(self, seq: int) -> list[FeedEvent]:
        found = []
        for event in reversed(self.events):
            if event.seq <= seq:
                break
            found.append(event)
        return found[::-1]


class Feed:
    """Events in order of ``seq``, without gap or repeat, as soon as they are committed."""

    def __init__(self, source: EventSource, *, poll_seconds: float = POLL_SECONDS, kept: int = KEPT) -> None:
        """Prepare; nothing is read before ``start``.

        Args:
            source: the event table.
            poll_seconds: how often to look without being woken.
            kept: events kept in memory per office.
        """
        self._source = source
        self._poll_seconds = poll_seconds
        self._kept = kept
        self._offices: dict[int, _Recent] = {}
        self._observers: list[Observer] = []
        self._changed = threading.Condition()
        self._awake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)
        self._unsubscribe: Callable[[], None] = lambda: None
        self.closed = False

    def start(self) -> None:
        """Begin to read new events."""
        self._unsubscribe = self._source.subscribe(self._awake.set)
        self._thread.start()

    def close(self) -> None:
        """End every stream and stop reading; safe to call twice, and from a signal handler."""
        self.closed = True
        self._unsubscribe()
        self._awake.set()

    def join(self, timeout_seconds: float = 5.0) -> None:
        """Wait until the reading thread has ended."""
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)

    @property
    def reader_lives(self) -> bool:
        """Whether the reading thread goes on."""
        return self._thread.is_alive()

    def observe(self, observer: Observer) -> None:
        """Call a function with every new event of the offices that are followed; it must be quick.

        One that raises is told in the log; the streams go on.
        """
        self._observers.append(observer)

    def last_seq(self, office_id: int) -> int:
        """Return the newest ``seq`` that is stored."""
        return self._source.last_seq(office_id)

    def after(self, office_id: int, seq: int) -> list[FeedEvent]:
        """Return the next events after a cursor, the oldest first; at most one page at once."""
        recent = self._recent(office_id)
        with self._changed:
            if seq >= recent.floor:
                return recent.after(seq)
        return [_framed(stored) for stored in self._source.events_after(office_id, seq, PAGE)]

    def wait(self, office_id: int, seq: int, timeout_seconds: float) -> bool:
        """Wait for an event after a cursor; ``False`` after the time-out or when the feed closes."""
        recent = self._recent(office_id)
        with self._changed:
            self._changed.wait_for(lambda: self.closed or recent.last > seq, timeout_seconds)
            return not self.closed and recent.last > seq

    def has_after(self, office_id: int, seq: int) -> bool:
        """Tell whether there is an event after a cursor; from memory, once the office is followed."""
        return self._recent(office_id).last > seq

    def page(self, listener: Listener, seq: int) -> EventPage:
        """Return what a listener hears after a cursor, and the cursor to go on from; for those who poll.

        Read from the table itself: a poll sees at once what was committed before it.
        """
        stored = self._source.events_after(listener.office_id, seq, PAGE)
        cursor = stored[-1].event.seq if stored else min(seq, self.last_seq(listener.office_id))
        return EventPage(events=tuple(one.event for one in stored if listener.hears(one)), seq=cursor)

    def _recent(self, office_id: int) -> _Recent:
        recent = self._offices.get(office_id)
        if recent is None:
            seq = self._source.last_seq(office_id)
            with self._changed:
                recent = self._offices.setdefault(office_id, _Recent(seq, seq))
        return recent

    def _run(self) -> None:
        while not self.closed:
            self._awake.wait(self._poll_seconds)
            self._awake.clear()
            for office_id, recent in tuple(self._offices.items()):
                self._read_new(office_id, recent)
        with self._changed:
            self._changed.notify_all()

    def _read_new(self, office_id: int, recent: _Recent) -> None:
        """Take over what was committed; where the database is away, the next look finds it."""
        while not self.closed:
            try:
                stored = self._source.events_after(office_id, recent.last, PAGE)
            except UnavailableError as error:
                log.warning("cannot read events of office %d: %s", office_id, error, extra={"office": office_id})
                return
            if stored:
                self._publish(recent, stored)
            if len(stored) < PAGE:
                return

    def _publish(self, recent: _Recent, stored: Sequence[StoredEvent]) -> None:
        for one in stored:
            tell_each(self._observers, one.event)
        fresh = [_framed(one) for one in stored]
        with self._changed:
            recent.extend(fresh, self._kept)
            self._changed.notify_all()


def _framed(stored: StoredEvent) -> FeedEvent:
    return FeedEvent(stored, sse.encode(stored.event))
