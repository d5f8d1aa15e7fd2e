"""The tables in which a file of bookings waits to be looked at; nothing in them is a booking yet."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from queue_server.storage.columns import BigId, id_column, instant, link, metadata, table
from queue_server.storage.statement import BusinessDate, JsonText

booking_import = table(
    "booking_import",
    id_column(),
    link("office_id", "office"),
    Column("state", Text, nullable=False),
    Column("bytes_total", BigId, nullable=False),
    Column("bytes_read", BigId, nullable=False),
    Column("lines_read", Integer, nullable=False),
    Column("ignored", JsonText, nullable=False),
    Column("problem", Text, nullable=False),
    Column("column_name", Text, nullable=False),
    Column("imported", Integer, nullable=False),
    instant("changed_at", nullable=False),
)

booking_import_row = Table(
    "booking_import_row",
    metadata,
    Column("import_id", BigId, ForeignKey("booking_import.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    link("service_id", "service", nullable=True),
    Column("business_date", BusinessDate),
    instant("slot_at"),
    Column("party_size", Integer, nullable=False),
    Column("problem", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("known", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
Index(
    "ix_booking_import_row_code", booking_import_row.c.import_id, booking_import_row.c.code, booking_import_row.c.line
)
