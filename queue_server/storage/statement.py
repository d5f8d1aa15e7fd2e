"""Statements built once at import, compiled once per dialect, run on the driver's own cursor.

SQLAlchemy writes the SQL; its execution layer is left out of the hot path, where it costs 3-4 times the driver.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from sqlalchemy import BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from queue_server.domain.errors import AntreError, InvalidValueError

R = TypeVar("R")
Value = object
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AS_IT_IS = frozenset({str, int, float, bytes, type(None)})


class Instant(TypeDecorator[int]):
    """An aware instant, stored as whole microseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True


class BusinessDate(TypeDecorator[str]):
    """An office-local date, stored as ISO text."""

    impl = Text
    cache_ok = True


class JsonText(TypeDecorator[str]):
    """A structured value, stored as JSON text."""

    impl = Text
    cache_ok = True


def to_stored(value: Value) -> Value:
    """Convert a value to what is stored."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is datetime:
        return (value - _EPOCH) // _MICROSECOND  # type: ignore[operator]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict | list | tuple | msgspec.Struct):
        return msgspec.json.encode(value).decode()
    return value


def _instant(stored: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stored)


_CONVERTERS: dict[type[TypeEngine[Any]], Callable[[Any], Value]] = {
    Instant: _instant,
    BusinessDate: date.fromisoformat,
    JsonText: msgspec.json.decode,
}


class Cursor(Protocol):
    """What is used of a driver's cursor."""

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed."""

    def execute(self, sql: str, parameters: Any, /) -> object:
        """Run one statement."""

    def executemany(self, sql: str, rows: Any, /) -> object:
        """Run one statement for each row of parameters."""

    def fetchall(self) -> Sequence[Any]:
        """Return all rows."""

    def fetchone(self) -> Any:
        """Return the next row, or nothing."""


class Compiled:
    """A statement as one dialect runs it."""

    __slots__ = ("_converters", "_fixed", "sql")

    def __init__(self, expression: Executable, dialect: Dialect) -> None:
        """Compile a statement; values that stand in it, ``None`` among them, become fixed parameters."""
        assert isinstance(expression, ClauseElement)  # noqa: S101 - narrows SQLAlchemy's type
        compiled = expression.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - as above
        self.sql = str(compiled)
        self._fixed = {name: to_stored(bind.value) for name, bind in compiled.binds.items() if not bind.required}
        columns = getattr(expression, "exported_columns", ())
        converters = [(index, _CONVERTERS.get(type(column.type))) for index, column in enumerate(columns)]
        self._converters = [(index, convert) for index, convert in converters if convert is not None]

    def parameters(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """Return the parameters to run with."""
        return self._fixed | {name: to_stored(value) for name, value in given.items()}

    def converted(self, row: Sequence[Value]) -> Sequence[Value]:
        """Return a row with its stored values converted back."""
        if not self._converters:
            return row
        values = list(row)
        for index, convert in self._converters:
            if values[index] is not None:
                values[index] = convert(values[index])
        return values


class Query(Generic[R]):
    """A statement that returns rows; each row becomes ``row(*columns)``."""

    def __init__(self, expression: Executable, row: Callable[..., R]) -> None:
        """Keep the statement and what its rows become."""
        self.expression = expression
        self.row = row


class Command:
    """A statement that returns no rows."""

    def __init__(self, expression: Executable) -> None:
        """Keep the statement."""
        self.expression = expression


class Statements:
    """The statements of one dialect, compiled at their first use."""

    def __init__(self, dialect: Dialect, unfit: tuple[type[Exception], ...]) -> None:
        """Start with nothing compiled.

        Args:
            dialect: for which SQL is written.
            unfit: what the driver raises when a value cannot be stored (a number of 20 digits, a text with NUL).
        """
        self._dialect = dialect
        self.unfit = unfit
        self._compiled: dict[object, Compiled] = {}

    def compiled(self, statement: Query[Any] | Command) -> Compiled:
        """Return a statement as this dialect runs it."""
        found = self._compiled.get(statement)
        if found is None:
            found = self._compiled[statement] = Compiled(statement.expression, self._dialect)
        return found


class Transaction:
    """An open transaction: the only way to the database.

    Every method raises `InvalidValueError` where a value cannot be stored.

    Attributes:
        recorded: whether events were written, so that the feed must wake on commit.
        purged: whether something was deleted that must leave no trace, so that the store has to wipe after the commit.
        kept_refusal: with which the operation ends and is committed all the same: what it wrote about it stays.
        audit_ends: count and hash of the last entry that was added to an office's audit log.
    """

    def __init__(self, cursor: Cursor, statements: Statements) -> None:
        """Wrap a driver's cursor inside a begun transaction."""
        self._cursor = cursor
        self._statements = statements
        self.recorded = False
        self.purged = False
        self.kept_refusal: AntreError | None = None
        self.audit_ends: dict[int, tuple[int, bytes]] = {}

    def undone_if_refused(self, part: Callable[[], R]) -> R:
        """Run a part of the operation; of one that is refused nothing stays, and the operation may go on."""
        before = self.recorded, self.purged, self.audit_ends.copy()
        self._cursor.execute("SAVEPOINT part", ())
        try:
            answer = part()
        except AntreError:
            self._cursor.execute("ROLLBACK TO SAVEPOINT part", ())
            self._cursor.execute("RELEASE SAVEPOINT part", ())
            self.recorded, self.purged, self.audit_ends = before
            raise
        self._cursor.execute("RELEASE SAVEPOINT part", ())
        return answer

    def all(self, query: Query[R], **parameters: Value) -> list[R]:
        """Return all rows of a query."""
        compiled = self._execute(query, parameters)
        return [query.row(*compiled.converted(row)) for row in self._cursor.fetchall()]

    def first(self, query: Query[R], **parameters: Value) -> R | None:
        """Return the first row of a query, or ``None``."""
        compiled = self._execute(query, parameters)
        row = self._cursor.fetchone()
        return None if row is None else query.row(*compiled.converted(row))

    def one(self, query: Query[R], **parameters: Value) -> R:
        """Return the row of a query that always has one."""
        found = self.first(query, **parameters)
        if found is None:
            raise LookupError(f"no row: {query.expression}")
        return found

    def run(self, command: Command, **parameters: Value) -> int:
        """Run a statement; return how many rows it changed."""
        self._execute(command, parameters)
        return self._cursor.rowcount

    def run_many(self, command: Command, rows: Sequence[Mapping[str, Value]]) -> None:
        """Run a statement once for each row of parameters."""
        compiled = self._statements.compiled(command)
        try:
            self._cursor.executemany(compiled.sql, [compiled.parameters(row) for row in rows])
        except self._statements.unfit as error:
            raise InvalidValueError(field="value", problem="not_storable") from error

    def _execute(self, statement: Query[Any] | Command, parameters: dict[str, Value]) -> Compiled:
        compiled = self._statements.compiled(statement)
        try:
            self._cursor.execute(compiled.sql, compiled.parameters(parameters))
        except self._statements.unfit as error:
            raise InvalidValueError(field="value", problem="not_storable") from error
        return compiled


def whole(value: int) -> int:
    """Row of a query with one column that holds a whole number."""
    return value


def scalar(value: R) -> R:
    """Row of a query with one column of any other type."""
    return value
