"""The housekeeper's rounds where forgetting cannot be done at once: tried again, told once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from queue_server.housekeeper import Housekeeper
from queue_server.operations import security
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import MeasurementStatus
from queue_server.storage.opening import open_store
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.office import Office, office
from tests.support.planted import Mark
from tests.support.stores import dump

HOUR_SECONDS = 3600
MARK = Mark(38.7654321)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return empty_database.lay(tmp_path / "antre.db")


@pytest.fixture
def house(path: Path, clock: FakeClock) -> Iterator[Office]:
    """An office in a file, with a warm visitor who was let in."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        house = office(store, clock)
        house.open()
        measurement = Measurement(status=MeasurementStatus.MEASURED, celsius=MARK.celsius)
        house.do(security.clear, house.held(measurement=measurement), **house.by(house.guard))
        yield house


@pytest.fixture
def keeper(house: Office) -> Housekeeper:
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    keeper.make_round()
    return keeper


def stored(house: Office) -> int:
    return len(dump(house.store)["screening_reading"])


def test_a_round_that_met_a_broken_database_is_made_again(
    house: Office, keeper: Housekeeper, path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = tmp_path / "away.db"
    house.store._engine.dispose()  # the next read opens the file anew
    path.rename(away)
    path.mkdir()
    house.clock.sleep(HOUR_SECONDS)
    for _ in range(2):
        keeper.make_round()
        keeper.look_after_the_held()
    path.rmdir()
    away.rename(path)
    keeper.make_round()
    keeper.look_after_the_held()
    assert stored(house) == 0
    assert len(caplog.records) == 6, "three that failed, and that each works again"


def test_a_reader_of_the_log_is_told_once_and_waited_for(
    house: Office, keeper: Housekeeper, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = path.with_name("antre.db-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM screening_reading").fetchone()
        house.clock.sleep(HOUR_SECONDS)
        for _ in range(2):
            keeper.make_round()
        assert stored(house) == 0
        assert MARK.is_stored_in(path.read_bytes() + log.read_bytes())
        reader.execute("COMMIT")
        keeper.make_round()
    assert not MARK.is_stored_in(path.read_bytes() + log.read_bytes())
    told = [record.getMessage() for record in caplog.records]
    assert [line.partition(":")[2] for line in told] == [" a reader still looks at it", ""]


def test_a_reserve_that_cannot_be_made_is_told_once(
    house: Office, keeper: Housekeeper, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reserve = path.with_name("antre.db.reserve")
    assert reserve.stat().st_size > 1_000_000
    reserve.unlink()
    reserve.mkdir()
    for _ in range(2):
        keeper.make_round()
    reserve.rmdir()
    keeper.make_round()
    assert reserve.is_file()
    told = [record.getMessage() for record in caplog.records]
    assert [line.partition(" for ")[0] for line in told] == ["there is no room", "forgetting temperatures works again"]
