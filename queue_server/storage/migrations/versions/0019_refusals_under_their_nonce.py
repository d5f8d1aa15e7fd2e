"""A refusal is kept under its nonce, as an answer is."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TABLES = ("nonce", "staff_nonce")


def upgrade() -> None:
    """Go to this version."""
    for table in _TABLES:
        op.add_column(table, sa.Column("refused", sa.Text()))


def downgrade() -> None:
    """Go back to the version before, which takes every row for an answer."""
    for table in _TABLES:
        op.execute(f"DELETE FROM {table} WHERE refused IS NOT NULL")  # noqa: S608 - the names are ours
        op.drop_column(table, "refused")
