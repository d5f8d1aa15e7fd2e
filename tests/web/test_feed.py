import threading
import time
from collections.abc import Iterator

import pytest

from queue_server.feed import PAGE, Feed, Listener
from queue_server.protocol import sse
from queue_server.protocol.events import DEVICE_TOPICS, STAFF_TOPICS, Event, EventName
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.web.stream import RETRY, frames
from tests.web.event_source import MemoryEvents

BOARD = Listener(1, DEVICE_TOPICS[DeviceRole.DISPLAY], 9)
CALLED, ISSUED, HELD = EventName.TICKET_CALLED, EventName.TICKET_ISSUED, EventName.VISIT_HELD


@pytest.fixture
def source() -> MemoryEvents:
    return MemoryEvents()


@pytest.fixture
def feed(source: MemoryEvents) -> Iterator[Feed]:
    feed = Feed(source, poll_seconds=5.0, kept=8)
    feed.start()
    yield feed
    feed.close()
    feed.join()


def kiosk(device_id: int) -> Listener:
    return Listener(1, DEVICE_TOPICS[DeviceRole.KIOSK], device_id)


def seqs(feed: Feed, cursor: int) -> list[int]:
    found: list[int] = []
    while events := feed.after(1, found[-1] if found else cursor):
        found += [event.seq for event in events]
    return found


def hears(source: MemoryEvents, listener: Listener, name: EventName, target: int | None) -> bool:
    source.commit(name, target=target)
    return listener.hears(source.events[1][-1])


def test_a_commit_wakes_who_waits(source: MemoryEvents, feed: Feed) -> None:
    cursor = feed.last_seq(1)
    woken: list[float] = []

    def listen() -> None:
        assert feed.wait(1, cursor, 5.0)
        woken.append(time.monotonic())

    listeners = [threading.Thread(target=listen) for _ in range(5)]
    for thread in listeners:
        thread.start()
    time.sleep(0.1)
    committed = time.monotonic()
    source.commit(CALLED)
    for thread in listeners:
        thread.join()
    assert len(woken) == 5
    assert max(woken) - committed < 1.0


def test_a_missed_wake_up_is_found_by_looking(source: MemoryEvents) -> None:
    feed = Feed(source, poll_seconds=0.05)
    feed.start()
    assert feed.after(1, 0) == []
    source.commit(CALLED, wake=False)
    assert feed.wait(1, 0, 5.0)
    feed.close()
    feed.join()


def test_one_reader_shares_events_among_all(source: MemoryEvents, feed: Feed) -> None:
    feed.after(1, 0)
    source.commit(CALLED, CALLED)
    assert feed.wait(1, 1, 5.0)
    reads = source.reads
    for _ in range(20):
        assert seqs(feed, 0) == [1, 2]
    assert source.reads == reads


def test_who_is_further_behind_than_memory_reads_the_table(source: MemoryEvents, feed: Feed) -> None:
    feed.after(1, 0)
    for _ in range(30):
        source.commit(CALLED)
    assert feed.wait(1, 29, 5.0)
    assert seqs(feed, 0) == list(range(1, 31))
    assert seqs(feed, 27) == [28, 29, 30]


def test_nothing_is_lost_or_repeated_under_load(source: MemoryEvents, feed: Feed) -> None:
    total = 400
    got: list[list[int]] = [[] for _ in range(6)]

    def listen(mine: list[int]) -> None:
        while not mine or mine[-1] < total:
            cursor = mine[-1] if mine else 0
            mine += [event.seq for event in feed.after(1, cursor)]
            feed.wait(1, mine[-1] if mine else 0, 0.5)

    listeners = [threading.Thread(target=listen, args=(mine,)) for mine in got]
    for thread in listeners:
        thread.start()
    for _ in range(total):
        source.commit(CALLED)
    for thread in listeners:
        thread.join(20)
    assert got == [list(range(1, total + 1))] * 6


def test_offices_do_not_hear_each_other(source: MemoryEvents, feed: Feed) -> None:
    source.commit(CALLED, office_id=2)
    source.commit(CALLED, office_id=1)
    assert seqs(feed, 0) == [2]
    assert [event.seq for event in feed.page(BOARD, 0).events] == [2]


def test_only_the_screening_roles_hear_of_held_visits(source: MemoryEvents) -> None:
    for role in StaffRole:
        listener = Listener(1, STAFF_TOPICS[role])
        assert hears(source, listener, HELD, None) is (role in (StaffRole.SECURITY, StaffRole.HEALTH))
    for device in DeviceRole:
        # the lamp at the guards' post hears that somebody waits; the event holds no value
        assert hears(source, Listener(1, DEVICE_TOPICS[device], 3), HELD, None) is (device is DeviceRole.STATION)


def test_an_order_to_print_is_for_one_kiosk(source: MemoryEvents) -> None:
    assert hears(source, kiosk(3), ISSUED, 3)
    assert not hears(source, kiosk(4), ISSUED, 3)
    assert not hears(source, kiosk(3), ISSUED, None)
    assert hears(source, BOARD, ISSUED, 3)
    assert hears(source, BOARD, ISSUED, None)
    assert hears(source, kiosk(3), EventName.SETTINGS_CHANGED, None)


@pytest.mark.parametrize("decision", [EventName.VISIT_CLEARED, EventName.VISIT_DEFERRED, EventName.VISIT_LEFT])
def test_only_the_visitors_own_kiosk_hears_the_decision(source: MemoryEvents, decision: EventName) -> None:
    assert hears(source, kiosk(3), decision, 3)
    assert not hears(source, kiosk(4), decision, 3)
    assert not hears(source, kiosk(3), decision, None)
    assert not hears(source, BOARD, decision, 3)
    assert hears(source, Listener(1, STAFF_TOPICS[StaffRole.SECURITY]), decision, 3)


def test_a_page_goes_on_from_what_was_not_for_the_listener(source: MemoryEvents, feed: Feed) -> None:
    source.commit(CALLED, HELD)
    page = feed.page(BOARD, 0)
    assert [event.seq for event in page.events] == [1]
    assert page.seq == 2
    assert feed.page(BOARD, page.seq).events == ()


def test_a_cursor_ahead_of_the_table_is_told_the_truth(source: MemoryEvents, feed: Feed) -> None:
    source.commit(CALLED)
    assert feed.page(BOARD, 900).seq == 1


def test_a_page_is_bounded(source: MemoryEvents, feed: Feed) -> None:
    source.commit(*[CALLED] * (PAGE + 5))
    assert len(feed.page(BOARD, 0).events) == PAGE
    assert len(feed.page(BOARD, PAGE).events) == 5


def raise_an_error(event: Event) -> None:
    raise ValueError(event.name)


def test_observers_see_each_event(source: MemoryEvents, feed: Feed) -> None:
    seen: list[EventName] = []
    feed.observe(raise_an_error)  # a defect of one observer is not the other's, nor the feed's
    feed.observe(lambda event: seen.append(event.name))
    feed.after(1, 0)
    source.commit(CALLED, EventName.DEVICE_CHANGED)
    assert feed.wait(1, 1, 5.0)
    assert seen == [CALLED, EventName.DEVICE_CHANGED]


def stream(feed: Feed, cursor: int, *, beat: float = 5.0, keep_on: bool = True) -> Iterator[bytes]:
    return frames(feed, BOARD, cursor, lambda: keep_on, heartbeat_seconds=beat, monotonic=time.monotonic)


def test_a_stream_sends_what_is_heard_in_order(source: MemoryEvents, feed: Feed) -> None:
    source.commit(CALLED, HELD, ISSUED)
    sent = stream(feed, 0)
    assert next(sent) == RETRY
    parser = sse.FrameParser()
    assert [(frame.id, frame.event) for frame in parser.feed(next(sent))] == [
        ("1", "ticket.called"),
        ("3", "ticket.issued"),
    ]


def test_a_silent_stream_gives_a_sign_of_life(feed: Feed) -> None:
    sent = stream(feed, 0, beat=0.05)
    assert [next(sent), next(sent), next(sent)] == [RETRY, sse.HEARTBEAT, sse.HEARTBEAT]


def test_a_stream_ends_when_its_client_has_left(feed: Feed) -> None:
    assert list(stream(feed, 0, keep_on=False)) == [RETRY]


def test_closing_ends_the_streams_at_once(source: MemoryEvents, feed: Feed) -> None:
    sent = stream(feed, 0, beat=30.0)
    next(sent)
    threading.Timer(0.1, feed.close).start()
    began = time.monotonic()
    assert list(sent) == []
    assert time.monotonic() - began < 1.0
