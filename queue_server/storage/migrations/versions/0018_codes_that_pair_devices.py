"""Codes that pair devices, and tokens that are renewed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _link(name: str, target: str, *, nullable: bool) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_pairing_{name}")
    return sa.Column(name, _ID, key, nullable=nullable)


def _device_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("former_token_hash", sa.Text(), nullable=False, server_default=""),
        sa.Column("former_ends_at", sa.BigInteger(), nullable=True),
        sa.Column("token_since", sa.BigInteger(), nullable=True),
        sa.Column("renew_asked", sa.Integer(), nullable=False, server_default="0"),
    )


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "pairing",
        sa.Column("id", _ID, nullable=False),
        _link("office_id", "office", nullable=False),
        sa.Column("selector", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        _link("counter_id", "counter", nullable=True),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        _link("device_id", "device", nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pairing"),
        sa.UniqueConstraint("code_hash", name="uq_pairing_code_hash"),
        sqlite_autoincrement=True,
    )
    for column in _device_columns():
        op.add_column("device", column)


def downgrade() -> None:
    """Go back to the version before; a code that is open pairs nobody any more."""
    for column in _device_columns():
        op.drop_column("device", column.name)
    op.drop_table("pairing")
