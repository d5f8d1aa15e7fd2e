"""The numbers that kiosks hold in reserve."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version; what a day has counted beyond 500 already belongs to no kiosk."""
    op.create_table(
        "number_reserve",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_number_reserve_office_id"), nullable=False),
        sa.Column("business_date", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("device_id", _ID, sa.ForeignKey("device.id", name="fk_number_reserve_device_id"), nullable=True),
        sa.Column("store", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_number_reserve"),
        sa.UniqueConstraint(
            "office_id",
            "business_date",
            "prefix",
            "first",
            name="uq_number_reserve_office_id_business_date_prefix_first",
        ),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO number_reserve (office_id, business_date, prefix, first, last, used, device_id, store)"
        " SELECT office_id, business_date, prefix, 501, CASE WHEN last > 999 THEN 999 ELSE last END, 0, NULL, ''"
        " FROM number_series WHERE last > 500"
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("number_reserve")
