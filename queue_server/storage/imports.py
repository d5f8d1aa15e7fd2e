"""Files of bookings on their way into the bookings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, literal, or_, select, update

from queue_server.domain.booking import BookingState
from queue_server.domain.booking_file import Row, RowProblem
from queue_server.storage.booking_tables import booking_import, booking_import_row
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import booking


class ImportState(StrEnum):
    """Where a file stands."""

    READING = "reading"
    READY = "ready"
    FAILED = "failed"
    IMPORTED = "imported"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Import:
    """A file of bookings.

    Attributes:
        ignored: titles of the columns that were not looked at.
        problem: why it cannot be read, with ``column_name``; empty when it can.
        imported: how many bookings it gave.
    """

    id: int
    state: ImportState
    bytes_total: int
    bytes_read: int
    lines_read: int
    ignored: tuple[str, ...]
    problem: str
    column_name: str
    imported: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that cannot be used."""

    line: int
    code: str
    problem: RowProblem
    shown: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many lines are new bookings, are known already, cannot be used."""

    fresh: int
    known: int
    bad: int


def _import(id_: int, state: str, *rest: object) -> Import:
    total, read, lines, ignored, problem, column, imported, changed_at = rest
    return Import(id_, ImportState(state), total, read, lines, tuple(ignored), problem, column, imported, changed_at)  # type: ignore[arg-type]


_ROW = booking_import_row.c
_MY_ROWS = _ROW.import_id == bindparam("import_id_")
_FIELDS = (
    *("state", "bytes_total", "bytes_read", "lines_read", "ignored"),
    *("problem", "column_name", "imported", "changed_at"),
)
_MINE = and_(booking_import.c.office_id == bindparam("office_id_"), booking_import.c.id == bindparam("import_id_"))
_ADD = Query(
    insert(booking_import)
    .values({name: bindparam(name) for name in ("office_id", *_FIELDS)})
    .returning(booking_import.c.id),
    whole,
)
_GET = Query(select(booking_import.c.id, *(booking_import.c[name] for name in _FIELDS)).where(_MINE), _import)
_SAVE = Command(update(booking_import).where(_MINE).values({name: bindparam(name) for name in _FIELDS}))
_ROW_FIELDS = ("line", "code", "service_id", "business_date", "slot_at", "party_size", "problem", "shown")
_ADD_ROW = Command(insert(booking_import_row).values({name: bindparam(name) for name in ("import_id", *_ROW_FIELDS)}))
_EARLIER = booking_import_row.alias("earlier")
_USABLE = and_(_MY_ROWS, _ROW.problem == literal(""))
_FIRST_LINE = (  # a comparison of lines would make SQLite walk all earlier lines for each
    select(func.min(_EARLIER.c.line))
    .where(_EARLIER.c.import_id == _ROW.import_id, _EARLIER.c.code == _ROW.code)
    .scalar_subquery()
)
_MARK_TWICE = Command(
    update(booking_import_row).where(_USABLE, _ROW.line != _FIRST_LINE).values(problem=RowProblem.TWICE_IN_FILE.value)
)
_STORED = exists().where(booking.c.office_id == bindparam("office_id_"), booking.c.code == _ROW.code)
_OTHER = or_(
    booking.c.service_id != _ROW.service_id,
    booking.c.slot_at != _ROW.slot_at,
    booking.c.party_size != _ROW.party_size,
)
_MARK_OTHER = Command(
    update(booking_import_row).where(_USABLE, _STORED.where(_OTHER)).values(problem=RowProblem.OTHER_CONTENT.value)
)
_MARK_KNOWN = Command(update(booking_import_row).where(_USABLE, _STORED).values(known=1))
_BOOKED = ("code", "service_id", "business_date", "slot_at", "party_size")
_TAKE_OVER = Command(
    insert(booking).from_select(
        ["office_id", "state", *_BOOKED],
        select(
            booking_import.c.office_id,
            literal(BookingState.BOOKED.value),
            *(_ROW[name] for name in _BOOKED),
        )
        .join(booking_import, booking_import.c.id == _ROW.import_id)
        .where(_USABLE, _ROW.known == literal(0))
        .order_by(_ROW.line),
    )
)


def _sum(condition: object) -> object:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)  # type: ignore[arg-type]


_COUNT = Query(
    select(
        _sum(and_(_ROW.problem == literal(""), _ROW.known == literal(0))),  # type: ignore[call-overload]
        _sum(and_(_ROW.problem == literal(""), _ROW.known == literal(1))),
        _sum(_ROW.problem != literal("")),
    ).where(_MY_ROWS),
    lambda fresh, known, bad: Counts(int(fresh), int(known), int(bad)),
)
_BAD = Query(
    select(_ROW.line, _ROW.code, _ROW.problem, _ROW.shown)
    .where(_MY_ROWS, _ROW.problem != literal(""), _ROW.line > bindparam("after_line"))
    .order_by(_ROW.line)
    .limit(bindparam("max_rows")),
    lambda line, code, problem, shown: BadRow(line, code, RowProblem(problem), shown),
)
_FRESH_SLOTS = Query(
    select(_ROW.service_id, _ROW.slot_at, func.count(), func.sum(_ROW.party_size))
    .where(_USABLE, _ROW.known == literal(0))
    .group_by(_ROW.service_id, _ROW.slot_at),
    lambda service_id, slot_at, count, people: (service_id, slot_at, count, int(people)),
)
_FORGET_USABLE = Command(delete(booking_import_row).where(_USABLE))
_FORGET_ROWS = Command(delete(booking_import_row).where(_MY_ROWS))
_FORGET = Command(delete(booking_import).where(_MINE))
_STALE = Query(
    select(booking_import.c.id).where(
        booking_import.c.office_id == bindparam("office_id_"), booking_import.c.changed_at < bindparam("before")
    ),
    whole,
)


def add(tx: Transaction, office_id: int, bytes_total: int, now: datetime) -> int:
    """Add a file that is about to be read; return its id."""
    new = Import(0, ImportState.READING, bytes_total, 0, 0, (), "", "", 0, now)
    return tx.one(_ADD, office_id=office_id, **_values(new))


def get(tx: Transaction, office_id: int, import_id: int) -> Import | None:
    """Return a file of the office, or ``None``."""
    return tx.first(_GET, office_id_=office_id, import_id_=import_id)


def save(tx: Transaction, office_id: int, changed: Import) -> None:
    """Store what has become of a file."""
    tx.run(_SAVE, office_id_=office_id, import_id_=changed.id, **_values(changed))


def add_rows(tx: Transaction, import_id: int, rows: Sequence[Row]) -> None:
    """Keep lines to be looked at."""
    tx.run_many(
        _ADD_ROW,
        [
            {name: getattr(row, name) for name in _ROW_FIELDS} | {"import_id": import_id, "problem": row.problem or ""}
            for row in rows
        ],
    )


def mark_twice(tx: Transaction, import_id: int) -> None:
    """Mark the lines whose code stood in an earlier line."""
    tx.run(_MARK_TWICE, import_id_=import_id)


def compare(tx: Transaction, office_id: int, import_id: int) -> None:
    """Mark the lines that are bookings already, and those whose code is another booking's."""
    for command in (_MARK_OTHER, _MARK_KNOWN):
        tx.run(command, import_id_=import_id, office_id_=office_id)


def take_over(tx: Transaction, import_id: int) -> int:
    """Make bookings of the lines that are new; return how many."""
    return tx.run(_TAKE_OVER, import_id_=import_id)


def counts(tx: Transaction, import_id: int) -> Counts:
    """Count the lines."""
    return tx.one(_COUNT, import_id_=import_id)


def fresh_slots(tx: Transaction, import_id: int) -> Sequence[tuple[int, datetime, int, int]]:
    """Return service id, slot, bookings and people of the lines that are new bookings."""
    return tx.all(_FRESH_SLOTS, import_id_=import_id)


def bad_rows(tx: Transaction, import_id: int, limit: int, *, after_line: int = 0) -> Sequence[BadRow]:
    """Return the first lines after a line that cannot be used."""
    return tx.all(_BAD, import_id_=import_id, max_rows=limit, after_line=after_line)


def forget_usable(tx: Transaction, import_id: int) -> None:
    """Delete the lines of a file that are bookings now; those that could not be used are kept to be mended."""
    tx.run(_FORGET_USABLE, import_id_=import_id)


def forget_rows(tx: Transaction, import_id: int) -> None:
    """Delete the lines of a file."""
    tx.run(_FORGET_ROWS, import_id_=import_id)


def forget_stale(tx: Transaction, office_id: int, before: datetime) -> int:
    """Delete the files that nobody has touched since; return how many."""
    stale = tx.all(_STALE, office_id_=office_id, before=before)
    for import_id in stale:
        forget_rows(tx, import_id)
        tx.run(_FORGET, office_id_=office_id, import_id_=import_id)
    return len(stale)


def _values(of: Import) -> dict[str, object]:
    return {name: getattr(of, name) for name in _FIELDS}
