"""Following a real server through its faults: nothing lost, nothing twice."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from display.follower import EventArrived, Follower, LifeSeen, News, ServerLost, SnapshotArrived, pause_seconds
from display.server_client import ServerClient
from queue_server.protocol.sse import HEARTBEAT, encode
from tests.display.scripted_server import TOKEN, ScriptedServer, snapshot, ticket_event
from tests.support.devices import wait_for

WAIT_SECONDS = 15.0


class Heard:
    """All news, in the order of arrival."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._changed = threading.Condition()

    def deliver(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def until(self, enough: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(enough, WAIT_SECONDS), self.news[-10:]

    def seqs(self) -> list[int]:
        return [news.event.seq for news in self.news if isinstance(news, EventArrived)]

    def lost(self) -> list[str]:
        return [news.code for news in self.news if isinstance(news, ServerLost)]

    def snapshots(self) -> list[SnapshotArrived]:
        return [news for news in self.news if isinstance(news, SnapshotArrived)]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def following(scripted_server: ScriptedServer, heard: Heard) -> Iterator[Follower]:
    """A follower whose feed loop runs; its stream is dead after a second of silence."""
    client = ServerClient(scripted_server.url, TOKEN, answer_seconds=1.0, silence_seconds=1.0)
    follower = Follower(client, heard.deliver, tuple, lambda: 0.0, "test")
    thread = threading.Thread(target=follower.follow)
    thread.start()
    yield follower
    follower.stop()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()


def emit(server: ScriptedServer, *seqs: int) -> None:
    server.emit(*(ticket_event(seq, ticket_id=seq) for seq in seqs))


@pytest.mark.usefixtures("following")
def test_cut_streams_leave_no_gap_and_repeat_nothing(scripted_server: ScriptedServer, heard: Heard) -> None:
    heard.until(lambda: LifeSeen() in heard.news)
    for first in (1, 4, 7):
        emit(scripted_server, first, first + 1)
        heard.until(lambda first=first: first + 1 in heard.seqs())  # type: ignore[misc]
        scripted_server.down = True
        scripted_server.cut()
        emit(scripted_server, first + 2)
        heard.until(lambda first=first: len(heard.lost()) >= first // 3 + 1)  # type: ignore[misc]
        scripted_server.down = False
        heard.until(lambda first=first: first + 2 in heard.seqs())  # type: ignore[misc]
    assert heard.seqs() == list(range(1, 10))
    assert scripted_server.resumed_after[0] == 0
    assert {2, 5, 8} <= set(scripted_server.resumed_after)
    assert len(heard.snapshots()) == 1, "the feed goes on; the picture is not begun anew"


@pytest.mark.usefixtures("following")
def test_without_a_stream_the_same_cursor_is_polled(scripted_server: ScriptedServer, heard: Heard) -> None:
    heard.until(lambda: LifeSeen() in heard.news)
    emit(scripted_server, 1, 2)
    heard.until(lambda: heard.seqs() == [1, 2])
    scripted_server.too_many_streams = True
    scripted_server.cut()
    heard.until(lambda: bool(heard.lost()))
    emit(scripted_server, 3)
    heard.until(lambda: heard.seqs() == [1, 2, 3])
    emit(scripted_server, 4)
    heard.until(lambda: heard.seqs() == [1, 2, 3, 4])
    assert scripted_server.polled_after[0] == 2
    assert heard.lost() == ["server_unreachable"], "polling is no loss of the server"
    assert set(scripted_server.tokens) == {f"Bearer {TOKEN}"}


@pytest.mark.usefixtures("following")
def test_a_dead_stream_is_left_after_the_time_out(scripted_server: ScriptedServer, heard: Heard) -> None:
    def dead(after: int) -> Iterator[bytes]:
        yield HEARTBEAT
        time.sleep(3)

    heard.until(lambda: LifeSeen() in heard.news)
    scripted_server.stream_bytes = dead
    scripted_server.cut()
    heard.until(lambda: "server_silent" in heard.lost())
    scripted_server.stream_bytes = None
    emit(scripted_server, 1)
    heard.until(lambda: heard.seqs() == [1])


@pytest.mark.usefixtures("following")
def test_after_garbage_a_new_picture_is_fetched(scripted_server: ScriptedServer, heard: Heard) -> None:
    heard.until(lambda: LifeSeen() in heard.news)
    scripted_server.stream_bytes = lambda _: iter([b"data: nonsense\n\n"])
    scripted_server.cut()
    heard.until(lambda: "server_answer_invalid" in heard.lost())
    scripted_server.stream_bytes = None
    emit(scripted_server, 1)
    heard.until(lambda: len(heard.snapshots()) >= 2)
    emit(scripted_server, 2)
    heard.until(lambda: 2 in heard.seqs())


@pytest.mark.usefixtures("following")
def test_an_event_of_a_newer_server_is_passed_over(scripted_server: ScriptedServer, heard: Heard) -> None:
    heard.until(lambda: LifeSeen() in heard.news)
    newer = b'event: ticket.folded\ndata: {"seq": 1, "name": "ticket.folded"}\n\n'
    known = encode(ticket_event(2, ticket_id=2))
    scripted_server.stream_bytes = lambda _: iter([newer + known])
    scripted_server.cut()
    heard.until(lambda: 2 in heard.seqs())
    assert "server_answer_invalid" not in heard.lost()


@pytest.mark.usefixtures("following")
def test_a_history_that_went_back_voids_the_picture(scripted_server: ScriptedServer, heard: Heard) -> None:
    heard.until(lambda: LifeSeen() in heard.news)
    emit(scripted_server, 50)
    heard.until(lambda: heard.seqs() == [50])
    scripted_server.events.clear()
    scripted_server.picture = snapshot(seq=3)
    scripted_server.cut()
    heard.until(lambda: len(heard.snapshots()) == 2)
    assert (heard.snapshots()[1].restart, heard.snapshots()[1].snapshot.seq) == (True, 3)
    emit(scripted_server, 4)
    heard.until(lambda: heard.seqs() == [50, 4])


def test_the_look_beats_and_compares(scripted_server: ScriptedServer, heard: Heard) -> None:
    client = ServerClient(scripted_server.url, TOKEN)
    follower = Follower(client, heard.deliver, tuple, lambda: 0.0, "1.2.3")
    thread = threading.Thread(target=follower.look)
    thread.start()
    heard.until(lambda: len(heard.snapshots()) == 1)
    follower.stop()
    thread.join(WAIT_SECONDS)
    assert [beat.version for beat in scripted_server.heartbeats] == ["1.2.3"]


def test_a_look_that_failed_is_tried_again_at_once(
    scripted_server: ScriptedServer, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("display.follower.LOOK_SECONDS", 3600.0)
    scripted_server.down = True
    follower = Follower(ServerClient(scripted_server.url, TOKEN), heard.deliver, tuple, lambda: 0.0)
    thread = threading.Thread(target=follower.look)
    thread.start()
    wait_for("a look after the one that failed", lambda: bool(scripted_server.tokens))
    scripted_server.down = False
    heard.until(lambda: len(heard.snapshots()) == 1)
    follower.stop()
    thread.join(WAIT_SECONDS)


def test_the_pause_grows_to_its_longest() -> None:
    pauses = [pause_seconds(failures, 1.0) for failures in range(1, 8)]
    assert pauses == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0]
    assert pause_seconds(4, 0.0) == 2.0
