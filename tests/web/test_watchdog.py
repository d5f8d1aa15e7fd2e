"""The server tells the service manager that it answers, and falls silent when it does not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_server.web.watchdog import ANSWER_SECONDS, ROUND_SECONDS
from tests.support.service_manager import Listening

START_SECONDS = 30.0


@contextmanager
def served(folder: Path, listening: Listening) -> Iterator[subprocess.Popen[bytes]]:
    own = {"ANTRE_DATA_DIR": str(folder), "ANTRE_WEB_HOST": "0.0.0.0", "ANTRE_WEB_PORT": "0"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ANTRE_")}
    environment = inherited | own | {"NOTIFY_SOCKET": listening.address}
    process = subprocess.Popen(
        [sys.executable, "-m", "queue_server", "serve"], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_ready_once_and_then_alive_each_round(tmp_path: Path) -> None:
    with Listening(str(tmp_path / "notify")) as listening, served(tmp_path, listening):
        assert listening.next_word(START_SECONDS) == "READY=1"
        assert listening.next_word(ROUND_SECONDS + 2) == "WATCHDOG=1"


def test_a_server_that_does_not_answer_is_silent(tmp_path: Path) -> None:
    with Listening(str(tmp_path / "notify")) as listening, served(tmp_path, listening) as process:
        assert listening.next_word(START_SECONDS) == "READY=1"
        process.send_signal(signal.SIGSTOP)
        listening.forget()
        assert listening.next_word(ROUND_SECONDS + ANSWER_SECONDS) == ""
        process.send_signal(signal.SIGCONT)
        assert listening.next_word(ROUND_SECONDS + ANSWER_SECONDS) == "WATCHDOG=1"


def test_it_does_not_hold_up_the_end_of_the_server(tmp_path: Path) -> None:
    with Listening(str(tmp_path / "notify")) as listening, served(tmp_path, listening) as process:
        assert listening.next_word(START_SECONDS) == "READY=1"
        process.terminate()
        assert process.wait(START_SECONDS) == 0
