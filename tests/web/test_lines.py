"""One picture of the line for all phones: at most once a second, and only when something has happened."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.operations.day import close_day
from queue_server.operations.line_picture import LinePicture
from queue_server.web.lines import Lines
from tests.support.clock import FakeClock
from tests.web.house import House


@dataclass
class CountingStore:
    """A store that counts how often it is read, and may be slow."""

    house: House
    reads: int = 0
    free: Event = field(default_factory=Event)

    def read(self, query: Callable[..., Any], *args: Any, **more: Any) -> Any:
        self.reads += 1
        assert self.free.wait(10)
        return self.house.services.store.read(query, *args, **more)


@pytest.fixture
def counting(house: House) -> CountingStore:
    store = CountingStore(house)
    store.free.set()
    return store


@pytest.fixture
def lines(house: House, counting: CountingStore, clock: FakeClock) -> Lines:
    return Lines(counting, house.services.feed, clock.now, clock.monotonic)  # type: ignore[arg-type] # reads only


def happened(house: House, picture: LinePicture) -> None:
    """Wait until the feed knows of what was done after a picture."""
    assert house.services.feed.wait(house.office_id, picture.seq, 5)


def test_many_looks_are_one_reading(house: House, lines: Lines, counting: CountingStore, clock: FakeClock) -> None:
    house.check_in()
    pictures = set()
    for _ in range(500):
        pictures.add(id(lines.of(house.office_id)))
        clock.sleep(0.1)
    assert (len(pictures), counting.reads) == (1, 1)


def test_a_change_is_read_within_a_second_and_only_then(
    house: House, lines: Lines, counting: CountingStore, clock: FakeClock
) -> None:
    before = lines.of(house.office_id)
    house.check_in()
    happened(house, before)
    assert lines.of(house.office_id) is before
    clock.sleep(1)
    assert len(lines.of(house.office_id).standings) == len(before.standings) + 1
    assert counting.reads == 2


def test_a_ticket_that_was_just_issued_is_found_at_once(house: House, lines: Lines, counting: CountingStore) -> None:
    before = lines.of(house.office_id)
    ticket_id = house.check_in().get_json()["ticket"]["id"]
    assert ticket_id not in before.standings
    assert ticket_id in lines.holding(house.office_id, ticket_id).standings
    assert ticket_id in lines.of(house.office_id).standings
    assert counting.reads == 2


def test_while_one_reads_the_others_have_the_picture_before(
    house: House, lines: Lines, counting: CountingStore, clock: FakeClock
) -> None:
    before = lines.of(house.office_id)
    house.check_in()
    happened(house, before)
    clock.sleep(1)
    counting.free.clear()
    with ThreadPoolExecutor(1) as slow:
        reading = slow.submit(lines.of, house.office_id)
        while counting.reads < 2:
            pass
        assert all(lines.of(house.office_id) is before for _ in range(20))
        counting.free.set()
        assert reading.result(10) is not before
    assert counting.reads == 2


def test_the_first_phones_of_a_day_wait_for_one_reading(house: House, lines: Lines, counting: CountingStore) -> None:
    with ThreadPoolExecutor(8) as phones:
        pictures = set(map(id, phones.map(lambda _: lines.of(house.office_id), range(64))))
    assert (len(pictures), counting.reads) == (1, 1)


def test_midnight_at_a_closed_office_is_noticed_without_an_event(house: House, lines: Lines, clock: FakeClock) -> None:
    today = lines.of(house.office_id).business_date
    house.services.store.write(close_day, office_id=house.office_id, actor=SYSTEM, now=clock.now())
    clock.sleep(86_400)
    assert lines.of(house.office_id).business_date > today
