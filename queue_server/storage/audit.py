"""The audit log: an entry is added in the transaction that it tells of, and nothing is ever done to it again."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

import msgspec
from sqlalchemy import BigInteger, Text, bindparam, insert, select, type_coerce

from queue_server.domain.audit import FIRST_PREVIOUS, Entry, Told, entry_hash, event_digest
from queue_server.protocol.events import Payload, TicketEvent, VisitEvent
from queue_server.storage.audit_tables import audit_entry
from queue_server.storage.statement import Command, Query, Transaction, to_stored
from queue_server.storage.tables import event

PAGE_ROWS = 1000
EventRow: TypeAlias = tuple[int, int, date | None, str, datetime, str, int | None]


def _told(*columns: object) -> Told:
    seq, payload = columns[0], columns[-1]
    try:
        decoded = msgspec.json.decode(str(payload), type=dict[str, object])
    except msgspec.DecodeError:
        return Told(seq, b"")  # type: ignore[arg-type]  # no event of ours looks like this
    return Told(seq, event_digest(columns[:-1], decoded))  # type: ignore[arg-type]


_OF_ENTRY = audit_entry.c.office_id == bindparam("office_id")
_LAST = Query(
    select(audit_entry.c.seq, audit_entry.c.hash).where(_OF_ENTRY).order_by(audit_entry.c.seq.desc()).limit(1),
    lambda seq, hash_: (seq, bytes(hash_)),
)
_COLUMNS = tuple(column.name for column in audit_entry.c)
_ADD = Command(insert(audit_entry).values({name: bindparam(name) for name in _COLUMNS}))
_AS_STORED = [type_coerce(column, BigInteger) if column.name == "at" else column for column in audit_entry.c]
_PAGE = Query(
    select(*_AS_STORED)
    .where(_OF_ENTRY, audit_entry.c.seq > bindparam("after_seq"))
    .order_by(audit_entry.c.seq)
    .limit(bindparam("max_rows")),
    Entry,
)
_EVENTS = Query(
    select(
        event.c.seq,
        event.c.office_id,
        type_coerce(event.c.business_date, Text),
        event.c.name,
        type_coerce(event.c.at, BigInteger),
        event.c.actor,
        event.c.target_device_id,
        event.c.payload,
    )
    .where(event.c.office_id == bindparam("office_id"), event.c.seq > bindparam("after_seq"))
    .where(event.c.seq <= bindparam("last_seq"))
    .order_by(event.c.seq)
    .limit(bindparam("max_rows")),
    _told,
)


class Deed(NamedTuple):
    """An entry of what no event tells of; ``actor`` and ``subject`` as they are stored, ``account:3``."""

    seq: int
    at: datetime
    name: str
    actor: str
    subject: str


_DEEDS = Query(
    select(audit_entry.c.seq, audit_entry.c.at, audit_entry.c.name, audit_entry.c.actor, audit_entry.c.subject)
    .where(_OF_ENTRY, audit_entry.c.event_seq.is_(None), audit_entry.c.seq < bindparam("before_seq"))
    .order_by(audit_entry.c.seq.desc())
    .limit(bindparam("max_rows")),
    Deed,
)


def append(
    tx: Transaction,
    office_id: int,
    name: str,
    subject: str,
    *,
    actor: str,
    now: datetime,
    event_seq: int | None = None,
    digest: bytes = b"",
) -> None:
    """Add an entry at the end of an office's log; the transaction must have claimed the office."""
    seq, previous = tx.audit_ends.get(office_id) or tx.first(_LAST, office_id=office_id) or (0, FIRST_PREVIOUS)
    content = (office_id, seq + 1, to_stored(now), actor, name, subject, event_seq, digest, previous)
    own = entry_hash(content)
    tx.run(_ADD, **dict(zip(_COLUMNS, (*content, own), strict=True)))
    tx.audit_ends[office_id] = (seq + 1, own)


def append_event(tx: Transaction, row: EventRow, payload: Payload) -> None:
    """Add the entry of an event that was written just now, of which ``row`` is all but the payload."""
    seq, office_id, _day, name, now, actor, _target = row
    digest = event_digest(tuple(to_stored(value) for value in row), msgspec.to_builtins(payload))
    append(tx, office_id, name, _subject(payload), actor=actor, now=now, event_seq=seq, digest=digest)


def _subject(payload: Payload) -> str:
    if isinstance(payload, TicketEvent):
        return f"ticket:{payload.ticket_id}"
    if isinstance(payload, VisitEvent):
        return f"visit:{payload.visit_id}"
    return payload.subject if payload.subject_id is None else f"{payload.subject}:{payload.subject_id}"


def last(tx: Transaction, office_id: int) -> tuple[int, bytes] | None:
    """Return count and hash of an office's last entry, or ``None``."""
    return tx.first(_LAST, office_id=office_id)


def page(tx: Transaction, office_id: int, after_seq: int) -> Sequence[Entry]:
    """Return the entries after one, in order, at most ``PAGE_ROWS`` of them."""
    return tx.all(_PAGE, office_id=office_id, after_seq=after_seq, max_rows=PAGE_ROWS)


def deeds(tx: Transaction, office_id: int, before_seq: int, max_rows: int) -> Sequence[Deed]:
    """Return entries of what no event tells of, the newest first."""
    return tx.all(_DEEDS, office_id=office_id, before_seq=before_seq, max_rows=max_rows)


def page_of_events(tx: Transaction, office_id: int, after_seq: int, last_seq: int) -> Sequence[Told]:
    """Return the events after one, up to ``last_seq``, in order, at most ``PAGE_ROWS`` of them."""
    return tx.all(_EVENTS, office_id=office_id, after_seq=after_seq, last_seq=last_seq, max_rows=PAGE_ROWS)
