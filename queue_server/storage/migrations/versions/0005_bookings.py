"""Places kept for bookings; bookings from a file, looked at before they are taken over."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DAY = ["office_id", "business_date", "service_id", "state", "slot_at", "party_size"]


def upgrade() -> None:
    """Go to this version."""
    op.create_index("ix_booking_day", "booking", _DAY)
    op.create_table(
        "booking_import",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_booking_import_office_id"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bytes_total", _ID, nullable=False),
        sa.Column("bytes_read", _ID, nullable=False),
        sa.Column("lines_read", sa.Integer(), nullable=False),
        sa.Column("ignored", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("column_name", sa.Text(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_booking_import"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "booking_import_row",
        sa.Column(
            "import_id",
            _ID,
            sa.ForeignKey("booking_import.id", name="fk_booking_import_row_import_id"),
            nullable=False,
        ),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("service_id", _ID, sa.ForeignKey("service.id", name="fk_booking_import_row_service_id")),
        sa.Column("business_date", sa.Text()),
        sa.Column("slot_at", sa.BigInteger()),
        sa.Column("party_size", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_booking_import_row"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_booking_import_row_code", "booking_import_row", ["import_id", "code", "line"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("booking_import_row")
    op.drop_table("booking_import")
    op.drop_index("ix_booking_day", "booking")
