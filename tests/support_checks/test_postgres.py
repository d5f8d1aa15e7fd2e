"""The PostgreSQL server of the tests."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import sqlalchemy

from tests.support.postgres import create_database, drop_database

ROOT = Path(__file__).resolve().parents[2]
HOLD_A_SERVER = """
from tests.support.postgres import running_server
with running_server() as url:
    print(url, flush=True)
    import time; time.sleep(60)
"""


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:")


def test_it_serves_sqlalchemy(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url)
    with engine.connect() as connection:
        assert int(connection.execute(sqlalchemy.text("SHOW server_version_num")).scalar_one()) >= 150000
    engine.dispose()


def test_a_database_is_empty_and_a_copy_has_what_its_template_has(
    postgres_url: str, postgres_database_url: str
) -> None:
    with psycopg.connect(plain(postgres_database_url), autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        connection.execute("CREATE TABLE office (name text)")
    copy_url = create_database(postgres_url, template=postgres_database_url.rpartition("/")[2])
    with psycopg.connect(plain(copy_url)) as connection:
        assert connection.execute("SELECT count(*) FROM office").fetchone() == (0,)
    drop_database(postgres_url, copy_url)


def test_it_ends_when_the_tests_are_killed() -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD_A_SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    url = plain(holder.stdout.readline().strip())
    psycopg.connect(url).close()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    limit = time.monotonic() + 20
    while _answers(url):
        assert time.monotonic() < limit, "the server outlived the tests"
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
