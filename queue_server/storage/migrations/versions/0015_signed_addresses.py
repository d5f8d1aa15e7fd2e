"""The address of a place in line is signed when it is told, and stored nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEYS = {"sqlite_autoincrement": True}


def upgrade() -> None:
    """Go to this version."""
    with op.batch_alter_table("ticket", table_kwargs=_KEYS) as batch_op:
        batch_op.drop_constraint("uq_ticket_follow_code", type_="unique")
        batch_op.drop_column("follow_code")


def downgrade() -> None:
    """Go back to the version before; the addresses of old tickets are made up, none leads anywhere."""
    op.add_column("ticket", sa.Column("follow_code", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE ticket SET follow_code = 'gone-' || id")
    with op.batch_alter_table("ticket", table_kwargs=_KEYS) as batch_op:
        batch_op.alter_column("follow_code", server_default=None)
        batch_op.create_unique_constraint("uq_ticket_follow_code", ["follow_code"])
