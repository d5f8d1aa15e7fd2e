"""What a process tells the journal, heard on a real socket."""

import logging
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from hardware.clock import SystemClock
from hardware.errors import DeviceAbsentError
from hardware.supervisor import Driver, Supervised
from queue_server.domain.errors import UnavailableError
from queue_server.journal import JournalHandler, is_stream_of_journal
from tests.hardware.test_supervisor import Workshop

ROOT = Path(__file__).parents[1]
Fields = dict[str, str]


def fields_of(datagram: bytes) -> Fields:
    """Read an entry as the journal does."""
    found = {}
    while datagram:
        line, _, rest = datagram.partition(b"\n")
        if b"=" in line:
            name, _, value = line.partition(b"=")
            datagram = rest
        else:
            (length,) = struct.unpack("<Q", rest[:8])
            name, value, datagram = line, rest[8 : 8 + length], rest[8 + length + 1 :]
        assert name.decode() not in found, "a field came twice"
        found[name.decode()] = value.decode()
    return found


class Journal:
    """Stands where journald would listen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "socket"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.settimeout(10)

    def next_entry(self) -> Fields:
        return fields_of(self._socket.recv(1 << 20))

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    listening = Journal(tmp_path)
    yield listening
    listening.close()


@pytest.fixture
def lines() -> StringIO:
    return StringIO()


@pytest.fixture
def log(journal: Journal, lines: StringIO) -> Iterator[logging.Logger]:
    logger, handler = logging.getLogger("tests.journal"), JournalHandler("antre-server", journal.path, lines)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield logger
    logger.removeHandler(handler)
    handler.close()


def test_an_entry_says_who_speaks_how_grave_it_is_and_which_error_it_is_about(
    journal: Journal, log: logging.Logger
) -> None:
    log.warning("cannot read events of office %d: %s", 7, UnavailableError(), extra={"office": 7})
    entry = journal.next_entry()
    assert entry.pop("CODE_LINE").isdigit()
    assert entry == {
        "MESSAGE": f"cannot read events of office 7: {UnavailableError()}",
        "PRIORITY": "4",
        "SYSLOG_IDENTIFIER": "antre-server",
        "LOGGER": "tests.journal",
        "CODE_FILE": __file__,
        "CODE_FUNC": "test_an_entry_says_who_speaks_how_grave_it_is_and_which_error_it_is_about",
        "ANTRE_CODE": "unavailable",
        "ANTRE_OFFICE": "7",
    }


def test_the_priority_is_that_of_the_level(journal: Journal, log: logging.Logger) -> None:
    for level, priority in ((10, "7"), (20, "6"), (30, "4"), (40, "3"), (50, "2")):
        log.log(level, "x")
        assert journal.next_entry()["PRIORITY"] == priority


def test_the_story_of_a_fault_is_part_of_the_message(journal: Journal, log: logging.Logger) -> None:
    try:
        raise UnavailableError
    except UnavailableError:
        log.exception("it failed")
    entry = journal.next_entry()
    assert entry["MESSAGE"].startswith("it failed\nTraceback")
    assert entry["ANTRE_CODE"] == "unavailable"


def test_no_line_of_a_message_passes_for_a_field(journal: Journal, log: logging.Logger) -> None:
    forged = "a name\nPRIORITY=0\nANTRE_OFFICE=1\n\nMESSAGE\n"
    log.warning("%s", forged, extra={"device": "x\n_UID=0"})
    entry = journal.next_entry()
    assert (entry["MESSAGE"], entry["PRIORITY"], entry["ANTRE_DEVICE"]) == (forged, "4", "x\n_UID=0")
    assert not {"ANTRE_OFFICE", "_UID"} & set(entry)


def test_half_a_letter_does_not_lose_the_entry(journal: Journal, log: logging.Logger) -> None:
    handler = next(one for one in log.handlers if isinstance(one, JournalHandler))
    # past the logger: what pytest catches there goes from its workers to it, and half a letter would end the whole run
    handler.handle(log.makeRecord(log.name, logging.WARNING, __file__, 1, "%s", ("\udcff",), None))
    assert journal.next_entry()["MESSAGE"] == "\\udcff"


def test_what_is_too_large_for_a_datagram_goes_out_as_lines(log: logging.Logger, lines: StringIO) -> None:
    log.error("%s", "first\n<0>second\n" + "x" * (4 << 20))
    first, second, _rest = lines.getvalue().splitlines()
    assert (first, second) == ("<3>tests.journal: first", "<3><0>second")


def test_without_a_listener_nothing_is_lost(journal: Journal, log: logging.Logger, lines: StringIO) -> None:
    journal.path.unlink()
    log.info("said all the same")
    assert lines.getvalue() == "<6>tests.journal: said all the same\n"


def test_a_device_is_named(journal: Journal, log: logging.Logger) -> None:
    workshop = Workshop()
    workshop.broken = DeviceAbsentError("bus 1")
    with pytest.raises(DeviceAbsentError):
        Supervised("thermometer", Driver("real", False, workshop.open), SystemClock(), log=log).call(workshop.use)
    entry = journal.next_entry()
    assert (entry["ANTRE_DEVICE"], entry["ANTRE_CODE"]) == ("thermometer", "i2c_no_answer")


def test_only_the_stream_that_is_named_is_the_journal_s(tmp_path: Path) -> None:
    with (tmp_path / "a").open("w") as one, (tmp_path / "b").open("w") as other:
        found = os.fstat(one.fileno())
        named = f"{found.st_dev}:{found.st_ino}"
        assert is_stream_of_journal(named, one)
        assert not is_stream_of_journal(named, other)
        assert not is_stream_of_journal("", one)
    assert not is_stream_of_journal(named, StringIO())


SPEAK = """
import logging, os, sys
from pathlib import Path
from queue_server import journal
journal.set_up("antre-kiosk", "INFO", "%(levelname)s %(name)s: %(message)s", os.environ, Path(sys.argv[1]))
logging.getLogger("kiosk").info("hello")
logging.getLogger("kiosk").debug("not wanted")
"""


def speak(journal: Journal, to: Path, named: str) -> str:
    with to.open("w") as stderr:
        subprocess.run(
            [sys.executable, "-c", SPEAK, str(journal.path)],
            cwd=ROOT,
            stderr=stderr,
            check=True,
            env={**os.environ, "JOURNAL_STREAM": named},
        )
    return to.read_text()


def test_a_process_speaks_to_the_journal_under_the_service_manager_and_in_lines_elsewhere(
    journal: Journal, tmp_path: Path
) -> None:
    to = tmp_path / "stderr"
    to.touch()
    own = f"{to.stat().st_dev}:{to.stat().st_ino}"
    assert speak(journal, to, own) == ""
    assert (entry := journal.next_entry())["MESSAGE"] == "hello"
    assert (entry["SYSLOG_IDENTIFIER"], entry["LOGGER"]) == ("antre-kiosk", "kiosk")
    assert speak(journal, to, "8:1") == "INFO kiosk: hello\n"
