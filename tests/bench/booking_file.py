"""A file of a hundred thousand bookings: read, compared and taken over, with the memory that this takes."""

import io
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from queue_server.domain.actor import SYSTEM
from queue_server.operations import booking_import
from queue_server.storage.opening import open_store
from tests.bench.figures import Figure
from tests.support.clock import FakeClock
from tests.support.office import office
from tests.support.postgres import running_server

BOOKINGS = 100_000
MOST_SECONDS, MOST_MEGABYTES = 60.0, 40.0
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def measure(folder: Path) -> list[Figure]:
    """Measure either database in a process of its own, whose memory has held nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    found = _in_a_process(f"sqlite:///{folder / 'antre.db'}", folder, "booking_file", "SQLite")
    with running_server() as url:
        return found + _in_a_process(url, folder, "booking_file_postgresql", "PostgreSQL")


def _in_a_process(url: str, folder: Path, name: str, database: str) -> list[Figure]:
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        seconds, megabytes = process.submit(_take_over, url, folder).result()
    return figures(name, database, seconds, megabytes)


def figures(name: str, database: str, seconds: float, megabytes: float) -> list[Figure]:
    """Return what was measured with what was promised of it."""
    how = f"{BOOKINGS} lines, {database}: read, compared, looked at, taken over"
    return [
        Figure(f"{name}_s", seconds, "s", MOST_SECONDS, how=how),
        Figure(f"{name}_mb", megabytes, "MB", MOST_MEGABYTES, how="growth of the process beyond a file of 1000 lines"),
    ]


def _take_over(url: str, folder: Path) -> tuple[float, float]:
    with closing(open_store(url)) as store:
        where = {"office_id": office(store, FakeClock(NOW)).id}

        def run(path: Path) -> int:
            with path.open("rb") as file:
                size = file.seek(0, io.SEEK_END)
                file.seek(0)
                import_id = store.write(booking_import.begin, size, actor=SYSTEM, now=NOW, **where)
                booking_import.read_file(store, file, import_id, now=lambda: NOW, **where)
            store.read(booking_import.import_view, import_id, now=NOW, **where)
            return store.write(booking_import.confirm, import_id, actor=SYSTEM, now=NOW, **where)

        run(_written(folder / "small.csv", 1000))
        before_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        large = _written(folder / "large.csv", BOOKINGS)
        begun_at = time.monotonic()
        assert run(large) == BOOKINGS - 1000
        seconds = time.monotonic() - begun_at
        return seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kilobytes) / 1024


def _written(path: Path, bookings: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("nama;kode;layanan;tanggal;jam;jumlah\n")
        for nth in range(bookings):
            file.write(f"Nama {nth};BOOK-{nth:06d};passport;{3 + nth % 25:02d}/03/2026;{8 + nth % 6:02d}:30;1\n")
    return path
