"""Whether an SQLite file is whole and is ours, looked at when it is opened."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from queue_server.storage.columns import metadata

LIMIT_SECONDS = 30.0
"""An office must open, however large its file is; what was not looked at by then is taken as whole."""
_COLUMNS = """
    SELECT made.name, part.name FROM sqlite_master made, pragma_table_info(made.name) part WHERE made.type = 'table'
"""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('sqlite_sequence', 'alembic_version')"
log = logging.getLogger(__name__)


def torn(connection: sqlite3.Connection, limit_seconds: float = LIMIT_SECONDS) -> str:
    """Read the whole file and follow its references.

    Returns:
        What does not hold together; empty where nothing was found.

    Raises:
        sqlite3.DatabaseError: it cannot be read at all.
    """
    try:
        with _interrupted_after(connection, limit_seconds):
            found = [row[0] for row in connection.execute("PRAGMA quick_check(1)") if row[0] != "ok"]
            if not found:
                rows = connection.execute("PRAGMA foreign_key_check")
                found = [f"{row[0]} points to a missing row of {row[2]}" for row in rows]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        log.warning("the database is large: it was not looked at to its end within %.0f s", limit_seconds)
        return ""
    return found[0].splitlines()[-1] if found else ""


def has_tables(connection: sqlite3.Connection) -> bool:
    """Tell whether there is any table, whosever it is."""
    return connection.execute(_TABLES).fetchone() is not None


def missing(connection: sqlite3.Connection) -> str:
    """Name a table or column that the statements of this version need and the file lacks; empty where there is none."""
    wanted = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    return ", ".join(sorted(".".join(one) for one in wanted - set(connection.execute(_COLUMNS).fetchall()))[:3])


@contextmanager
def _interrupted_after(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    done = Event()

    def interrupt() -> None:
        while not done.wait(seconds):  # once would miss: between two statements there is nothing to interrupt
            connection.interrupt()

    thread = Thread(target=interrupt, name="examination", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
