"""The courier's own process: what it says of addresses, and that nothing of the server comes into it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from queue_server.courier import ABANDONED, Courier, Letter
from queue_server.courier.errands import Examine
from queue_server.courier.masking import shown
from tests.support.message_ends import until

ROOT = Path(__file__).parents[2]
LETTER = Letter(title="Kantor uji", body="08:00")


@pytest.mark.parametrize(
    ("masked", "what"),
    [
        ("jsons://guards:****@hook.example/s3cret?method=POST", "jsons://guards:****@hook.example/..."),
        ("ntfys://topic-as-good-as-a-password?priority=default", "ntfys://t...d"),
        ("ntfy://192.0.2.7:8080/topic", "ntfy://192.0.2.7:8080/..."),
        ("tgram://1...9/987654321/?image=False", "tgram://1...9/..."),
        ("mailtos://antre:****@mail.example/?from=a%40b", "mailtos://antre:****@mail.example"),
        ("json://[::1]/x", "json://[::1]/..."),
        ("json://localhost/", "json://localhost"),
    ],
)
def test_a_page_shows_the_service_and_the_host(masked: str, what: str) -> None:
    assert shown(masked) == what


@pytest.mark.parametrize(
    ("url", "service", "what"),
    [
        ("json://127.0.0.1:9/hook/geheim", "JSON", "json://127.0.0.1:9/..."),
        (
            "mailtos://antre:geheim@mail.example?to=guards@office.example",
            "E-Mail",
            "mailtos://antre:****@mail.example/...",
        ),
        ("tgram://123456789:ABCdefGHIjklMNOpqrSTUvwxYZ123456789/987654321", "Telegram", "tgram://1...9/..."),
    ],
)
def test_an_address_that_can_be_used_is_named_and_masked(url: str, service: str, what: str) -> None:
    examined = Courier().examine(url)
    assert (examined.problem, examined.service, examined.shown) == ("", service, what)


@pytest.mark.parametrize(
    ("url", "problem", "named", "nearest"),
    [
        ("guards@office.example", "no_service_named", "", ""),
        ("tgrm://x", "unknown_service", "tgrm", "tgram"),
        ("tgram://geheim", "address_incomplete", "tgram", ""),
        ("json://one.example, json://two.example", "address_incomplete", "json", ""),
        ("windows://", "service_not_here", "windows", ""),
    ],
)
def test_what_is_wrong_with_an_address_is_named(url: str, problem: str, named: str, nearest: str) -> None:
    examined = Courier().examine(url)
    assert (examined.problem, examined.named, examined.nearest) == (problem, named, nearest)
    assert ("://" in examined.form) == (problem == "address_incomplete")
    assert "geheim" not in str(examined)


def test_a_courier_without_time_says_so() -> None:
    hurried = Courier(limit_seconds=0)
    assert hurried.deliver("json://127.0.0.1:1", LETTER) == "timed_out"
    assert hurried.examine("json://127.0.0.1:1").problem == "not_examined"


def test_a_courier_that_was_ended_starts_nothing() -> None:
    courier = Courier()
    courier.end()
    assert courier.deliver("json://127.0.0.1:1", LETTER) == ABANDONED


def test_the_server_never_loads_the_library() -> None:
    wanted = "import sys, queue_server.bootstrap as _; print([name for name in sys.modules if 'apprise' in name])"
    done = subprocess.run([sys.executable, "-c", wanted], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_service_manager_says_does_not_end_an_errand_under_way() -> None:
    command = [sys.executable, "-m", "queue_server.courier"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        errand = msgspec.json.encode(Examine(url="json://127.0.0.1:9"))
        process.stdin.write(errand[:5])
        process.stdin.flush()
        until(lambda: signal.SIGTERM in _ignored(process.pid), "the courier to be ready")
        process.terminate()
        process.stdin.write(errand[5:])
        process.stdin.close()
        assert b"json://127.0.0.1:9" in process.stdout.read()
    assert process.wait() == 0


def _ignored(pid: int) -> frozenset[int]:
    """Read which signals a process ignores."""
    (line,) = [text for text in Path(f"/proc/{pid}/status").read_text().splitlines() if text.startswith("SigIgn")]
    mask = int(line.split()[1], 16)
    return frozenset(number for number in range(1, 65) if mask >> (number - 1) & 1)
