"""A real PostgreSQL server of the tests' own: private, on loopback, gone with the tests."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest

START_TIMEOUT_SECONDS = 30.0
STOP_TIMEOUT_SECONDS = 20.0
TRIES = 3
SUPERUSER = "antre"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # a crash of the machine may take the test's data
    "full_page_writes": "off",
    "max_connections": "100",
    "timezone": "UTC",
}
_names = count(1)


class PostgresMissingError(RuntimeError):
    """No PostgreSQL server is installed."""


class PostgresStartError(RuntimeError):
    """The server did not start."""


def binaries() -> Path:
    """Return the folder of initdb and postgres; Debian keeps it off the PATH.

    Raises:
        PostgresMissingError: there is none.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*debian, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissingError("there is no PostgreSQL server here: run `deploy/system_packages.sh test`")


def _unprivileged() -> list[str]:
    """Return the prefix that drops root, which PostgreSQL refuses to run as."""
    if os.geteuid() != 0:
        return []
    user = _owner()
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _owner() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _initialise(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, _owner().pw_uid, _owner().pw_gid)
    command = [*_unprivileged(), str(binaries() / "initdb"), f"--pgdata={folder / 'data'}", "--no-sync", "--auth=trust"]
    options = [f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C.UTF-8"]
    run = subprocess.run([*command, *options], check=False, cwd=folder, capture_output=True, text=True)
    if run.returncode:
        raise PostgresStartError(f"initdb failed: {run.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=port, user=SUPERUSER, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    # setpriv asks the kernel to stop the server when the tests die, however they die.
    death = ["setpriv", "--pdeathsig=INT"] if os.geteuid() != 0 else [*_unprivileged(), "--pdeathsig=INT"]
    settings = [f"--{name}={value}" for name, value in {**_SETTINGS, "port": str(port)}.items()]
    with (folder / "log").open("ab") as log:
        server = subprocess.Popen(
            [*death, binaries() / "postgres", "-D", folder / "data", *settings], cwd=folder, stdout=log, stderr=log
        )
    limit = time.monotonic() + START_TIMEOUT_SECONDS
    while server.poll() is None and time.monotonic() < limit:
        if _answers(port):
            return server
        time.sleep(0.05)
    _stop(server)
    raise PostgresStartError(f"PostgreSQL did not start on port {port}: {(folder / 'log').read_text()[-2000:]}")


def _start_somewhere(folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(TRIES - 1):
        port = _free_port()  # another process may take it before the server does
        with suppress(PostgresStartError):
            return _start(folder, port), port
    port = _free_port()
    return _start(folder, port), port


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # a fast shutdown, open sessions are ended
    try:
        server.wait(STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@contextmanager
def running_server() -> Iterator[str]:
    """Run a server for the length of the block; yields the URL of its `postgres` database."""
    with tempfile.TemporaryDirectory(prefix="antre-postgres-") as name:
        folder = Path(name)
        _initialise(folder)
        server, port = _start_somewhere(folder)
        try:
            yield f"postgresql+psycopg://{SUPERUSER}@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)


def _administer(server_url: str, statement: str) -> None:
    with psycopg.connect(server_url.replace("postgresql+psycopg:", "postgresql:"), autocommit=True) as connection:
        connection.execute(statement.encode())


def create_database(server_url: str, template: str = "template1") -> str:
    """Create a database and return its URL.

    Args:
        server_url: what `running_server` yields.
        template: name of a database to copy; nobody may be connected to it.
    """
    name = f"test_{next(_names)}"
    _administer(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server_url.rpartition("/")[0] + f"/{name}"


def drop_database(server_url: str, database_url: str) -> None:
    """Drop a database, ending whatever is connected to it."""
    _administer(server_url, f'DROP DATABASE "{database_url.rpartition("/")[2]}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a real server, for SQLAlchemy; its database belongs to the whole run."""
    with running_server() as url:
        yield url


@pytest.fixture
def postgres_database_url(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database for one test."""
    url = create_database(postgres_url)
    yield url
    drop_database(postgres_url, url)
