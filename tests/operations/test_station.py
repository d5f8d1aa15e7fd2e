"""What the guards' post is told, and what its button does."""

import pytest

from queue_server.domain.errors import NonceReusedError
from queue_server.operations import cases, day, security, station
from queue_server.operations.desk import desk_view
from queue_server.protocol.screening import CaseCounts, ReturnReport, TakeReport
from queue_server.protocol.words import DeviceRole
from tests.support.office import UNSURE, Office, new_nonce
from tests.support.stores import dump


@pytest.fixture
def post(house: Office) -> int:
    return house.add_device("Pos jaga", DeviceRole.STATION)


def counts(house: Office) -> tuple[int, int]:
    told = house.store.read(station.case_counts, office_id=house.id)
    assert told.seq == house.last_seq()
    return told.open, told.untaken


def press(house: Office, post: int, nonce: str = "") -> CaseCounts:
    report = TakeReport(nonce=nonce or new_nonce())
    return house.do(station.take_oldest, report, office_id=house.id, device_id=post, now=house.now())


def test_it_is_told_how_many_wait_and_nothing_else(house: Office) -> None:
    assert CaseCounts.__struct_fields__ == ("open", "untaken", "seq")
    assert counts(house) == (0, 0)
    first = house.held()
    house.held(measurement=UNSURE)
    assert counts(house) == (2, 2)
    house.do(cases.take, first, **house.by(house.guard))
    assert counts(house) == (2, 1)
    house.do(security.clear, first, **house.by(house.guard))
    assert counts(house) == (1, 1)


def test_a_closed_office_holds_nobody(house: Office) -> None:
    house.held()
    house.do(day.close_day_early, "power cut", **house.by(house.admin))
    assert counts(house) == (0, 0)


def test_a_press_takes_whoever_has_waited_longest_for_somebody(house: Office, post: int) -> None:
    first, second = house.held(), house.held()
    seq = house.last_seq()
    assert press(house, post).untaken == 1
    assert house.names(seq) == ["case.taken"]
    shown = house.store.read(desk_view, office_id=house.id, now=house.now()).open_cases
    assert [(one.id, one.taken_by) for one in shown] == [(first, "Pos jaga"), (second, "")]
    assert (press(house, post).untaken, press(house, post).untaken) == (0, 0)
    assert house.names(seq) == ["case.taken"] * 2


def test_the_same_press_counts_once(house: Office, post: int) -> None:
    house.held()
    house.held()
    nonce = new_nonce()
    first = press(house, post, nonce)
    before = dump(house.store)
    assert press(house, post, nonce) == first
    assert dump(house.store) == before
    with pytest.raises(NonceReusedError):
        house.do(
            cases.came_back,
            ReturnReport(nonce=nonce),
            office_id=house.id,
            device_id=post,
            now=house.now(),
        )
