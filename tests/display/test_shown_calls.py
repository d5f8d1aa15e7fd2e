"""Every call has its minimum time on the wall, whatever happens around it: random days, with a clock of the test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from display.announcer import Announcing
from display.board import SHOWN_AT_LEAST_SECONDS, Board, from_snapshot, take_event, take_snapshot
from display.picture import Manner, Picture, compose
from display.wall import FRESH_SECONDS, MOST_CURRENT
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.events import EventName
from tests.display.scripted_server import board_call, snapshot, ticket_event
from tests.support.clock import FakeClock

MANNER = Manner(rows=4, languages=("id",), media_seconds=10.0, quiet_seconds=60.0)
STEP_SECONDS = 1.0


@dataclass
class Hall:
    """A wall that is looked at all the time, and when each number was called and last seen."""

    clock: FakeClock = field(default_factory=FakeClock)
    board: Board = field(default_factory=Board)
    seq: int = 0
    called_at: dict[str, float] = field(default_factory=dict)
    open_calls: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.board = from_snapshot(snapshot(now=self.clock.now()), self.clock.monotonic())

    def call(self) -> None:
        """A counter calls the next number."""
        ticket_id = len(self.called_at) + 1
        self._happen(EventName.TICKET_CALLED, ticket_id, counter_id=ticket_id % 9 + 1)
        self.called_at[f"A-{ticket_id:03}"] = self.clock.monotonic()
        self.open_calls.append(ticket_id)

    def complete(self) -> None:
        """The visitor who was called first has come, was served, and has gone."""
        if self.open_calls:
            ticket_id = self.open_calls.pop(0)
            self._happen(EventName.TICKET_STARTED, ticket_id, state="serving")
            self._happen(EventName.TICKET_COMPLETED, ticket_id, state="completed")

    def compare(self) -> None:
        """The display fetches the server's own picture, as it does every few seconds."""
        self.board = take_snapshot(self.board, self._servers_picture(), self.clock.monotonic())

    def picture(self) -> Picture:
        """What the page draws now."""
        now = self.clock.monotonic()
        return compose(self.board, Announcing(), now, MANNER, as_of=None, local=None, lost="", sound="", media=("a",))

    def _servers_picture(self) -> BoardSnapshot:
        now = self.clock.now()
        calls = []
        for ticket_id in reversed(self.open_calls):
            number = f"A-{ticket_id:03}"
            called_at = now - timedelta(seconds=self.clock.monotonic() - self.called_at[number])
            calls.append(board_call(ticket_id, number, ticket_id % 9 + 1, called_at=called_at))
        return snapshot(*calls, seq=self.seq, now=now)

    def _happen(self, name: EventName, ticket_id: int, **more: object) -> None:
        self.seq += 1
        number = f"A-{ticket_id:03}"
        event = ticket_event(self.seq, name, ticket_id=ticket_id, number=number, at=self.clock.now(), **more)  # type: ignore[arg-type]
        self.board = take_event(self.board, event, self.clock.monotonic())


def looks(hall: Hall, seconds: float) -> Iterator[Picture]:
    """Look at the wall again and again while time passes."""
    while seconds > 0:
        yield hall.picture()
        hall.clock.sleep(min(STEP_SECONDS, seconds))
        hall.compare()
        seconds -= STEP_SECONDS


def assert_all_shown(hall: Hall, picture: Picture) -> None:
    now = hall.clock.monotonic()
    shown = [call.number for call in picture.current + picture.recent]
    young = {number: now - at for number, at in hall.called_at.items() if now - at < SHOWN_AT_LEAST_SECONDS}
    assert set(young) <= set(shown)
    assert len(shown) == len(set(shown))
    if young:
        newest = list(hall.called_at)[-1]
        assert (picture.media, picture.current[0].number) == ("", newest)
        large = [number for number, age in young.items() if age < FRESH_SECONDS][-MOST_CURRENT:]
        assert {call.number for call in picture.current} >= set(large)


happenings = st.lists(
    st.tuples(st.sampled_from(["call", "call", "call", "complete", "compare"]), st.floats(0, 25)), max_size=40
)


@settings(deadline=None)
@given(happenings)
def test_every_call_stands_its_minimum_time_and_the_newest_large(steps: list[tuple[str, float]]) -> None:
    hall = Hall()
    for what, pause in steps:
        {"call": hall.call, "complete": hall.complete, "compare": hall.compare}[what]()
        assert_all_shown(hall, hall.picture())
        for picture in looks(hall, pause):
            assert_all_shown(hall, picture)


@settings(deadline=None)
@given(st.lists(st.floats(0, 0.33), min_size=2, max_size=2), st.booleans())
def test_three_calls_within_a_second_stand_large_together_for_their_time(gaps: list[float], gone: bool) -> None:
    hall = Hall()
    for gap in (*gaps, 0.0):
        hall.call()
        hall.clock.sleep(gap)
    if gone:
        for _ in range(3):
            hall.complete()
    for picture in looks(hall, FRESH_SECONDS - sum(gaps) - 0.01):
        assert [call.number for call in picture.current] == ["A-003", "A-002", "A-001"]


@settings(deadline=None)
@given(st.lists(st.floats(0, 59.9), min_size=7, max_size=7), st.data())
def test_of_seven_calls_in_a_minute_none_is_lost(moments: list[float], data: st.DataObject) -> None:
    hall, at = Hall(), 0.0
    for moment in sorted(moments):
        hall.clock.sleep(moment - at)
        at = moment
        hall.call()
        if data.draw(st.booleans()):
            hall.complete()
    seen = [call.number for call in hall.picture().current + hall.picture().recent]
    assert sorted(seen) == sorted(hall.called_at)
