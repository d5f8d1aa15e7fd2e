"""Going back to a backup: whole or not at all, and what was there before is kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from queue_server.storage import restore as restoring
from queue_server.storage.backup import back_up
from queue_server.storage.opening import StoreTooNewError, open_store
from queue_server.storage.restore import RestoreError, restore
from queue_server.storage.store import Store
from tests.storage.test_backup import contents, damaged
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import Office, office

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        yield store


@pytest.fixture
def house(store: Store, clock: FakeClock, tmp_path: Path) -> Office:
    """An office with a backup of when it had one ticket; it has two."""
    house = office(store, clock)
    house.open()
    house.ticket()
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    house.ticket()
    return house


def tickets(path: Path) -> list[object]:
    return [row["number"] for row in contents(path)["ticket"]]


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"antre.db-wal", "antre.db-shm"}


def test_the_office_is_as_it_was_and_the_present_is_kept_beside_it(house: Office, tmp_path: Path) -> None:
    house.store.close()
    kept = restore(tmp_path / "backup", tmp_path / "antre.db", NOW)
    assert kept == tmp_path / "antre-before-20261126T083000Z.db"
    assert tickets(tmp_path / "antre.db") == ["A-001"]
    assert tickets(kept) == ["A-001", "A-002"]
    assert (tmp_path / "antre.db").stat().st_mode & 0o777 == 0o600


def test_a_log_that_a_power_cut_left_never_meets_the_other_database(house: Office, tmp_path: Path) -> None:
    log = (tmp_path / "antre.db-wal").read_bytes()  # as a server that was killed leaves it
    house.store.close()
    (tmp_path / "antre.db-wal").write_bytes(log)
    restore(tmp_path / "backup", tmp_path / "antre.db", NOW)
    assert tickets(tmp_path / "antre.db") == ["A-001"]


def test_an_empty_folder_gets_the_backup(house: Office, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert restore(tmp_path / "backup", tmp_path / "new" / "antre.db", NOW) is None
    assert tickets(tmp_path / "new" / "antre.db") == ["A-001"]


def test_a_backup_that_is_damaged_or_missing_changes_nothing(house: Office, tmp_path: Path) -> None:
    house.store.close()
    damaged(tmp_path / "backup")
    before = (files(tmp_path), tickets(tmp_path / "antre.db"))
    for wanted, said in (("backup", "malformed"), ("nothing-here", "No such file")):
        with pytest.raises(RestoreError, match=said):
            restore(tmp_path / wanted, tmp_path / "antre.db", NOW)
        assert (files(tmp_path), tickets(tmp_path / "antre.db")) == before


def test_a_backup_of_a_later_version_is_refused(house: Office, tmp_path: Path) -> None:
    house.store.close()
    with closing(sqlite3.connect(tmp_path / "backup")) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()
    with pytest.raises(StoreTooNewError):
        restore(tmp_path / "backup", tmp_path / "antre.db", NOW)
    assert tickets(tmp_path / "antre.db") == ["A-001", "A-002"]


def test_a_present_database_that_cannot_be_read_is_moved_aside_only_when_asked(house: Office, tmp_path: Path) -> None:
    house.store.close()
    damaged(tmp_path / "antre.db")
    with pytest.raises(RestoreError, match="malformed"):
        restore(tmp_path / "backup", tmp_path / "antre.db", NOW)
    kept = restore(tmp_path / "backup", tmp_path / "antre.db", NOW, damaged=True)
    assert kept == tmp_path / "antre-damaged-20261126T083000Z.db"
    assert kept.exists()
    assert tickets(tmp_path / "antre.db") == ["A-001"]


def test_a_power_cut_before_the_last_step_leaves_the_database(
    house: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(Exception):
        """Nothing after this instant happens."""

    def cut(*_: object) -> None:
        raise PowerCutError

    house.store.close()
    monkeypatch.setattr(restoring, "back_up", cut)
    with pytest.raises(PowerCutError):
        restore(tmp_path / "backup", tmp_path / "antre.db", NOW)
    assert tickets(tmp_path / "antre.db") == ["A-001", "A-002"]
