"""The audit log: entries that only follow one another, each with a hash over its content and the hash before it.

An entry of an event holds a digest of it. What is forgotten later, which case an event names, is not in the digest:
so forgetting breaks nothing, and the log keeps nothing of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from itertools import chain, islice
from typing import NamedTuple

import msgspec

FIRST_PREVIOUS = bytes(32)
"""What stands before the first entry."""
FORGOTTEN = "case_id"
"""The one part of an event that is taken out of it later."""
_ENCODE = msgspec.json.Encoder(order="sorted").encode


class AuditName(StrEnum):
    """What is done and no event tells of; an entry of an event bears the event's name."""

    BEGUN = "audit.begun"
    SESSION_BEGUN = "session.begun"
    SESSION_ENDED = "session.ended"
    SIGN_IN_SLOWED = "sign_in.slowed"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    SETTINGS_EXPORTED = "settings.exported"
    DAY_EXPORTED = "day.exported"
    RECORD_EXPORTED = "record.exported"
    COUNTS_EXPORTED = "counts.exported"
    KEY_CHANGED = "key.changed"


class Entry(NamedTuple):
    """One entry, of stored values.

    Attributes:
        seq: counts within the office, from 1 without a gap.
        at_microseconds: since 1970 UTC.
        subject: what it was done to, ``ticket:7``; never a name.
        event_seq: of the event it tells of, ``None`` for none; of ``audit.begun`` the last one that is in no entry.
        digest: of the event; empty where there is none.
        previous: the hash of the entry before.
        hash: SHA-256 over all of these.
    """

    office_id: int
    seq: int
    at_microseconds: int
    actor: str
    name: str
    subject: str
    event_seq: int | None
    digest: bytes
    previous: bytes
    hash: bytes


class Told(NamedTuple):
    """An event as it stands in its table: which one, and its digest."""

    seq: int
    digest: bytes


class Break(StrEnum):
    """How a log is broken."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    EVENT_CHANGED = "event_changed"
    EVENT_MISSING = "event_missing"
    EVENT_UNTOLD = "event_untold"
    HEAD_MISSING = "head_missing"


class Report(NamedTuple):
    """What an examination found.

    Attributes:
        seq: of the last entry that is whole, 0 for none.
        hash: of that entry.
        broken: what is wrong with what follows it, ``None`` where everything is whole.
        event_seq: of the event concerned.
    """

    seq: int
    hash: bytes
    broken: Break | None = None
    event_seq: int | None = None


def event_digest(row: tuple[object, ...], payload: Mapping[str, object]) -> bytes:
    """Return the digest of an event.

    Args:
        row: all its columns as stored, but for the payload.
        payload: its decoded payload.
    """
    lasting = {name: value for name, value in payload.items() if name != FORGOTTEN}
    return sha256(_ENCODE((*row, lasting))).digest()


def entry_hash(content: tuple[object, ...]) -> bytes:
    """Return the hash of an entry: SHA-256 over the JSON array of its other columns, bytes as base64."""
    return sha256(_ENCODE(content)).digest()


def examine(entries: Iterable[Entry], events: Iterable[Told], last_event: int, head: bytes | None = None) -> Report:
    """Look for the first entry that is not as it was written.

    Args:
        entries: all of an office, in order.
        events: all that are to be in entries, in order, up to ``last_event``.
        last_event: events after it are newer than this look, and so are their entries.
        head: the hash of an entry that was noted before; it must still be there.
    """
    report, found, rest = Report(0, FIRST_PREVIOUS), head is None, iter(events)
    for entry in entries:
        broken = _misfit(report, entry)
        if broken is None and entry.event_seq is not None and entry.event_seq > last_event:
            break
        if broken is not None or (broken := _untrue(entry, rest)) is not None:
            return Report(report.seq, report.hash, *broken)
        found = found or entry.hash == head
        report = Report(entry.seq, entry.hash)
    for event in islice(rest, 1):
        return Report(report.seq, report.hash, Break.EVENT_UNTOLD, event.seq)
    return report if found else Report(report.seq, report.hash, Break.HEAD_MISSING)


def _misfit(last: Report, entry: Entry) -> tuple[Break, int | None] | None:
    if entry.seq != last.seq + 1:
        return Break.MISSING, None
    if entry.hash != entry_hash(entry[:-1]):
        return Break.CHANGED, entry.event_seq
    return None if entry.previous == last.hash else (Break.MOVED, entry.event_seq)


def _untrue(entry: Entry, events: Iterator[Told]) -> tuple[Break, int | None] | None:
    """Tell what is wrong with the event that an entry tells of."""
    if entry.event_seq is None or entry.name == AuditName.BEGUN:
        return None
    event = next(events, None)
    if event is None or event.seq > entry.event_seq:
        return Break.EVENT_MISSING, entry.event_seq
    if event.seq < entry.event_seq:
        return Break.EVENT_UNTOLD, event.seq
    return None if event.digest == entry.digest else (Break.EVENT_CHANGED, entry.event_seq)


def after_beginning(entries: Iterator[Entry]) -> tuple[int, Iterator[Entry]]:
    """Return after which event the log begins, and all its entries."""
    first = next(entries, None)
    if first is None:
        return 0, iter(())
    begins = first.event_seq if first.name == AuditName.BEGUN else None
    return begins or 0, chain((first,), entries)
