"""``make run``: a whole office with one command, today and on the next day."""

import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

from queue_server.bootstrap import utc_now
from queue_server.demo import seed_demo
from queue_server.domain.ticket import TicketState
from queue_server.operations.board import board_snapshot
from queue_server.storage import offices, tickets
from queue_server.storage.opening import open_store
from queue_server.storage.statement import Transaction

ADDRESS = re.compile(r"^\s+(kiosk|display|staff)\s+(http://\S+)", re.MULTILINE)


@contextmanager
def run_office(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "deploy.run_office", "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def welcome(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise AssertionError(said)


def answers(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_one_command_opens_a_whole_office_and_stops_it(tmp_path: Path) -> None:
    with run_office(tmp_path) as process:
        said = welcome(process)
        found = dict(ADDRESS.findall(said))
        assert set(found) == {"kiosk", "display", "staff"}
        assert {name: answers(url) for name, url in found.items()} == {"kiosk": 200, "display": 200, "staff": 200}
        assert "petugas1" in said
    assert process.returncode == 0
    for url in found.values():
        try:
            answers(url)
        except OSError:
            continue
        raise AssertionError(f"{url} still answers")


def test_a_second_office_on_the_same_folder_says_why_it_does_not_open(tmp_path: Path) -> None:
    with run_office(tmp_path) as first:
        welcome(first)
        with run_office(tmp_path) as second:
            output, _ = second.communicate(timeout=60)
        assert second.returncode == 1
        assert "another queue server" in output


def numbers_before_and_of_today(tx: Transaction) -> tuple[int, int]:
    office = offices.every(tx)[0]
    assert office.business_date is not None
    before = [office.business_date - timedelta(days=back) for back in (1, 2, 3)]
    return numbers_of(tx, office.id, before), numbers_of(tx, office.id, [office.business_date])


def numbers_of(tx: Transaction, office_id: int, days: list[date]) -> int:
    return sum(len(tickets.in_state(tx, office_id, day, state)) for day in days for state in TicketState)


def test_the_next_day_finds_yesterday_and_begins_anew(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'antre.db'}"
    with closing(open_store(database)) as store:
        seed_demo(store, utc_now() - timedelta(days=1))
    with run_office(tmp_path) as process:
        welcome(process)
    with closing(open_store(database)) as store:
        before, today = store.read(numbers_before_and_of_today)
        board = store.read(board_snapshot, office_id=1, now=utc_now())
    assert before > 0
    assert today == 0
    assert board.calls == ()
