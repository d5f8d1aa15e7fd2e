"""Offsets and checks of thermometers, and what staff have just measured."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _head(table: str) -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name=f"fk_{table}_office_id"), nullable=False),
        sa.Column("device_id", _ID, sa.ForeignKey("device.id", name=f"fk_{table}_device_id"), nullable=False),
    )


def _create(table: str, *columns: Any) -> None:
    op.create_table(
        table,
        *_head(table),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sqlite_autoincrement=True,
    )


def upgrade() -> None:
    """Go to this version."""
    _create(
        "calibration",
        sa.Column("offset_celsius", sa.Double()),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("spread_celsius", sa.Double(), nullable=False),
        sa.Column("calibrated_at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
    )
    _create(
        "calibration_pair",
        sa.Column("difference_celsius", sa.Double(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
    )
    _create(
        "sensor_check",
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expected_celsius", sa.Double(), nullable=False),
        sa.Column("measured_celsius", sa.Double(), nullable=False),
        sa.Column("tolerance_celsius", sa.Double(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
    )
    _create(
        "screening_staff_measurement",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("measured_at", sa.BigInteger()),
        sa.Column("celsius", sa.Double()),
        sa.Column("offset_celsius", sa.Double()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("device_id", name="uq_screening_staff_measurement_device_id"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("screening_staff_measurement", "sensor_check", "calibration_pair", "calibration"):
        op.drop_table(name)
