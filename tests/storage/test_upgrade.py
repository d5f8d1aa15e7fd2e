"""Before the tables of an SQLite file are upgraded, a copy is kept; a power cut in between leaves old or new ones."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from queue_server.storage.copies import before_upgrade
from queue_server.storage.faults import StoreNotWritableError
from queue_server.storage.opening import known_versions, open_store
from queue_server.storage.sqlite import sqlite_engine
from tests.storage.test_migrations import go

OLD = "0011"
KILLED = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from queue_server.storage.opening import open_store

def cut(*seen):
    if len(seen) == 1 or sys.argv[2] in seen[2]:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, *(["commit", cut] if sys.argv[2] == "COMMIT" else ["before_cursor_execute", cut]))
open_store(sys.argv[1])
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of an earlier version, with an office in it."""
    path = tmp_path / "antre.db"
    engine = sqlite_engine(path)
    go(engine, "upgrade", OLD)
    engine.dispose()
    with closing(sqlite3.connect(path)) as file:
        file.execute("INSERT INTO office (id, code, name, timezone, policy) VALUES (1, 'a', 'a', 'UTC', '{}')")
        file.commit()
    return path


def version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT code FROM office").fetchall() == [("a",)]
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return str(file.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def upgrade(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()


def test_a_copy_of_what_was_there_is_kept(path: Path) -> None:
    newest = known_versions()[-1]
    upgrade(path)
    assert version(path) == newest
    copy = path.parent / "backups" / f"before-{newest}-1.db"
    assert (version(copy), before_upgrade(path.parent / "backups")) == (OLD, [copy])
    upgrade(path)
    assert before_upgrade(path.parent / "backups") == [copy], "nothing was upgraded"


def test_the_last_three_copies_stay(path: Path) -> None:
    newest, backups = known_versions()[-1], path.parent / "backups"
    backups.mkdir()
    for name in ("before-0009-7.db", "before-0010-1.db", f"before-{newest}-9.db", "before-we-moved.db"):
        (backups / name).write_bytes(b"")
    upgrade(path)
    stay = {f"before-{newest}-10.db", f"before-{newest}-9.db", "before-0010-1.db", "before-we-moved.db"}
    assert {one.name for one in backups.iterdir()} == stay


def test_without_room_for_the_copy_nothing_is_upgraded(path: Path) -> None:
    (path.parent / "backups").write_bytes(b"no folder")
    with pytest.raises(StoreNotWritableError, match=r"as it was.*no copy.*make room"):
        upgrade(path)
    assert version(path) == OLD


def test_an_upgrade_that_fails_leaves_the_tables_and_no_copy_of_each_try(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE VIEW notice AS SELECT 1")  # in the way of a later table
    for _ in range(2):
        with pytest.raises(Exception, match="notice"):
            upgrade(path)
    assert version(path) == OLD
    assert before_upgrade(path.parent / "backups") == []


@pytest.mark.parametrize("instant", ["TABLE number_reserve", "COMMIT"])
def test_killed_while_it_upgrades(path: Path, instant: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, f"sqlite:///{path}", instant], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL, "the instant never came"
    assert version(path) == OLD
    upgrade(path)
    assert version(path) == known_versions()[-1]
    copies = before_upgrade(path.parent / "backups")
    assert [version(one) for one in copies] == [OLD, OLD]
