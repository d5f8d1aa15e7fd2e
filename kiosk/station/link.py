"""Keeps the guards' post in step with the server: one thread asks and tells, one listens when to ask."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from secrets import token_hex
from threading import Event as Flag

from hardware.clock import Clock
from kiosk.event_stream import EventStream
from kiosk.rounds import Rounds
from kiosk.server_client import Address, RefusedError, ServerUnreachableError
from kiosk.station.client import StationClient
from kiosk.station.core import Told
from queue_server.protocol.events import EventName
from queue_server.protocol.messages import Heartbeat, PartHealth
from queue_server.protocol.screening import CaseCounts, TakeReport

log = logging.getLogger(__name__)

ASK_SECONDS = 5.0
"""Between two questions without news: an answer is known for longer than that."""
BEAT_SECONDS = 10.0
NEWS = frozenset(
    {
        EventName.DAY_OPENED,
        EventName.DAY_CLOSED,
        EventName.VISIT_HELD,
        EventName.VISIT_CLEARED,
        EventName.VISIT_DEFERRED,
        EventName.VISIT_LEFT,
        EventName.VISIT_REOPENED,
        EventName.CASE_TAKEN,
        EventName.CASE_RELEASED,
    }
)
"""Events after which the numbers may be others."""


class StationLink:
    """Two threads; ``post`` takes what the server tells."""

    def __init__(
        self,
        address: Address,
        clock: Clock,
        post: Callable[[Told], None],
        parts: Callable[[], tuple[PartHealth, ...]],
        version: str,
    ) -> None:
        self._client = StationClient(address)
        self._stream = EventStream(address)
        self._clock = clock
        self._post = post
        self._parts = parts
        self._version = version
        self._taking = Flag()
        self._seq = 0
        self._beat_at_seconds = clock.monotonic()
        self._was_away = False
        self._rounds = Rounds(self._exchange, self._listen, ASK_SECONDS)

    def start(self) -> "tuple[Future[None], Future[None]]":
        """Begin to ask and to listen; the two end with ``end``, or with an error that nobody foresaw."""
        return self._rounds.start()

    def take(self) -> None:
        """Tell the server that somebody is on the way; returns at once."""
        self._taking.set()
        self._rounds.wake()

    def end(self) -> None:
        """Stop both threads and wait for them."""
        self._rounds.end(self._stream.close)
        self._client.close()

    # --- asking and telling

    def _exchange(self) -> bool:
        try:
            counts = self._counts()
            self._beat()
        except (ServerUnreachableError, RefusedError) as error:
            if not self._was_away:
                log.warning("the server tells nothing: %s", error)
            self._was_away = True
            return False
        if self._was_away:
            log.info("the server tells again how many visitors are held")
        self._was_away = False
        self._seq = max(self._seq, counts.seq)
        return True

    def _counts(self) -> CaseCounts:
        """Ask for the numbers; whoever pressed the button is told of with the question."""
        began_at = self._clock.monotonic()
        if self._taking.is_set():
            self._taking.clear()  # not kept for later: a press that finds no server is pressed again
            counts = self._client.take_oldest(TakeReport(nonce=token_hex(16)))
        else:
            counts = self._client.case_counts()
        self._post(Told(counts.open, counts.untaken, began_at))
        return counts

    def _beat(self) -> None:
        now = self._clock.monotonic()
        if now >= self._beat_at_seconds:
            self._client.heartbeat(Heartbeat(parts=self._parts(), version=self._version))
            self._beat_at_seconds = now + BEAT_SECONDS * 0.9

    # --- listening

    def _listen(self) -> bool:
        heard = False
        try:
            for event in self._stream.follow(self._seq):
                heard = True
                self._seq = max(self._seq, event.seq)
                if event.name in NEWS:
                    self._rounds.wake()
        except (ServerUnreachableError, RefusedError) as error:
            log.debug("stream: %s", error)
        return heard
