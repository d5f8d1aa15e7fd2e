"""PostgreSQL behind the store: each operation is a transaction of its own, servers wake each other by NOTIFY.

An operation locks its office's row first (`offices.claim`), so that within an office the order of commits is the
order of ``seq``: a cursor on the feed never passes an event that is still to be committed.
"""

from collections.abc import Callable
from threading import Event, Thread
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import SQLAlchemyError

from queue_server.domain.errors import AntreError
from queue_server.storage.statement import Statements, Transaction
from queue_server.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")
_CHANNEL = "antre_events"
_RETRY_SECONDS = 2.0
_OLDER = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
"""
_WIPING = (
    "SET lock_timeout = '1s'",  # who reads the tables behind us waits for us
    "VACUUM (FULL) screening_reading, screening_case",  # small: written anew, where VACUUM alone leaves the bytes
    "VACUUM event, message",
)


def postgresql_engine(url: URL) -> Engine:
    """Make an engine with a pool of connections; a dead one is replaced."""
    return create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True)


class PostgresqlStore(Store):
    """A store on a PostgreSQL server, shared by several queue servers."""

    _failures = (psycopg.OperationalError, SQLAlchemyError)
    _begin_read = ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",)

    def __init__(self, engine: Engine) -> None:
        """Start to listen for the commits of all servers."""
        dialect = psycopg_dialect.dialect()  # type: ignore[no-untyped-call]
        super().__init__(engine, Statements(dialect, (psycopg.DataError,)))
        self._stop = Event()
        self._ear = Thread(target=self._listen, name="storage listener", daemon=True)
        self._ear.start()

    def write(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the operation in a transaction of its own; a lost connection is a refusal."""
        try:
            return self._write(operation, *args, **kwargs)
        except self._failures as error:
            raise self._condition.refused(error) from error
        except psycopg.errors.ReadOnlySqlTransaction as error:
            raise self._condition.refused(error) from error
        except psycopg.Error as error:  # the detail repeats the row, and tracebacks go to the log
            raise type(error)(str(error.diag.message_primary)).with_traceback(error.__traceback__) from None

    def wipe(self) -> None:
        """Have the tables of health data written anew; a picture that somebody reads from may still hold the old."""
        try:
            with psycopg.connect(self._url(), autocommit=True) as connection:
                older = connection.execute(_OLDER).fetchone()
                for statement in _WIPING:
                    connection.execute(statement)
        except psycopg.OperationalError as error:
            self.traces = str(error).partition("\n")[0]
        else:
            self.traces = "a transaction still looks at it" if older != (0,) else ""

    def close(self) -> None:
        """Stop listening, then close."""
        self._stop.set()
        self._ear.join()
        super().close()

    def _write(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        began, connection = monotonic(), self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            transaction = Transaction(cursor, self._statements)
            try:
                answer = operation(transaction, *args, **kwargs)
            except AntreError as refusal:
                if refusal is transaction.kept_refusal:
                    connection.commit()
                raise
            if transaction.recorded:
                cursor.execute(f"NOTIFY {_CHANNEL}")
            connection.commit()
            self._condition.stored()
        finally:
            connection.close()  # the pool rolls back what is not committed, and drops a dead connection
        self._committed_after(monotonic() - began)
        if transaction.purged:
            self.wipe()
        return answer

    def _url(self) -> str:
        return self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url(), autocommit=True) as connection:
                    connection.execute(f"LISTEN {_CHANNEL}")
                    self._notify()  # of what was committed while nobody listened
                    self._pass_on(connection)
            except psycopg.OperationalError:
                self._stop.wait(_RETRY_SECONDS)

    def _pass_on(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self._stop.is_set():
            for _ in connection.notifies(timeout=0.5, stop_after=1):
                self._notify()
