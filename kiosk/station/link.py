"""Keeps the guards' post in step with the server: one thread asks and tells, one listens when to ask."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from secrets import token_hex
from threading import Event as Flag

from hardware.clock import Clock
from kiosk.event_stream import EventStream
from kiosk.server_client import Address, RefusedError, ServerUnreachableError
from kiosk.station.client import StationClient
from kiosk.station.core import Told
from queue_server.protocol.events import EventName
from queue_server.protocol.messages import Heartbeat, PartHealth
from queue_server.protocol.screening import CaseCounts, TakeReport

log = logging.getLogger(__name__)

ASK_SECONDS = 5.0
"""Between two questions without news: an answer is known for longer than that."""
AWAY_SECONDS = 2.0
"""Between attempts while the server is away."""
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
        self._wake = Flag()
        self._known = Flag()
        self._stopping = Flag()
        self._taking = Flag()
        self._seq = 0
        self._beat_at_seconds = clock.monotonic()
        self._was_away = False
        self._threads = ThreadPoolExecutor(2, "link")

    def start(self) -> "tuple[Future[None], Future[None]]":
        """Begin to ask and to listen; the two end with ``end``, or with an error that nobody foresaw."""
        return self._threads.submit(self._ask), self._threads.submit(self._listen)

    def take(self) -> None:
        """Tell the server that somebody is on the way; returns at once."""
        self._taking.set()
        self._wake.set()

    def end(self) -> None:
        """Stop both threads and wait for them."""
        self._stopping.set()
        self._wake.set()
        self._known.set()
        self._stream.close()
        self._threads.shutdown()
        self._client.close()

    # --- asking and telling

    def _ask(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            pause_seconds = ASK_SECONDS if self._exchange() else AWAY_SECONDS
            # asked again: the flag may have been cleared just after ``end`` set it
            if not self._stopping.is_set():
                self._wake.wait(pause_seconds)

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
        self._known.set()
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

    def _listen(self) -> None:
        self._known.wait()
        failures = 0
        while not self._stopping.is_set():
            try:
                for event in self._stream.follow(self._seq):
                    failures = 0
                    self._seq = max(self._seq, event.seq)
                    if event.name in NEWS:
                        self._wake.set()
            except (ServerUnreachableError, RefusedError) as error:
                log.debug("stream: %s", error)
            self._wake.set()
            failures = min(failures + 1, 5)
            self._stopping.wait(0.5 * failures)
