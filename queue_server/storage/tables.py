"""The tables. State is the truth; every row carries its office, every row of a day its business date.

Instants are whole microseconds since 1970 UTC, business dates ISO texts, enumerations their values, structured
settings JSON texts: the same bytes on SQLite and PostgreSQL, and no conversion that a driver could do differently.
The column types say what a value means; `queue_server.storage.statement` converts.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from queue_server.domain.ticket import AT_COUNTER, TicketState
from queue_server.storage.statement import BusinessDate, Instant, JsonText

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


def _in(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in sorted(values))})"


def table(name: str, *parts: Column[Any] | UniqueConstraint | CheckConstraint) -> Table:
    """Return a table whose keys are never used twice."""
    return Table(name, metadata, *parts, sqlite_autoincrement=True)


office = table(
    "office",
    id_column(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("policy", JsonText, nullable=False),
    date_column(nullable=True),
)

service = table(
    "service",
    id_column(),
    link("office_id", "office"),
    Column("code", Text, nullable=False),
    Column("names", JsonText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("quota_per_day", Integer),
    Column("service_seconds", Integer, nullable=False),
    UniqueConstraint("office_id", "code"),
)

lane = table(
    "lane",
    id_column(),
    link("office_id", "office"),
    link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    UniqueConstraint("service_id", "lane"),
    UniqueConstraint("office_id", "prefix"),
)

counter = table(
    "counter",
    id_column(),
    link("office_id", "office"),
    Column("name", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("officer_id", BigId, ForeignKey("account.id"), unique=True),
    UniqueConstraint("office_id", "name"),
)

counter_service = table(
    "counter_service",
    id_column(),
    link("counter_id", "counter"),
    link("service_id", "service"),
    Column("preference", Integer, nullable=False),
    UniqueConstraint("counter_id", "service_id"),
)

account = table(
    "account",
    id_column(),
    link("office_id", "office"),
    Column("username", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", JsonText, nullable=False),
    Column("active", Integer, nullable=False),
    Column("session_epoch", Integer, nullable=False),
)

device = table(
    "device",
    id_column(),
    link("office_id", "office"),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    link("counter_id", "counter", nullable=True),
    instant("revoked_at"),
    instant("last_seen_at"),
    Column("parts", JsonText, nullable=False),
    Column("version", Text, nullable=False, server_default=""),
    UniqueConstraint("office_id", "name"),
)

business_day = table(
    "business_day",
    id_column(),
    link("office_id", "office"),
    date_column(),
    instant("opened_at", nullable=False),
    instant("closed_at"),
    UniqueConstraint("office_id", "business_date"),
)
Index(
    "uq_business_day_open",
    business_day.c.office_id,
    unique=True,
    sqlite_where=business_day.c.closed_at.is_(None),
    postgresql_where=business_day.c.closed_at.is_(None),
)

service_day = table(
    "service_day",
    id_column(),
    link("office_id", "office"),
    date_column(),
    link("service_id", "service"),
    Column("quota", Integer),
    Column("taken", Integer, nullable=False),
    UniqueConstraint("service_id", "business_date"),
    CheckConstraint("taken >= 0", name="taken_not_negative"),
)

number_series = table(
    "number_series",
    id_column(),
    link("office_id", "office"),
    date_column(),
    Column("prefix", Text, nullable=False),
    Column("last", Integer, nullable=False),
    UniqueConstraint("office_id", "business_date", "prefix"),
)

booking = table(
    "booking",
    id_column(),
    link("office_id", "office"),
    date_column(),
    Column("code", Text, nullable=False),
    link("service_id", "service"),
    instant("slot_at", nullable=False),
    Column("party_size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("office_id", "code"),
)

visit = table(
    "visit",
    id_column(),
    link("office_id", "office"),
    date_column(),
    Column("state", Text, nullable=False),
    link("service_id", "service"),
    Column("lane", Text, nullable=False),
    link("booking_id", "booking", nullable=True),
    link("device_id", "device", nullable=True),
    Column("language", Text, nullable=False),
    instant("arrived_at", nullable=False),
)

ticket = table(
    "ticket",
    id_column(),
    link("office_id", "office"),
    date_column(),
    link("visit_id", "visit"),
    link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("follow_code", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    instant("arrived_at", nullable=False),
    instant("slot_at"),
    instant("ordering_at", nullable=False),
    instant("deadline_at", nullable=False),
    instant("issued_at", nullable=False),
    link("counter_id", "counter", nullable=True),
    Column("officer", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("call_reason", Text, nullable=False),
    instant("called_at"),
    instant("last_called_at"),
    instant("started_at"),
    instant("ended_at"),
    Column("outcome", Text, nullable=False),
    Column("print_state", Text, nullable=False),
    Column("print_device_id", BigId),
    instant("print_state_at"),
    UniqueConstraint("office_id", "business_date", "number"),
    CheckConstraint(_in("state", TicketState), name="state_known"),
)
_AT_COUNTER = text(_in("state", AT_COUNTER))
_OPEN = text(_in("state", AT_COUNTER | {TicketState.WAITING, TicketState.PARKED}))
Index(
    "ix_ticket_line",
    ticket.c.office_id,
    ticket.c.business_date,
    ticket.c.state,
    ticket.c.service_id,
    ticket.c.ordering_at,
)
Index("ix_ticket_visit", ticket.c.visit_id)
Index(
    "uq_ticket_counter_open",
    ticket.c.counter_id,
    unique=True,
    sqlite_where=_AT_COUNTER,
    postgresql_where=_AT_COUNTER,
)
Index("uq_ticket_visit_open", ticket.c.visit_id, unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)

event = Table(
    "event",
    metadata,
    Column("seq", BigId, primary_key=True),
    link("office_id", "office"),
    date_column(nullable=True),
    Column("name", Text, nullable=False),
    instant("at", nullable=False),
    Column("actor", Text, nullable=False),
    Column("target_device_id", BigId),
    Column("payload", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_event_office_seq", event.c.office_id, event.c.seq)

nonce = Table(
    "nonce",
    metadata,
    Column("device_id", BigId, ForeignKey("device.id"), primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("answer", Text, nullable=False),
    instant("at", nullable=False),
    sqlite_with_rowid=False,
)
