"""A screening desk in a process of its own: it tells when it shows each new warning, as the page in a browser does."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import monotonic

import msgspec

from queue_server.protocol.events import Event, EventName, VisitEvent
from queue_server.protocol.sse import FrameParser
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession

TIMEOUT_SECONDS = 20.0


class Warned(msgspec.Struct, frozen=True):
    """When a visitor's case stood on the desk, on the monotonic clock that all processes of the machine share."""

    device_id: int
    case_id: str
    at_seconds: float


class NoWarningError(AssertionError):
    """The desk fetched its page after an event, and the case did not stand there."""


class Desk:
    """The desk, seen from the process that measures."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def next(self) -> Warned:
        """Wait for the next warning.

        Raises:
            TimeoutError: none came.
        """
        if not self._pipe.poll(TIMEOUT_SECONDS):
            raise TimeoutError(f"the desk showed no warning within {TIMEOUT_SECONDS:g} s")
        warned: Warned = self._pipe.recv()
        return warned


@contextmanager
def watching(url: str) -> Iterator[Desk]:
    """Let a guard sit at the desk until the block ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_watch, args=(url, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(TIMEOUT_SECONDS) or ours.recv() != "watching":
            raise TimeoutError("the desk did not open")
        yield Desk(ours)
    finally:
        process.terminate()
        process.join(5)
        ours.close()


def _watch(url: str, pipe: Connection) -> None:
    place, cookie = url.removeprefix("http://"), StaffSession(url, SECURITY).cookie
    stream = _open(place, cookie)
    page = http.client.HTTPConnection(place, timeout=TIMEOUT_SECONDS)
    pipe.send("watching")
    for visit in _held(stream):
        page.request("GET", "/screening/fragment", headers={"Cookie": cookie, "X-Fragment": "1"})
        shown = page.getresponse().read()
        at_seconds = monotonic()
        if f'data-case="{visit.case_id}"'.encode() not in shown:
            raise NoWarningError(shown.decode())
        pipe.send(Warned(visit.device_id or 0, visit.case_id or "", at_seconds))


def _held(stream: socket.socket) -> Iterator[VisitEvent]:
    parser = FrameParser()
    while chunk := stream.recv(65_536):
        for frame in parser.feed(chunk):
            if frame.event == EventName.VISIT_HELD:
                yield msgspec.json.decode(frame.data, type=Event).visit()


def _open(place: str, cookie: str) -> socket.socket:
    """Open the stream and read until its first line, so that the server has begun to listen for it."""
    host, _, port = place.partition(":")
    stream = socket.create_connection((host, int(port)), TIMEOUT_SECONDS)
    stream.sendall(f"GET /staff/stream HTTP/1.1\r\nHost: {place}\r\nCookie: {cookie}\r\n\r\n".encode())
    received = b""
    while b"retry:" not in received:
        chunk = stream.recv(4096)
        received += chunk
        if not chunk or (b"\r\n" in received and b" 200 " not in received):
            raise ConnectionError(received.decode(errors="replace"))
    return stream
