"""The runner with a simulated speaker, a real file and a clock of the test."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from display.board_file import FILE_NAME, BoardFile
from display.follower import EventArrived, LifeSeen, ServerLost, SnapshotArrived, TimeTold
from display.picture import Manner, Picture
from display.runner import STUCK_SECONDS, Runner, SoundEnded
from display.screen.wall import WallFeed
from display.voice import Voice
from hardware.drivers import choose_speaker
from hardware.supervisor import Supervised
from queue_server.protocol.events import EventName
from tests.display.scripted_server import board_call, day_event, snapshot, ticket_event
from tests.display.voices import mute
from tests.support.clock import FakeClock


class Hall:
    """A runner that the test moves by hand; the voice stands still until told."""

    def __init__(self, folder: Path, clock: FakeClock, **more: Any) -> None:
        self.clock = clock
        self.feed = WallFeed()
        speaker = Supervised("speaker", choose_speaker({"driver": "simulated"}), clock)
        self.voice = Voice(speaker, mute(folder), in_browser=False, volume=1.0)
        manner = Manner(rows=4, languages=("id", "en"), **more.pop("manner", {}))
        self.runner = Runner(self.voice, self.feed, BoardFile(folder), clock, manner, caption_seconds=4.0, **more)

    def take(self, *news: object) -> Picture:
        for each in news:
            self.runner.take(each)  # type: ignore[arg-type]
        return self.draw()

    def draw(self) -> Picture:
        self.runner.tick()
        picture = self.feed.shown().picture
        assert picture is not None
        return picture


@pytest.fixture
def hall(tmp_path: Path, clock: FakeClock) -> Iterator[Hall]:
    made = Hall(tmp_path, clock)
    yield made
    made.voice.close()


def arrived(clock: FakeClock, *calls: object, seq: int = 0, **changes: object) -> SnapshotArrived:
    return SnapshotArrived(snapshot(*calls, seq=seq, now=clock.now(), **changes))  # type: ignore[arg-type]


def called(clock: FakeClock, seq: int, **changes: object) -> EventArrived:
    return EventArrived(ticket_event(seq, at=clock.now(), **changes))  # type: ignore[arg-type]


def test_services_are_named_before_the_first_call(hall: Hall) -> None:
    picture = hall.take(arrived(hall.clock))
    assert [(card.names, card.number, card.waiting) for card in picture.services] == [
        (("Paspor baru", "New passport"), "", 7),
        (("Pengambilan", "Collection"), "", 2),
    ]


def test_the_services_stand_in_the_offices_order(hall: Hall) -> None:
    names = {str(n): {"id": f"L{n}", "en": f"S{n}"} for n in (8, 3, 5, 1, 9, 2, 4)}
    picture = hall.take(arrived(hall.clock, service_names=names, waiting={"4": 1}))
    assert [card.names[0] for card in picture.services] == ["L8", "L3", "L5", "L1", "L9", "L4"]


def test_calls_are_announced_one_after_the_other(hall: Hall) -> None:
    hall.take(arrived(hall.clock))
    first = hall.take(called(hall.clock, 1), called(hall.clock, 2, ticket_id=2, number="B-001"))
    assert first.caption is not None
    assert first.caption.texts[0].startswith("Nomor antrean A, nol, satu, dua")
    hall.clock.sleep(5)
    assert hall.draw().caption == first.caption, "its sound has not ended"
    second = hall.take(SoundEnded(1)).caption
    assert second is not None
    assert second.texts[1].startswith("Number B, zero, zero, one")
    hall.clock.sleep(5)
    assert hall.take(SoundEnded(2)).caption is None


def test_an_old_call_is_shown_but_not_said(hall: Hall) -> None:
    hall.take(arrived(hall.clock))
    late = called(hall.clock, 1)
    hall.clock.sleep(40)
    picture = hall.take(late)
    assert ([call.number for call in picture.current], picture.caption) == (["A-012"], None)


def test_a_late_call_never_pushes_one_of_the_last_minute_off_the_wall(hall: Hall) -> None:
    hall.take(arrived(hall.clock))
    late = called(hall.clock, 8, ticket_id=8, number="L-008")
    hall.clock.sleep(61)
    picture = hall.take(*(called(hall.clock, n, ticket_id=n, number=f"A-{n:03}") for n in range(1, 8)), late)
    assert [call.number for call in picture.current + picture.recent] == [
        "L-008", "A-007", "A-006", "A-005", "A-004", "A-003", "A-002", "A-001",
    ]  # fmt: skip


def test_silence_makes_the_picture_old_and_says_since_when(hall: Hall) -> None:
    hall.take(arrived(hall.clock, board_call()))
    told_at = hall.clock.now()
    hall.clock.sleep(10.5)
    picture = hall.take(ServerLost("server_silent", "no byte"))
    assert (picture.stale, picture.as_of, picture.lost) == (True, told_at, "server_silent")
    assert not any(call.fresh for call in picture.current)
    again = hall.take(LifeSeen())
    assert (again.stale, again.as_of, again.lost) == (False, None, "")


def test_a_wrong_date_of_this_machine_does_not_matter(hall: Hall) -> None:
    hall.take(arrived(hall.clock))
    hall.clock.jump(-10 * 365 * 86_400)
    hall.clock.sleep(30)
    hall.draw()
    shown = hall.feed.shown().server_now
    assert shown is not None
    assert shown - datetime(2026, 3, 2, 1, 0, tzinfo=UTC) == timedelta(seconds=30)
    hall.take(TimeTold(datetime(2026, 3, 2, 4, 0, tzinfo=UTC)))
    assert hall.feed.shown().server_now == datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_a_new_start_shows_the_last_picture_as_old_and_says_nothing(hall: Hall, tmp_path: Path) -> None:
    hall.take(arrived(hall.clock, board_call(called_at=hall.clock.now()), seq=9))
    kept_at = hall.clock.now()
    next_start = Hall(tmp_path, FakeClock())
    next_start.runner.start_from_file()
    picture = next_start.draw()
    assert (picture.stale, picture.as_of, picture.caption) == (True, kept_at, None)
    assert [call.number for call in picture.current] == ["A-001"]
    assert not picture.current[0].fresh
    assert next_start.feed.shown().server_now is None, "this machine's own clock is not shown"
    next_start.voice.close()


def test_a_picture_of_another_day_gives_way_to_the_present_one(hall: Hall, tmp_path: Path) -> None:
    yesterday = date(2026, 3, 1)
    hall.take(arrived(hall.clock, board_call(77, "Z-099"), seq=9, business_date=yesterday))
    next_start = Hall(tmp_path, FakeClock())
    next_start.runner.start_from_file()
    assert next_start.draw().stale
    picture = next_start.take(arrived(next_start.clock, board_call(), seq=20))
    assert ([call.number for call in picture.current], picture.stale) == (["A-001"], False)
    assert picture.recent == ()
    next_start.voice.close()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b'{"office_name": "X"}'])
def test_a_broken_file_only_means_an_empty_wall(content: bytes, hall: Hall, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    hall.runner.start_from_file()
    picture = hall.draw()
    assert (picture.current, picture.stale) == ((), True)


def test_a_folder_that_cannot_be_written_does_not_stop_the_wall(tmp_path: Path, clock: FakeClock) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    hall = Hall(in_the_way, clock)
    assert hall.take(arrived(clock, board_call())).current[0].number == "A-001"
    hall.voice.close()


def test_the_card_is_spared_and_the_end_keeps_all(hall: Hall, tmp_path: Path) -> None:
    hall.take(arrived(hall.clock, seq=1))
    hall.take(arrived(hall.clock, board_call(), seq=2))
    kept = BoardFile(tmp_path).load()
    assert kept is not None
    assert kept.seq == 1, "not again within half a minute"
    hall.runner.stop()
    hall.runner.run()
    kept = BoardFile(tmp_path).load()
    assert kept is not None
    assert kept.seq == 2


def test_the_day_closes_and_the_wall_says_so(hall: Hall) -> None:
    hall.take(arrived(hall.clock, board_call()))
    picture = hall.take(EventArrived(day_event(5, EventName.DAY_CLOSED)))
    assert (picture.open, picture.current) == (False, ())


def test_a_loop_that_does_not_turn_is_called_stuck(hall: Hall, clock: FakeClock) -> None:
    hall.draw()
    clock.sleep(STUCK_SECONDS)
    assert not hall.runner.stuck()
    clock.sleep(1)
    assert hall.runner.stuck()
    hall.draw()
    assert not hall.runner.stuck()
