"""Keeps the kiosk in step with the server: heartbeats, the office's picture, events that concern this kiosk."""

import logging
import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

import msgspec

from hardware.clock import Clock
from kiosk.away.standby import Standby
from kiosk.event_stream import EventStream
from kiosk.rounds import Rounds
from kiosk.server_client import TOKEN_REFUSED, Address, RefusedError, ServerClient, ServerUnreachableError
from kiosk.visit.inputs import Decided, Input, MeasureAgain, Reopened
from queue_server.protocol.events import Event, EventName
from queue_server.protocol.look import LatestLook
from queue_server.protocol.messages import Heartbeat, OfficeInfo, PartHealth

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10.0
SAVE_SECONDS = 60.0
DECISIONS = frozenset({EventName.VISIT_CLEARED, EventName.VISIT_DEFERRED, EventName.VISIT_LEFT})
"""Events after which security need not look for a held visitor any more."""


@dataclass(frozen=True, slots=True)
class OfficeSeen:
    """The server answered with the office's picture."""

    office: OfficeInfo


@dataclass(frozen=True, slots=True)
class OfficeLost:
    """The server does not answer, or does not know this kiosk any more."""

    token_refused: bool = False


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """The server asks this kiosk to print a ticket: of a visitor who was cleared, or a copy."""

    seq: int
    ticket_id: int
    copy: bool


@dataclass(frozen=True, slots=True)
class SlipAsked:
    """A visitor of this kiosk cannot be served today, and gets a slip."""

    seq: int
    visit_id: int


Message = OfficeSeen | OfficeLost | PrintAsked | SlipAsked | Input


class Cursor:
    """The last event that was dealt with, kept over a restart so that a ticket asked for meanwhile is still printed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._pending: set[int] = set()
        self.seen: int | None = self._load()

    def see(self, seq: int, pending: bool = False) -> None:
        """Note an event; a pending one counts as dealt with only after ``done``."""
        with self._lock:
            self.seen = max(seq, self.seen or 0)
            if pending:
                self._pending.add(seq)

    def done(self, seq: int) -> None:
        """A pending event is dealt with."""
        with self._lock:
            self._pending.discard(seq)
        self.save()

    def save(self) -> None:
        """Write the cursor so that a power cut leaves the old one or the new one."""
        with self._lock:
            if self.seen is None:
                return
            value = min(self._pending) - 1 if self._pending else self.seen
            draft = self._path.with_suffix(".new")
            with draft.open("w", encoding="ascii") as stream:
                stream.write(str(value))
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(self._path)

    def _load(self) -> int | None:
        try:
            return int(self._path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError:
            log.warning("%s holds no number; starting from the newest event", self._path)
            return None


class Link:
    """Two threads: one beats and fetches, one listens."""

    def __init__(
        self,
        *,
        address: Address,
        cursor: Cursor,
        clock: Clock,
        post: Callable[[Message], None],
        parts: Callable[[], tuple[PartHealth, ...]],
        version: str,
        standby: Standby,
    ) -> None:
        self._standby = standby
        standby.news = self.wake
        self._client = ServerClient(address)
        self._polling = ServerClient(address)
        self._stream = EventStream(address)
        self._cursor = cursor
        self._clock = clock
        self._post = post
        self._parts = parts
        self._version = version
        self.looks = LatestLook()
        self._device_id: int | None = None
        self._business_date: date | None = None
        self._beat_at_seconds = self._save_at_seconds = clock.monotonic()
        self._rounds = Rounds(self._exchange, self._listen, HEARTBEAT_SECONDS)

    def start(self) -> "tuple[Future[None], Future[None]]":
        """Begin to beat and to listen; the two end with ``end``, or with an error that nobody foresaw."""
        return self._rounds.start()

    def wake(self) -> None:
        """There is something to tell the server; it is told at once where it answers."""
        if not self._standby.away:
            self._rounds.wake()

    def end(self) -> None:
        """Stop both threads and wait for them."""
        self._rounds.end(self._stream.close)
        self._client.close()
        self._polling.close()
        self._cursor.save()

    # --- beating

    def _exchange(self) -> bool:
        try:
            self._heartbeat()
            self._standby.deliver(self._client, self._post)
            office = self._client.office()
            self._standby.see(self._client, office)
        except ServerUnreachableError as error:
            log.debug("the server does not answer: %s", error)
            self._standby.away = True
            self._post(OfficeLost())
            return False
        except RefusedError as refusal:
            log.warning("the server refuses this kiosk: %s", refusal)
            self._post(OfficeLost(token_refused=refusal.refusal_code in TOKEN_REFUSED))
            return False
        self._standby.away = False
        self._business_date = office.business_date
        if self._cursor.seen is None:
            self._cursor.see(office.seq)
        self._post(OfficeSeen(office))
        self._see_look(office)
        return True

    def _see_look(self, office: OfficeInfo) -> None:
        """Fetch another look; visitors are served without it, and the next beat asks again."""
        if office.look == self.looks.now.version:
            return
        try:
            self.looks.now = self._client.look()
        except (ServerUnreachableError, RefusedError) as error:
            log.info("the office's look could not be fetched: %s", error)

    def _heartbeat(self) -> None:
        now = self._clock.monotonic()
        if self._device_id is not None and now < self._beat_at_seconds:
            return
        answer = self._client.heartbeat(Heartbeat(parts=self._parts(), version=self._version))
        self._device_id, self._beat_at_seconds = answer.device_id, now + HEARTBEAT_SECONDS * 0.9

    # --- listening

    def _listen(self) -> bool:
        heard = False
        try:
            for event in self._stream.follow(self._cursor.seen or 0):
                heard = True
                self._take(event)
        except ServerUnreachableError as error:
            log.debug("%s", error)
            self._poll()
        except RefusedError as refusal:
            log.warning("this kiosk may not listen: %s", refusal)
        return heard

    def _poll(self) -> None:
        """Fetch what came meanwhile: the stream may be full while the server is well."""
        if self._rounds.stopping:
            return
        try:
            page = self._polling.events_after(self._cursor.seen or 0)
            for event in page.known():
                self._take(event)
            self._cursor.see(page.seq)
        except (ServerUnreachableError, RefusedError, msgspec.MsgspecError) as error:
            log.debug("polling: %s", error)

    def _take(self, event: Event) -> None:
        try:
            asked, heard = self._asked(event), self._heard(event)
        except msgspec.MsgspecError:
            # of a newer server, or broken: it is as good as unknown, and must not come again for ever
            log.warning("event %d (%s) is not understood", event.seq, event.name.value)
            asked = heard = None
        self._cursor.see(event.seq, pending=asked is not None)
        for message in (asked, heard):
            if message is not None:
                self._post(message)
        self._rounds.wake()
        if self._clock.monotonic() >= self._save_at_seconds:
            self._save_at_seconds = self._clock.monotonic() + SAVE_SECONDS
            self._cursor.save()

    def _heard(self, event: Event) -> Decided | Reopened | MeasureAgain | None:
        """Tell what becomes of a held visitor of this kiosk."""
        now = self._clock.monotonic()
        if event.name in DECISIONS:
            return Decided(visit_id=event.visit().visit_id, at_seconds=now)
        if event.name is EventName.VISIT_REOPENED:
            return Reopened(visit_id=event.visit().visit_id, at_seconds=now)
        if event.name is EventName.CASE_MEASURE_ASKED and event.visit().device_id == self._device_id:
            return MeasureAgain(visit_id=event.visit().visit_id, at_seconds=now)
        return None

    def _asked(self, event: Event) -> PrintAsked | SlipAsked | None:
        """Tell what this kiosk is to print; what was asked on another business date is no use any more."""
        if self._business_date is not None and event.business_date != self._business_date:
            return None
        if event.name is EventName.VISIT_DEFERRED and event.visit().device_id == self._device_id:
            return SlipAsked(event.seq, event.visit().visit_id)
        if not event.name.startswith("ticket."):
            return None
        ticket = event.ticket()
        if ticket.print_at is None or ticket.print_at != self._device_id:
            return None
        return PrintAsked(event.seq, ticket.ticket_id, copy=event.name is not EventName.TICKET_ISSUED)
