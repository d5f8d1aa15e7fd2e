"""Follows the server: first the picture, then the feed from where it stopped; whatever breaks is begun again."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from display.server_client import ServerAnswerError, ServerClient, ServerError, ServerRefusedError
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.events import Event
from queue_server.protocol.look import LatestLook
from queue_server.protocol.messages import Heartbeat, PartHealth

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 4.0
"""With the connection itself the board is right again within 5 s of the network's return."""
POLL_SECONDS = 1.0
POLLS_BEFORE_STREAM = 60
"""After so many polls the stream is tried again: another display may have gone."""
LOOK_SECONDS = 4.0
LOOK_AGAIN_SECONDS = 0.5
"""After a look that failed. Where the network swallowed the stream without a word, nothing but a look tells that the
picture is old: one may wait for its answer in vain, and the next one must still come within 5 s of the return."""
LOOKS_PER_HEARTBEAT = 2

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SnapshotArrived:
    """The server's own picture; with ``restart`` its history went back and the old picture is void."""

    snapshot: BoardSnapshot
    restart: bool = False


@dataclass(frozen=True, slots=True)
class EventArrived:
    """One event of the feed."""

    event: Event


@dataclass(frozen=True, slots=True)
class LifeSeen:
    """The feed lives; there is no news."""


@dataclass(frozen=True, slots=True)
class TimeTold:
    """The server told its time."""

    now: datetime


@dataclass(frozen=True, slots=True)
class ServerLost:
    """The feed broke, for the reason given."""

    code: str
    message: str


News = SnapshotArrived | EventArrived | LifeSeen | TimeTold | ServerLost


def pause_seconds(failures: int, jitter: float) -> float:
    """How long to leave the server alone after so many failures in a row.

    Args:
        failures: one or more.
        jitter: 0 to 1; spreads the displays of a hall, so that they do not come back all at once.

    >>> pause_seconds(1, 1.0), pause_seconds(3, 0.0), pause_seconds(99, 1.0)
    (0.5, 1.0, 4.0)
    """
    longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(failures - 1, 10))
    return longest * (0.5 + 0.5 * jitter)


class Follower:
    """Two loops, one thread each: ``follow`` reads the feed, ``look`` compares and reports.

    The look at the whole board every 4 s proves that the picture is the present one even where a half-dead stream
    stays open, and puts right what the feed cannot tell.
    """

    def __init__(
        self,
        client: ServerClient,
        deliver: Callable[[News], None],
        parts: Callable[[], tuple[PartHealth, ...]],
        jitter: Callable[[], float],
        version: str = "",
        *,
        looks: LatestLook | None = None,
    ) -> None:
        """Prepare to follow.

        Args:
            client: the server's API.
            deliver: takes the news, from any thread.
            parts: how the display's parts are, for the heartbeat.
            jitter: a number from 0 to 1, a new one each time.
            version: of this program.
            looks: told how the office looks.
        """
        self._client = client
        self._deliver = deliver
        self._parts = parts
        self._jitter = jitter
        self._version = version
        self._looks = looks or LatestLook()
        self._stopped = threading.Event()
        self._cursor: int | None = None

    def stop(self) -> None:
        """End both loops soon; the open stream is broken."""
        self._stopped.set()
        self._client.close()

    def follow(self) -> None:
        """Follow the feed until stopped."""
        failures = 0
        while not self._stopped.is_set():
            lived = False
            try:
                self._catch_up()
                for event in self._client.stream(self._cursor or 0):
                    lived = True
                    self._take(event)
            except ServerError as error:
                failures = 1 if lived else failures + 1
                self._broken(error, failures)

    def look(self) -> None:
        """Look at the whole board and send heartbeats until stopped."""
        turn, told, pause = 0, "", 0.0
        while not self._stopped.wait(pause):
            try:
                if turn % LOOKS_PER_HEARTBEAT == 0:
                    self._beat()
                if turn:
                    snapshot = self._client.board()
                    self._deliver(SnapshotArrived(snapshot))
                    self._see_look(snapshot)
                told, pause = "", LOOK_SECONDS
            except ServerError as error:
                pause = LOOK_AGAIN_SECONDS
                if told != error.code:
                    log.info("the server could not be asked: %s", error)
                told = error.code
            turn += 1

    def _catch_up(self) -> None:
        """Begin from the server's picture, unless the feed can go on from where it stopped."""
        snapshot = self._client.board()
        restart = self._cursor is not None and snapshot.seq < self._cursor
        if self._cursor is None or restart:
            self._deliver(SnapshotArrived(snapshot, restart))
            self._cursor = snapshot.seq
        else:
            self._deliver(TimeTold(snapshot.now))
        self._see_look(snapshot)

    def _see_look(self, snapshot: BoardSnapshot) -> None:
        """Fetch another look; the calls go on without it, and the next look at the board asks again."""
        if snapshot.look == self._looks.now.version:
            return
        try:
            self._looks.now = self._client.look()
        except ServerError as error:
            log.info("the office's look could not be fetched: %s", error)

    def _take(self, event: Event | None) -> None:
        if event is None:
            self._deliver(LifeSeen())
            return
        self._cursor = max(self._cursor or 0, event.seq)
        self._deliver(EventArrived(event))

    def _broken(self, error: ServerError, failures: int) -> None:
        if self._stopped.is_set():
            return
        if isinstance(error, ServerRefusedError) and error.too_many_streams:
            self._poll()
            return
        if isinstance(error, ServerAnswerError):
            self._cursor = None  # the same bytes would come again: go on from a new picture
        if failures == 1:
            log.warning("the feed broke: %s", error)
        self._deliver(ServerLost(error.code, str(error)))
        self._stopped.wait(pause_seconds(failures, self._jitter()))

    def _poll(self) -> None:
        """Read the same feed page by page for a while."""
        try:
            for _ in range(POLLS_BEFORE_STREAM):
                page = self._client.events_after(self._cursor or 0)
                self._take(None)
                for event in page.events:
                    self._take(event)
                self._cursor = max(self._cursor or 0, page.seq)
                if self._stopped.wait(POLL_SECONDS):
                    return
        except ServerError as error:
            if isinstance(error, ServerAnswerError):
                self._cursor = None  # as for the stream
            self._deliver(ServerLost(error.code, str(error)))
            self._stopped.wait(pause_seconds(1, self._jitter()))

    def _beat(self) -> None:
        answer = self._client.beat(Heartbeat(parts=self._parts(), version=self._version))
        self._deliver(TimeTold(answer.now))
