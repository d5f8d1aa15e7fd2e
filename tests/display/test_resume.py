"""A wall that loses its stream anywhere and goes on by its cursor: each call once, in order, said only while fresh."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st

from display.announcer import SPOKEN_WHEN_YOUNGER_SECONDS, Announcement
from display.board import STALE_AFTER_SECONDS
from display.board_file import BoardFile
from display.follower import EventArrived, LifeSeen, ServerLost, SnapshotArrived, TimeTold
from display.picture import Manner, Picture
from display.runner import Runner, SoundEnded
from display.screen.wall import WallFeed
from display.wall import FRESH_SECONDS
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.events import Event, EventName
from tests.display.scripted_server import board_call, snapshot, ticket_event
from tests.support.clock import FakeClock

COUNTERS = 3
AFTER_SECONDS = 40


@dataclass
class Listener:
    """Takes what the wall says, and is done with it at once."""

    said: list[str] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def say(self, begins: Announcement, _quiet: bool, _began: Callable[[str], None], _over: Callable[[], None]) -> None:
        self.said += [call.number for call in begins.calls]
        self.ended.append(len(self.ended) + 1)

    def prepare(self, _announcement: Announcement) -> None:
        """Needs no time."""


class Office:
    """What the server knows: calls at so many seconds, each ending the one before at its counter."""

    def __init__(self, gaps: list[int], start_at: datetime) -> None:
        self.events: list[tuple[int, Event]] = []
        self.called: dict[str, int] = {}
        self._start_at = start_at
        second = 0
        for nth, gap in enumerate(gaps, start=1):
            second += gap
            if nth > COUNTERS:
                self._add(second, EventName.TICKET_COMPLETED, nth - COUNTERS, "completed")
            self._add(second, EventName.TICKET_CALLED, nth, "called")
            self.called[f"A-{nth:03}"] = second
        self.end = second

    def _add(self, second: int, name: EventName, nth: int, state: str) -> None:
        at = self._start_at + timedelta(seconds=second)
        who = {"ticket_id": nth, "number": f"A-{nth:03}", "counter_id": nth % COUNTERS + 1}
        made = ticket_event(len(self.events) + 1, name, state=state, at=at, **who)  # type: ignore[arg-type]
        self.events.append((second, made))

    def until(self, second: int, after_seq: int) -> list[Event]:
        return [event for at, event in self.events if at <= second and event.seq > after_seq]

    def picture(self, second: int) -> BoardSnapshot:
        """The board as the server would tell it."""
        calls = [number for number, at in self.called.items() if at <= second][-COUNTERS:]
        told = [
            board_call(
                int(number[2:]),
                number,
                int(number[2:]) % COUNTERS + 1,
                called_at=self._start_at + timedelta(seconds=self.called[number]),
            )
            for number in calls
        ]
        seq = len(self.until(second, 0))
        return snapshot(*told, seq=seq, now=self._start_at + timedelta(seconds=second))


class Hall:
    """A wall whose stream is open, or not."""

    def __init__(self, folder: str, office: Office, clock: FakeClock) -> None:
        self.office, self.clock, self.voice, self.feed = office, clock, Listener(), WallFeed()
        manner = Manner(rows=4, languages=("id",))
        file = BoardFile(Path(folder))
        self.runner = Runner(self.voice, self.feed, file, clock, manner, caption_seconds=0.0)  # type: ignore[arg-type]
        self.cursor, self.heard_at = 0, 0
        self.arrived: dict[str, int] = {}

    def connect(self, second: int, *, again: int = 0, look: bool = False) -> None:
        """Go on by the cursor; some events may come again, and a look at the board may come before them."""
        if look:
            self.runner.take(SnapshotArrived(self.office.picture(second)))
        self.runner.take(TimeTold(self.office.picture(second).now))
        self.cursor = max(0, self.cursor - again)

    def listen(self, second: int) -> None:
        """Take what the stream brings in this second."""
        for event in self.office.until(second, self.cursor):
            self.runner.take(EventArrived(event))
            self.cursor = event.seq
        for number, at in self.office.called.items():
            if at <= second:
                self.arrived.setdefault(number, second)
        self.runner.take(LifeSeen())
        self.heard_at = second

    def draw(self) -> Picture:
        for number in self.voice.ended:
            self.runner.take(SoundEnded(number))
        self.runner.tick()
        picture = self.feed.shown().picture
        assert picture is not None
        return picture

    def check(self, second: int) -> None:
        """What stands there is true, or says that it is old."""
        picture = self.draw()
        shown = [call.number for call in (*picture.current, *picture.recent)]
        assert len(set(shown)) == len(shown)
        assert picture.stale == (second - self.heard_at > STALE_AFTER_SECONDS)
        for call in (*picture.current, *picture.recent):
            if call.fresh:
                assert not picture.stale
                assert second - self.office.called[call.number] < FRESH_SECONDS
        if self.heard_at == second and self.arrived:
            assert picture.current[:1] == () or picture.current[0].number == max(self.arrived)


class Outage(NamedTuple):
    """When the stream is lost, for how many seconds, how many events come again, whether a look comes before them."""

    lost_at: int
    away: int
    again: int
    look: bool


def run(gaps: list[int], outage: Outage, folder: str) -> Hall:
    clock = FakeClock()
    office = Office(gaps, clock.now())
    hall = Hall(folder, office, clock)
    hall.runner.take(SnapshotArrived(office.picture(0)))
    hall.connect(0)
    for second in range(office.end + outage.away + AFTER_SECONDS):
        if second == outage.lost_at + 1:
            hall.runner.take(ServerLost("server_silent", "no byte"))
        if second == outage.lost_at + outage.away:
            hall.connect(second, again=outage.again, look=outage.look)
        if not outage.lost_at < second < outage.lost_at + outage.away:
            hall.listen(second)
        hall.check(second)
        clock.sleep(1)
    return hall


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 25), min_size=1, max_size=10),
    st.builds(Outage, st.integers(0, 120), st.integers(1, 70), st.integers(0, 6), st.booleans()),
)
@example([5], Outage(5, 40, 3, look=False))
@example([5, 1, 1, 4, 4], Outage(6, 9, 6, look=False))
def test_each_call_is_shown_and_said_once_and_in_order(gaps: list[int], outage: Outage) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hall = run(gaps, outage, folder)
    said, called = hall.voice.said, hall.office.called
    assert said == sorted(set(said)), "once, and in the order of the calls"
    fresh = [one for one in called if hall.arrived[one] - called[one] < SPOKEN_WHEN_YOUNGER_SECONDS]
    if outage.look:  # the picture leaves out who was served meanwhile
        assert set(said) <= set(fresh)
        assert said[-1:] == fresh[-1:]
    else:
        assert said == fresh
