"""The office's logo; its colour and its lines on the ticket are rules and stand with the others."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "office_logo",
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_office_logo_office_id"), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name="pk_office_logo"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("office_logo")
