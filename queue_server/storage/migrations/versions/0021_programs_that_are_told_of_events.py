"""Programs of the office that are told of events, and what they are still to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "webhook",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_webhook_office_id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
        sa.UniqueConstraint("office_id", "name", name="uq_webhook_office_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_webhook_delivery_office_id"), nullable=False),
        sa.Column(
            "webhook_id", _ID, sa.ForeignKey("webhook.id", name="fk_webhook_delivery_webhook_id"), nullable=False
        ),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("event_seq", _ID),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
        sa.UniqueConstraint("mark", name="uq_webhook_delivery_mark"),
        sa.CheckConstraint(
            "state IN ('delivered', 'given_up', 'pending')", name=op.f("ck_webhook_delivery_state_known")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["state", "next_at"])
    op.create_index("ix_webhook_delivery_webhook", "webhook_delivery", ["webhook_id", "id"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
