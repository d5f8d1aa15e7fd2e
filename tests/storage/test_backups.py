"""Backups that the server makes by itself: when they are due, how many stay, and what is told of a failure."""

import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from queue_server.backups import AGAIN_SECONDS, Backups
from queue_server.config import BackupSettings
from queue_server.storage.opening import open_store
from queue_server.storage.store import Store
from tests.support import empty_database
from tests.support.clock import FakeClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        yield store


def backups(tmp_path: Path, clock: FakeClock, keep_last: int = 3) -> Backups:
    wanted = BackupSettings(every_minutes=60, keep_last=keep_last, keep_days=0)
    return Backups(tmp_path / "antre.db", tmp_path / "backups", wanted, clock.now, clock.monotonic)


def made(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "backups").glob("*"))


@pytest.mark.usefixtures("store")
def test_a_copy_is_made_each_hour_and_the_oldest_go(tmp_path: Path, clock: FakeClock) -> None:
    keeper = backups(tmp_path, clock)
    for _ in range(5 * 60):
        keeper.make_due()
        clock.sleep(60)
    assert made(tmp_path) == [f"antre-20260302T{hour:02d}0000Z.db" for hour in (3, 4, 5)]


@pytest.mark.usefixtures("store")
def test_a_server_that_starts_often_makes_no_more_of_them(tmp_path: Path, clock: FakeClock) -> None:
    for _ in range(50):
        backups(tmp_path, clock).make_due()
        clock.sleep(60)
    assert len(made(tmp_path)) == 1


@pytest.mark.usefixtures("store")
def test_a_clock_that_is_set_delays_no_copy_by_more_than_its_hour(tmp_path: Path, clock: FakeClock) -> None:
    backups(tmp_path, clock).make_due()
    clock.jump(-timedelta(days=3000).total_seconds())
    for _ in range(3):  # a server that starts often does not wait its hour each time
        backups(tmp_path, clock).make_due()
        clock.sleep(600)
    assert made(tmp_path) == ["antre-20171214T010000Z.db", "antre-20260302T010000Z.db"]


@pytest.mark.usefixtures("store")
def test_a_clock_that_is_years_ahead_and_comes_back_leaves_the_good_copies(tmp_path: Path, clock: FakeClock) -> None:
    keeper, years = backups(tmp_path, clock), timedelta(days=8 * 365).total_seconds()
    for jump in (0, years, -years, 0):
        clock.jump(jump)
        for _ in range(4):
            keeper.make_due()
            clock.sleep(3600)
    assert made(tmp_path) == [f"antre-20260302T{hour}0000Z.db" for hour in (14, 15, 16)]
    assert keeper.newest_at() == clock.now() - timedelta(hours=1)


@pytest.mark.usefixtures("store")
def test_a_second_that_comes_twice_makes_two_copies(tmp_path: Path, clock: FakeClock) -> None:
    keeper = backups(tmp_path, clock)
    for _ in range(3):
        keeper.make_due()
        clock.sleep(3600)
        clock.jump(-3600)
    assert made(tmp_path) == [f"antre-20260302T01000{second}Z.db" for second in range(3)]


@pytest.mark.usefixtures("store")
def test_a_lack_of_copies_is_told_after_a_day_and_ends_with_the_next_one(tmp_path: Path, clock: FakeClock) -> None:
    keeper = backups(tmp_path, clock)
    keeper.make_due()
    began_at = clock.now()
    (tmp_path / "backups").rename(tmp_path / "away")
    (tmp_path / "backups").write_bytes(b"no folder")
    lacks = []
    for hour in range(25):
        lacks += [hour] * (keeper.lack() is not None)
        clock.sleep(3600)
        keeper.make_due()
    lack = keeper.lack()
    assert lack is not None
    assert (lacks, lack.since, "no backup" in lack.why) == ([24], began_at, True)
    started_anew = backups(tmp_path, clock)
    started_anew.make_due()
    assert started_anew.lack() is None, "nothing is known of before"
    (tmp_path / "backups").unlink()
    (tmp_path / "away").rename(tmp_path / "backups")
    clock.sleep(AGAIN_SECONDS)
    keeper.make_due()
    assert keeper.lack() is None


@pytest.mark.usefixtures("store")
def test_files_of_other_names_stay(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "antre-before-the-move.db").write_bytes(b"a person's own")
    keeper = backups(tmp_path, clock, keep_last=1)
    for _ in range(3):
        keeper.make_due()
        clock.sleep(3600)
    assert "antre-before-the-move.db" in made(tmp_path)
    assert len(made(tmp_path)) == 2


@pytest.mark.usefixtures("store")
def test_a_medium_that_is_away_is_told_once_and_tried_again(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "backups").write_bytes(b"no folder")
    keeper = backups(tmp_path, clock)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            keeper.make_due()
            clock.sleep(AGAIN_SECONDS)
        assert len(caplog.records) == 1
        assert "no backup" in caplog.text
        (tmp_path / "backups").unlink()
        keeper.make_due()
    assert len(made(tmp_path)) == 1
    assert caplog.messages[-1] == "backups are made again"


@pytest.mark.usefixtures("store")
def test_a_superseded_copy_that_cannot_be_removed_is_called_that(
    tmp_path: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = tmp_path / "backups" / "antre-20200101T000000Z.db"
    stuck.mkdir(parents=True)
    with caplog.at_level(logging.WARNING):
        backups(tmp_path, clock, keep_last=1).make_due()
    assert len(made(tmp_path)) == 2, "the new copy is there"
    [told] = caplog.messages
    assert told.startswith("a backup was made, but a superseded one cannot be removed")
