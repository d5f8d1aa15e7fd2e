import os
import subprocess
import sys
from pathlib import Path

import pytest

from queue_server.bootstrap import own_folder


def command(folder: Path, *words: str, typed: str = "", **variables: str) -> tuple[int, str, str]:
    """Run one command on a data folder; return its status, and what it said on both outputs."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")}
    environment |= {"ANTRE_DATA_DIR": str(folder), "ANTRE_LOG_LEVEL": "warning"} | variables
    whole = [sys.executable, "-m", "queue_server", *words]
    done = subprocess.run(whole, input=typed, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def one_line(answer: tuple[int, str, str]) -> str:
    """Check that a command was refused in one line; return it."""
    status, said, complaint = answer
    assert (status, said, complaint.count("\n")) == (2, "", 1), complaint
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
    assert said in one_line(command(tmp_path, "demo", **variables))


def test_a_settings_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    assert "nope.toml" in one_line(command(tmp_path, "--config", str(tmp_path / "nope.toml"), "demo"))
