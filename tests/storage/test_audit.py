"""The audit log in a real database: written with the events, and nobody changes it unseen."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.domain.audit import AuditName, Break
from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.operations import security
from queue_server.operations.audit import head, note, note_everywhere, verify
from queue_server.retention import Retention
from queue_server.storage import audit
from queue_server.storage.backup import back_up
from queue_server.storage.opening import open_store
from queue_server.storage.restore import restore
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import Office, office
from tests.support.stores import dump

REFUSED = "the audit log only grows"


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    """An office in which visitors were let in and held."""
    house = office(store, clock)
    house.open()
    house.ticket()
    house.do(security.clear, house.held(), **house.by(house.guard))
    return house


def sql(store: Store, *statements: str) -> None:
    for statement in statements:
        store.write(_run, statement)


def _run(tx: Transaction, statement: str) -> None:
    tx._cursor.execute(statement, {})


def unlock(store: Store, backend: str) -> None:
    """Take the triggers away, as somebody who owns the database can."""
    if backend == "postgresql":
        sql(store, "ALTER TABLE audit_entry DISABLE TRIGGER USER")
    else:
        sql(store, *(f"DROP TRIGGER audit_entry_{name}" for name in ("added", "kept", "same")))


@pytest.fixture
def unlocked(house: Office, backend: str) -> Iterator[Office]:
    unlock(house.store, backend)
    yield house
    if backend == "postgresql":  # the others share it
        sql(house.store, "ALTER TABLE audit_entry ENABLE TRIGGER USER")


def broken(house: Office) -> Break | None:
    return verify(house.store, office_id=house.id).broken


def test_each_event_has_its_entry_in_the_same_transaction(house: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = dump(house.store)
    told = [(row["seq"], row["name"], row["actor"], row["at"]) for row in tables["event"]]
    assert [(row["event_seq"], row["name"], row["actor"], row["at"]) for row in tables["audit_entry"]] == told
    assert [row["seq"] for row in tables["audit_entry"]] == list(range(1, len(told) + 1))
    assert {row["subject"].partition(":")[0] for row in tables["audit_entry"]} >= {"ticket", "visit", "account", "day"}
    assert house.store.read(head, office_id=house.id) == (len(told), tables["audit_entry"][-1]["hash"].hex())
    assert verify(house.store, office_id=house.id)[::2] == (len(told), None)
    with pytest.raises(AntreError):
        house.do(security.clear, "no case", **house.by(house.guard))
    assert dump(house.store) == tables
    monkeypatch.setattr(audit, "PAGE_ROWS", 2)
    assert verify(house.store, office_id=house.id)[::2] == (len(told), None)


def test_a_part_that_was_undone_leaves_no_hole(house: Office) -> None:
    def once_more(tx: Transaction) -> None:
        note(tx, AuditName.SESSION_BEGUN, "x:1", office_id=house.id, actor=SYSTEM, now=house.clock.now())

    def refused(tx: Transaction) -> None:
        once_more(tx)
        raise InvalidValueError(field="x", problem="unknown")

    def whole(tx: Transaction) -> None:
        once_more(tx)
        with pytest.raises(InvalidValueError):
            tx.undone_if_refused(lambda: refused(tx))
        once_more(tx)

    before = house.store.read(head, office_id=house.id)[0]
    house.store.write(whole)
    assert verify(house.store, office_id=house.id)[::2] == (before + 2, None)


def test_offices_have_logs_of_their_own(house: Office) -> None:
    other = office(house.store, house.clock, code="lain")
    other.open()
    house.ticket()
    house.store.write(note_everywhere, AuditName.BACKUP_MADE, "server", actor=SYSTEM, now=house.clock.now())
    for one in (house, other):
        assert broken(one) is None
    assert [row["office_id"] for row in dump(house.store)["audit_entry"] if row["name"] == "backup.made"] == [1, 2]


def test_forgetting_breaks_nothing_and_the_log_knows_nothing_of_it(house: Office) -> None:
    case_ids = {row["id"] for row in dump(house.store)["screening_case"]}
    before = dump(house.store)
    house.clock.sleep(3 * 3600)
    Retention(house.store, house.clock.monotonic).make_round(house.clock.now())
    after = dump(house.store)
    assert after["event"] != before["event"]
    assert after["audit_entry"] == before["audit_entry"]
    assert not any(case_id in str(before["audit_entry"]) for case_id in case_ids)
    assert broken(house) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'account:9' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 2",
        {
            "sqlite": "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2",
            "postgresql": "TRUNCATE audit_entry",
        },
    ],
)
def test_the_database_refuses_all_but_new_entries(house: Office, backend: str, statement: str | dict[str, str]) -> None:
    before = dump(house.store)["audit_entry"]
    with pytest.raises((sqlite3.IntegrityError, psycopg.Error), match=REFUSED):
        sql(house.store, statement if isinstance(statement, str) else statement[backend])
    assert dump(house.store)["audit_entry"] == before


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_entry SET actor = 'account:9' WHERE seq = 5", Break.CHANGED),
        ("DELETE FROM audit_entry WHERE seq = 5", Break.MISSING),
        ("DELETE FROM audit_entry WHERE seq > 5", Break.EVENT_UNTOLD),
        ("DELETE FROM audit_entry", Break.EVENT_UNTOLD),
        ("UPDATE event SET actor = 'account:9' WHERE seq = 5", Break.EVENT_CHANGED),
        ("UPDATE event SET at = at + 1 WHERE seq = 5", Break.EVENT_CHANGED),
        ("UPDATE event SET payload = 'nothing' WHERE seq = 5", Break.EVENT_CHANGED),
        ("DELETE FROM event WHERE seq = 5", Break.EVENT_MISSING),
        ("UPDATE event SET seq = 500 WHERE seq = 5", Break.EVENT_MISSING),
    ],
)
def test_who_takes_the_triggers_away_is_found_out(unlocked: Office, statement: str, found: Break) -> None:
    assert broken(unlocked) is None
    sql(unlocked.store, statement)
    assert broken(unlocked) is found
    unlocked.ticket()  # what comes later mends nothing
    assert broken(unlocked) in (found, Break.EVENT_UNTOLD)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_log_goes_on_from_a_backup_and_lacks_the_head_of_later(house: Office, tmp_path: Path) -> None:
    path = Path(str(house.store._engine.url.database))
    back_up(path, tmp_path / "backup")
    house.store.write(
        note, AuditName.SESSION_BEGUN, "account:1", office_id=house.id, actor=SYSTEM, now=house.clock.now()
    )
    later = bytes.fromhex(house.store.read(head, office_id=house.id)[1])
    assert verify(house.store, office_id=house.id, head=later).broken is None
    house.store.close()
    restore(tmp_path / "backup", path, house.clock.now())
    with closing(open_store(f"sqlite:///{path}")) as store:
        assert verify(store, office_id=house.id).broken is None
        assert verify(store, office_id=house.id, head=later).broken is Break.HEAD_MISSING
        with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
            sql(store, "DELETE FROM audit_entry WHERE seq = 2")
