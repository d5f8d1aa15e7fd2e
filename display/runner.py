"""Carries out what board and announcer decide: one thread, one inbox."""

import logging
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from display.announcer import Announcing, announce, announcement, sound_ended, step, still_called, upcoming
from display.board import Board, from_snapshot, is_stale, new_calls, seen, take_event, take_snapshot
from display.board_file import BoardFile
from display.choice import ALL, Choice
from display.follower import EventArrived, LifeSeen, News, ServerLost, SnapshotArrived, TimeTold
from display.picture import Manner, Picture, compose
from display.quiet_hours import QuietSpan, is_quiet
from display.screen.wall import WallFeed
from display.voice import Voice
from hardware.clock import Clock
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.events import Event, EventName

TICK_SECONDS = 0.25
SAVE_SECONDS = 30.0
"""At most this often the last picture goes to the disk: an SD card wears."""
STUCK_SECONDS = 20.0
"""A loop that has not turned for this long will not turn again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SoundBegan:
    """The voice sounds an announcement; ``name`` is that of its sound."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class SoundEnded:
    """The voice has finished with an announcement, well or not."""

    number: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """End the loop."""


class Runner:
    """Takes news from any thread through ``deliver`` and keeps the wall; ``run`` is its one thread."""

    def __init__(
        self,
        voice: Voice,
        wall: WallFeed,
        board_file: BoardFile,
        clock: Clock,
        manner: Manner,
        *,
        caption_seconds: float,
        quiet_hours: Sequence[QuietSpan] = (),
        choice: Choice = ALL,
        media: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Put the wall together; nothing starts yet.

        Args:
            voice: sounds the announcements.
            wall: takes the pictures.
            board_file: keeps the last picture.
            clock: for all durations.
            manner: how the wall draws; its languages are those in which it speaks.
            caption_seconds: how long the words of an announcement stand at least.
            quiet_hours: when nothing sounds, by the office's clock.
            choice: which calls are shown and said.
            media: names of the pictures for the quiet times.
        """
        self._voice = voice
        self._wall = wall
        self._file = board_file
        self._clock = clock
        self._manner = manner
        self._languages = tuple(manner.languages)
        self._caption_seconds = caption_seconds
        self._quiet_hours = tuple(quiet_hours)
        self._nothing = Board(choice=choice)
        self._media = media
        self._sound = ""
        self._inbox: queue.SimpleQueue[News | SoundBegan | SoundEnded | Stopped] = queue.SimpleQueue()
        self._board = self._nothing
        self._announcing = Announcing()
        self._offset: tuple[datetime, float] | None = None
        self._as_of: datetime | None = None
        self._lost = ""
        self._unsaved: BoardSnapshot | None = None
        self._saved_seq = -1
        self._saved_at_seconds = float("-inf")
        self._turned_at_seconds = clock.monotonic()

    def deliver(self, news: News | SoundBegan | SoundEnded) -> None:
        """Put news into the inbox."""
        self._inbox.put(news)

    def stop(self) -> None:
        """End ``run`` after what is in the inbox."""
        self._inbox.put(Stopped())

    def stuck(self) -> bool:
        """Whether the loop hangs; safe from any thread."""
        return self._clock.monotonic() - self._turned_at_seconds > STUCK_SECONDS

    def run(self) -> None:
        """Keep the wall until stopped."""
        self.start_from_file()
        while True:
            try:
                news = self._inbox.get(timeout=TICK_SECONDS)
            except queue.Empty:
                news = None
            if isinstance(news, Stopped):
                break
            if news is not None:
                self.take(news)
            self.tick()
        self._save(force=True)

    def start_from_file(self) -> None:
        """Show the last picture, marked as old, until the server tells better."""
        snapshot = self._file.load()
        if snapshot is None:
            return
        shown = from_snapshot(snapshot, self._clock.monotonic(), self._nothing.choice)
        self._board = replace(shown, seen_at_seconds=None)
        self._as_of = snapshot.now
        self._saved_seq = snapshot.seq

    def take(self, news: News | SoundBegan | SoundEnded) -> None:
        """Take one piece of news."""
        now = self._clock.monotonic()
        match news:
            case SnapshotArrived(snapshot, restart):
                self._take_snapshot(snapshot, restart, now)
            case EventArrived(event):
                self._take_event(event, now)
            case LifeSeen():
                self._see(seen(self._board, now), now)
            case TimeTold(told):
                self._offset = told, now
            case ServerLost(code):
                self._lost = code
            case SoundBegan(number, name):
                self._sound = f"{number}-{name}"
            case SoundEnded(number):
                self._announcing = sound_ended(self._announcing, number)

    def tick(self) -> None:
        """Let the next announcement begin, draw the wall, keep the picture."""
        now = self._turned_at_seconds = self._clock.monotonic()
        self._announce(now)
        self._wall.show(self._picture(now), self._server_now(now))
        self._save()

    def _announce(self, now: float) -> None:
        """Let the next announcement begin where it may; the one after it is made ready meanwhile."""
        self._announcing, begins = step(
            self._announcing, self._languages, now, self._caption_seconds, self._manner.phrases
        )
        quiet = self._is_quiet(now)
        if begins is not None:
            number = self._announcing.begun
            self._voice.say(
                begins,
                quiet,
                lambda name: self.deliver(SoundBegan(number, name)),
                lambda: self.deliver(SoundEnded(number)),
            )
        turn = upcoming(self._announcing, self._languages)
        if turn.calls and not quiet:
            self._voice.prepare(announcement(turn.calls, turn.languages, self._manner.phrases))

    def _is_quiet(self, now: float) -> bool:
        """Whether it is quiet by the office's clock; without the server's time the voice speaks."""
        local = self._local(now)
        return local is not None and is_quiet(self._quiet_hours, local.time())

    def _local(self, now: float) -> datetime | None:
        """Now by the office's clock."""
        server_now = self._server_now(now)
        return server_now.astimezone(ZoneInfo(self._board.timezone)) if server_now else None

    def _take_snapshot(self, snapshot: BoardSnapshot, restart: bool, now: float) -> None:
        # A picture from the file, or from before the history went back, is no ground to compare with.
        unsure = restart or self._board.seen_at_seconds is None
        before = self._nothing if unsure else self._board
        if snapshot.seq >= before.seq:
            self._offset = snapshot.now, now
            self._unsaved = snapshot
        after = take_snapshot(before, snapshot, now)
        self._see(after, now, before)

    def _take_event(self, event: Event, now: float) -> None:
        server_now = self._server_now(now)
        late = (server_now - event.at).total_seconds() if server_now else 0.0
        before = self._board
        self._see(take_event(before, event, now, late), now, before)
        if event.name in (EventName.DAY_OPENED, EventName.DAY_CLOSED):
            log.info("the office: %s", event.name.value)

    def _see(self, board: Board, now: float, before: Board | None = None) -> None:
        """Take over a new board, and announce what is new on it."""
        self._board = board
        self._announcing = still_called(self._announcing, board.calls)
        if before is not None:
            self._announcing = announce(self._announcing, new_calls(before, board), now)
        if not is_stale(board, now):
            self._lost = ""
            self._as_of = self._server_now(now) or self._as_of

    def _server_now(self, now: float) -> datetime | None:
        """The server's time by the monotonic clock: this machine's own date may be wrong by years."""
        if self._offset is None:
            return None
        told, at_seconds = self._offset
        return told + timedelta(seconds=now - at_seconds)

    def _picture(self, now: float) -> Picture:
        return compose(
            self._board,
            self._announcing,
            now,
            self._manner,
            as_of=self._as_of,
            local=self._local(now),
            lost=self._lost,
            sound=self._sound,
            media=self._media(),
        )

    def _save(self, force: bool = False) -> None:
        now = self._clock.monotonic()
        snapshot = self._unsaved
        if snapshot is None or (not force and now - self._saved_at_seconds < SAVE_SECONDS):
            return
        self._unsaved = None
        if snapshot.seq != self._saved_seq:
            self._file.save(snapshot)
            self._saved_seq, self._saved_at_seconds = snapshot.seq, now
