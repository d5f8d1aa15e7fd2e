from datetime import UTC, date, datetime
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.protocol.events import Event, EventName, SubjectEvent
from queue_server.protocol.sse import HEARTBEAT, MAX_FRAME_BYTES, Frame, FrameError, FrameParser, encode

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
texts = st.text(st.characters(codec="utf-8"), max_size=60)
any_events = st.builds(
    lambda seq, name, subject, change: Event(
        seq=seq,
        name=name,
        at=AT,
        business_date=date(2026, 3, 2),
        payload=msgspec.Raw(msgspec.json.encode(SubjectEvent(subject=subject, change=change))),
    ),
    st.integers(1, 2**63 - 1),
    st.sampled_from(EventName),
    texts,
    texts,
)


def parse(data: bytes, *cuts: int) -> list[Frame]:
    """Feed the bytes in pieces, cut at the given places."""
    parser, places = FrameParser(), [0, *sorted(cuts), len(data)]
    pieces = [data[begin:end] for begin, end in pairwise(places)]
    return [frame for piece in pieces for frame in parser.feed(piece)]


@settings(deadline=None)
@given(st.lists(any_events, max_size=5), st.data())
def test_however_a_stream_is_cut_the_same_events_arrive(sent: list[Event], data: st.DataObject) -> None:
    stream = b"".join(encode(event) + HEARTBEAT for event in sent)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=12))
    frames = parse(stream, *cuts)
    assert [(frame.id, frame.event) for frame in frames] == [(str(one.seq), one.name.value) for one in sent]
    received = [msgspec.json.decode(frame.data, type=Event) for frame in frames]
    assert [one.subject() for one in received] == [one.subject() for one in sent]
    assert [(one.seq, one.name, one.at, one.business_date) for one in received] == [
        (one.seq, one.name, one.at, one.business_date) for one in sent
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_parts_of_a_frame(end: str) -> None:
    lines = ["id: 7", "event:ticket.called", "data: one", "data:two", "retry: 10", ": comment", "unknown", "", ""]
    assert parse(end.join(lines).encode()) == [Frame("7", "ticket.called", "one\ntwo")]


def test_an_event_without_a_name_is_a_message_and_keeps_the_last_id() -> None:
    assert parse(b"id: 7\ndata: a\n\ndata: b\n\n") == [Frame("7", "message", "a"), Frame("7", "message", "b")]


def test_a_heartbeat_and_a_frame_without_data_are_no_events() -> None:
    assert parse(HEARTBEAT + b"id: 8\nevent: x\n\n" + b"data: a\n\n") == [Frame("8", "message", "a")]


def test_an_unfinished_frame_is_no_event() -> None:
    assert parse(b"id: 7\ndata: a\n") == []


def test_text_that_is_not_utf_8_is_an_error() -> None:
    with pytest.raises(FrameError, match="UTF-8") as wrong:
        parse(b"data: \xff\xfe\n\n")
    assert wrong.value.code == "bad_frame"


def test_a_line_without_end_is_an_error_before_it_fills_the_memory() -> None:
    parser = FrameParser()
    assert list(parser.feed(b"x" * MAX_FRAME_BYTES)) == []
    with pytest.raises(FrameError, match="64 KiB"):
        list(parser.feed(b"x"))


def test_a_frame_without_end_is_an_error_before_it_fills_the_memory() -> None:
    line = b"data: 0123456789\n"
    with pytest.raises(FrameError, match="64 KiB"):
        parse(line * (MAX_FRAME_BYTES // len(line) * 2))


@settings(deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=20))
def test_garbage_gives_frames_or_a_named_error(chunks: list[bytes]) -> None:
    parser = FrameParser()
    try:
        frames = [frame for chunk in chunks for frame in parser.feed(chunk)]
    except FrameError:
        return
    assert all(frame.data for frame in frames)
