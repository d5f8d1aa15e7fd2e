"""Readers of the feed in a process of their own: they tell when the last of them has heard of each call."""

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import msgspec

from queue_server.protocol.events import Event, EventName
from queue_server.protocol.sse import FrameParser

READERS = 20
TIMEOUT_SECONDS = 20.0


class Heard(msgspec.Struct, frozen=True):
    """When all readers had a call, on the monotonic clock that all processes of the machine share."""

    ticket_id: int
    at_seconds: float


class Readers:
    """The readers, seen from the process that measures."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def waits(self, seconds: float) -> bool:
        """Whether there is a next call, or comes within so long."""
        return self._pipe.poll(seconds)

    def next(self) -> Heard:
        """Wait until every reader has heard of the next call.

        Raises:
            TimeoutError: a reader heard nothing.
        """
        if not self._pipe.poll(TIMEOUT_SECONDS):
            raise TimeoutError(f"not all {READERS} streams told of the call within {TIMEOUT_SECONDS:g} s")
        heard: Heard = self._pipe.recv()
        return heard


@contextmanager
def reading(port: int, token: str) -> Iterator[Readers]:
    """Keep the streams open until the block ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_read, args=(port, token, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(TIMEOUT_SECONDS) or ours.recv() != READERS:
            raise TimeoutError("the streams did not open")
        yield Readers(ours)
    finally:
        process.terminate()
        process.join(5)
        ours.close()


def _read(port: int, token: str, pipe: Connection) -> None:
    heard: dict[int, int] = {}
    with selectors.DefaultSelector() as waiting:
        for _ in range(READERS):
            waiting.register(_open(port, token), selectors.EVENT_READ, FrameParser())
        pipe.send(READERS)
        while True:
            for key, _ in waiting.select():
                chunk = socket.socket.recv(key.fileobj, 65_536)  # type: ignore[arg-type] # it was registered as one
                for ticket_id in _called(key.data, chunk):
                    heard[ticket_id] = heard.get(ticket_id, 0) + 1
                    if heard[ticket_id] == READERS:
                        pipe.send(Heard(ticket_id, time.monotonic()))


def _called(parser: FrameParser, chunk: bytes) -> Iterator[int]:
    for frame in parser.feed(chunk):
        if frame.event == EventName.TICKET_CALLED:
            yield msgspec.json.decode(frame.data, type=Event).ticket().ticket_id


def _open(port: int, token: str) -> socket.socket:
    """Open a stream and read until its first line, so that the server has begun to listen for it."""
    stream = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
    head = f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    stream.sendall(head.encode())
    received = b""
    while b"retry:" not in received:
        chunk = stream.recv(4096)
        received += chunk
        if not chunk or (b"\r\n" in received and b" 200 " not in received):
            raise ConnectionError(received.decode(errors="replace"))
    return stream
