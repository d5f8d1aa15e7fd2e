"""Open a store by its URL; bring its tables up to date first."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from queue_server.storage.backup import BackupError, back_up
from queue_server.storage.copies import KEPT_BEFORE, before_upgrade, newest, next_before
from queue_server.storage.examination import has_tables, missing, torn
from queue_server.storage.faults import (
    StoreDamagedError,
    StoreNotWritableError,
    fault_of_closed,
    fault_of_file,
    named_faults,
)
from queue_server.storage.reserve import Reserve
from queue_server.storage.sqlite import SqliteStore, sqlite_engine
from queue_server.storage.store import Store

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x616E747265


class StoreTooNewError(RuntimeError):
    """The database was made by a later version of the server: upgrade the server, or restore a backup."""

    code = "store_too_new"


class StoreUnreachableError(RuntimeError):
    """The database cannot be opened; the message says which one and why."""

    code = "store_unreachable"


def open_store(url: str, backups: Path | None = None) -> Store:
    """Open the database, look whether it is whole, make or upgrade its tables, and return the store.

    Args:
        url: ``sqlite:////path/antre.db`` or ``postgresql+psycopg://...``.
        backups: folder for the copy that is made of an SQLite file before its tables are upgraded, and of the copies to
            go back to; ``backups`` beside the file where none is named.

    Raises:
        StoreFaultError: the file is damaged, or it or its disk cannot be used; each kind is a class of its own.
        StoreTooNewError: the tables are of a later version than this server.
        StoreUnreachableError: the URL cannot be used, or no server answers.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            path = Path(parsed.database or "")
            return _open_file(path, backups or path.parent / "backups")
        return _open_server(parsed)
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StoreUnreachableError(f"cannot open the database: {reason}; see database_url and data_dir") from error


def sqlite_file(url: str) -> Path | None:
    """Return the database's file, ``None`` for a server."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def is_current(url: str) -> bool:
    """Tell whether the tables of an SQLite file are of this version; those of a PostgreSQL count as such."""
    path = sqlite_file(url)
    if path is None:
        return True
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found is not None and require_known(found[0])


def _open_server(parsed: URL) -> Store:
    from queue_server.storage.postgresql import (  # noqa: PLC0415 - the driver takes memory; only where it is used
        PostgresqlStore,
        postgresql_engine,
    )

    engine = postgresql_engine(parsed)
    with _unless_done(engine.dispose):
        migrate(engine)
    return PostgresqlStore(engine)


def _open_file(path: Path, backups: Path) -> Store:
    with named_faults(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        _require_usable(path, backups)
    engine, reserve = sqlite_engine(path), Reserve(path.with_name(path.name + ".reserve"))
    try:
        with _file_lock(path.with_name(path.name + ".migrating")), _unless_done(engine.dispose):
            _prepare_on_any_disk(partial(_prepare, engine, path, backups), reserve)
    except (sqlite3.Error, DBAPIError) as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        fault = fault_of_file(original, path, _way_back(backups)) if isinstance(original, sqlite3.Error) else None
        if fault is None:
            raise
        raise fault from error
    return SqliteStore(engine, reserve)


def _require_usable(path: Path, backups: Path) -> None:
    """Refuse what SQLite would take: it opens a file that it may only read, and makes tables in one that is empty."""
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        raise fault_of_closed(path)
    if not path.stat().st_size and newest(backups):
        raise StoreDamagedError(f"{path} is empty, and there are copies of what was in it; {_way_back(backups)}")


def _prepare_on_any_disk(prepare: Callable[[], None], reserve: Reserve) -> None:
    """Open the file; a full disk has no room even for that, but for the reserve."""
    try:
        prepare()
    except (sqlite3.OperationalError, OperationalError):
        if not reserve.give_up():
            raise
        prepare()


def _prepare(engine: Engine, path: Path, backups: Path) -> None:
    """Look at the file, and upgrade its tables; a copy of what was there comes first.

    Raises:
        StoreDamagedError: it does not hold together, or is not a database of this server.
        StoreNotWritableError: there is no room for the copy; the tables are as they were.
        StoreTooNewError: the tables are of a later version than this server.
    """
    with closing(engine.raw_connection()) as connection:
        file: sqlite3.Connection = connection.driver_connection  # type: ignore[assignment]
        wrong, is_used = torn(file), has_tables(file)
    if wrong:
        raise StoreDamagedError(f"{path} is damaged: {wrong}; {_way_back(backups)}")
    with engine.connect() as connected:
        version = _version(connected)
    if is_used and version is None:
        raise StoreDamagedError(f"{path} holds tables of another program; {_way_back(backups)}")
    if not require_known(version):
        _upgrade_with_copy(engine, path, backups) if is_used else _upgrade(engine)
    with closing(engine.raw_connection()) as connection:
        lost = missing(connection.driver_connection)  # type: ignore[arg-type]
    if lost:
        raise StoreDamagedError(f"{path} lacks {lost}; {_way_back(backups)}")


def _upgrade_with_copy(engine: Engine, path: Path, backups: Path) -> None:
    copy = next_before(backups, known_versions()[-1])
    try:
        backups.mkdir(parents=True, exist_ok=True)
        back_up(path, copy)
        for old in before_upgrade(backups)[KEPT_BEFORE:]:
            old.unlink(missing_ok=True)
    except (BackupError, OSError) as error:
        raise StoreNotWritableError(
            f"{path} is as it was: its tables are to be upgraded, and no copy of it can be made first: {error}; "
            f"make room in {backups}"
        ) from error
    with _unless_done(partial(copy.unlink, missing_ok=True)):  # an upgrade that fails is tried again, with a copy each
        _upgrade(engine)


def _way_back(backups: Path) -> str:
    copy = newest(backups)
    if copy is None:
        return f"there is no backup in {backups}; `restore --damaged FILE` puts another one in its place"
    return f"go back to the newest backup: `restore --damaged {copy}`"


@contextmanager
def _unless_done(undo: Callable[[], None]) -> Iterator[None]:
    """Undo where what follows fails, in whatever way."""
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            undo()


def migrate(engine: Engine) -> None:
    """Bring the tables up to date in one transaction; nothing is done where they are.

    Raises:
        StoreTooNewError: the tables are of a later version than this server.
    """
    with engine.connect() as connection:
        version = _version(connection)
    if not require_known(version):
        _upgrade(engine)


def require_known(version: str | None) -> bool:
    """Tell whether tables of a version are up to date; ``None`` are no tables at all.

    Raises:
        StoreTooNewError: they are of a later version than this server.
    """
    known = known_versions()
    if version is not None and version not in known:
        raise StoreTooNewError(f"the database is at version {version}, this server knows up to {known[-1]}")
    return version == known[-1]


def known_versions() -> list[str]:
    """Return the versions of the tables that this server knows, the oldest first."""
    return [path.stem.split("_")[0] for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))]


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(engine: Engine) -> None:
    from alembic import command  # noqa: PLC0415 - costs 0.2 s; needed only when there is something to migrate
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with named_faults(path):
        file = path.open("w")
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
