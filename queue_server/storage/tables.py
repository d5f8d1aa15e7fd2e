"""The tables. State is the truth; every row carries its office, every row of a day its business date."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from queue_server.domain.ticket import AT_COUNTER, TicketState
from queue_server.storage.columns import BigId, date_column, id_column, instant, link, metadata, one_of, table
from queue_server.storage.statement import JsonText

EVERY_RIGHT = '["call_out_of_order"]'
"""What accounts of before there were rights may do: what they always could."""


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
    Column("hours", JsonText, nullable=False, server_default="{}"),
    Column("place", Text, nullable=False, server_default="hall"),
    Column("at_kiosk", Integer, nullable=False, server_default="1"),
    Column("stages", JsonText, nullable=False, server_default="[]"),
    UniqueConstraint("office_id", "code"),
)

lane = table(
    "lane",
    id_column(),
    link("office_id", "office"),
    link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("quota", Integer),
    Column("hours", JsonText, nullable=False, server_default="[]"),
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
    Column("pause_reason", Text, nullable=False, server_default=""),
    instant("awaiting_at"),
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
    Column("pin_hash", Text, nullable=False, server_default=""),
    Column("rights", JsonText, nullable=False, server_default=EVERY_RIGHT),
    Column("service_ids", JsonText, nullable=False, server_default="[]"),
    Column("kiosk_pin_hash", Text, nullable=False, server_default=""),
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
    Column("place", Text, nullable=False, server_default="hall"),
    Column("former_token_hash", Text, nullable=False, server_default=""),
    instant("former_ends_at"),
    instant("token_since"),
    Column("renew_asked", Integer, nullable=False, server_default="0"),
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
    Column("closed_reason", JsonText),
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
Index(  # covers the sum of the places that are kept for bookings, which every check-in asks for
    "ix_booking_day",
    booking.c.office_id,
    booking.c.business_date,
    booking.c.service_id,
    booking.c.state,
    booking.c.slot_at,
    booking.c.party_size,
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
Index("ix_visit_booking", visit.c.booking_id)

ticket = table(
    "ticket",
    id_column(),
    link("office_id", "office"),
    date_column(),
    link("visit_id", "visit"),
    link("service_id", "service"),
    Column("lane", Text, nullable=False),
    Column("number", Text, nullable=False),
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
    Column("party_size", Integer, nullable=False, server_default="1"),
    Column("route", JsonText, nullable=False, server_default="[]"),
    Column("for_counter_id", BigId),
    Column("note", Text, nullable=False, server_default=""),
    instant("stage_called_at"),
    Column("walked_seconds", Double, server_default="0"),
    Column("served_seconds", Double, server_default="0"),
    instant("breached_at"),
    instant("joined_line_at"),
    UniqueConstraint("office_id", "business_date", "number"),
    CheckConstraint(one_of("state", TicketState), name="state_known"),
)
_AT_COUNTER = text(one_of("state", AT_COUNTER))
_OPEN = text(one_of("state", AT_COUNTER | {TicketState.WAITING, TicketState.PARKED}))
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

last_action = Table(
    "last_action",
    metadata,
    Column("counter_id", BigId, ForeignKey("counter.id"), primary_key=True),
    date_column(),
    instant("at", nullable=False),
    Column("changes", JsonText, nullable=False),
    Column("closed", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

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
ABOUT_BOOKING = text("substr(name, 1, 8) = 'booking.'")
"""The same words stand in the index and in the query, so that the one serves the other."""
Index("ix_event_office_seq", event.c.office_id, event.c.seq)
Index("ix_event_day", event.c.office_id, event.c.business_date, event.c.seq)
Index(
    "ix_event_booking",
    event.c.office_id,
    event.c.seq,
    sqlite_where=ABOUT_BOOKING,
    postgresql_where=ABOUT_BOOKING,
)
