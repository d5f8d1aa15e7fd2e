"""What was forgotten is gone from the bytes of the database's files, not only from its tables."""

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from queue_server.domain.policy import OfficePolicy
from queue_server.domain.screening import CaseKind, ReadingSource
from queue_server.storage import offices, purge, screening
from queue_server.storage.opening import open_store
from queue_server.storage.purge import Kept
from queue_server.storage.reserve import RESERVE_BYTES, Reserve
from queue_server.storage.screening import Case, StoredReading
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.support import empty_database
from tests.support.clock import START_AT

DAY = date(2026, 3, 2)
MARK = 38.7654321


def add_office(tx: Transaction) -> int:
    return offices.add(tx, code="uji", name="Kantor Uji", timezone="Asia/Jakarta", policy=OfficePolicy())


def add_case(tx: Transaction, office_id: int, case_id: str, celsius: float) -> Kept:
    case = Case(
        id=case_id,
        business_date=DAY,
        kind=CaseKind.WARM,
        visit_id=None,
        device_id=None,
        limit_celsius=37.0,
        opened_at=START_AT,
    )
    screening.add(tx, office_id, case)
    where: dict[str, Any] = {"source": ReadingSource.KIOSK, "at": START_AT, "limit_celsius": 37.0}
    screening.add_reading(tx, StoredReading(case_id=case_id, celsius=celsius, **where))
    return Kept(case_id, DAY, START_AT, None, has_values=True)


def stored(celsius: float) -> bytes:
    """A value as SQLite stores it."""
    return struct.pack(">d", celsius)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return empty_database.lay(tmp_path / "antre.db")


@pytest.fixture
def sqlite_store(path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{path}")) as store:
        yield store


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def files(path: Path) -> bytes:
    """Everything that the database has on the disk."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(path.name + "*")))


def test_a_purge_leaves_nothing_in_file_and_log(sqlite_store: Store, path: Path) -> None:
    office_id = sqlite_store.write(add_office)
    case = sqlite_store.write(add_case, office_id, "a", MARK)
    sqlite_store.write(add_case, office_id, "b", 38.5)
    assert stored(MARK) in files(path)
    sqlite_store.purge(purge.forget, office_id, case)
    assert log_of(path).stat().st_size == 0
    assert stored(MARK) not in files(path)
    assert stored(38.5) in files(path), "another case goes on"
    assert sqlite_store.traces == ""


def test_a_refused_purge_deletes_nothing(sqlite_store: Store, path: Path) -> None:
    office_id = sqlite_store.write(add_office)
    case = sqlite_store.write(add_case, office_id, "a", MARK)

    def refused(tx: Transaction) -> None:
        purge.forget(tx, office_id, case)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sqlite_store.purge(refused)
    assert stored(MARK) in files(path)
    assert [one.celsius for one in sqlite_store.read(screening.readings, "a")] == [MARK]


def test_no_copy_stays_behind_in_pages_that_were_split(sqlite_store: Store, path: Path) -> None:
    """With SQLite's own overwriting alone some of the 450 are left: pages that grow together are built anew."""
    random, gone = Random(2), list[float]()

    def come_and_go(tx: Transaction) -> set[float]:
        office_id, here = add_office(tx), list[tuple[Kept, float]]()
        for nth in range(1000):
            celsius = 37 + random.random() * 3
            here.append((add_case(tx, office_id, f"{nth:016x}", celsius), celsius))
            if random.random() < 0.45:
                case, celsius = here.pop(random.randrange(len(here)))
                purge.forget_values(tx, case.case_id)
                gone.append(celsius)
        return {celsius for _, celsius in here}

    here = sqlite_store.purge(come_and_go)
    assert len(gone) > 400
    everything = files(path)
    assert [celsius for celsius in gone if stored(celsius) in everything] == []
    assert [celsius for celsius in here if stored(celsius) not in everything] == []


@pytest.fixture
def reader(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who reads what was before the purge."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def purge_under_a_reader(store: Store, reader: sqlite3.Connection) -> None:
    office_id = store.write(add_office)
    case = store.write(add_case, office_id, "a", MARK)
    reader.execute("BEGIN")
    assert reader.execute("SELECT celsius FROM screening_reading").fetchall() == [(MARK,)]
    store.purge(purge.forget, office_id, case)


def test_a_reader_delays_the_wiping_and_nothing_else(
    sqlite_store: Store, path: Path, reader: sqlite3.Connection
) -> None:
    purge_under_a_reader(sqlite_store, reader)
    assert sqlite_store.read(screening.readings, "a") == []
    assert sqlite_store.traces == "a reader still looks at it"
    assert stored(MARK) in files(path)
    sqlite_store.wipe()
    assert sqlite_store.traces == "a reader still looks at it"
    sqlite_store.write(add_case, 1, "b", 38.5)
    reader.execute("COMMIT")
    sqlite_store.wipe()
    assert sqlite_store.traces == ""
    assert stored(MARK) not in files(path)


def test_after_a_power_cut_the_wiping_is_still_owed(
    sqlite_store: Store, path: Path, reader: sqlite3.Connection, tmp_path: Path
) -> None:
    purge_under_a_reader(sqlite_store, reader)
    left = tmp_path / "left" / path.name
    left.parent.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(path.with_name(path.name + suffix), left.with_name(left.name + suffix))
    with closing(open_store(f"sqlite:///{left}")) as store:
        assert stored(MARK) in files(left)
        assert store.traces != ""
        store.wipe()
        assert store.traces == ""
        assert stored(MARK) not in files(left)


def test_the_reserve_takes_up_room_and_is_given_up(tmp_path: Path) -> None:
    place = tmp_path / "reserve"
    reserve = Reserve(place)
    assert not reserve.give_up()
    assert reserve.keep() == ""
    assert place.stat().st_blocks * 512 >= RESERVE_BYTES
    assert reserve.give_up()
    assert not place.exists()
    place.write_bytes(b"torn off")
    assert reserve.keep() == ""
    assert place.stat().st_size == RESERVE_BYTES


def test_a_reserve_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    assert "No such file or directory" in Reserve(tmp_path / "nowhere" / "reserve").keep()


def heap_bytes(url: str) -> bytes:
    """All files of the database; the server's write-ahead log is not among them."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        asked = "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        found = connection.execute(asked).fetchone()
    assert found is not None
    return b"".join(one.read_bytes() for one in (Path(found[0]) / "base" / str(found[1])).iterdir())


@pytest.fixture
def postgres_store(postgres_database_url: str) -> Iterator[Store]:
    with closing(open_store(postgres_database_url)) as store:
        yield store


def test_a_purge_leaves_nothing_in_the_tables_files(postgres_store: Store, postgres_database_url: str) -> None:
    office_id = postgres_store.write(add_office)
    case = postgres_store.write(add_case, office_id, "a", MARK)
    mark = struct.pack("<d", MARK)
    assert mark in heap_bytes(postgres_database_url)
    postgres_store.purge(purge.forget, office_id, case)
    assert postgres_store.traces == ""
    assert mark not in heap_bytes(postgres_database_url)


def test_an_older_transaction_delays_the_wiping(postgres_store: Store, postgres_database_url: str) -> None:
    office_id = postgres_store.write(add_office)
    case = postgres_store.write(add_case, office_id, "a", MARK)
    mark = struct.pack("<d", MARK)
    with psycopg.connect(postgres_database_url.replace("+psycopg", ""), autocommit=True) as older:
        older.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        older.execute("SELECT 1 FROM office")
        postgres_store.purge(purge.forget, office_id, case)
        assert postgres_store.traces == "a transaction still looks at it"
        assert mark in heap_bytes(postgres_database_url)
        older.execute("COMMIT")
    postgres_store.wipe()
    assert postgres_store.traces == ""
    assert mark not in heap_bytes(postgres_database_url)


def test_a_locked_table_delays_the_wiping(postgres_store: Store, postgres_database_url: str) -> None:
    office_id = postgres_store.write(add_office)
    case = postgres_store.write(add_case, office_id, "a", MARK)
    with psycopg.connect(postgres_database_url.replace("+psycopg", "")) as other:
        other.execute("SELECT 1 FROM screening_reading")
        postgres_store.purge(purge.forget, office_id, case)
        assert "lock timeout" in postgres_store.traces
        other.rollback()
    postgres_store.wipe()
    assert postgres_store.traces == ""
