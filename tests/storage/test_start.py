"""How the server starts on a database that it cannot use: one line, a status of its own, and nothing is changed."""

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from queue_server import __main__ as process
from queue_server.storage.examination import torn
from queue_server.storage.opening import open_store
from tests.storage.test_full_disk import OWN_MOUNTS
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.machine import ROOT
from tests.support.office import office

HEADER_BYTES = 100
UNIT = ROOT / "deploy" / "systemd" / "antre-server.service"
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$PYTHON" -c "$2" "$1"'
OPEN = """
import sys
from queue_server.storage.faults import StoreFaultError
from queue_server.storage.opening import open_store
try:
    open_store(f"sqlite:///{sys.argv[1]}/antre.db").close()
except StoreFaultError as fault:
    print(type(fault).__name__)
"""
NOT_ALL_POWERFUL = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with an office in it, and one backup."""
    path = empty_database.lay(tmp_path / "antre.db")
    with closing(open_store(f"sqlite:///{path}")) as store:
        house = office(store, FakeClock())
        house.open()
        house.ticket()
    backups = tmp_path / "backups"
    backups.mkdir()
    shutil.copyfile(path, backups / "antre-20261126T080000Z.db")
    return tmp_path


def start(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *command: str
) -> tuple[int, str]:
    """Try to serve, or carry out a command; return the status and what was said."""
    monkeypatch.setenv("ANTRE_DATA_DIR", str(data))
    monkeypatch.setattr(sys, "argv", ["queue_server", *(command or ["serve"])])
    status = process.main()
    return status, capsys.readouterr().err


def apart(*command: str) -> str:
    """Run a command in a process of its own; return its last word."""
    environment = os.environ | {"PYTHON": sys.executable}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    return (done.stdout or done.stderr).strip()


def torn_page(path: Path) -> None:
    """Overwrite pages in the middle."""
    with path.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(b"\xa5" * 3 * 4096)


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def no_database(path: Path) -> None:
    path.write_bytes(b"a text that somebody put here\n" * 400)


def of_another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE song (name TEXT)")


def without_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("DROP TABLE lane_day")


def without_a_row(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.execute("DELETE FROM visit")
        file.commit()


@pytest.mark.parametrize(
    "harm", [torn_page, cut_short, emptied, no_database, of_another_program, without_a_table, without_a_row]
)
def test_a_damaged_file_is_named_with_the_way_back(
    harm: Callable[[Path], None], data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = data / "antre.db"
    harm(path)
    before = hash(path.read_bytes()[HEADER_BYTES:])
    status, said = start(data, monkeypatch, capsys)
    assert status == os.EX_DATAERR
    assert said.startswith(f"queue_server: {path} ")
    assert said.endswith(
        f"go back to the newest backup: `restore --damaged {data}/backups/antre-20261126T080000Z.db`\n"
    )
    assert said.count("\n") == 1
    assert hash(path.read_bytes()[HEADER_BYTES:]) == before


def test_the_named_way_back_leads_back(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_database(data / "antre.db")
    way_back = start(data, monkeypatch, capsys)[1].split("`")[1].split()
    assert start(data, monkeypatch, capsys, *way_back) == (0, "")
    open_store(f"sqlite:///{data / 'antre.db'}").close()


def test_a_damaged_file_without_a_backup_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    no_database(tmp_path / "antre.db")
    status, said = start(tmp_path, monkeypatch, capsys)
    assert (status, "there is no backup in" in said) == (os.EX_DATAERR, True)


def test_a_later_version_a_wrong_setting_and_something_in_the_way(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(data / "antre.db")) as later:
        later.execute("UPDATE alembic_version SET version_num = '9999'")
        later.commit()
    assert start(data, monkeypatch, capsys)[0] == os.EX_PROTOCOL
    (data / "antre.db").rename(data / "other")
    (data / "antre.db").mkdir()
    status, said = start(data, monkeypatch, capsys)
    assert (status, "a folder in the file's place" in said) == (os.EX_CANTCREAT, True)
    status, said = start(data / "other", monkeypatch, capsys)
    assert (status, str(data / "other") in said) == (os.EX_CANTCREAT, True)
    monkeypatch.setenv("ANTRE_WEB_PORT", "many")
    assert start(data, monkeypatch, capsys)[0] == os.EX_CONFIG


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "antre.db").symlink_to("/proc/self/mem")  # its first byte cannot be read: input/output error
    status, said = start(tmp_path, monkeypatch, capsys)
    assert (status, "the disk or its cable fails" in said) == (os.EX_IOERR, True)


def test_a_read_only_disk_and_no_permission(data: Path) -> None:
    path = data / "antre.db"
    assert apart(*OWN_MOUNTS, "sh", "-ec", READ_ONLY, "sh", str(data), OPEN) == "StoreNotWritableError"
    path.chmod(0o400)
    assert apart(*NOT_ALL_POWERFUL, sys.executable, "-c", OPEN, str(data)) == "StoreForbiddenError"
    path.chmod(0o600)
    (data / "antre.db.migrating").unlink()
    data.chmod(0o500)
    try:
        assert apart(*NOT_ALL_POWERFUL, sys.executable, "-c", OPEN, str(data)) == "StoreForbiddenError"
    finally:
        data.chmod(0o700)


def test_a_look_that_takes_too_long_lets_the_office_open(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(data / "antre.db", check_same_thread=False)) as file:
        file.execute("CREATE TABLE song (name TEXT)")
        file.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)"
            " INSERT INTO song SELECT hex(randomblob(400)) FROM n"
        )
        with caplog.at_level(logging.WARNING):
            assert torn(file, limit_seconds=0.001) == ""
    assert "not looked at to its end" in caplog.text


def test_the_service_manager_does_not_try_again_what_no_start_mends() -> None:
    named = UNIT.read_text(encoding="utf-8").partition("\nRestartPreventExitStatus=")[2].partition("\n")[0]
    assert {int(one) for one in named.split()} == set(process.STATUS.values())
