"""Where and when a ticket was last printed; which version a device runs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.add_column("ticket", sa.Column("print_device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
    op.add_column("ticket", sa.Column("print_state_at", sa.BigInteger()))
    op.add_column("device", sa.Column("version", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("device", "version")
    op.drop_column("ticket", "print_state_at")
    op.drop_column("ticket", "print_device_id")
