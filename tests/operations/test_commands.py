import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from queue_server.bootstrap import own_folder
from queue_server.operations.accounts import find_account, without_password
from queue_server.passwords import verify_password
from queue_server.storage.opening import open_store


def command(folder: Path, *words: str, typed: str = "", **variables: str) -> tuple[int, str, str]:
    """Run one command on a data folder; return its status, and what it said on both outputs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")}
    environment |= {"ANTRE_DATA_DIR": str(folder), "ANTRE_LOG_LEVEL": "warning"} | variables
    whole = [sys.executable, "-m", "queue_server", *words]
    done = subprocess.run(whole, input=typed, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def one_line(answer: tuple[int, str, str], wanted: int = 2) -> str:
    """Check that a command was refused in one line, with the wanted status; return it."""
    status, said, complaint = answer
    assert (status, said, complaint.count("\n")) == (wanted, "", 1), complaint
    assert complaint.startswith("queue_server: ")
    return complaint


def test_an_office_is_set_up(tmp_path: Path) -> None:
    assert "--office" in one_line(command(tmp_path, "add-device", "kiosk", "kiosk"))
    assert command(tmp_path, "add-office", "bpn", "Kantor Balikpapan") == (0, "office 1: Kantor Balikpapan\n", "")
    assert "duplicate_name" in one_line(command(tmp_path, "add-office", "bpn", "Lagi"))
    boss = ("add-account", "ratna", "--role", "admin")
    assert "too_short" in one_line(command(tmp_path, *boss, typed="short\n"))
    assert command(tmp_path, *boss, typed="a long pass phrase\n")[0] == 0
    status, token, _ = command(tmp_path, "add-device", "kiosk", "kiosk")
    assert (status, len(token.strip())) == (0, 43)
    file = tmp_path / "tokens" / "display"
    assert command(tmp_path, "add-device", "display", "display", "--token-file", str(file))[0] == 0
    assert (file.stat().st_mode & 0o777, len(file.read_text().strip())) == (0o600, 43)


def test_accounts_of_a_settings_file_are_given_passwords(tmp_path: Path) -> None:
    boss = ("add-account", "ratna", "--role", "admin")
    first, second, file = tmp_path / "first", tmp_path / "second", str(tmp_path / "settings.json")
    for folder in (first, second):
        assert command(folder, "add-office", "bpn", "Kantor")[0] == 0
    assert command(first, *boss, typed="a long pass phrase\n")[0] == 0
    assert command(first, "settings", "export", file)[0] == 0
    status, said, _ = command(second, "settings", "import", file)
    assert (status, said.splitlines()[-1]) == (0, "ratna has no password: give it one with set-password ratna")
    assert "set-password" in one_line(command(second, *boss, typed="a long pass phrase\n"))
    assert "too_short" in one_line(command(second, "set-password", "ratna", typed="short\n"))
    assert "budi" in one_line(command(second, "set-password", "budi", typed="a long pass phrase\n"))
    assert command(second, "set-password", "Ratna", typed="another pass phrase\n")[0] == 0
    with closing(open_store(f"sqlite:///{second / 'antre.db'}")) as store:
        account = store.read(find_account, "ratna")
        assert account is not None
        assert verify_password(account.password_hash, "another pass phrase")
        assert store.read(without_password, office_id=account.office_id) == []


def test_the_demo_fills_an_empty_database_once(tmp_path: Path) -> None:
    assert command(tmp_path, "demo")[0] == 0
    assert command(tmp_path, "demo")[0] == 0
    assert "contoh" in one_line(command(tmp_path, "add-device", "x", "kiosk", "--office", "lain"))


def test_a_second_server_on_the_folder_is_refused(tmp_path: Path) -> None:
    with own_folder(tmp_path):
        complaint = one_line(command(tmp_path, "serve", ANTRE_WEB_PORT="0"))
    assert f"process {os.getpid()}" in complaint
    assert str(tmp_path) in complaint


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ANTRE_WEB_PROT": "1"}, "did you mean ANTRE_WEB_PORT"),
        ({"ANTRE_WEB_PORT": "x"}, "ANTRE_WEB_PORT"),
        ({"ANTRE_WEB_TRUSTED_PROXY": "10.0.0.0/8"}, "trusted_proxy"),
    ],
)
def test_a_setting_that_cannot_be_is_one_line(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    assert said in one_line(command(tmp_path, "demo", **variables), os.EX_CONFIG)


def test_a_settings_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "nope.toml" in one_line(command(tmp_path, "--config", str(tmp_path / "nope.toml"), "demo"), os.EX_CONFIG)


def test_the_database_is_backed_up_once_to_each_place(tmp_path: Path) -> None:
    assert command(tmp_path, "add-office", "bpn", "Kantor Balikpapan")[0] == 0
    target = tmp_path / "second medium"
    said = f"backup of {tmp_path / 'antre.db'}: {target}\n"
    assert command(tmp_path, "backup", str(target)) == (0, said, "")
    assert command(target.parent, "offices", ANTRE_DATABASE_URL=f"sqlite:///{target}")[1] == "bpn\tKantor Balikpapan\n"
    assert "is there already" in one_line(command(tmp_path, "backup", str(target)))


def test_a_backup_is_put_back_unless_a_server_runs(tmp_path: Path) -> None:
    assert command(tmp_path, "add-office", "bpn", "Kantor Balikpapan")[0] == 0
    assert command(tmp_path, "backup", str(tmp_path / "copy"))[0] == 0
    assert command(tmp_path, "add-office", "jkt", "Kantor Jakarta")[0] == 0
    with own_folder(tmp_path):
        assert "stop it" in one_line(command(tmp_path, "restore", str(tmp_path / "copy")))
    status, told, _ = command(tmp_path, "restore", str(tmp_path / "copy"))
    assert status == 0
    assert "what was there before: " in told
    assert command(tmp_path, "offices")[1] == "bpn\tKantor Balikpapan\n"
    assert "was not put in place" in one_line(command(tmp_path, "restore", str(tmp_path / "none")))
    url = "postgresql+psycopg://antre@127.0.0.1:1/antre"
    assert "pg_restore" in one_line(command(tmp_path, "restore", str(tmp_path / "copy"), ANTRE_DATABASE_URL=url))


def test_a_postgresql_is_backed_up_by_its_own_tool(tmp_path: Path) -> None:
    url = "postgresql+psycopg://antre@127.0.0.1:1/antre"
    complaint = one_line(command(tmp_path, "backup", str(tmp_path / "backup"), ANTRE_DATABASE_URL=url))
    assert "pg_dump" in complaint
    assert "--exclude-table-data=screening_reading" in complaint
    assert list(tmp_path.iterdir()) == []


def test_a_code_for_a_device_is_opened(tmp_path: Path) -> None:
    command(tmp_path, "add-office", "bpn", "Kantor Balikpapan")
    here = {"ANTRE_WEB_PUBLIC_ADDRESS": "https://antre.example"}
    status, said, complaint = command(tmp_path, "pair", "Kios", "kiosk", "--minutes", "5", **here)
    assert (status, complaint) == (0, "")
    first, ends, *picture = said.splitlines()
    assert re.fullmatch("code for Kios \\(kiosk\\): [0-9A-Z]{4}-[0-9A-Z]{4}", first)
    assert ends.startswith("valid until ")
    assert len(picture) > 10
    assert "--minutes" in one_line(command(tmp_path, "pair", "Kios", "kiosk", "--minutes", "600"))
