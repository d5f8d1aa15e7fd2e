import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine, make_url

from queue_server.domain.audit import Break
from queue_server.operations.audit import verify
from queue_server.storage.opening import MIGRATIONS, StoreTooNewError, known_versions, migrate, open_store
from queue_server.storage.postgresql import postgresql_engine
from queue_server.storage.sqlite import sqlite_engine
from tests.support.stores import metadata

OPEN = "import sys; from queue_server.storage.opening import open_store; open_store(sys.argv[1]).close()"


@pytest.fixture
def url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The URL of a database in which there is nothing yet."""
    if backend == "postgresql":
        return str(request.getfixturevalue("postgres_database_url"))
    return f"sqlite:///{tmp_path / 'antre.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = (
        postgresql_engine(make_url(url))
        if url.startswith("postgresql")
        else sqlite_engine(Path(url.removeprefix("sqlite:///")))
    )
    yield made
    made.dispose()


def go(engine: Engine, direction: str, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        getattr(command, direction)(config, version)


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"sqlite_sequence"}


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_the_migrations_make_the_tables_of_the_plan(engine: Engine) -> None:
    migrate(engine)
    assert differences(engine) == []
    assert tables_of(engine) == {*metadata.tables, "alembic_version"}


def test_up_down_and_up_again(engine: Engine) -> None:
    go(engine, "upgrade", "head")
    go(engine, "downgrade", "base")
    assert tables_of(engine) == {"alembic_version"}
    go(engine, "upgrade", "head")
    assert differences(engine) == []


def test_the_partial_indexes_are_partial(engine: Engine) -> None:
    migrate(engine)
    found = {index["name"]: index for index in inspect(engine).get_indexes("ticket")}
    for name in ("uq_ticket_counter_open", "uq_ticket_visit_open"):
        condition = str(found[name]["dialect_options"][f"{engine.dialect.name}_where"])
        assert "called" in condition
        assert "completed" not in condition
        assert found[name]["unique"]


def test_the_last_number_is_the_last_step(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == known_versions()[-1]


def test_migrating_twice_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    migrate(engine)
    assert differences(engine) == []


def test_days_and_devices_of_before_stand_in_the_history(engine: Engine) -> None:
    go(engine, "upgrade", "0011")
    told = [
        ("day.opened", '{"subject":"day","change":"2026-03-02"}'),
        ("device.changed", '{"subject":"device","subject_id":7,"change":"registered"}'),
        ("device.changed", '{"subject":"device","subject_id":7,"change":"health"}'),
        ("day.closed", '{"subject":"day","change":"2026-03-02"}'),
    ]
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO office (id, code, name, timezone, policy) VALUES (1, 'a', 'a', 'UTC', '{}')")
        )
        for nth, (name, payload) in enumerate(told, start=1):
            values = {"nth": nth, "name": name, "payload": payload}
            connection.execute(
                text(
                    "INSERT INTO event (seq, office_id, name, at, actor, payload)"
                    " VALUES (:nth, 1, :name, :nth, 'account:3', :payload)"
                ),
                values,
            )
    go(engine, "downgrade", "0011-1")
    go(engine, "upgrade", "0011")
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT subject, subject_id, change, before, after, actor, made_at, applied_at"
                " FROM setting_change ORDER BY id"
            )
        )
        kept = [tuple(row) for row in rows]
    assert kept == [
        ("day", 1, "opened", "{}", '{"date": "2026-03-02"}', "account:3", 1, 1),
        ("device", 7, "registered", "{}", "{}", "account:3", 2, 2),
        ("day", 1, "closed", '{"date": "2026-03-02"}', "{}", "account:3", 4, 4),
    ]


def test_what_a_day_has_counted_beyond_500_belongs_to_no_kiosk(engine: Engine) -> None:
    go(engine, "upgrade", "0017-1")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO office (id, code, name, timezone, policy) VALUES (1, 'a', 'a', 'UTC', '{}')")
        )
        for nth, (prefix, last) in enumerate({"A": 500, "B": 520, "C": 1200}.items(), start=1):
            connection.execute(
                text(
                    "INSERT INTO number_series (id, office_id, business_date, prefix, last)"
                    " VALUES (:nth, 1, '2026-03-02', :prefix, :last)"
                ),
                {"nth": nth, "prefix": prefix, "last": last},
            )
    go(engine, "upgrade", "0017")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT prefix, first, last, device_id FROM number_reserve ORDER BY prefix"))
        assert [tuple(row) for row in rows] == [("B", 501, 520, None), ("C", 501, 999, None)]


def test_the_audit_log_begins_behind_the_events_that_there_are(url: str, engine: Engine) -> None:
    go(engine, "upgrade", "0020-1")
    event = "INSERT INTO event (seq, office_id, name, at, actor, payload) VALUES ({}, 1, 'day.opened', 1, 'a:1', '[]')"
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO office (id, code, name, timezone, policy) VALUES (1, 'a', 'a', 'UTC', '{}')",
            "INSERT INTO office (id, code, name, timezone, policy) VALUES (2, 'b', 'b', 'UTC', '{}')",
            event.format(1),
            event.format(2),
        ):
            connection.exec_driver_sql(statement)
    migrate(engine)
    with closing(open_store(url)) as store:
        assert [verify(store, office_id=one)[::2] for one in (1, 2)] == [(1, None), (1, None)]
        with engine.begin() as connection:
            connection.exec_driver_sql(event.format(3))
        assert verify(store, office_id=1)[2:] == (Break.EVENT_UNTOLD, 3)


def test_the_database_of_a_later_version_is_left_alone(url: str, engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNewError, match=r"version 9999.*knows up to \d{4}$") as refused:
        open_store(url)
    assert refused.value.code == "store_too_new"


def test_two_processes_that_open_an_empty_database_at_once_do_not_harm_each_other(url: str, engine: Engine) -> None:
    openers = [subprocess.Popen([sys.executable, "-c", OPEN, url], stderr=subprocess.PIPE) for _ in range(2)]
    complaints = [opener.communicate(timeout=60)[1] for opener in openers]
    assert [opener.returncode for opener in openers] == [0, 0], complaints
    assert differences(engine) == []


def test_the_folder_of_the_database_is_made(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'deep' / 'er' / 'antre.db'}").close()
    assert (tmp_path / "deep" / "er" / "antre.db").exists()
