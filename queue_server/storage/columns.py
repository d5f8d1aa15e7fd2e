"""The columns that tables are made of.

Instants are whole microseconds since 1970 UTC, business dates ISO texts, enumerations their values, structured
settings JSON texts: the same bytes on SQLite and PostgreSQL, and no conversion that a driver could do differently.
The column types say what a value means; `queue_server.storage.statement` converts.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, MetaData, Table, UniqueConstraint

from queue_server.storage.statement import BusinessDate, Instant

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only a column of type INTEGER."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column() -> Column[Any]:
    """Return the key that counts up."""
    return Column("id", BigId, primary_key=True)


def link(name: str, target: str, *, nullable: bool = False) -> Column[Any]:
    """Return a reference to another table."""
    return Column(name, BigId, ForeignKey(f"{target}.id"), nullable=nullable)


def instant(name: str, *, nullable: bool = True) -> Column[Any]:
    """Return a column for an aware instant."""
    return Column(name, Instant, nullable=nullable)


def date_column(*, nullable: bool = False) -> Column[Any]:
    """Return the column for the business date."""
    return Column("business_date", BusinessDate, nullable=nullable)


def one_of(column: str, values: Iterable[str]) -> str:
    """Return the condition that a column has one of some values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in sorted(values))})"


def table(name: str, *parts: Column[Any] | UniqueConstraint | CheckConstraint) -> Table:
    """Return a table whose keys are never used twice."""
    return Table(name, metadata, *parts, sqlite_autoincrement=True)
