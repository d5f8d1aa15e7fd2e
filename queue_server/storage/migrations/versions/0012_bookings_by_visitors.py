"""Bookings that visitors make by themselves: the form that each came from, and the places of its slot."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _booking(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("booking.id", name=f"fk_{table}_booking_id", ondelete="CASCADE")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "self_booking",
        sa.Column("booking_id", _ID, _booking("self_booking"), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("booking_id", name="pk_self_booking"),
        sa.UniqueConstraint("nonce", name="uq_self_booking_nonce"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "slot_place",
        sa.Column("service_id", _ID, sa.ForeignKey("service.id", name="fk_slot_place_service_id"), nullable=False),
        sa.Column("slot_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("booking_id", _ID, _booking("slot_place"), nullable=False),
        sa.PrimaryKeyConstraint("service_id", "slot_at", "place", name="pk_slot_place"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_slot_place_booking_id", "slot_place", ["booking_id"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("slot_place")
    op.drop_table("self_booking")
