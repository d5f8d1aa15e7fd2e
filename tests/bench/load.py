"""Clients in a process of their own: kept connections, each sends its next request when the last one is answered."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle

CONNECTIONS = 16
TIMEOUT_SECONDS = 10.0


class AnswerError(AssertionError):
    """A request of the load was not answered with success."""


@dataclass(frozen=True)
class Load:
    """What the clients do.

    Attributes:
        requests: head and body of each kind, sent in turn; ``%(nth)020d`` becomes a number that no other request has.
        warm_up_seconds: not counted, at the beginning.
        seconds: counted.
    """

    port: int
    requests: tuple[bytes, ...]
    warm_up_seconds: float
    seconds: float
    connections: int = CONNECTIONS


class _Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def answered(self) -> bool:
        """Take what came; whether that completes the answer.

        Raises:
            AnswerError: the status is not 200, or the server hung up.
        """
        chunk = self.socket.recv(65_536)
        self._received += chunk
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not chunk or (found and not head.startswith(b"HTTP/1.1 200 ")):
            raise AnswerError(self._received.decode(errors="replace"))
        if not found or len(body) < _length(head):
            return False
        self._received = b""
        return True


def _length(head: bytes) -> int:
    begin = head.lower().index(b"content-length:") + 15
    end = head.find(b"\r", begin)
    return int(head[begin : end if end >= 0 else None])


def post(path: str, body: str, token: str = "") -> bytes:
    """Return a request with a body of known length; ``%(nth)020d`` in it stands for 20 digits."""
    length = len((body % {"nth": 0}).encode())
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    ).encode()


def get(path: str) -> bytes:
    """Return a request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _numbered(requests: tuple[bytes, ...]) -> Iterator[bytes]:
    for nth, request in zip(count(time.time_ns()), cycle(requests), strict=False):
        yield request % {b"nth": nth}


def drive(load: Load) -> float:
    """Run the clients and return the answers per second that they got.

    Raises:
        AnswerError: an answer was no success.
    """
    requests = _numbered(load.requests)
    begin_at = time.monotonic() + load.warm_up_seconds
    end_at = begin_at + load.seconds
    counted = 0
    with selectors.DefaultSelector() as waiting:
        for _ in range(load.connections):
            client = _Client(load.port)
            waiting.register(client.socket, selectors.EVENT_READ, client)
            client.socket.sendall(next(requests))
        while time.monotonic() < end_at:
            for key, _ in waiting.select(0.1):
                client = key.data
                if client.answered():
                    counted += begin_at <= time.monotonic() < end_at
                    client.socket.sendall(next(requests))
        for key in list(waiting.get_map().values()):
            key.data.socket.close()
    return counted / load.seconds
