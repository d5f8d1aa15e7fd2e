"""Visitors' phones in a process of their own: kept connections, each looks at the pace that the page itself keeps."""

import heapq
import json
import random
import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

SCRIPT = Path(__file__).resolve().parents[2] / "queue_server" / "web" / "static" / "visitor.js"
TIMEOUT_SECONDS = 20.0


class LookError(AssertionError):
    """A look was answered with something else than news or none."""


class Looks(msgspec.Struct, frozen=True):
    """What the phones saw.

    Attributes:
        answered: looks in all.
        unchanged: those of them that were told "nothing new".
        taken_ms: how long each look took.
        seconds: for which the phones looked.
    """

    answered: int
    unchanged: int
    taken_ms: tuple[float, ...]
    seconds: float


@dataclass(frozen=True)
class Pace:
    """How often a phone looks, read from the page's own script."""

    near: int
    near_seconds: float
    far_seconds: float
    spread: float

    def pause_seconds(self, ahead: int | None) -> float:
        """Return the time to the next look of a phone with so many people ahead; ``None``: no longer waiting."""
        wanted = self.far_seconds if ahead is not None and ahead > self.near else self.near_seconds
        return wanted * random.uniform(1 - self.spread, 1 + self.spread)


def pace_of_the_page() -> Pace:
    """Read the constants of the script.

    Raises:
        AttributeError: the script has no such constant.
    """
    script = SCRIPT.read_text(encoding="utf-8")

    def constant(name: str) -> float:
        found = re.search(rf"^const {name} = ([\d_.]+);", script, re.MULTILINE)
        if found is None:
            raise AttributeError(f"{SCRIPT.name} has no constant {name}")
        return float(found[1].replace("_", ""))

    return Pace(int(constant("NEAR")), constant("NEAR_MS") / 1000, constant("FAR_MS") / 1000, constant("SPREAD"))


class Phones:
    """The phones, seen from the process that measures."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def looks(self) -> Looks:
        """End the looking, and return what was seen.

        Raises:
            TimeoutError: the phones do not answer; one of them failed.
        """
        self._pipe.send(True)
        if not self._pipe.poll(TIMEOUT_SECONDS):
            raise TimeoutError("the phones have ended")
        looks: Looks = self._pipe.recv()
        return looks


@contextmanager
def looking(port: int, paths: Sequence[str]) -> Iterator[Phones]:
    """Let a phone look at each path until the block ends."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_look, args=(port, tuple(paths), theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(TIMEOUT_SECONDS) or ours.recv() != len(paths):
            raise TimeoutError("the phones did not find their places")
        yield Phones(ours)
    finally:
        process.terminate()
        process.join(5)
        ours.close()


class _Phone:
    """One phone; as a browser does, it keeps its connection until the server closes it."""

    def __init__(self, port: int, path: str) -> None:
        self.ahead: int | None = None
        self.asked_at = 0.0
        self.socket: socket.socket | None = None
        self._port = port
        self._path = path
        self._etag = ""
        self._received = b""

    def ask(self) -> socket.socket:
        """Ask, and return where the answer will come."""
        self.asked_at = time.monotonic()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self._port), TIMEOUT_SECONDS)
        known = f"If-None-Match: {self._etag}\r\n" if self._etag else ""
        self.socket.sendall(f"GET {self._path}/look HTTP/1.1\r\nHost: 127.0.0.1\r\n{known}\r\n".encode())
        return self.socket

    def answered(self) -> int:
        """Take what came; the status once the answer is whole, else 0.

        Raises:
            LookError: it is neither news nor none, or the server hung up.
        """
        assert self.socket is not None, "nothing was asked"
        chunk = self.socket.recv(65_536)
        self._received += chunk
        head, found, body = self._received.partition(b"\r\n\r\n")
        status = int(head[9:12]) if found else 0
        if not chunk or status not in (0, 200, 304):
            raise LookError(self._received.decode(errors="replace"))
        if status == 200:
            length = re.search(rb"(?i)content-length: (\d+)", head)
            etag = re.search(rb"(?i)etag: (\S+)", head)
            if length is None or etag is None:
                raise LookError(head.decode())
            if len(body) < int(length[1]):
                return 0
            self._etag = etag[1].decode()
            self.ahead = json.loads(body).get("ahead")
        if status:
            self._received = b""
        if status and b"connection: close" in head.lower():
            self.socket.close()
            self.socket = None
        return status


def _look(port: int, paths: tuple[str, ...], pipe: Connection) -> None:
    """Open the pages one after the other, as visitors do, and look until told to end."""
    pace = pace_of_the_page()
    phones = [_Phone(port, path) for path in paths]
    for phone in phones:
        phone.ask()
        while not phone.answered():
            pass
    pipe.send(len(phones))
    begun_at = time.monotonic()
    due = [(begun_at + random.random() * pace.pause_seconds(phone.ahead), nth) for nth, phone in enumerate(phones)]
    heapq.heapify(due)
    taken_ms: list[float] = []
    unchanged = 0
    with selectors.DefaultSelector() as waiting:
        while not pipe.poll():
            while due and due[0][0] <= time.monotonic():
                nth = heapq.heappop(due)[1]
                waiting.register(phones[nth].ask(), selectors.EVENT_READ, nth)
            for key, _ in waiting.select(max(0.0, min(0.05, due[0][0] - time.monotonic() if due else 0.05))):
                status = phones[key.data].answered()
                if status:
                    waiting.unregister(key.fileobj)
                    taken_ms.append(1000 * (time.monotonic() - phones[key.data].asked_at))
                    unchanged += status == 304
                    heapq.heappush(due, (time.monotonic() + pace.pause_seconds(phones[key.data].ahead), key.data))
    pipe.send(Looks(len(taken_ms), unchanged, tuple(taken_ms), time.monotonic() - begun_at))
