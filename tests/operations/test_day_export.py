"""A day as a file: everything of the line, nothing of the screening, nothing that a person typed."""

import csv
import io
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from queue_server.commands.day_file import write_new
from queue_server.commands.usage import UsageError
from queue_server.operations import booking_desk, security, serving
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage.opening import open_store
from tests.operations.test_commands import command, one_line
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import Office, office
from tests.support.stores import dump

DAY = "2026-03-02"
SERVED = {
    "number": "A-001",
    "service": "Layanan passport",
    "lane": "general",
    "state": "completed",
    "outcome": "done",
    "counter": "'=1+1",
    "calls": "1",
}


def tables(path: Path) -> dict[str, list[dict[str, str]]]:
    with ZipFile(path) as packed:
        texts = {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}
    assert set(texts) == {"README.txt", "tickets.csv", "steps.csv", "bookings.csv", "result.csv"}
    assert "Tidak ada data kesehatan" in texts["README.txt"]
    return {name[:-4]: list(csv.DictReader(io.StringIO(text))) for name, text in texts.items() if name.endswith("csv")}


@pytest.fixture
def house(clock: FakeClock, tmp_path: Path) -> Office:
    """An office with a served visitor, one who was held and let in, one who waits, and a booking."""
    with closing(open_store(f"sqlite:///{empty_database.lay(tmp_path / 'antre.db')}")) as store:
        house = office(store, clock)
        house.open()
        house.save_counter("=1+1", house.counters[0], service_ids=frozenset({house.passport, house.collection}))
        house.book("BK-1", house.now() + timedelta(hours=2))
        house.do(booking_desk.cancel, "BK-1", "Ibu Siti sakit, 0812-3456", **house.by(house.admin))
        house.ticket()
        house.clock.sleep(60)
        house.serve()
        house.do(serving.complete, ServiceOutcome.DONE, **house.at())
        house.clock.sleep(60)
        house.do(security.clear, house.held(), **house.by(house.guard))
        house.held()
    return house


def test_a_day_is_written_to_a_file_once(house: Office, tmp_path: Path) -> None:
    file = tmp_path / "day.zip"
    assert command(tmp_path, "export-day", DAY, str(file)) == (0, f"record of {DAY}: {file}\n", "")
    assert file.stat().st_mode & 0o777 == 0o600
    found = tables(file)
    first, second = found["tickets"]
    assert {**first, **SERVED} == first
    assert [first[name][:16] for name in ("arrived", "first_called")] == [f"{DAY} 08:00", f"{DAY} 08:01"]
    assert (second["number"], second["state"], second["first_called"]) == ("A-002", "waiting", "")
    steps = [row["event"] for row in found["steps"] if row["number_or_code"] == "A-001"]
    assert steps[:2] == ["visit.arrived", "ticket.called"]
    (booked,) = found["bookings"]
    assert (booked["code"], booked["slot"][:16], booked["state"]) == ("BK-1", f"{DAY} 10:00", "cancelled")
    assert {"figure": "issued", "value": "2"} in found["result"]
    for word in ("Siti", "0812", "held", "cleared", "case", "screening", "38."):
        assert word not in str(found)
    before = file.read_bytes()
    assert "is there already" in one_line(command(tmp_path, "export-day", DAY, str(file)))
    assert file.read_bytes() == before
    with closing(open_store(f"sqlite:///{tmp_path / 'antre.db'}")) as store:
        last = dump(store)["audit_entry"][-1]
    assert (last["name"], last["subject"], last["actor"]) == ("day.exported", f"day:{DAY}", "system:0")


def test_what_is_no_day_of_the_office_is_one_line(house: Office, tmp_path: Path) -> None:
    assert "no date" in one_line(command(tmp_path, "export-day", "yesterday", str(tmp_path / "x")))
    assert "not opened" in one_line(command(tmp_path, "export-day", "2026-03-01", str(tmp_path / "x")))
    assert "No such file" in one_line(command(tmp_path, "export-day", DAY, str(tmp_path / "no" / "x")))
    assert not (tmp_path / "x").exists()


def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path) -> None:
    write_new(tmp_path / "one", b"1")
    for place in (tmp_path / "one", Path("/dev/full/x")):
        with pytest.raises(UsageError):
            write_new(place, b"2")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
