"""The table of the offices' logos: pictures are too large for the rules, which are read with every request."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text

from queue_server.storage.columns import BigId, metadata

office_logo = Table(
    "office_logo",
    metadata,
    Column("office_id", BigId, ForeignKey("office.id"), primary_key=True),
    Column("png", LargeBinary, nullable=False),
    Column("digest", Text, nullable=False),
)
