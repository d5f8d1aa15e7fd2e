"""Messages to the task force: where they go, and those that are to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "message_target",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_message_target_office_id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_target"),
        sa.UniqueConstraint("office_id", "name", name="uq_message_target_office_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "message",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_message_office_id"), nullable=False),
        sa.Column("target_id", _ID, sa.ForeignKey("message_target.id", name="fk_message_target_id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text()),
        sa.Column("device_id", _ID, sa.ForeignKey("device.id", name="fk_message_device_id")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.CheckConstraint("kind IN ('escalated', 'held', 'test')", name=op.f("ck_message_kind_known")),
        sa.CheckConstraint("state IN ('failed', 'overtaken', 'pending', 'sent')", name=op.f("ck_message_state_known")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_due", "message", ["state", "next_at"])
    op.create_index("ix_message_target", "message", ["target_id", "id"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("message")
    op.drop_table("message_target")
