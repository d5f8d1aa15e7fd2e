"""A backup holds everything but temperatures, what leads from a case to its visit, and visitors' phones."""

import sqlite3
import struct
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from queue_server.operations import cases, day, desk, push, security
from queue_server.operations.push import NewPhone
from queue_server.storage.backup import BackupError, back_up
from queue_server.storage.opening import open_store
from queue_server.storage.screening_tables import screening_case, screening_count, screening_look, screening_reading
from queue_server.storage.store import Store
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import WARM, Office, office
from tests.support.postgres import binaries
from tests.support.stores import Rows, dump

KIOSK_CELSIUS, HAND_CELSIUS = 38.7654321, 39.0417263
ENDPOINT = "https://push.example/p/of-a-visitor"
MARKS = [struct.pack(">d", celsius) for celsius in (KIOSK_CELSIUS, HAND_CELSIUS)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        yield store


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    """An office with a visitor who waits for a decision, one who was let in, and one with a ticket."""
    house = office(store, clock)
    house.open()
    planted = type(WARM)(status=WARM.status, celsius=KIOSK_CELSIUS, samples=12)
    decided, waiting = house.held(measurement=planted), house.held(measurement=planted)
    for case_id in (decided, waiting):
        house.do(security.measure, case_id, HAND_CELSIUS, **house.by(house.guard))
        house.do(cases.take, case_id, **house.by(house.guard))
    house.do(desk.look, **house.by(house.guard))
    house.do(security.clear, decided, **house.by(house.guard))
    phone = NewPhone(ENDPOINT, "key", "secret", "id", 5)
    house.do(push.subscribe, house.ticket().id, phone, office_id=house.id)
    return house


def contents(path: Path) -> dict[str, Rows]:
    with closing(open_store(f"sqlite:///{path}")) as store:
        return dump(store)


def live_bytes(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.glob("antre.db*"))


def without(rows: Rows, *names: str) -> Rows:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def test_no_temperature_is_in_a_backup(house: Office, tmp_path: Path) -> None:
    target = tmp_path / "backup"
    assert [mark in live_bytes(tmp_path) for mark in MARKS] == [True, True]
    back_up(tmp_path / "antre.db", target)
    assert [mark in target.read_bytes() for mark in MARKS] == [False, False]
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob("*.part")) == []


def test_all_else_is_in_a_backup(house: Office, tmp_path: Path) -> None:
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    live, copy = dump(house.store), contents(tmp_path / "backup")
    apart = {"screening_reading", "screening_case", "screening_look", "event", "push_subscription"}
    assert {name: rows for name, rows in copy.items() if name not in apart} == {
        name: rows for name, rows in live.items() if name not in apart
    }
    assert (len(live["screening_reading"]), copy["screening_reading"]) == (4, [])
    assert (len(live["push_subscription"]), copy["push_subscription"]) == (1, [])
    assert ENDPOINT.encode() not in (tmp_path / "backup").read_bytes()
    assert without(copy["screening_look"], "at") == without(live["screening_look"], "at")
    assert without(copy["event"], "payload") == without(live["event"], "payload")
    ids = [row["id"] for row in live["screening_case"]]
    for before, after in zip(live["event"], copy["event"], strict=True):
        assert after["payload"] == before["payload"] or any(one in before["payload"] for one in ids)


def test_a_phone_is_gone_from_the_files_of_the_database_with_its_day(house: Office, tmp_path: Path) -> None:
    assert ENDPOINT.encode() in live_bytes(tmp_path)
    house.do(day.close_day_early, "Listrik padam", **house.by(house.admin))
    assert house.store.traces == ""
    assert ENDPOINT.encode() not in live_bytes(tmp_path)


def test_a_backup_does_not_lead_from_a_case_to_its_visit(house: Office, tmp_path: Path) -> None:
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    copy = contents(tmp_path / "backup")
    assert len(copy["screening_case"]) == 2
    for row in copy["screening_case"]:
        assert (row["visit_id"], row["device_id"], row["taken_at"]) == (None, None, None)
        assert (row["opened_at"].minute, row["opened_at"].second) == (0, 0)
        assert row["id"] not in str(copy["event"])
    assert {row["at"].second for row in copy["screening_look"]} == {0}


def test_another_table_that_names_a_case_does_not_name_it_in_a_backup(house: Office, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "antre.db")) as connection:
        connection.execute("CREATE TABLE letter (id INTEGER PRIMARY KEY, case_id TEXT, text TEXT)")
        connection.execute("INSERT INTO letter (case_id, text) SELECT id, 'kept' FROM screening_case")
        connection.commit()
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    with closing(sqlite3.connect(tmp_path / "backup")) as connection:
        assert connection.execute("SELECT case_id, text FROM letter").fetchall() == [(None, "kept")] * 2


def test_every_column_of_the_health_tables_was_thought_of() -> None:
    """A new one: does it hold a value, or lead to the visit? Then `purge` and `backup` must know it."""
    known = {
        screening_reading: {"id", "case_id", "celsius", "source", "at", "limit_celsius"}
        | {"ambient_celsius", "samples", "spread_celsius"},
        screening_case: {"id", "office_id", "business_date", "kind", "visit_id", "device_id", "limit_celsius"}
        | {"opened_at", "reason", "taken_by", "taken_at", "escalated_at", "measure_asked_at", "returned_at"}
        | {"decision", "decided_at", "decided_by", "doubt", "doubt_by", "doubt_number"},
        screening_look: {"id", "office_id", "case_id", "actor", "readings", "at"},
        screening_count: {"id", "office_id", "business_date", "hour", "device_id", "verdict", "count"},
    }
    assert {table.name: set(table.c.keys()) for table in known} == {table.name: names for table, names in known.items()}


def test_an_office_goes_on_from_a_backup(house: Office, tmp_path: Path) -> None:
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    with closing(open_store(f"sqlite:///{tmp_path / 'backup'}")) as store:
        again = Office(store, house.clock, house.id, house.passport, kiosk=house.kiosk, guard=house.guard)
        assert again.last_seq() == house.last_seq()
        assert again.ticket().number == house.ticket().number == "A-003"
        assert again.store.write(desk.look, **again.by(again.guard)).open_cases == ()
        assert again.held()
        again.do(day.close_day_early, "Listrik padam", **again.by(again.guard))
        assert contents(tmp_path / "backup")["screening_reading"] == []


def test_the_counters_of_ids_go_on(house: Office, tmp_path: Path) -> None:
    def sequences(path: Path) -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            return sorted(connection.execute("SELECT name, seq FROM sqlite_sequence"))

    with closing(sqlite3.connect(tmp_path / "antre.db")) as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = seq + 100 WHERE name = 'event'")
        connection.commit()
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    assert sequences(tmp_path / "backup") == sequences(tmp_path / "antre.db")
    assert sequences(tmp_path / "backup")


def test_a_backup_beside_a_working_server_is_one_picture(house: Office, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as visitors:
        coming = visitors.submit(lambda: [house.ticket() for _ in range(150)])
        for nth in range(5):
            back_up(tmp_path / "antre.db", tmp_path / f"backup-{nth}")
        coming.result()
    counts = []
    for nth in range(5):
        copy = contents(tmp_path / f"backup-{nth}")
        issued = [row for row in copy["event"] if row["name"] == "ticket.issued"]
        assert len(issued) == len(copy["ticket"])
        counts.append(len(issued))
    assert counts == sorted(counts)


def missing(path: Path) -> None:
    path.unlink()


def damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ticket'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)


def torn(path: Path) -> None:
    """A ticket without its visit, as no database of ours should ever be."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ticket SET visit_id = 4711 WHERE id = 1")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "said"), [(missing, "no database"), (damaged, "malformed"), (torn, "missing row of visit")]
)
def test_a_database_that_does_not_hold_together_gives_no_backup(
    house: Office, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    house.store.close()
    spoil(tmp_path / "antre.db")
    (tmp_path / "second").mkdir()
    with pytest.raises(BackupError, match=said):
        back_up(tmp_path / "antre.db", tmp_path / "second" / "backup")
    assert list((tmp_path / "second").iterdir()) == []


def test_a_backup_replaces_nothing(house: Office, tmp_path: Path) -> None:
    before = live_bytes(tmp_path)
    with pytest.raises(BackupError, match="there already"):
        back_up(tmp_path / "antre.db", tmp_path / "antre.db")
    assert live_bytes(tmp_path) == before


def test_a_place_that_cannot_be_written_is_told(house: Office, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="No such file or directory"):
        back_up(tmp_path / "antre.db", tmp_path / "nowhere" / "backup")


def test_what_a_power_cut_left_of_a_backup_is_in_nobody_s_way(house: Office, tmp_path: Path) -> None:
    (tmp_path / "backup.part").write_bytes(b"torn off")
    back_up(tmp_path / "antre.db", tmp_path / "backup")
    assert contents(tmp_path / "backup")["ticket"]


def test_the_dump_of_a_postgresql_has_no_temperature(postgres_database_url: str, clock: FakeClock) -> None:
    def dumped(*options: str) -> str:
        url = postgres_database_url.replace("+psycopg", "")
        done = subprocess.run([binaries() / "pg_dump", *options, url], capture_output=True, text=True, check=True)
        return done.stdout

    with closing(open_store(postgres_database_url)) as store:
        house = office(store, clock)
        house.open()
        case_id = house.held(measurement=type(WARM)(status=WARM.status, celsius=KIOSK_CELSIUS, samples=12))
    assert str(KIOSK_CELSIUS) in dumped()
    left_out = dumped("--exclude-table-data=screening_reading")
    assert (str(KIOSK_CELSIUS) in left_out, case_id in left_out) == (False, True)
