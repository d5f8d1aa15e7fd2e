"""The feed as kiosk and display read it: whatever comes, in whatever pieces, ends in an event or in a named error."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self, cast

import msgspec
from hypothesis import strategies as st

from display.board import Board, take_event
from display.server_client import ServerClient as DisplayClient
from display.server_client import ServerError
from hardware.clock import SystemClock
from kiosk.event_stream import EventStream
from kiosk.link import Cursor, Link
from kiosk.server_client import Address, RefusedError, ServerUnreachableError
from queue_server.protocol.events import Event, EventName
from queue_server.protocol.sse import MAX_FRAME_BYTES, FrameError, FrameParser
from tests.fuzz.drawing import try_all

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TICKET = st.fixed_dictionaries(
    {"ticket_id": st.integers() | JSON, "number": st.text() | JSON, "state": st.text() | JSON},
    optional={"counter_id": JSON, "service_id": st.integers() | JSON, "attempt": JSON, "print_at": JSON},
)
VISIT = st.fixed_dictionaries({"visit_id": st.integers() | JSON, "device_id": st.integers() | JSON})
EVENT = st.fixed_dictionaries(
    {
        "seq": st.integers(-1, 2**70),
        "name": st.sampled_from([name.value for name in EventName]) | st.text(max_size=12),
        "at": st.datetimes().map(lambda at: at.isoformat() + "Z") | st.text(max_size=12),
        "business_date": st.none() | st.dates().map(str) | JSON,
        "payload": TICKET | VISIT | JSON,
    }
)
FRAME = EVENT.map(lambda one: _frame(str(one["name"]), msgspec.json.encode(_encodable(one))))
PIECES = st.lists(FRAME | st.binary(max_size=40) | st.sampled_from([b": alive\n\n", b"\n\n", b"data:", b"id: 1\n"]))
BREAKS = st.lists(st.integers(1, 60), max_size=8)


def run(_folder: Path, examples: int, seed: int) -> int:
    """Let kiosk and display read streams; return how many."""
    try_all(_any_pieces_give_the_same_frames, st.tuples(PIECES, BREAKS), examples, seed)
    try_all(_a_kiosk_reads, st.tuples(PIECES, BREAKS), examples, seed)
    try_all(_a_display_reads, st.tuples(PIECES, BREAKS), examples, seed)
    return 3 * examples


def _frame(name: str, data: bytes) -> bytes:
    return b"id: 7\nevent: %s\ndata: %s\n\n" % (name.encode(errors="replace"), data)


def _encodable(event: dict[str, Any]) -> dict[str, Any]:
    """Whole numbers beyond 64 bits stand in JSON as any other."""
    return event | {"seq": event["seq"] if event["seq"] < 2**63 else msgspec.Raw(str(event["seq"]).encode())}


def _cut(stream: bytes, breaks: list[int]) -> Iterator[bytes]:
    for size in breaks:
        if not stream:
            return
        yield stream[:size]
        stream = stream[size:]
    if stream:
        yield stream


def _frames(chunks: Iterator[bytes]) -> list[object]:
    parser, found = FrameParser(), list[object]()
    try:
        for chunk in chunks:
            found += parser.feed(chunk)
            assert len(parser._buffer) <= MAX_FRAME_BYTES + len(chunk), "what is no line is kept without end"
    except FrameError as error:
        found.append(error.code)
    return found


def _any_pieces_give_the_same_frames(drawn: tuple[list[bytes], list[int]]) -> None:
    pieces, breaks = drawn
    stream = b"".join(pieces)
    assert _frames(_cut(stream, breaks)) == _frames(iter([stream]) if stream else iter([]))


class _Unwritten(Cursor):
    """A cursor without a disk."""

    def save(self) -> None:
        pass


class _Response:
    """What ``http.client`` would hand over."""

    status = 200
    length = None

    def __init__(self, stream: bytes, breaks: list[int]) -> None:
        self._chunks = _cut(stream, breaks)

    def read1(self, _most: int) -> bytes:
        return next(self._chunks, b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _a_kiosk_reads(drawn: tuple[list[bytes], list[int]]) -> None:
    pieces, breaks = drawn
    response = _Response(b"".join(pieces), breaks)
    nothing = lambda *_a, **_k: None  # noqa: E731
    connection = SimpleNamespace(request=nothing, sock=None, getresponse=lambda: response, close=nothing)
    address = SimpleNamespace(connect=lambda _seconds: connection, path=lambda path: path, headers={})
    cursor = _Unwritten(Path("/nowhere/cursor"))
    here = {"address": Address("http://127.0.0.1:1", "token"), "cursor": cursor, "clock": SystemClock()}
    link = Link(**here, standby=SimpleNamespace(), post=nothing, parts=tuple, version="")  # type: ignore[arg-type] # by name
    link._device_id = 1
    try:
        for event in EventStream(cast("Address", address)).follow(0):
            link._take(event)
            assert (cursor.seen or 0) >= event.seq, "an event that cannot be read comes for ever"
    except (ServerUnreachableError, RefusedError):
        pass  # the link asks again, after the last event that it has seen
    finally:
        link._rounds.end(nothing)


def _a_display_reads(drawn: tuple[list[bytes], list[int]]) -> None:
    pieces, breaks = drawn
    client = DisplayClient("http://127.0.0.1:1", "token")
    board = Board()
    try:
        for event in client._frames(cast("Any", _Response(b"".join(pieces), breaks))):
            if isinstance(event, Event):
                board = take_event(board, event, 10.0)
    except ServerError:
        pass  # the follower begins from a new picture
