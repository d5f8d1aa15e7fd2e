"""A real store for each test: SQLite in a file of its own, and PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import select

from queue_server.storage import (
    audit_tables,
    booking_tables,
    calibration_tables,
    look_tables,
    message_tables,
    nonce_tables,
    pairing_tables,
    push_tables,
    reserve_tables,
    screening_tables,
    self_booking_tables,
    setting_tables,
    tables,
    webhook_tables,
)
from queue_server.storage.opening import open_store
from queue_server.storage.statement import Query, Transaction
from queue_server.storage.store import Store
from tests.support import empty_database
from tests.support.postgres import create_database

_APART = (
    audit_tables.audit_entry,
    booking_tables.booking_import,
    calibration_tables.calibration,
    look_tables.office_logo,
    message_tables.message,
    nonce_tables.nonce,
    pairing_tables.pairing,
    push_tables.push_subscription,
    reserve_tables.number_reserve,
    screening_tables.screening_case,
    self_booking_tables.slot_place,
    setting_tables.closure,
    webhook_tables.webhook,
)
assert {one.metadata for one in _APART} == {tables.ticket.metadata}  # imported, so that all tables are known
metadata = tables.ticket.metadata
Rows = list[dict[str, Any]]
BACKENDS = ("sqlite", "postgresql")
_EVERY_ROW = {
    table.name: (table.c.keys(), Query(select(table).order_by(*table.primary_key), lambda *row: row))
    for table in metadata.sorted_tables
}


def _dump(tx: Transaction) -> dict[str, Rows]:
    return {
        name: [dict(zip(columns, row, strict=True)) for row in tx.all(query)]
        for name, (columns, query) in _EVERY_ROW.items()
    }


def dump(store: Store) -> dict[str, Rows]:
    """Return every row of every table, to compare before and after."""
    return store.read(_dump)


def dump_but_answers(store: Store) -> dict[str, Rows]:
    """Return the rows of all tables but those of nonces, where a refusal leaves itself behind, and nothing else."""
    return {name: rows for name, rows in dump(store).items() if name not in ("nonce", "staff_nonce")}


def truncate(tx: Transaction) -> None:
    """Empty every table of a PostgreSQL."""
    tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    for statement in (
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",  # the audit log only grows, in tests as well
        f"TRUNCATE {tables} RESTART IDENTITY CASCADE",
        "ALTER TABLE audit_entry ENABLE TRIGGER USER",
    ):
        tx._cursor.execute(statement, {})


@pytest.fixture(scope="session")
def shared_postgres_url(postgres_url: str) -> str:
    """A migrated database that the tests use one after the other."""
    url = create_database(postgres_url)
    open_store(url).close()
    return url


@pytest.fixture(scope="session")
def shared_postgres_store(shared_postgres_url: str) -> Iterator[Store]:
    """The store on it; whoever uses it empties it."""
    with closing(open_store(shared_postgres_url)) as store:
        yield store


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on."""
    return str(request.param)


@pytest.fixture
def new_store(
    backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Store]:
    """A function that returns an empty store; on PostgreSQL always the same, emptied. The caller closes SQLite's."""
    if backend == "postgresql":
        shared: Store = request.getfixturevalue("shared_postgres_store")

        def emptied() -> Store:
            shared.write(truncate)
            return shared

        return emptied

    def copied() -> Store:
        path = empty_database.lay(tmp_path_factory.mktemp("store") / "antre.db")
        return open_store(f"sqlite:///{path}")

    return copied


@pytest.fixture
def store(backend: str, new_store: Callable[[], Store]) -> Iterator[Store]:
    """An empty store: each test that asks for it runs on SQLite and on PostgreSQL."""
    made = new_store()
    yield made
    if backend == "sqlite":
        made.close()
