"""Closing a counter can be taken back; hours of lanes; since when a ticket waits in its line."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.add_column("last_action", sa.Column("closed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("joined_line_at", sa.BigInteger()))
    op.add_column("lane", sa.Column("hours", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("lane", "hours")
    op.drop_column("ticket", "joined_line_at")
    op.drop_column("last_action", "closed")
