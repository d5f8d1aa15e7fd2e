"""A copy of the SQLite database that never holds a temperature, what leads from a case to its visit, or a phone.

The rows are copied, not the pages: what must not be in a backup is never written to its medium, not even while it is
being made. It is made beside a running server, from one consistent picture, whatever version the tables are of.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from queue_server.storage.purge import CASE_EMPTIED, CASE_ROUNDED, HOUR_MICROSECONDS

_EMPTY = ("screening_reading", "push_subscription")
_HOUR_OF = f"{{0}} - {{0}} % {HOUR_MICROSECONDS}"
_CHANGED: Mapping[str, Mapping[str, str]] = {
    "screening_case": {name: "NULL" if value is None else f"'{value}'" for name, value in CASE_EMPTIED.items()}
    | {name: _HOUR_OF.format(name) for name in CASE_ROUNDED},
    "screening_look": {"at": _HOUR_OF.format("at")},
    "event": {"payload": "CASE WHEN instr(payload, 'case_id') THEN json_remove(payload, '$.case_id') ELSE payload END"},
}
"""What is copied in place of a column, by table."""
_SETTINGS = ("user_version", "application_id")


class BackupError(RuntimeError):
    """The backup was not made; the message says why. Nothing is left at its place."""

    code = "backup_failed"


def back_up(source: Path, target: Path) -> None:
    """Copy the database; the file appears whole, or not at all, readable by its owner only.

    Args:
        source: the database's file; a server may be at work on it.
        target: the backup's file; there must be none yet.

    Raises:
        BackupError: the database cannot be read or is damaged, or the place cannot be written.
    """
    if not source.is_file():
        raise BackupError(f"there is no database at {source}")
    if target.exists():
        raise BackupError(f"{target} is there already; a backup replaces nothing")
    draft = target.with_name(target.name + ".part")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, draft)
        sync(draft)
        draft.rename(target)
        sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"no backup of {source} to {target}: {error}") from error
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Path, draft: Path) -> None:
    with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
        for name, value in (("busy_timeout", "5000"), ("journal_mode", "OFF"), ("synchronous", "OFF")):
            copy.execute(f"PRAGMA {name}={value}")
        copy.execute("ATTACH ? AS live", (str(source),))
        copy.execute("BEGIN")
        made = copy.execute("SELECT type, name, sql FROM live.sqlite_master WHERE sql IS NOT NULL").fetchall()
        tables = [(name, sql) for kind, name, sql in made if kind == "table" and not name.startswith("sqlite_")]
        for name, sql in tables:
            copy.execute(sql)
            if name not in _EMPTY:
                _copy_rows(copy, name)
        copy.execute("DELETE FROM main.sqlite_sequence")
        copy.execute("INSERT INTO main.sqlite_sequence SELECT * FROM live.sqlite_sequence")
        for kind, _name, sql in made:
            if kind != "table":
                copy.execute(sql)
        for name in _SETTINGS:
            copy.execute(f"PRAGMA main.{name}={copy.execute(f'PRAGMA live.{name}').fetchone()[0]}")
        copy.execute("COMMIT")
        copy.execute("DETACH live")
        check(copy)


def _copy_rows(copy: sqlite3.Connection, table: str) -> None:
    columns = [row[1] for row in copy.execute(f'PRAGMA live.table_info("{table}")')]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(_changed(table).get(name, f'"{name}"') for name in columns)
    copy.execute(f'INSERT INTO main."{table}" ({names}) SELECT {values} FROM live."{table}"')  # noqa: S608 - our names


def _changed(table: str) -> Mapping[str, str]:
    """Say what is copied in place of columns; what names a case outside the health tables would lead to its visit."""
    named = {} if table.startswith("screening_") else {"case_id": "NULL"}
    return named | dict(_CHANGED.get(table, {}))


def check(copy: sqlite3.Connection) -> None:
    """Read the copy as a whole.

    Raises:
        sqlite3.DatabaseError: it does not hold together, as the database then does not.
    """
    found = [row[0] for row in copy.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
    found += [f"{row[0]} points to a missing row of {row[2]}" for row in copy.execute("PRAGMA foreign_key_check")]
    if found:
        raise sqlite3.DatabaseError(found[0])


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
