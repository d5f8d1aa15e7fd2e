"""The officers, kiosks and desks of a very busy office, each in a thread of its own with a connection of its own."""

import http.client
import random
import threading
import time
import urllib.error
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.api_client import ApiClient, Reply, check_in_body
from tests.support.premises import SECURITY
from tests.support.staff_session import StaffSession

BUSY_VISITOR_SECONDS = 600.0
"""From one call to the next at a counter of a busy office that never rests."""
WALKING_SHARE = 0.1
WARM_SHARE, WARM_CELSIUS = 0.02, 38.2
LOOK_SECONDS = 2.0
"""Between two looks of a kiosk at what the office offers, and of a desk at its cases: events wake them."""
NOBODY_WAITS = "no_ticket_waiting"


@dataclass
class Seen:
    """What the clients saw, gathered from all threads.

    Attributes:
        taken_ms: of each answer, by what was asked.
        called_at: when a call was asked for, by ticket, on the monotonic clock.
        refused: answers that are no error of anybody: nobody waits.
        errors: everything else, in words.
    """

    taken_ms: dict[str, list[float]] = field(default_factory=dict)
    called_at: dict[int, float] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, what: str, call: Callable[[], Reply]) -> Reply | None:
        """Ask, note how long it took, and return the answer if it is a success."""
        begun_at = time.monotonic()
        try:
            reply = call()
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.fail(f"{what}: {error!r}")
            return None
        with self._lock:
            self.taken_ms.setdefault(what, []).append(1000 * (time.monotonic() - begun_at))
            if reply.status == 200 and what == "call-next":
                self.called_at[int(reply.body["ticket_id"])] = begun_at
            if reply.code == NOBODY_WAITS:
                self.refused[NOBODY_WAITS] += 1
                return None
        if reply.status != 200:
            self.fail(f"{what}: {reply.status} {reply.code}")
            return None
        return reply

    def fail(self, words: str) -> None:
        """Note an error."""
        with self._lock:
            self.errors.append(words)


@dataclass(frozen=True)
class Pace:
    """How often things happen.

    Attributes:
        visitor_seconds: from one call to the next at a counter.
        arrival_seconds: between two visitors at one kiosk, in the mean.
    """

    visitor_seconds: float
    arrival_seconds: float


def pace(times_busy: float, counters: int, kiosks: int) -> Pace:
    """Return a pace at which as many come as are served.

    >>> pace(20, 30, 10)
    Pace(visitor_seconds=30.0, arrival_seconds=10.0)
    """
    visitor_seconds = BUSY_VISITOR_SECONDS / times_busy
    return Pace(visitor_seconds, visitor_seconds / counters * kiosks)


@dataclass(frozen=True)
class Shift:
    """What all who work share: what they see, when it is enough, and how fast they are."""

    seen: Seen
    enough: threading.Event
    pace: Pace


def officer(api: ApiClient, counter_id: int, shift: Shift, dice: random.Random) -> None:
    """Call, start and complete one visitor after the other."""
    at, seen, enough = f"/counters/{counter_id}", shift.seen, shift.enough
    enough.wait(dice.uniform(0, shift.pace.visitor_seconds))
    while not enough.is_set():
        walking = dice.uniform(0, 2 * WALKING_SHARE) * shift.pace.visitor_seconds
        if seen.ask("call-next", lambda: api.post(f"{at}/call-next")) is None:
            enough.wait(LOOK_SECONDS)
            continue
        if enough.wait(walking) or seen.ask("start", lambda: api.post(f"{at}/start")) is None:
            continue
        if not enough.wait(shift.pace.visitor_seconds - walking):
            seen.ask("complete", lambda: api.post(f"{at}/complete"))


def kiosk(api: ApiClient, service_id: int, shift: Shift, dice: random.Random) -> None:
    """Let visitors arrive as they please, and look at the office in between."""
    seen, mean_seconds = shift.seen, shift.pace.arrival_seconds
    comes_at = time.monotonic() + dice.expovariate(1 / mean_seconds)
    while not shift.enough.wait(max(0.0, min(LOOK_SECONDS, comes_at - time.monotonic()))):
        if time.monotonic() < comes_at:
            seen.ask("office", lambda: api.get("/office"))
            seen.ask("heartbeat", lambda: api.post("/heartbeats", {"parts": [], "version": "load"}))
            continue
        body = check_in_body(service_id, celsius=WARM_CELSIUS if dice.random() < WARM_SHARE else 36.4)
        seen.ask("check-in", lambda body=body: api.post("/check-ins", body))  # type: ignore[misc]
        comes_at = time.monotonic() + dice.expovariate(1 / mean_seconds)


def board(api: ApiClient, shift: Shift, look_seconds: float) -> None:
    """Look at the whole board, as each display does beside its stream."""
    while not shift.enough.wait(look_seconds):
        shift.seen.ask("board", lambda: api.get("/board"))


def desk(url: str, nth: int, desks: int, shift: Shift) -> None:
    """Sign in, look at the cases, and let in whoever is this desk's."""
    seen, enough = shift.seen, shift.enough
    try:
        guard = StaffSession(url, SECURITY)
        while not enough.wait(LOOK_SECONDS):
            begun_at = time.monotonic()
            cases = guard.open_cases()
            seen.taken_ms.setdefault("desk", []).append(1000 * (time.monotonic() - begun_at))
            for case_id in [one for one in cases if zlib.crc32(one.encode()) % desks == nth]:
                guard.decide(case_id, "clear")
    except (OSError, urllib.error.HTTPError, AssertionError) as error:
        seen.fail(f"desk {nth}: {error!r}")
