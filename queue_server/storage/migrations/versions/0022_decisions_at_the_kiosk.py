"""Decisions at a kiosk without the server: the PIN for them, and what is wrong with one."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_DOUBTS = ("doubt", "doubt_by", "doubt_number")


def upgrade() -> None:
    """Go to this version; nobody has such a PIN yet."""
    op.add_column("account", sa.Column("kiosk_pin_hash", sa.Text(), nullable=False, server_default=""))
    for name in _DOUBTS:
        op.add_column("screening_case", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back to the version before."""
    for name in reversed(_DOUBTS):
        op.drop_column("screening_case", name)
    op.drop_column("account", "kiosk_pin_hash")
