"""The table of the numbers that kiosks hold in reserve."""

from sqlalchemy import Column, Integer, Text, UniqueConstraint

from queue_server.storage.columns import date_column, id_column, link, table

number_reserve = table(
    "number_reserve",
    id_column(),
    link("office_id", "office"),
    date_column(),
    Column("prefix", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    link("device_id", "device", nullable=True),
    Column("store", Text, nullable=False),
    UniqueConstraint("office_id", "business_date", "prefix", "first"),
)
