"""Routes, parties and durations of tickets; pauses, rights and PINs; what undoing needs."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "counter": (
            sa.Column("pause_reason", sa.Text(), nullable=False, server_default=""),
            sa.Column("awaiting_at", sa.BigInteger()),
        ),
        "account": (
            sa.Column("pin_hash", sa.Text(), nullable=False, server_default=""),
            sa.Column("rights", sa.Text(), nullable=False, server_default='["call_out_of_order"]'),
            sa.Column("service_ids", sa.Text(), nullable=False, server_default="[]"),
        ),
        "ticket": (
            sa.Column("party_size", sa.Integer(), nullable=False, server_default="1"),
            sa.Column("route", sa.Text(), nullable=False, server_default="[]"),
            sa.Column("for_counter_id", _ID),
            sa.Column("note", sa.Text(), nullable=False, server_default=""),
            sa.Column("stage_called_at", sa.BigInteger()),
            sa.Column("walked_seconds", sa.Double(), server_default="0"),
            sa.Column("served_seconds", sa.Double(), server_default="0"),
            sa.Column("breached_at", sa.BigInteger()),
        ),
    }


def upgrade() -> None:
    """Go to this version; the durations of tickets of before are worked out from their instants."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.execute(
        "UPDATE ticket SET stage_called_at = called_at,"
        " walked_seconds = CASE WHEN started_at IS NULL THEN NULL ELSE (started_at - called_at) / 1000000.0 END,"
        " served_seconds = CASE WHEN started_at IS NULL THEN NULL ELSE (ended_at - started_at) / 1000000.0 END"
        " WHERE state = 'completed'"
    )
    op.create_table(
        "last_action",
        sa.Column("counter_id", _ID, sa.ForeignKey("counter.id", name="fk_last_action_counter_id"), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("counter_id", name="pk_last_action"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("last_action")
    for table, columns in _columns().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
