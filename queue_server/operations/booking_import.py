"""A file of bookings: read, looked at, and taken over as a whole or not at all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO
from zoneinfo import ZoneInfo

from queue_server.domain.actor import Actor
from queue_server.domain.booking_doubts import DoubtfulDay
from queue_server.domain.booking_file import (
    LONGEST_LINE_BYTES,
    Layout,
    OfficeFacts,
    Row,
    read_layout,
    read_rows,
    service_key,
)
from queue_server.domain.errors import BookingFileError, ImportOverError, NotFoundError
from queue_server.operations.booking_doubts import doubts_of_file
from queue_server.protocol.events import EventName, SubjectEvent
from queue_server.protocol.words import Lane
from queue_server.storage import events, imports, offices, services
from queue_server.storage.imports import BadRow, Counts, Import, ImportState
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store

ROWS_TOGETHER = 1000
MOST_LINES = 250_000
MOST_BAD_ROWS = 200
MOST_DOUBTS = 200
SILENT = timedelta(seconds=60)
"""A file that is being read, and of which nothing was heard for so long, is not being read any more."""
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file as its page shows it.

    Attributes:
        percent: how much of it is read.
        bad_rows: the first ones.
        doubts: what speaks against new bookings that can be taken over all the same; the first ones.
    """

    file: Import
    percent: int
    counts: Counts
    bad_rows: Sequence[BadRow]
    doubts: Sequence[DoubtfulDay]
    interrupted: bool


def begin(tx: Transaction, bytes_total: int, *, office_id: int, actor: Actor, now: datetime) -> int:  # noqa: ARG001
    """Note a file that is about to be read; return its id."""
    return imports.add(tx, office_id, bytes_total, now)


def read_file(store: Store, file: BinaryIO, import_id: int, *, office_id: int, now: Callable[[], datetime]) -> None:
    """Read a file into the rows that are looked at, a thousand lines at a time; then say that it is ready.

    A file that cannot be read at all is marked so, with the reason.

    Raises:
        UnavailableError: the database cannot be written; the file's page then says that reading was interrupted.
    """
    where = {"office_id": office_id}
    try:
        layout = read_layout(file.readline(LONGEST_LINE_BYTES))
        facts = store.read(office_facts, now=now(), **where)
        rows = iter(read_rows(layout, facts, _lines(file)))
        while batch := list(islice(rows, ROWS_TOGETHER)):
            store.write(_keep, import_id, layout, batch, file.tell(), now=now(), **where)
        store.write(_ready, import_id, now=now(), **where)
    except BookingFileError as refusal:
        store.write(_fail, import_id, refusal, now=now(), **where)
    except ImportOverError:
        return  # somebody has thrown it away meanwhile


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield lines with their numbers; of one that is too long no more than its beginning is kept."""
    number = 1
    while line := file.readline(LONGEST_LINE_BYTES):
        number += 1
        if number > MOST_LINES:
            raise BookingFileError(problem="file_too_long")
        rest = line
        while len(rest) >= LONGEST_LINE_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE_BYTES)
        yield number, line


def office_facts(tx: Transaction, *, office_id: int, now: datetime) -> OfficeFacts:
    """Return what the lines of a file are judged by."""
    office = offices.get(tx, office_id)
    zone = ZoneInfo(office.timezone)
    bookable = {one.service_id for one in services.lanes(tx, office_id) if one.lane is Lane.BOOKING}
    keys = {
        service_key(text): one.id
        for one in services.every(tx, office_id)
        if one.id in bookable
        for text in (*one.names.values(), one.code)
    }
    return OfficeFacts(keys, zone, office.business_date or now.astimezone(zone).date())


def _being_read(tx: Transaction, office_id: int, import_id: int) -> Import:
    found = _get(tx, office_id, import_id)
    if found.state is not ImportState.READING:
        raise ImportOverError
    return found


def _get(tx: Transaction, office_id: int, import_id: int) -> Import:
    found = imports.get(tx, office_id, import_id)
    if found is None:
        raise NotFoundError
    return found


def _keep(
    tx: Transaction,
    import_id: int,
    layout: Layout,
    rows: Sequence[Row],
    bytes_read: int,
    *,
    office_id: int,
    now: datetime,
) -> None:
    file = _being_read(tx, office_id, import_id)
    imports.add_rows(tx, import_id, rows)
    lines = file.lines_read + len(rows)
    read = replace(file, bytes_read=bytes_read, lines_read=lines, ignored=layout.ignored, changed_at=now)
    imports.save(tx, office_id, read)


def _ready(tx: Transaction, import_id: int, *, office_id: int, now: datetime) -> None:
    file = _being_read(tx, office_id, import_id)
    imports.mark_twice(tx, import_id)
    imports.compare(tx, office_id, import_id)
    imports.save(tx, office_id, replace(file, state=ImportState.READY, bytes_read=file.bytes_total, changed_at=now))


def _fail(tx: Transaction, import_id: int, why: BookingFileError, *, office_id: int, now: datetime) -> None:
    file = _being_read(tx, office_id, import_id)
    imports.forget_rows(tx, import_id)
    problem, column = str(why.details["problem"]), str(why.details.get("column", ""))
    failed = replace(file, state=ImportState.FAILED, problem=problem, column_name=column, changed_at=now)
    imports.save(tx, office_id, failed)


def import_view(tx: Transaction, import_id: int, *, office_id: int, now: datetime) -> ImportView:
    """Return a file as its page shows it.

    Raises:
        NotFoundError: the office has no such file.
    """
    file = _get(tx, office_id, import_id)
    reading, ready = file.state is ImportState.READING, file.state is ImportState.READY
    percent = 100 * file.bytes_read // max(1, file.bytes_total)
    return ImportView(
        file=file,
        percent=percent,
        counts=Counts(0, 0, 0) if reading else imports.counts(tx, import_id),
        bad_rows=() if reading else imports.bad_rows(tx, import_id, MOST_BAD_ROWS),
        doubts=doubts_of_file(tx, import_id, office_id=office_id)[:MOST_DOUBTS] if ready else (),
        interrupted=reading and now - file.changed_at > SILENT,
    )


def every_bad_row(store: Store, import_id: int, *, office_id: int) -> Iterator[BadRow]:
    """Yield all lines that cannot be used, a thousand at a time.

    Raises:
        NotFoundError: the office has no such file.
    """
    store.read(_get, office_id, import_id)
    return _bad_rows(store, import_id)


def _bad_rows(store: Store, import_id: int) -> Iterator[BadRow]:
    after_line = 0
    while rows := store.read(imports.bad_rows, import_id, ROWS_TOGETHER, after_line=after_line):
        yield from rows
        after_line = rows[-1].line


def confirm(tx: Transaction, import_id: int, *, office_id: int, actor: Actor, now: datetime) -> int:
    """Take over all lines that are new bookings, in this one transaction; return how many they were.

    Each line is compared with the bookings once more: what was booked since the file was read stays as it is. Lines
    that cannot be used stay to be looked at until the file is forgotten.

    Raises:
        NotFoundError: the office has no such file.
        ImportOverError: it is not ready, or not any more.

    Records:
        ``booking.imported``, unless there was nothing new.
    """
    office = offices.claim(tx, office_id)
    file = _get(tx, office_id, import_id)
    if file.state is not ImportState.READY:
        raise ImportOverError
    imports.compare(tx, office_id, import_id)
    imported = imports.take_over(tx, import_id)
    imports.forget_usable(tx, import_id)
    imports.save(tx, office_id, replace(file, state=ImportState.IMPORTED, imported=imported, changed_at=now))
    if imported:
        payload = SubjectEvent(subject="booking_import", subject_id=import_id, change=str(imported))
        events.record(tx, office, EventName.BOOKING_IMPORTED, payload, actor=actor, now=now)
    return imported


def discard(tx: Transaction, import_id: int, *, office_id: int, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """Throw a file away, also one that is being read.

    Raises:
        NotFoundError: the office has no such file.
        ImportOverError: it was taken over already.
    """
    file = _get(tx, office_id, import_id)
    if file.state is ImportState.IMPORTED:
        raise ImportOverError
    imports.forget_rows(tx, import_id)
    imports.save(tx, office_id, replace(file, state=ImportState.DISCARDED, changed_at=now))


def forget_stale(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Delete what is left of files of yesterday; return how many."""
    return imports.forget_stale(tx, office_id, now - KEPT)
