"""A disk that takes nothing more, or a file that is damaged, while the server works: a state, told once."""

from contextlib import closing
from pathlib import Path

import pytest

from queue_server.domain.errors import CannotStoreError, UnavailableError
from queue_server.feed import Feed, StoreEvents
from queue_server.housekeeper import Housekeeper
from queue_server.readiness import SILENT_SECONDS, Lack, what_lacks
from queue_server.storage import offices
from queue_server.storage.opening import open_store
from queue_server.storage.statement import Transaction
from queue_server.storage.trouble import Trouble
from tests.storage.test_store import add_office, codes, execute
from tests.support import empty_database
from tests.support.clock import FakeClock


def on_a_read_only_disk(tx: Transaction, code: str) -> None:
    """Write as on a disk that can only be read; SQLite then says the same."""
    execute(tx, "PRAGMA query_only=ON")
    try:
        add_office(tx, code)
    finally:
        execute(tx, "PRAGMA query_only=OFF")


def test_a_read_only_disk_is_a_state_that_ends_by_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        store.write(add_office, "a")
        for _ in range(3):
            with pytest.raises(CannotStoreError):
                store.write(on_a_read_only_disk, "b")
        store.write(execute, "SELECT 1")
        assert (store.trouble, codes(store)) == (Trouble.READ_ONLY, ["a"]), "a commit of nothing proves nothing"
        store.probe()
        assert not store.trouble
        store.write(add_office, "b")
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


def test_a_page_that_is_damaged_while_the_server_works_is_told_until_it_is_started_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = empty_database.lay(tmp_path / "antre.db")
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.write(execute, "PRAGMA shrink_memory")  # what was read before would not be read again
        path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * (path.stat().st_size - 4096))
        store._engine.dispose()
        with pytest.raises(UnavailableError):
            store.read(offices.every)
        assert store.trouble is Trouble.DAMAGED
        with pytest.raises(CannotStoreError):
            store.write(add_office, "a")
    assert len(caplog.messages) == 1


def test_the_server_is_ready_while_all_its_parts_go_on(tmp_path: Path, clock: FakeClock) -> None:
    store = open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")
    feed, keeper = Feed(StoreEvents(store)), Housekeeper(store, clock.now, clock.monotonic)
    lacks: list[Lack] = []

    def look() -> None:
        lacks.append(what_lacks(store, feed, keeper))

    look()
    feed.start()
    keeper.make_round()
    look()
    with pytest.raises(CannotStoreError):
        store.write(on_a_read_only_disk, "b")
    look()
    keeper.make_round()
    look()
    clock.sleep(SILENT_SECONDS + 1)
    look()
    store.close()
    look()
    feed.close()
    feed.join()
    assert lacks == [Lack.FEED, Lack.NOTHING, Lack.ROOM, Lack.NOTHING, Lack.HOUSEKEEPER, Lack.WRITER]
