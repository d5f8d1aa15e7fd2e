"""The audit log: what no event tells of is noted, and the whole is verified."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from queue_server.domain.actor import Actor
from queue_server.domain.audit import AuditName, Entry, Report, Told, after_beginning, examine
from queue_server.storage import audit, events, offices, people
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store

OFFICE = "office"
SERVER = "server"
SHOWN = 50
_LAST = 2**62
_TOLD_BY_ITSELF = ("day:", "days:", "file:")


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


@dataclass(frozen=True, slots=True)
class DeedView:
    """What somebody did and no event tells of.

    Attributes:
        name: an `AuditName`.
        who: a display name; empty for the server itself, or where nobody knows.
        whose: of the account that it was done to; empty where it is no account's, or nobody's.
        about: a date or the name of a file, where it is about one.
    """

    at: datetime
    name: str
    who: str
    whose: str
    about: str


class DeedPage(NamedTuple):
    """Deeds, the newest first; ``older`` leads to the next page, 0 where there is none."""

    deeds: list[DeedView]
    older: int


def deeds(tx: Transaction, *, office_id: int, before: int = 0) -> DeedPage:
    """Return a page of who signed in, was refused, or took something out."""
    found = audit.deeds(tx, office_id, before if 0 < before < _LAST else _LAST, SHOWN + 1)
    names = {str(Actor.account(one.id)): one.display_name for one in people.accounts(tx, office_id)}
    shown = [
        DeedView(
            at=one.at,
            name=one.name,
            who=names.get(one.actor, ""),
            whose=names.get(one.subject, ""),
            about=one.subject.partition(":")[2] if one.subject.startswith(_TOLD_BY_ITSELF) else "",
        )
        for one in found[:SHOWN]
    ]
    return DeedPage(shown, found[SHOWN - 1].seq if len(found) > SHOWN else 0)


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
