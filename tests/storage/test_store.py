import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.domain.errors import NoTicketWaitingError, UnavailableError
from queue_server.domain.policy import OfficePolicy
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.storage import events, offices, services
from queue_server.storage.opening import open_store
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.support import empty_database
from tests.support.clock import START_AT
from tests.support.stores import dump, truncate

SOON_SECONDS = 10.0
SERVICE = Service(
    0, "paspor", {"id": "Paspor", "en": "Passport"}, 1, open=True, quota_per_day=None, service_seconds=600
)


def add_office(tx: Transaction, code: str, *, refuse: bool = False) -> int:
    office_id = offices.add(tx, code=code, name=code, timezone="Asia/Jakarta", policy=OfficePolicy())
    note(tx, office_id)
    if refuse:
        raise NoTicketWaitingError
    return office_id


def note(tx: Transaction, office_id: int) -> None:
    payload = SubjectEvent(subject="office", subject_id=office_id)
    events.record(tx, offices.get(tx, office_id), EventName.SETTINGS_CHANGED, payload, actor=SYSTEM, now=START_AT)


def codes(store: Store) -> list[str]:
    return [office.code for office in store.read(offices.every)]


def execute(tx: Transaction, sql: str) -> Any:
    tx._cursor.execute(sql, {})
    return tx._cursor.fetchone() if sql.startswith(("PRAGMA", "SELECT", "SHOW")) else None


def break_the_commit(tx: Transaction) -> None:
    """Leave a transaction that the database will refuse to commit, or lose the connection to it."""
    if isinstance(tx._cursor, sqlite3.Cursor):
        tx._cursor.execute("PRAGMA defer_foreign_keys=ON")
        tx._cursor.execute("INSERT INTO counter_service (counter_id, service_id, preference) VALUES (99, 99, 0)")
    else:
        tx._cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())", {})


@pytest.fixture
def writers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        yield store


def test_what_was_written_can_be_read(store: Store) -> None:
    assert store.write(add_office, "a") == 1
    assert codes(store) == ["a"]


def test_a_refused_operation_leaves_nothing(store: Store) -> None:
    before = dump(store)
    with pytest.raises(NoTicketWaitingError):
        store.write(add_office, "a", refuse=True)
    assert dump(store) == before


def test_a_refused_operation_takes_nothing_of_its_neighbours(store: Store, writers: ThreadPoolExecutor) -> None:
    refused = [nth % 3 == 0 for nth in range(60)]
    asked = [writers.submit(store.write, add_office, f"{nth:02}", refuse=refuse) for nth, refuse in enumerate(refused)]
    failures = [isinstance(one.exception(), NoTicketWaitingError) for one in asked]
    assert failures == refused
    assert sorted(codes(store)) == [f"{nth:02}" for nth, refuse in enumerate(refused) if not refuse]
    assert len(dump(store)["event"]) == 40


def test_a_programming_error_reaches_who_made_it_and_nobody_else(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        store.write(lambda tx: add_office(tx, "a") // 0)
    store.write(add_office, "b")
    assert codes(store) == ["b"]


def test_a_failing_commit_is_unavailable_and_the_next_one_works(store: Store) -> None:
    def spoil(tx: Transaction) -> None:
        add_office(tx, "a")
        break_the_commit(tx)

    with pytest.raises(UnavailableError) as refused:
        store.write(spoil)
    assert refused.value.__cause__ is not None
    store.write(add_office, "b")
    assert codes(store) == ["b"]


def test_a_failing_commit_is_unavailable_for_all_that_share_it(
    sqlite_store: Store, writers: ThreadPoolExecutor
) -> None:
    waiting, go_on = threading.Event(), threading.Event()

    def hold_the_writer(tx: Transaction) -> None:
        waiting.set()
        assert go_on.wait(SOON_SECONDS)

    held: Future[Any] = writers.submit(sqlite_store.write, hold_the_writer)
    assert waiting.wait(SOON_SECONDS)
    asked: list[Future[Any]] = [writers.submit(sqlite_store.write, add_office, f"{nth}") for nth in range(5)]
    asked.append(writers.submit(sqlite_store.write, break_the_commit))
    while sqlite_store._inbox.qsize() < len(asked):  # type: ignore[attr-defined]
        pass
    go_on.set()
    assert all(isinstance(one.exception(SOON_SECONDS), UnavailableError) for one in [held, *asked])
    assert codes(sqlite_store) == []


def test_a_full_disk_is_unavailable(sqlite_store: Store) -> None:
    def fill(tx: Transaction) -> None:
        execute(tx, "PRAGMA max_page_count=1")  # SQLite takes the present size, and not a page more
        for nth in range(2000):
            add_office(tx, f"{nth}")

    with pytest.raises(UnavailableError) as refused:
        sqlite_store.write(fill)
    assert "full" in str(refused.value.__cause__)
    assert codes(sqlite_store) == []


def test_a_locked_file_is_unavailable_and_nobody_waits_for_ever(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.write(execute, "PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(tmp_path / "antre.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError):
            sqlite_store.write(add_office, "a")
        other.execute("ROLLBACK")
    sqlite_store.write(add_office, "b")
    assert codes(sqlite_store) == ["b"]


def test_closing_finishes_what_was_taken_on_and_refuses_the_rest(tmp_path: Path, writers: ThreadPoolExecutor) -> None:
    url = f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}"
    store = open_store(url)
    asked = [writers.submit(store.write, add_office, f"{nth}") for nth in range(200)]
    asked[20].result(SOON_SECONDS)
    store.close()
    refusals = [one.exception(SOON_SECONDS) for one in asked]
    assert {type(refusal) for refusal in refusals} <= {type(None), UnavailableError}
    with pytest.raises(UnavailableError):
        store.write(add_office, "late")
    with closing(open_store(url)) as again:
        assert len(codes(again)) == refusals.count(None) > 0


def test_a_listener_hears_of_events_until_it_leaves(store: Store) -> None:
    heard = threading.Semaphore(0)
    leave = store.subscribe(heard.release)
    office_id = store.write(add_office, "a")
    assert heard.acquire(timeout=SOON_SECONDS)
    leave()
    other = threading.Semaphore(0)
    store.subscribe(other.release)
    store.write(note, office_id)
    assert other.acquire(timeout=SOON_SECONDS)
    assert not heard.acquire(blocking=False)


def test_a_write_without_an_event_and_a_refused_one_wake_nobody(sqlite_store: Store) -> None:
    heard: list[bool] = []
    sqlite_store.subscribe(lambda: heard.append(True))
    sqlite_store.write(offices.add, code="a", name="a", timezone="UTC", policy=OfficePolicy())
    with pytest.raises(NoTicketWaitingError):
        sqlite_store.write(add_office, "b", refuse=True)
    assert heard == []


def test_a_listener_finds_the_event_in_the_store(sqlite_store: Store) -> None:
    found: list[int] = []
    sqlite_store.subscribe(lambda: found.append(sqlite_store.read(events.last_seq, 1)))
    sqlite_store.write(add_office, "a")
    assert found == [1]


def test_a_listener_that_raises_harms_neither_the_write_nor_the_other_listeners(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ValueError("a defect of the listener")

    leave = store.subscribe(broken)
    heard = threading.Semaphore(0)
    store.subscribe(heard.release)
    for code in ("a", "b"):
        store.write(add_office, code)
        assert heard.acquire(timeout=SOON_SECONDS)
    leave()  # the store on PostgreSQL is that of all tests
    assert codes(store) == ["a", "b"]
    assert "a defect of the listener" in caplog.text


def test_a_second_server_is_woken_by_the_first(shared_postgres_url: str, shared_postgres_store: Store) -> None:
    woken = threading.Event()
    with closing(open_store(shared_postgres_url)) as second:
        second.subscribe(woken.set)
        code = "of the first server"
        shared_postgres_store.write(add_office, code)
        assert woken.wait(SOON_SECONDS)
        assert code in codes(second)
    shared_postgres_store.write(truncate)


def test_a_server_whose_listening_connection_was_cut_listens_again(
    shared_postgres_url: str, shared_postgres_store: Store
) -> None:
    woken = threading.Semaphore(0)
    listening = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE starts_with(query, 'LISTEN')"
    with closing(open_store(shared_postgres_url)) as second:
        second.subscribe(woken.release)
        shared_postgres_store.write(add_office, "a")
        assert woken.acquire(timeout=SOON_SECONDS)
        assert shared_postgres_store.write(execute, listening)[0] >= 2
        shared_postgres_store.write(add_office, "b")  # told to nobody
        while woken.acquire(timeout=3.0):
            if "b" in codes(second):
                break
        else:
            pytest.fail("the second server was not woken after its connection had been cut")
    shared_postgres_store.write(truncate)


def test_sqlite_is_set_up_for_durability(sqlite_store: Store) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    for ask in (sqlite_store.read, sqlite_store.write):
        assert {name: ask(execute, f"PRAGMA {name}")[0] for name in expected} == expected


def test_a_row_that_points_nowhere_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        store.write(services.add, 4711, SERVICE)


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011 - each driver has its own
        store.read(add_office, "a")
    assert codes(store) == []
    assert re.search("(?i)readonly|read-only", str(refused.value.__cause__ or refused.value))


def test_a_read_sees_one_picture(store: Store) -> None:
    def twice(tx: Transaction) -> list[int]:
        seen = [len(offices.every(tx))]
        store.write(add_office, "meanwhile")
        return [*seen, len(offices.every(tx))]

    assert store.read(twice) == [0, 0]
    assert codes(store) == ["meanwhile"]


def test_reads_go_on_while_a_write_is_under_way(store: Store) -> None:
    def slow(tx: Transaction) -> list[str]:
        add_office(tx, "a")
        with ThreadPoolExecutor(1) as reader:
            return reader.submit(codes, store).result(SOON_SECONDS)

    assert store.write(slow) == []
    assert codes(store) == ["a"]


def test_a_read_of_a_broken_file_is_unavailable_and_works_again_when_the_file_does(tmp_path: Path) -> None:
    path = tmp_path / "antre.db"
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.read(offices.every)
        store._engine.dispose()  # the next read opens the file anew
        path.rename(tmp_path / "away.db")
        path.mkdir()
        with pytest.raises(UnavailableError):
            store.read(offices.every)
        path.rmdir()
        (tmp_path / "away.db").rename(path)
        assert list(store.read(offices.every)) == []
