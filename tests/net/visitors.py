"""Visitors one after the other at a real kiosk in a process of its own, and the tickets that they went away with."""

import json
import re
import threading
import time
import urllib.request
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from queue_server.domain.actor import SYSTEM
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole
from queue_server.tokens import hash_token, new_token
from tests.support.premises import Premises
from tests.support.processes import PageProcess

LOOK_SECONDS = 0.05
PAPER_SECONDS = 50.0
"""A kiosk gives its visitor up after a minute; long before that the network is well again."""
NUMBER = re.compile(r"\b[A-Z]-\d{3,}\b")
FOREHEAD_CELSIUS = 36.4


class NoPaperError(AssertionError):
    """A visitor waited in vain; the kiosk's log is the message."""


@dataclass(frozen=True)
class Paper:
    """One piece of paper: the number on it, and how many pieces bear that number."""

    number: str
    pieces: int


class KioskVisitors:
    """A kiosk process and whoever stands before it."""

    def __init__(self, folder: Path, url: str, premises: Premises) -> None:
        """Start the kiosk; it is a device of its own."""
        folder.mkdir()
        self._folder = folder
        self._service_id = premises.service_id
        settings = folder / "kiosk.toml"
        settings.write_text(_settings(folder, url, _token_file(folder, premises)))
        self._kiosk = PageProcess(("tests.support.kiosk_process", str(settings)), folder / "kiosk.log", {})
        self._thread = ThreadPoolExecutor(1, "visitors")
        self._coming: Future[None] = Future()

    def end(self) -> None:
        """End the kiosk."""
        self._thread.shutdown()
        self._kiosk.end()

    def begin(self, enough: threading.Event) -> None:
        """Let visitors come until it is enough; the last one still gets a ticket."""
        self._coming = self._thread.submit(self._come, enough)

    def wait(self) -> None:
        """Wait until the last one has gone, and the server has heard of all.

        Raises:
            NoPaperError: somebody got no paper, or the kiosk does not tell of its visitors.
        """
        self._coming.result(PAPER_SECONDS + 10)
        limit = time.monotonic() + PAPER_SECONDS
        while (status := self._status())["alone"] or status["undelivered"]:
            if time.monotonic() > limit:
                raise NoPaperError(f"{status['undelivered']} visitors were not told of:\n{self._kiosk.said()[-3000:]}")
            time.sleep(LOOK_SECONDS)
        if self.phase() not in ("idle", "showing", "out_of_service"):
            raise NoPaperError(f"a visitor is still in phase {self.phase()}:\n{self._kiosk.said()[-3000:]}")

    def papers(self) -> list[Paper]:
        """Return every number that was handed out, and on how many papers."""
        texts = [path.read_text(encoding="utf-8") for path in sorted((self._folder / "tickets").glob("*.txt"))]
        found = Counter(number[0] for text in texts if (number := NUMBER.search(text)))
        return [Paper(number, pieces) for number, pieces in found.items()]

    def phase(self) -> str:
        """Where the kiosk's dialogue stands."""
        return str(self._status()["phase"])

    def _status(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self._kiosk.url}/status", timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def _come(self, enough: threading.Event) -> None:
        while not enough.is_set():
            self._kiosk.tell("nobody")
            self._act({"do": "reset"})
            if not self._reached(enough, 5, "idle"):
                continue  # out of service without a server, as it should be
            self._act({"do": "choose", "service": self._service_id})
            if not self._reached(threading.Event(), 5, "measuring"):
                continue
            self._kiosk.tell(str(FOREHEAD_CELSIUS))
            self._reached(threading.Event(), PAPER_SECONDS, "showing")
        self._kiosk.tell("nobody")

    def _reached(self, enough: threading.Event, seconds: float, phase: str) -> bool:
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and not enough.is_set():
            if self.phase() == phase:
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def _act(self, act: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json", "Origin": f"http://{urlsplit(self._kiosk.url).netloc}"}
        asked = urllib.request.Request(f"{self._kiosk.url}/act", msgspec.json.encode(act), headers)
        urllib.request.urlopen(asked, timeout=5).close()


def _token_file(folder: Path, premises: Premises) -> Path:
    """Make the kiosk known to the server."""
    token, path = new_token(), folder / "kiosk.token"
    path.touch(mode=0o600)
    path.write_text(token)
    named: dict[str, Any] = {"name": "kiosk with visitors", "role": DeviceRole.KIOSK, "token_hash": hash_token(token)}
    with closing(premises.open_store()) as store:
        store.write(register_device, office_id=premises.office_id, actor=SYSTEM, now=datetime.now(UTC), **named)
    return path


def _settings(folder: Path, url: str, token_file: Path) -> str:
    return f"""
        reserve_numbers = 40
        fast_tickets = 0
        server_url = "{url}"
        token_file = "{token_file}"
        server_timeout_seconds = 1.0
        data_dir = "{folder / "data"}"
        listen_port = 0
        thermometer = {{ driver = "simulated", auto = false, noise_celsius = 0.0, unit_offset_celsius = 0.0 }}
        printer = {{ driver = "simulated", folder = "{folder / "tickets"}", keep = 100_000 }}
        controls = {{ driver = "none" }}
    """
