"""The audit log: what no event tells of is noted, and the whole is verified."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from queue_server.domain.actor import Actor
from queue_server.domain.audit import AuditName, Entry, Report, Told, after_beginning, examine
from queue_server.storage import audit, events, offices
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store

OFFICE = "office"
SERVER = "server"


class _Counted(Protocol):
    @property
    def seq(self) -> int:
        """Where it stands."""


Row = TypeVar("Row", bound=_Counted)


def note(tx: Transaction, name: AuditName, subject: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Add an entry of what no event tells of; ``subject`` names what it was done to, never a person."""
    offices.claim(tx, office_id)
    audit.append(tx, office_id, name, subject, actor=str(actor), now=now)


def note_everywhere(tx: Transaction, name: AuditName, subject: str, *, actor: Actor, now: datetime) -> None:
    """Add an entry to the log of each office: what was done concerns them all."""
    for office in offices.every(tx):
        note(tx, name, subject, office_id=office.id, actor=actor, now=now)


def head(tx: Transaction, *, office_id: int) -> tuple[int, str]:
    """Return count and hash (hexadecimal) of an office's last entry, to be noted where the server cannot write."""
    found = audit.last(tx, office_id)
    return (found[0], found[1].hex()) if found else (0, "")


def verify(store: Store, *, office_id: int, head: bytes | None = None) -> Report:
    """Look through an office's whole log, beside a working server; a thousand rows are in memory at a time.

    Args:
        head: the hash of an entry that was noted before; it must still be there.
    """
    last_event = store.read(events.last_seq, office_id)  # first: what comes later is left for the next time
    begins, entries = after_beginning(_entries(store, office_id))
    return examine(entries, _told(store, office_id, begins, last_event), last_event, head)


def _entries(store: Store, office_id: int) -> Iterator[Entry]:
    return _pages(lambda after: store.read(audit.page, office_id, after), 0)


def _told(store: Store, office_id: int, begins: int, last_event: int) -> Iterator[Told]:
    return _pages(lambda after: store.read(audit.page_of_events, office_id, after, last_event), begins)


def _pages(read: Callable[[int], Sequence[Row]], after: int) -> Iterator[Row]:
    """Read page after page: a reader that stays for long would keep what was purged in the database's log."""
    while rows := read(after):
        yield from rows
        after = rows[-1].seq
