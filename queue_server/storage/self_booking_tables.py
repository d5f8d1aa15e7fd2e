"""What stands behind the bookings that visitors made by themselves: the form that each came from, and its places."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from queue_server.storage.columns import BigId, instant, metadata
from queue_server.storage.statement import Instant


def _of_booking(*, primary_key: bool) -> Column[int]:
    return Column(
        "booking_id", BigId, ForeignKey("booking.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False
    )


self_booking = Table(
    "self_booking",
    metadata,
    _of_booking(primary_key=True),
    Column("nonce", Text, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    instant("made_at", nullable=False),
    sqlite_with_rowid=False,
)

slot_place = Table(
    "slot_place",
    metadata,
    Column("service_id", BigId, ForeignKey("service.id"), primary_key=True),
    Column("slot_at", Instant, primary_key=True),
    Column("place", Integer, primary_key=True),
    _of_booking(primary_key=False),
    sqlite_with_rowid=False,
)
"""Each place of a slot is there once: however many book it at the same moment, no place is given twice."""
Index("ix_slot_place_booking_id", slot_place.c.booking_id)
