"""``python -m display`` as a process of its own."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.display.scripted_server import TOKEN, ScriptedServer, board_call, snapshot

LIMIT_SECONDS = 30.0


@pytest.fixture
def environment(tmp_path: Path, scripted_server: ScriptedServer) -> dict[str, str]:
    token_file = tmp_path / "token"
    token_file.touch(mode=0o600)
    token_file.write_text(TOKEN)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")}
    return inherited | {
        "ANTRE_DISPLAY_SERVER_URL": scripted_server.url,
        "ANTRE_DISPLAY_TOKEN_FILE": str(token_file),
        "ANTRE_DISPLAY_DATA_DIR": str(tmp_path),
        "ANTRE_DISPLAY_PORT": "0",
        "ANTRE_DISPLAY_SPEAKER_DRIVER": "simulated",
    }


@pytest.fixture
def process(environment: dict[str, str], scripted_server: ScriptedServer) -> Iterator[subprocess.Popen[str]]:
    scripted_server.picture = snapshot(board_call(), seq=3)
    started = subprocess.Popen(
        [sys.executable, "-m", "display"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield started
    if started.poll() is None:
        started.kill()
    started.communicate()


def test_it_starts_answers_and_ends_clean(process: subprocess.Popen[str], tmp_path: Path) -> None:
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert found
    limit = time.monotonic() + LIMIT_SECONDS
    while b"A-001" not in (state := urllib.request.urlopen(f"{found[0]}state", timeout=5).read()):
        assert time.monotonic() < limit, state
        time.sleep(0.1)
    process.terminate()
    _, said = process.communicate(timeout=LIMIT_SECONDS)
    assert (process.returncode, "Traceback" in said) == (0, False)
    assert b"A-001" in (tmp_path / "last_board.json").read_bytes()


def refusal(environment: dict[str, str]) -> str:
    """Start with settings that cannot be used; the one line that is said."""
    command = [sys.executable, "-m", "display"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert ended.returncode == 2
    [line] = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PROT", "1", "did you mean ANTRE_DISPLAY_PORT?"),
        ("TOKEN_FILE", "nowhere/token", "cannot read the token file"),
        ("LANGUAGES", "id,xx", "there are no words"),
        ("TRANSLATIONS_DIR", "nowhere/languages", "setting translations_dir: there is no folder nowhere/languages"),
        ("SPEAKER_DRIVER", "gramophone", "speaker"),
    ],
)
def test_wrong_settings_end_it_with_one_line(name: str, value: str, message: str, environment: dict[str, str]) -> None:
    assert message in refusal(environment | {f"ANTRE_DISPLAY_{name}": value})


def test_a_taken_address_is_named(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"cannot serve the wall page at 127.0.0.1:{port}" in refusal(environment | {"ANTRE_DISPLAY_PORT": port})
