"""The table of the codes by which devices are paired."""

from sqlalchemy import Column, Integer, Text

from queue_server.storage.columns import id_column, instant, link, table

pairing = table(
    "pairing",
    id_column(),
    link("office_id", "office"),
    Column("selector", Text, nullable=False),
    Column("code_hash", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("place", Text, nullable=False),
    link("counter_id", "counter", nullable=True),
    Column("opened_by", Text, nullable=False),
    instant("opened_at", nullable=False),
    instant("ends_at", nullable=False),
    Column("wrong_tries", Integer, nullable=False),
    link("device_id", "device", nullable=True),
    Column("token_hash", Text, nullable=False),
    instant("used_at"),
)
