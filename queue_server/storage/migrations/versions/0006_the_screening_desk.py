"""Who looks after a case, how good a reading was, and who looked at it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CASE_TEXTS = ("reason", "taken_by")
_CASE_INSTANTS = ("taken_at", "escalated_at", "measure_asked_at", "returned_at")
_READING_FIGURES = ("limit_celsius", "ambient_celsius", "spread_celsius")


def upgrade() -> None:
    """Go to this version."""
    for name in _CASE_TEXTS:
        op.add_column("screening_case", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in _CASE_INSTANTS:
        op.add_column("screening_case", sa.Column(name, sa.BigInteger()))
    for name in _READING_FIGURES:
        op.add_column("screening_reading", sa.Column(name, sa.Float()))
    op.add_column("screening_reading", sa.Column("samples", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "screening_look",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_screening_look_office_id"), nullable=False),
        sa.Column(
            "case_id",
            sa.Text(),
            sa.ForeignKey("screening_case.id", name="fk_screening_look_case_id"),
            nullable=False,
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_screening_look"),
        sa.UniqueConstraint("case_id", "actor", "readings", name="uq_screening_look_case_id_actor_readings"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("screening_look")
    for name in ("samples", *_READING_FIGURES):
        op.drop_column("screening_reading", name)
    for name in (*_CASE_INSTANTS, *_CASE_TEXTS):
        op.drop_column("screening_case", name)
