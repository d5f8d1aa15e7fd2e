"""Values that a database cannot hold are refused on both databases, wherever they come in."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from queue_server.domain.errors import AntreError, InvalidValueError
from queue_server.operations.accounts import find_account
from queue_server.operations.calling import call_ticket
from queue_server.protocol.codes import RefusalCode
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import office


def test_a_number_of_twenty_digits_is_refused(store: Store, clock: FakeClock) -> None:
    house = office(store, clock)
    house.open()
    with pytest.raises(InvalidValueError) as refused:
        house.do(call_ticket, 10**20, **house.at(0))
    assert refused.value.details["problem"] == "not_storable"


def found_or_refused(store: Store, query: Callable[[Transaction, str], object]) -> object:
    try:
        return store.read(query, "a\0b")
    except AntreError as error:
        return error.code


def test_a_text_with_nul_finds_nothing(store: Store) -> None:
    assert found_or_refused(store, find_account) in (None, RefusalCode.INVALID_VALUE)


@pytest.mark.parametrize(
    ("url", "status", "told"),
    [
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", 2, "cannot open the database: "),
        ("sqlite:////proc/nothing/antre.db", os.EX_CANTCREAT, "/proc/nothing cannot be used: "),
        ("no-url", 2, "cannot open the database: "),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_clear_line(tmp_path: Path, url: str, status: int, told: str) -> None:
    command = [sys.executable, "-m", "queue_server", "demo"]
    environment = {"ANTRE_DATABASE_URL": url, "ANTRE_DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert done.stderr.startswith(f"queue_server: {told}")
    assert len(done.stderr.splitlines()) == 1
