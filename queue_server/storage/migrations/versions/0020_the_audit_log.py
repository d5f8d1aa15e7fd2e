"""An audit log that only grows; it begins behind the events that there are."""

import json
import time
from base64 import b64encode
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SQLITE = (
    """CREATE TRIGGER audit_entry_added BEFORE INSERT ON audit_entry
       WHEN EXISTS (SELECT 1 FROM audit_entry WHERE office_id = NEW.office_id AND seq >= NEW.seq)
       BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END""",
    """CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END""",
    """CREATE TRIGGER audit_entry_same BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION audit_entry_refused() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$""",
    """CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refused()""",
)


def upgrade() -> None:
    """Go to this version."""
    entries = op.create_table(
        "audit_entry",
        sa.Column("office_id", _ID, sa.ForeignKey("office.id", name="fk_audit_entry_office_id"), nullable=False),
        sa.Column("seq", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("event_seq", _ID, nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "seq", name="pk_audit_entry"),
        sqlite_with_rowid=False,
    )
    connection, now = op.get_bind(), time.time_ns() // 1000
    offices = connection.execute(
        sa.text(
            "SELECT office.id, (SELECT max(event.seq) FROM event WHERE event.office_id = office.id) FROM office"
            " ORDER BY office.id"
        )
    )
    for office_id, last_event in offices.all():
        content = (office_id, 1, now, "system:0", "audit.begun", f"office:{office_id}", last_event, b"", bytes(32))
        values = (*content, _hash(content))
        connection.execute(
            sa.insert(entries).values(dict(zip((column.name for column in entries.c), values, strict=True)))
        )
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _hash(content: tuple[int | str | bytes | None, ...]) -> bytes:
    plain = [b64encode(value).decode() if isinstance(value, bytes) else value for value in content]
    return sha256(json.dumps(plain, separators=(",", ":")).encode()).digest()


def downgrade() -> None:
    """Go back to the version before; the log is lost."""
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_refused()")
