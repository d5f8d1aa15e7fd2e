"""A stop loses no request that is running."""

import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from queue_server.trust import Trust
from tests.support import site

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def ask_when_ready(address: str, trust: Trust, answers: list[str]) -> None:
    for _ in range(200):
        connection = trust.connection(address, 10)
        try:
            connection.request("GET", "/slow")
            answers.append(connection.getresponse().read().decode())
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()


@pytest.mark.parametrize(
    ("number", "scheme"), [(signal.SIGTERM, "http"), (signal.SIGINT, "http"), (signal.SIGTERM, "https")]
)
def test_running_requests_finish(number: signal.Signals, scheme: str, tmp_path: Path) -> None:
    port, answers = free_port(), list[str]()
    files = site.server_files(tmp_path) if scheme == "https" else ()
    command = [sys.executable, "-m", "tests.web.stopping", str(port), *files]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        asking = threading.Thread(
            target=ask_when_ready, args=(f"{scheme}://127.0.0.1:{port}", Trust(site.ca_file(tmp_path)), answers)
        )
        asking.start()
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        process.send_signal(number)
        asking.join(10)
        assert process.wait(10) == 0
        assert process.stdout.read() == "stopped\n"
    assert answers == ["finished"]
