"""Hours, places, stages and lane quotas of services; closures; changes of settings, made and planned."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "service": (
            sa.Column("hours", sa.Text(), nullable=False, server_default="{}"),
            sa.Column("place", sa.Text(), nullable=False, server_default="hall"),
            sa.Column("at_kiosk", sa.Integer(), nullable=False, server_default="1"),
            sa.Column("stages", sa.Text(), nullable=False, server_default="[]"),
        ),
        "lane": (sa.Column("quota", sa.Integer()),),
        "service_day": (sa.Column("closed_reason", sa.Text()),),
        "device": (sa.Column("place", sa.Text(), nullable=False, server_default="hall"),),
    }


def _link(table: str, column: str, target: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(column, _ID, sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}"), nullable=nullable)


def upgrade() -> None:
    """Go to this version; what an office has stays as it is."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "lane_day",
        sa.Column("id", _ID, nullable=False),
        _link("lane_day", "office_id", "office"),
        sa.Column("business_date", sa.Text(), nullable=False),
        _link("lane_day", "service_id", "service"),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("quota", sa.Integer()),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lane_day"),
        sa.UniqueConstraint("service_id", "business_date", "lane", name="uq_lane_day_service_id_business_date_lane"),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_lane_day_taken_not_negative")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "closure",
        sa.Column("id", _ID, nullable=False),
        _link("closure", "office_id", "office"),
        _link("closure", "service_id", "service", nullable=True),
        sa.Column("first_date", sa.Text(), nullable=False),
        sa.Column("last_date", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_closure"),
        sqlite_autoincrement=True,
    )
    _make_setting_change()


def _make_setting_change() -> None:
    op.create_table(
        "setting_change",
        sa.Column("id", _ID, nullable=False),
        _link("setting_change", "office_id", "office"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", _ID),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Text()),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("applied_at", sa.BigInteger()),
        sa.Column("cancelled_at", sa.BigInteger()),
        sa.Column("refused", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_setting_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_setting_change_office", "setting_change", ["office_id", "id"])


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("setting_change", "closure", "lane_day"):
        op.drop_table(name)
    for table, columns in _columns().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
