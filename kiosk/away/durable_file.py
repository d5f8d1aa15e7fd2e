"""A small SQLite file in which a change that was made stays made, whenever the power goes."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

log = logging.getLogger(__name__)

SPOILT = "-spoilt"
_BESIDE = ("", "-wal", "-shm")


class DurableFile:
    """Safe from any thread; one change at a time."""

    def __init__(self, path: Path, tables: str) -> None:
        """Open the file; one that cannot be read is put aside for the technician, and a new one begun.

        Args:
            tables: statements that make the tables where there are none.

        Raises:
            OSError, sqlite3.OperationalError: the folder cannot be written.
        """
        self._lock = RLock()
        try:
            self._database = _opened(path, tables)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            log.error("%s cannot be read (%s): it is kept as %s%s, and a new one begins", path, error, path, SPOILT)
            for end in _BESIDE:
                beside = path.with_name(path.name + end)
                if beside.exists():
                    beside.replace(path.with_name(path.name + SPOILT + end))
            self._database = _opened(path, tables)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Change something: on the disk when the block has ended, or not at all."""
        with self._lock, self._database:
            self._database.execute("BEGIN IMMEDIATE")
            yield self._database

    def all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows."""
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def first(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row, or ``None``."""
        return next(iter(self.all(query, *values)), None)

    def wipe(self) -> None:
        """Leave no trace of what was deleted: neither in the file, which is overwritten, nor in its log."""
        with self._lock:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._database.close()


def _opened(path: Path, tables: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        path.chmod(0o600)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            database.execute(f"PRAGMA {pragma}")
        (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(found)
        database.executescript(tables)
    except sqlite3.Error:
        database.close()
        raise
    return database
