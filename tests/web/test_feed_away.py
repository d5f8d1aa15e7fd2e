"""The feed and its streams while the database is away, and after."""

import time
from collections.abc import Sequence

from queue_server.domain.errors import UnavailableError
from queue_server.feed import Feed, Listener
from queue_server.protocol.events import DEVICE_TOPICS, EventName
from queue_server.protocol.words import DeviceRole
from queue_server.storage.events import StoredEvent
from queue_server.web.stream import RETRY, frames
from tests.web.event_source import MemoryEvents

BOARD = Listener(1, DEVICE_TOPICS[DeviceRole.DISPLAY], 9)
CALLED = EventName.TICKET_CALLED


class AwaySource(MemoryEvents):
    """A table whose database is away for a while."""

    away = False

    def events_after(self, office_id: int, after_seq: int, limit: int) -> Sequence[StoredEvent]:
        if self.away:
            raise UnavailableError
        return super().events_after(office_id, after_seq, limit)


def test_the_feed_outlives_a_database_that_is_away() -> None:
    source = AwaySource()
    feed = Feed(source, poll_seconds=0.02)
    feed.start()
    assert feed.after(1, 0) == []
    source.away = True
    source.commit(CALLED, CALLED)
    assert not feed.wait(1, 0, 0.2)
    source.away = False
    assert feed.wait(1, 0, 5.0)
    assert [event.seq for event in feed.after(1, 0)] == [1, 2]
    feed.close()
    feed.join()


def test_a_stream_ends_when_the_database_is_away() -> None:
    def ask() -> bool:
        raise UnavailableError

    assert list(frames(Feed(MemoryEvents()), BOARD, 0, ask, heartbeat_seconds=5.0, monotonic=time.monotonic)) == [RETRY]
