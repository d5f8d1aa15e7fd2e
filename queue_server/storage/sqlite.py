"""SQLite behind the store: one writer that commits what waits together.

An fsync costs 2-30 ms on an SD card; operations that arrive meanwhile share the next one. Each has a savepoint of
its own, so that a refused one takes nothing of its neighbours with it.
"""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from queue_server.domain.errors import UnavailableError
from queue_server.storage.reserve import Reserve
from queue_server.storage.statement import Statements, Transaction
from queue_server.storage.store import Store
from queue_server.storage.trouble import Condition, trouble_of

P = ParamSpec("P")
T = TypeVar("T")
Job = tuple[Callable[[Transaction], Any], "_Answer"]
_TOGETHER = 64
_READER_AT_WORK = "a reader still looks at it"
_ANEW = (
    "CREATE TEMP TABLE kept AS SELECT * FROM screening_reading",  # in memory: see temp_store
    "DELETE FROM screening_reading",
    "INSERT INTO screening_reading SELECT * FROM kept",
    "DROP TABLE kept",
)
_WAIT = "PRAGMA busy_timeout=5000"
_PRAGMAS = (
    _WAIT,  # first: another process may be closing the file while this one sets it up
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # a purged temperature must be gone from the file, not only from the table
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)


def sqlite_engine(path: Path) -> Engine:
    """Make an engine whose connections are set up for durability; transactions are begun by hand."""
    engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, pool_size=8, max_overflow=24, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


class SqliteStore(Store):
    """A store in one SQLite file."""

    _failures = (sqlite3.DatabaseError, SQLAlchemyError)
    _begin_read = ("PRAGMA query_only=ON", "BEGIN")

    def __init__(self, engine: Engine, reserve: Reserve) -> None:
        """Start the writer."""
        super().__init__(engine, Statements(sqlite_dialect.dialect(paramstyle="named"), (OverflowError,)))
        self._reserve, self._condition = reserve, Condition(reserve.has_room)
        self._log_is_to_be_cut = False
        self._inbox: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._door = Lock()
        self._writer = Thread(target=self._write_until_closed, name="storage writer", daemon=True)
        self._writer.start()

    def write(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Hand the operation to the writer and wait for the commit."""
        answer = _Answer()
        with self._door:
            if self._closed:
                raise UnavailableError
            self._inbox.put((lambda tx: operation(tx, *args, **kwargs), answer))
        answer.wait()
        if answer.error is not None:
            raise answer.error
        result: T = answer.result
        return result

    def purge(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write; where that cannot be done, once more with the room that was kept for it."""
        try:
            return self.write(operation, *args, **kwargs)
        except UnavailableError:
            if not self._reserve.give_up():
                raise
            return self.write(operation, *args, **kwargs)

    def wipe(self) -> None:
        """Have the log brought into the file, where the purged is overwritten, and cut to nothing."""
        self._cut_log()
        if self.traces not in ("", _READER_AT_WORK) and self._reserve.give_up():
            self._cut_log()

    def writes_waiting(self) -> int:
        return self._inbox.qsize()

    def keep_reserve(self) -> str:
        """Keep a file beside the database that can be given up."""
        return self._reserve.keep()

    @property
    def writer_lives(self) -> bool:
        """Whether the thread that writes goes on."""
        return self._writer.is_alive()

    def close(self) -> None:
        """Commit what was handed over, then close."""
        self._shut()
        self._writer.join()
        super().close()

    def _cut_log(self) -> None:
        self._log_is_to_be_cut = True
        self.write(_nothing)

    def _shut(self) -> None:
        with self._door:  # nothing comes in behind the end mark, to wait for ever
            self._closed = True
            self._inbox.put(None)

    def _write_until_closed(self) -> None:
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA query_only=OFF")  # it may have served a read before
            while (job := self._inbox.get()) is not None:
                self._commit_together(connection.cursor(), job)
        finally:
            self._shut()
            connection.close()
            self._refuse_the_rest()

    def _commit_together(self, cursor: Any, job: Job | None) -> None:
        batch, began, before = _Batch(cursor, self._statements), monotonic(), cursor.connection.total_changes
        try:
            while job is not None:
                batch.run(job)
                job = None if batch.full else self._next()
            batch.commit()
        except sqlite3.Error as error:
            batch.fail(self._condition.refused(error), error)
            return
        if cursor.connection.total_changes != before:  # a commit of nothing says nothing of the disk
            self._condition.stored()
        self._committed_after(monotonic() - began)
        if batch.recorded:
            self._notify()
        if batch.purged or self._log_is_to_be_cut:
            self._log_is_to_be_cut = False
            self.traces = _cut_log(cursor)
        batch.answer()

    def _next(self) -> Job | None:
        try:
            job = self._inbox.get_nowait()
        except Empty:
            return None
        if job is None:
            self._inbox.put(None)
        return job

    def _refuse_the_rest(self) -> None:
        while (job := self._next()) is not None:
            job[1].give(error=UnavailableError())


def _nothing(_tx: Transaction) -> None:
    """Take a turn of the writer."""


def _write_anew(cursor: Any) -> None:
    """Write what is left of the readings into emptied pages: one that was split may hold copies of what was deleted."""
    for statement in _ANEW:
        cursor.execute(statement)


def _cut_log(cursor: Any) -> str:
    """Bring the log into the file and cut it to nothing; tell why that could not be done.

    It waits for readers, and everybody who writes waits for it: not for long, it is tried again.
    """
    try:
        cursor.execute("PRAGMA busy_timeout=100")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    finally:
        cursor.execute(_WAIT)
    return _READER_AT_WORK if busy else ""


class _Answer:
    """What an operation came to, for the one thread that waits; half the cost of a future."""

    __slots__ = ("_pending", "error", "result")

    def __init__(self) -> None:
        self._pending = Lock()
        self._pending.acquire()
        self.result: Any = None
        self.error: BaseException | None = None

    def give(self, result: Any = None, *, error: BaseException | None = None) -> None:
        self.result, self.error = result, error
        self._pending.release()

    def wait(self) -> None:
        self._pending.acquire()


class _Batch:
    """Operations that share one commit."""

    def __init__(self, cursor: Any, statements: Statements) -> None:
        self._cursor = cursor
        self._statements = statements
        self._taken: list[_Answer] = []
        self._done: list[Callable[[], None]] = []
        self.recorded = False
        self.purged = False

    @property
    def full(self) -> bool:
        return len(self._taken) >= _TOGETHER

    def run(self, job: Job) -> None:
        operation, answer = job
        self._taken.append(answer)
        if len(self._taken) == 1:
            self._cursor.execute("BEGIN IMMEDIATE")
        transaction = Transaction(self._cursor, self._statements)
        self._cursor.execute("SAVEPOINT one")
        try:
            result = operation(transaction)
        except sqlite3.OperationalError:
            raise  # the disk or the file: nothing of this commit can be trusted
        except Exception as error:  # handed to whoever asked, whatever it is
            if trouble_of(error):
                raise  # as above: a damaged page
            if error is not transaction.kept_refusal:
                self._cursor.execute("ROLLBACK TO one")
            self._done.append(partial(answer.give, error=error))
        else:
            self.recorded |= transaction.recorded
            self.purged |= transaction.purged
            self._done.append(partial(answer.give, result))
        self._cursor.execute("RELEASE one")

    def commit(self) -> None:
        if self.purged:
            _write_anew(self._cursor)
        self._cursor.execute("COMMIT")

    def answer(self) -> None:
        for answer in self._done:
            answer()

    def fail(self, refusal: UnavailableError, error: sqlite3.Error) -> None:
        if self._cursor.connection.in_transaction:
            with suppress(sqlite3.Error):  # whoever waits is answered all the same, and the next batch tries again
                self._cursor.execute("ROLLBACK")
        refusal.__cause__ = error
        for answer in self._taken:
            answer.give(error=refusal)
