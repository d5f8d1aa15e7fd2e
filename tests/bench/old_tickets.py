"""Whether a year of old tickets slows today's work down."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from queue_server.domain.actor import SYSTEM
from queue_server.operations.calling import call_next
from queue_server.operations.check_in import check_in
from queue_server.operations.day import open_day
from queue_server.operations.serving import complete, start
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus, ServiceOutcome
from queue_server.storage.statement import Transaction
from tests.bench.figures import Figure
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess, running

TICKETS_PER_DAY = 250
DAYS = 100
ROUNDS = 300
WARM_UP = 20
_DAY = timedelta(days=1)
_INSTANTS = (
    "arrived_at",
    "ordering_at",
    "deadline_at",
    "issued_at",
    "called_at",
    "last_called_at",
    "started_at",
    "ended_at",
)
_COPIED = {  # how the rows of one day become those of another, `:days` later; other columns stay
    "business_day": {"opened_at": "opened_at + :us", "closed_at": "closed_at + :us"},
    "service_day": {},
    "number_series": {},
    "visit": {"arrived_at": "arrived_at + :us", "id": "id + :shift"},
    "ticket": {
        "id": "id + :shift",
        "visit_id": "visit_id + :shift",
        **{name: f"{name} + :us" for name in _INSTANTS},
    },
    "event": {"at": '"at" + :us'},
    "nonce": {"at": '"at" + :us', "nonce": "nonce || ':' || :days"},
}


def measure(folder: Path) -> list[Figure]:
    """Ask two servers in turn, one with 100 days of 250 tickets each behind it."""
    begun_at = datetime.now(UTC) - DAYS * _DAY
    old = prepare(folder / "old", counters=1, opened_at=begun_at)
    age(old, begun_at)
    new = prepare(folder / "new", counters=1)
    with running(old.folder) as old_server, running(new.folder) as new_server:
        offices = (_Asked(old_server, old), _Asked(new_server, new))
        for _ in range(WARM_UP + ROUNDS):
            for office in offices:
                office.round()
    ratios = {name: _typical(offices[0], name) / _typical(offices[1], name) for name in offices[0].taken}
    how = f"worst of {', '.join(f'{name} {ratio:.2f}' for name, ratio in ratios.items())}; {DAYS * TICKETS_PER_DAY} old"
    return [Figure("old_tickets_slowdown", max(ratios.values()), "ratio", 1.2, how=how)]


def _typical(office: "_Asked", name: str) -> float:
    return median(office.taken[name][WARM_UP:])


class _Asked:
    """One of the two servers and the milliseconds that it took, by what was asked."""

    def __init__(self, server: ServerProcess, premises: Premises) -> None:
        self._premises = premises
        self._clients = {name: ApiClient(server.url, token) for name, token in premises.tokens.items()}
        self._counter = f"/counters/{premises.counter_ids[0]}"
        self._clients["counter"].post(f"{self._counter}/open")
        self.taken: dict[str, list[float]] = {"check-in": [], "call": [], "board": []}

    def round(self) -> None:
        """Check a visitor in, call, look at the board."""
        premises, clients = self._premises, self._clients
        self._time("check-in", lambda: clients["kiosk"].check_in(premises.service_id).status)
        self._time("call", lambda: clients["counter"].post(f"{self._counter}/call-next").status)
        self._time("board", lambda: clients["display"].get("/board").status)

    def _time(self, name: str, ask: Callable[[], int]) -> None:
        begun_at = time.monotonic()
        status = ask()
        self.taken[name].append(1000 * (time.monotonic() - begun_at))
        assert status == 200, f"{name}: {status}"


def age(premises: Premises, begun_at: datetime) -> None:
    """Let a day of tickets pass by the real operations, copy it to the days after, and open today."""
    store = premises.open_store()
    try:
        store.write(_serve_a_day, premises, begun_at)
        _copy_days(premises.folder / "antre.db")
        store.write(open_day, office_id=premises.office_id, actor=SYSTEM, now=datetime.now(UTC))
    finally:
        store.close()


def _serve_a_day(tx: Transaction, premises: Premises, begun_at: datetime) -> None:
    office_id, now = premises.office_id, begun_at
    measured = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=12)
    for nth in range(TICKETS_PER_DAY):
        request = CheckInRequest(nonce=f"old-{nth:016d}", service_id=premises.service_id, measurement=measured)
        check_in(tx, request, office_id=office_id, device_id=1, now=now)
        for counter_id in premises.counter_ids:
            now += timedelta(seconds=30)
            call_next(tx, office_id=office_id, counter_id=counter_id, actor=SYSTEM, now=now)
            start(tx, office_id=office_id, counter_id=counter_id, actor=SYSTEM, now=now)
            complete(tx, ServiceOutcome.DONE, office_id=office_id, counter_id=counter_id, actor=SYSTEM, now=now)


def _copy_days(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE business_day SET closed_at = opened_at + 28800000000")
        rows = {table: _columns(connection, table) for table in _COPIED}
        (first_day,) = connection.execute("SELECT min(business_date) FROM ticket").fetchone()
        for days in range(1, DAYS):
            values = {"days": days, "us": days * 86_400_000_000, "shift": days * TICKETS_PER_DAY, "first": first_day}
            for table, columns in rows.items():
                connection.execute(_copy(table, columns), values)
        (tickets,) = connection.execute("SELECT count(*) FROM ticket").fetchone()
        assert tickets == DAYS * TICKETS_PER_DAY, tickets


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _copy(table: str, columns: list[str]) -> str:
    changed = {"business_date": "date(business_date, '+' || :days || ' days')"} | _COPIED[table]
    given = [name for name in columns if name in changed or name not in ("id", "seq")]
    taken = ", ".join(changed.get(name, f'"{name}"') for name in given)
    names = ", ".join(f'"{name}"' for name in given)
    of_day = "nonce LIKE 'old-%' AND nonce NOT LIKE '%:%'" if table == "nonce" else "business_date = :first"
    return f"INSERT INTO {table} ({names}) SELECT {taken} FROM {table} WHERE {of_day}"
