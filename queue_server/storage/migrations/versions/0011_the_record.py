"""The record of a visit is found by its day; days and devices stand in the history; staff give numbers once."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ABOUT_BOOKING = sa.text("substr(name, 1, 8) = 'booking.'")
_EVENT = sa.table(
    "event", *(sa.column(name) for name in ("seq", "office_id", "business_date", "name", "at", "actor", "payload"))
)
_CHANGE = sa.table(
    "setting_change",
    *(
        sa.column(name)
        for name in (
            "office_id",
            "subject",
            "subject_id",
            "change",
            "payload",
            "before",
            "after",
            "actor",
            "made_at",
            "applied_at",
        )
    ),
)
_DAYS = {"day.opened": "opened", "day.closed": "closed"}
_DEVICES = ("registered", "revoked")


def upgrade() -> None:
    """Go to this version."""
    op.create_index("ix_event_day", "event", ["office_id", "business_date", "seq"])
    op.create_index(
        "ix_event_booking",
        "event",
        ["office_id", "seq"],
        sqlite_where=_ABOUT_BOOKING,
        postgresql_where=_ABOUT_BOOKING,
    )
    op.create_index("ix_visit_booking", "visit", ["booking_id"])
    op.drop_index("ix_setting_change_office", "setting_change")
    op.create_index("ix_setting_change_made", "setting_change", ["office_id", "made_at", "id"])
    op.create_table(
        "staff_nonce",
        sa.Column("account_id", _ID, sa.ForeignKey("account.id", name="fk_staff_nonce_account_id"), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "nonce", name="pk_staff_nonce"),
        sqlite_with_rowid=False,
    )
    _keep_what_was()


def _keep_what_was() -> None:
    """Put the days and devices of before into the history, from their events."""
    connection = op.get_bind()
    wanted = sa.select(_EVENT).where(_EVENT.c.name.in_([*_DAYS, "device.changed"])).order_by(_EVENT.c.seq)
    rows = [line for row in connection.execute(wanted).mappings() for line in _lines(row)]
    if rows:
        connection.execute(sa.insert(_CHANGE), rows)


def _lines(event: Any) -> Iterator[dict[str, object]]:
    told = json.loads(event["payload"])
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    if event["name"] in _DAYS:
        subject, subject_id, change = "day", event["office_id"], _DAYS[event["name"]]
        (after if change == "opened" else before)["date"] = told["change"]
    else:
        subject, subject_id, change = "device", told["subject_id"], told["change"]
        if change not in _DEVICES:
            return
    yield {
        "office_id": event["office_id"],
        "subject": subject,
        "subject_id": subject_id,
        "change": change,
        "payload": "{}",
        "before": json.dumps(before),
        "after": json.dumps(after),
        "actor": event["actor"],
        "made_at": event["at"],
        "applied_at": event["at"],
    }


def downgrade() -> None:
    """Go back to the version before."""
    kept = sa.or_(
        _CHANGE.c.subject == "device", sa.and_(_CHANGE.c.subject == "day", _CHANGE.c.change.in_(list(_DAYS.values())))
    )
    op.get_bind().execute(sa.delete(_CHANGE).where(kept))
    op.drop_table("staff_nonce")
    op.drop_index("ix_setting_change_made", "setting_change")
    op.create_index("ix_setting_change_office", "setting_change", ["office_id", "id"])
    op.drop_index("ix_visit_booking", "visit")
    op.drop_index("ix_event_booking", "event")
    op.drop_index("ix_event_day", "event")
