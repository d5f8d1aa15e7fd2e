"""Phones of visitors that want to be told when they are called."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "push_subscription",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_push_subscription_office_id"), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("ticket_id", _ID, sa.ForeignKey("ticket.id", name="fk_push_subscription_ticket_id"), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("told_call_at", sa.BigInteger(), nullable=True),
        sa.Column("near_told", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_call_at", sa.BigInteger(), nullable=True),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_push_subscription"),
        sa.UniqueConstraint("ticket_id", "endpoint", name="uq_push_subscription_ticket_id_endpoint"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Go back to the version before; phones have to ask once more."""
    op.drop_table("push_subscription")
