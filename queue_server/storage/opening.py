"""Open a store by its URL; bring its tables up to date first."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError

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


def open_store(url: str) -> Store:
    """Open the database, make or upgrade its tables, and return the store.

    Args:
        url: ``sqlite:////path/antre.db`` or ``postgresql+psycopg://...``.

    Raises:
        StoreTooNewError: the tables are of a later version than this server.
        StoreUnreachableError: the URL or the path cannot be used, or no server answers.
    """
    try:
        return _open(make_url(url))
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise StoreUnreachableError(f"cannot open the database: {reason}; see database_url and data_dir") from error


def sqlite_file(url: str) -> Path | None:
    """Return the database's file, ``None`` for a server."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _open(parsed: URL) -> Store:
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        engine, reserve = sqlite_engine(path), Reserve(path.with_name(path.name + ".reserve"))
        with _file_lock(path.with_name(path.name + ".migrating")):
            _migrate_on_any_disk(engine, reserve)
        return SqliteStore(engine, reserve)
    from queue_server.storage.postgresql import (  # noqa: PLC0415 - the driver takes memory; only where it is used
        PostgresqlStore,
        postgresql_engine,
    )

    engine = postgresql_engine(parsed)
    _migrate_or_dispose(engine)
    return PostgresqlStore(engine)


def _migrate_on_any_disk(engine: Engine, reserve: Reserve) -> None:
    """Open the file; a full disk has no room even for that, but for the reserve."""
    try:
        _migrate_or_dispose(engine)
    except SQLAlchemyError:
        if not reserve.give_up():
            raise
        _migrate_or_dispose(engine)


def _migrate_or_dispose(engine: Engine) -> None:
    done = False
    try:
        migrate(engine)
        done = True
    finally:
        if not done:
            engine.dispose()


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
    known = [path.stem.split("_")[0] for path in sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))]
    if version is not None and version not in known:
        raise StoreTooNewError(f"the database is at version {version}, this server knows up to {known[-1]}")
    return version == known[-1]


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
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
