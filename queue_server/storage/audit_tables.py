"""The table of the audit log; triggers of the database refuse whatever is no new entry at its end."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text

from queue_server.storage.columns import BigId, instant, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("office_id", BigId, ForeignKey("office.id"), primary_key=True),
    Column("seq", BigId, primary_key=True),
    instant("at", nullable=False),
    Column("actor", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("event_seq", BigId),
    Column("digest", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
