"""One door for reads and writes: `Store`. What stands behind it is SQLite or PostgreSQL."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import text
from sqlalchemy.engine import Engine

from queue_server.domain.errors import UnavailableError
from queue_server.storage.statement import Command, Statements, Transaction
from queue_server.storage.trouble import Condition, Trouble

P = ParamSpec("P")
T = TypeVar("T")
Listener = Callable[[], None]
_AS_IT_IS = Command(text("UPDATE alembic_version SET version_num = version_num"))
log = logging.getLogger(__name__)


def tell_each(listeners: Iterable[Callable[P, None]], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call every listener; one that raises is told in the log, and harms neither the caller's thread nor the others."""
    for listener in listeners:
        try:
            listener(*args, **kwargs)
        except Exception:
            log.exception("a listener failed; what was committed stays")


class Store(ABC):
    """The database of one or several offices.

    Attributes:
        traces: why something of what was purged may still be in the database's files; empty when nothing is.
    """

    def __init__(self, engine: Engine, statements: Statements) -> None:
        """Wrap an engine whose tables are up to date."""
        self._engine = engine
        self._statements = statements
        self._listeners: tuple[Listener, ...] = ()
        self._listeners_lock = Lock()
        self._timers: tuple[Callable[[float], None], ...] = ()
        self.traces = "nobody has looked since the start"
        self._condition = Condition()

    @property
    def trouble(self) -> Trouble:
        """Why nothing can be stored now; ``NONE`` where it can, as far as the last write tells."""
        return self._condition.trouble

    @property
    def writer_lives(self) -> bool:
        """Whether somebody is there who carries writes out."""
        return True

    def probe(self) -> None:
        """Store a row as it is, where nothing else was stored since the last probe; ``trouble`` then tells."""
        if not self._condition.take_proof():
            with suppress(UnavailableError):
                self.write(_store_as_it_is)
            self._condition.take_proof()

    @abstractmethod
    def write(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation in a transaction of its own and return its answer after the commit.

        Raises:
            AntreError: the operation refused; nothing of it stays but what `Transaction.kept_refusal` says.
            CannotStoreError: the disk takes nothing more; nothing of it stays.
            UnavailableError: the database could not commit; nothing of it stays.
        """

    def read(self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query on one consistent picture; it can't write.

        Raises:
            UnavailableError: the database is away, broken, or has no connection left.
        """
        try:
            return self._read(query, *args, **kwargs)
        except self._failures as error:
            raise self._condition.unread(error) from error

    def _read(self, query: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            for statement in self._begin_read:
                cursor.execute(statement)
            return query(Transaction(cursor, self._statements), *args, **kwargs)
        finally:
            connection.close()  # the pool rolls back

    def purge(self, operation: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation that forgets, as `write`; a full disk does not keep it from doing so.

        Raises:
            UnavailableError: the database could not commit; what was to be forgotten is still there.
        """
        return self.write(operation, *args, **kwargs)

    @abstractmethod
    def wipe(self) -> None:
        """Clear the database's files of what was purged; ``traces`` then tells whether that worked.

        It is tried by itself after each commit that purged something. It may have to wait for a reader: try it again.

        Raises:
            UnavailableError: the database is away.
        """

    def keep_reserve(self) -> str:
        """Keep room on the disk for the next purge, where the disk is ours.

        Returns:
            Why that cannot be done; empty when it is.
        """
        return ""

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have a listener called after each commit that wrote events, from any thread; it must be quick.

        One that raises is told in the log; the write is answered and the other listeners are woken all the same.

        Returns:
            A function that ends the subscription.
        """
        with self._listeners_lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._listeners_lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def time_commits(self, listener: Callable[[float], None]) -> None:
        """Have a listener told how many seconds each commit took; it must be quick."""
        self._timers = (*self._timers, listener)

    def writes_waiting(self) -> int:
        """Return how many operations wait for the writer; 0 where each has a connection of its own."""
        return 0

    def close(self) -> None:
        """Finish what was taken on and close all connections."""
        self._engine.dispose()

    _begin_read: tuple[str, ...]
    _failures: tuple[type[Exception], ...]
    """What driver and pool raise when it is not the operation's fault."""

    def _notify(self) -> None:
        tell_each(self._listeners)

    def _committed_after(self, seconds: float) -> None:
        tell_each(self._timers, seconds)


def _store_as_it_is(tx: Transaction) -> None:
    tx.run(_AS_IT_IS)
