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
    Float,
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


def _id() -> Column[Any]:
    return Column("id", BigId, primary_key=True)


def _link(name: str, target: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, BigId, ForeignKey(f"{target}.id"), nullable=nullable)


def _instant(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, Instant, nullable=nullable)


def _business_date(*, nullable: bool = False) -> Column[Any]:
    return Column("business_date", BusinessDate, nullable=nullable)


def _in(column: str, values: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in sorted(values))})"


def _table(name: str, *parts: Column[Any] | UniqueConstraint | CheckConstraint) -> Table:
    return Table(name, metadata, *parts, sqlite_autoincrement=True)


office = _table(
    "office",
    _id(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("policy", JsonText, nullable=False),
    _business_date(nullable=True),
)

service = _table(
    "service",
    _id(),
    _link("office_id", "office"),
    Column("code", Text, nullable=False),
    Column("names", JsonText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("quota_per_day", Integer),
    Column("service_seconds", Integer, nullable=False),
    UniqueConstraint("office_id", "code"),
)

lane = _table(
    "lane",
    _id(),
    _link("office_id", "office"),
    _link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    UniqueConstraint("service_id", "lane"),
    UniqueConstraint("office_id", "prefix"),
)

counter = _table(
    "counter",
    _id(),
    _link("office_id", "office"),
    Column("name", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("officer_id", BigId, ForeignKey("account.id"), unique=True),
    UniqueConstraint("office_id", "name"),
)

counter_service = _table(
    "counter_service",
    _id(),
    _link("counter_id", "counter"),
    _link("service_id", "service"),
    Column("preference", Integer, nullable=False),
    UniqueConstraint("counter_id", "service_id"),
)

account = _table(
    "account",
    _id(),
    _link("office_id", "office"),
    Column("username", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("roles", JsonText, nullable=False),
    Column("active", Integer, nullable=False),
    Column("session_epoch", Integer, nullable=False),
)

device = _table(
    "device",
    _id(),
    _link("office_id", "office"),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    _link("counter_id", "counter", nullable=True),
    _instant("revoked_at"),
    _instant("last_seen_at"),
    Column("parts", JsonText, nullable=False),
    UniqueConstraint("office_id", "name"),
)

business_day = _table(
    "business_day",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    _instant("opened_at", nullable=False),
    _instant("closed_at"),
    UniqueConstraint("office_id", "business_date"),
)
Index(
    "uq_business_day_open",
    business_day.c.office_id,
    unique=True,
    sqlite_where=business_day.c.closed_at.is_(None),
    postgresql_where=business_day.c.closed_at.is_(None),
)

service_day = _table(
    "service_day",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    _link("service_id", "service"),
    Column("quota", Integer),
    Column("taken", Integer, nullable=False),
    UniqueConstraint("service_id", "business_date"),
    CheckConstraint("taken >= 0", name="taken_not_negative"),
)

number_series = _table(
    "number_series",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    Column("prefix", Text, nullable=False),
    Column("last", Integer, nullable=False),
    UniqueConstraint("office_id", "business_date", "prefix"),
)

booking = _table(
    "booking",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    Column("code", Text, nullable=False),
    _link("service_id", "service"),
    _instant("slot_at", nullable=False),
    Column("party_size", Integer, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("office_id", "code"),
)

visit = _table(
    "visit",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    Column("state", Text, nullable=False),
    _link("service_id", "service"),
    Column("lane", Text, nullable=False),
    _link("booking_id", "booking", nullable=True),
    _link("device_id", "device", nullable=True),
    Column("language", Text, nullable=False),
    _instant("arrived_at", nullable=False),
)

ticket = _table(
    "ticket",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    _link("visit_id", "visit"),
    _link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("follow_code", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    _instant("arrived_at", nullable=False),
    _instant("slot_at"),
    _instant("ordering_at", nullable=False),
    _instant("deadline_at", nullable=False),
    _instant("issued_at", nullable=False),
    _link("counter_id", "counter", nullable=True),
    Column("officer", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("call_reason", Text, nullable=False),
    _instant("called_at"),
    _instant("last_called_at"),
    _instant("started_at"),
    _instant("ended_at"),
    Column("outcome", Text, nullable=False),
    Column("print_state", Text, nullable=False),
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

screening_case = Table(
    "screening_case",
    metadata,
    Column("id", Text, primary_key=True),
    _link("office_id", "office"),
    _business_date(),
    Column("kind", Text, nullable=False),
    _link("visit_id", "visit", nullable=True),
    _link("device_id", "device", nullable=True),
    Column("limit_celsius", Float, nullable=False),
    _instant("opened_at", nullable=False),
    Column("decision", Text),
    _instant("decided_at"),
    Column("decided_by", Text),
)
Index("ix_screening_case_day", screening_case.c.office_id, screening_case.c.business_date)

screening_reading = _table(
    "screening_reading",
    _id(),
    Column("case_id", Text, ForeignKey("screening_case.id"), nullable=False, index=True),
    Column("celsius", Float, nullable=False),
    Column("source", Text, nullable=False),
    _instant("at", nullable=False),
)

screening_count = _table(
    "screening_count",
    _id(),
    _link("office_id", "office"),
    _business_date(),
    Column("hour", Integer, nullable=False),
    _link("device_id", "device", nullable=True),
    Column("verdict", Text, nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("office_id", "business_date", "hour", "device_id", "verdict"),
)

event = Table(
    "event",
    metadata,
    Column("seq", BigId, primary_key=True),
    _link("office_id", "office"),
    _business_date(nullable=True),
    Column("name", Text, nullable=False),
    _instant("at", nullable=False),
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
    _instant("at", nullable=False),
    sqlite_with_rowid=False,
)
