"""What the kiosk writes down before anything follows from it."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from kiosk.away.moment import Moment
from kiosk.away.outbox import Outbox, PaperEnd
from kiosk.away.outbox_entries import Entry
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.reserve import Reserve
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus, PrintOutcome
from tests.kiosk.scripted_office import TODAY
from tests.kiosk.standing_by import reserve, reserved

CAME = Moment("this start", 100.0, 5000.0)
WARM = Measurement(status=MeasurementStatus.MEASURED, celsius=38.25, samples=15)


def visitor(nth: int, service_id: int = 1, lane: Lane = Lane.GENERAL) -> CheckInRequest:
    return CheckInRequest(nonce=f"nonce-of-visitor-{nth:02d}", service_id=service_id, lane=lane)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


@pytest.fixture
def outbox(path: Path) -> Outbox:
    made = Outbox(path)
    made.learn(reserve())
    return made


def test_each_lane_gives_its_own_numbers_once_and_in_order(outbox: Outbox) -> None:
    taken = [outbox.take(visitor(nth), TODAY, CAME) for nth in range(6)]
    assert taken == ["A-501", "A-502", "A-503", "A-504", "A-505", None]
    assert outbox.take(visitor(6, lane=Lane.PRIORITY), TODAY, CAME) == "R-501"
    assert outbox.free(TODAY) == {(1, Lane.GENERAL): 0, (1, Lane.PRIORITY): 4, (2, Lane.GENERAL): 5}


def test_a_second_block_follows_the_first(outbox: Outbox) -> None:
    outbox.take(visitor(1), TODAY, CAME)
    outbox.learn(Reserve(business_date=TODAY, lanes=(reserved(1, "A", (501, 505), (521, 530)),)))
    taken = [outbox.take(visitor(nth), TODAY, CAME) for nth in range(2, 8)]
    assert taken == ["A-502", "A-503", "A-504", "A-505", "A-521", "A-522"]


def test_the_same_visitor_gets_the_same_number(outbox: Outbox) -> None:
    assert [outbox.take(visitor(1), TODAY, CAME) for _ in range(2)] == ["A-501", "A-501"]
    assert outbox.count_undelivered() == 1


def test_a_day_that_is_opened_again_gives_no_number_twice(outbox: Outbox) -> None:
    outbox.take(visitor(1), TODAY, CAME)
    outbox.learn(Reserve(business_date=None))
    outbox.learn(reserve())
    assert outbox.take(visitor(2), TODAY, CAME) == "A-502"


def first_of(outbox: Outbox) -> Entry:
    """The first visitor whom the server has not heard of."""
    found = outbox.undelivered()
    assert found is not None
    return found


def test_another_day_has_other_numbers(outbox: Outbox) -> None:
    outbox.take(visitor(1), TODAY, CAME)
    tomorrow = date(2026, 3, 3)
    outbox.learn(reserve(tomorrow))
    assert outbox.take(visitor(2), tomorrow, CAME) == "A-501"
    assert outbox.take(visitor(3), TODAY, CAME) is None
    assert outbox.count_undelivered() == 2


def test_visitors_are_delivered_in_the_order_in_which_they_came(outbox: Outbox) -> None:
    outbox.take(visitor(1), TODAY, CAME)
    outbox.hold(CheckInRequest(nonce="nonce-of-visitor-02", service_id=1, measurement=WARM), TODAY, CAME)
    first = outbox.undelivered()
    assert first is not None
    assert (first.check_in, first.business_date, first.number, first.came) == (visitor(1), TODAY, "A-501", CAME)
    assert outbox.settle(first, "admitted", 7)
    second = outbox.undelivered()
    assert second is not None
    assert (second.number, second.check_in.measurement) == (None, WARM)


def test_a_measurement_is_wiped_from_the_disk_with_the_delivery(outbox: Outbox, path: Path) -> None:
    outbox.hold(CheckInRequest(nonce="nonce-of-visitor-01", service_id=1, measurement=WARM), TODAY, CAME)
    files = [path, path.with_name(path.name + "-wal")]
    assert any(b"38.25" in file.read_bytes() for file in files)
    assert outbox.settle(first_of(outbox), "held")
    assert not any(b"38.25" in file.read_bytes() for file in files)


def test_all_of_it_is_there_after_a_power_cut(outbox: Outbox, path: Path) -> None:
    outbox.take(visitor(1), TODAY, CAME)
    again = Outbox(path)  # nobody closed the first one
    assert again.store == outbox.store
    assert again.count_undelivered() == 1
    assert again.take(visitor(2), TODAY, CAME) == "A-502"


def test_what_a_power_cut_left_of_papers_is_told_as_far_as_it_is_known(outbox: Outbox, path: Path) -> None:
    for nth in range(1, 4):
        outbox.take(visitor(nth), TODAY, CAME)
    outbox.begin_paper(visitor(1).nonce, False, None)
    outbox.end_paper(visitor(1).nonce, False, PrintOutcome.PRINTED)
    outbox.begin_paper(visitor(2).nonce, False, None)
    outbox.begin_paper("nonce-of-an-online-visitor", False, 9)
    again = Outbox(path)
    for nth in range(1, 4):
        again.settle(first_of(again), "admitted", nth)
    assert sorted(again.papers(), key=lambda paper: paper.ticket_id) == [
        PaperEnd(visitor(1).nonce, False, 1, PrintOutcome.PRINTED),
        PaperEnd(visitor(2).nonce, False, 2, PrintOutcome.UNCERTAIN),
        PaperEnd(visitor(3).nonce, False, 3, PrintOutcome.FAILED),
        PaperEnd("nonce-of-an-online-visitor", False, 9, PrintOutcome.UNCERTAIN),
    ]
    again.reported(visitor(1).nonce, False)
    assert len(again.papers()) == 3


def test_a_paper_is_reported_only_when_it_has_ended_and_the_server_knows_its_ticket(outbox: Outbox) -> None:
    outbox.take(visitor(1), TODAY, CAME)
    outbox.begin_paper(visitor(1).nonce, False, None)
    outbox.settle(first_of(outbox), "admitted", 7)
    assert outbox.papers() == []
    outbox.end_paper(visitor(1).nonce, False, PrintOutcome.PRINTED)
    assert outbox.papers() == [PaperEnd(visitor(1).nonce, False, 7, PrintOutcome.PRINTED)]


def test_every_change_is_synced_before_it_counts(path: Path) -> None:
    outbox = Outbox(path)
    assert outbox._file.all("PRAGMA synchronous") == [(2,)]
    assert outbox._file.all("PRAGMA journal_mode") == [("wal",)]
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_read_is_put_aside_and_its_numbers_are_never_given_again(path: Path) -> None:
    store = Outbox(path).store
    path.write_bytes(b"no database at all" * 500)
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    again = Outbox(path)
    assert again.store != store
    assert path.with_name("outbox.db-spoilt").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Outbox(tmp_path / "missing" / "outbox.db")
