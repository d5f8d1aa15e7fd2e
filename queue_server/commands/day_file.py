"""The record of a day, as a file that a head of office opens in a spreadsheet program."""

import argparse
import io
import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from queue_server.commands.usage import Commands, UsageError, add_office_choice, office_id
from queue_server.domain.actor import SYSTEM
from queue_server.domain.audit import AuditName
from queue_server.operations.audit import note
from queue_server.operations.day_export import DayExport, Row, day_export
from queue_server.storage.store import Store
from queue_server.web.staff.spreadsheet import csv_lines

_README = """{office}, {day}

Dibuat {made} (jam kantor, {timezone}). Buka berkas .csv dengan program lembar kerja.
  tickets.csv   setiap nomor: layanan, jalur, waktu, loket, hasil
  steps.csv     setiap kejadian pada nomor dan pemesanan, menurut nomor
  bookings.csv  pemesanan untuk hari itu
  result.csv    angka-angka hari itu; durasi dalam detik
Tidak ada data kesehatan, nama, atau telepon pengunjung di dalamnya.

Made {made} (the office's clock, {timezone}). Open the .csv files with a spreadsheet program.
  tickets.csv   every number: service, lane, times, counter, outcome
  steps.csv     everything that happened to numbers and bookings, by number
  bookings.csv  the bookings of that day
  result.csv    the figures of that day; durations in seconds
No health data and no visitor's name or telephone number is in it.
"""


def add(commands: Commands) -> None:
    """Add the command."""
    exporting = commands.add_parser("export-day", help="write the record of a day to a zip of CSV files")
    exporting.add_argument("day", help="such as 2026-11-26")
    exporting.add_argument("file", type=Path, help="the zip; there must be none yet")
    add_office_choice(exporting)
    exporting.set_defaults(run=_export)


def _export(store: Store, options: argparse.Namespace, now: datetime) -> int:
    mine = office_id(store, options.office)
    try:
        day = date.fromisoformat(options.day)
    except ValueError as error:
        raise UsageError(f"{options.day} is no date; write it like 2026-11-26") from error
    found = store.read(day_export, day, office_id=mine, now=now)
    if found is None:
        raise UsageError(f"the office was not opened on {day}")
    write_new(options.file, _packed(found, day, now))
    store.write(note, AuditName.DAY_EXPORTED, f"day:{day}", office_id=mine, actor=SYSTEM, now=now)
    print(f"record of {day}: {options.file}")
    return 0


def _packed(found: DayExport, day: date, now: datetime) -> bytes:
    memory = io.BytesIO()
    made = now.astimezone(found.zone).strftime("%Y-%m-%d %H:%M")
    tables = {**found.tables, "result": (("figure", "value"), *_figures("", msgspec.to_builtins(found.result)))}
    with ZipFile(memory, "w", ZIP_DEFLATED) as packed:
        readme = _README.format(office=found.office, day=day, made=made, timezone=found.zone.key)
        packed.writestr("README.txt", readme)
        for name, (head, *rows) in tables.items():
            packed.writestr(f"{name}.csv", "".join(csv_lines([str(cell) for cell in head], rows)))
    return memory.getvalue()


def _figures(before: str, values: dict[str, object]) -> Iterator[Row]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _figures(f"{before}{name}.", value)
        else:
            yield f"{before}{name}", "" if value is None else value


def write_new(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all, readable by its owner only.

    Raises:
        UsageError: there is one already, or it cannot be written; nothing is left.
    """
    draft = path.with_name(path.name + ".part")
    try:
        if path.exists():
            raise UsageError(f"{path} is there already; it is not replaced")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
