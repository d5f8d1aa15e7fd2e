"""The tables of health data, apart from all others."""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from queue_server.storage.columns import date_column, id_column, instant, link, metadata, table

screening_case = Table(
    "screening_case",
    metadata,
    Column("id", Text, primary_key=True),
    link("office_id", "office"),
    date_column(),
    Column("kind", Text, nullable=False),
    link("visit_id", "visit", nullable=True),
    link("device_id", "device", nullable=True),
    Column("limit_celsius", Float, nullable=False),
    instant("opened_at", nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("taken_by", Text, nullable=False, server_default=""),
    instant("taken_at"),
    instant("escalated_at"),
    instant("measure_asked_at"),
    instant("returned_at"),
    Column("decision", Text),
    instant("decided_at"),
    Column("decided_by", Text),
    Column("doubt", Text, nullable=False, server_default=""),
    Column("doubt_by", Text, nullable=False, server_default=""),
    Column("doubt_number", Text, nullable=False, server_default=""),
)
Index("ix_screening_case_day", screening_case.c.office_id, screening_case.c.business_date)

screening_reading = table(
    "screening_reading",
    id_column(),
    Column("case_id", Text, ForeignKey("screening_case.id"), nullable=False, index=True),
    Column("celsius", Float, nullable=False),
    Column("source", Text, nullable=False),
    instant("at", nullable=False),
    Column("limit_celsius", Float),
    Column("ambient_celsius", Float),
    Column("samples", Integer, nullable=False, server_default="0"),
    Column("spread_celsius", Float),
)

screening_look = table(
    "screening_look",
    id_column(),
    link("office_id", "office"),
    Column("case_id", Text, ForeignKey("screening_case.id"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("readings", Integer, nullable=False),
    instant("at", nullable=False),
    UniqueConstraint("case_id", "actor", "readings"),
)

screening_count = table(
    "screening_count",
    id_column(),
    link("office_id", "office"),
    date_column(),
    Column("hour", Integer, nullable=False),
    link("device_id", "device", nullable=True),
    Column("verdict", Text, nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("office_id", "business_date", "hour", "device_id", "verdict"),
)
