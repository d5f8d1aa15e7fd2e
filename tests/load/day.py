"""A very busy office against a real server in a process of its own: what was asked, how long it took, what it held."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from display.follower import LOOK_SECONDS as BOARD_SECONDS
from tests.bench.calls import resident_megabytes
from tests.bench.figures import Figure, percentile
from tests.bench.phone_clients import Looks, looking
from tests.bench.streams import READERS, Readers, reading
from tests.load import people
from tests.load.people import Seen, Shift
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess, running

SAMPLE_SECONDS = 1.0
MOST_CALL_MS = 500.0
MOST_GROWTH_MB = 8.0
"""Of the server between the second and the last quarter of the time; the first one fills what is kept on purpose."""
SPOKEN_OF = ("call-next", "check-in", "start", "board", "desk")


@dataclass(frozen=True)
class Crowd:
    """How many of each there are."""

    counters: int = 30
    kiosks: int = 10
    boards: int = 10
    desks: int = 5
    phones: int = 500
    times_busy: float = 20.0


@dataclass(frozen=True)
class Done:
    """What came of it.

    Attributes:
        lags_ms: from the press of "next" until the last of the streams told of it.
        rss_mb: of the server, a sample each second.
    """

    seen: Seen
    looks: Looks
    lags_ms: list[float]
    rss_mb: list[float]
    seconds: float


def load(folder: Path, seconds: float, crowd: Crowd, seed: int, module: str = "queue_server") -> Done:
    """Let the crowd work for so long.

    Args:
        folder: the server's.
        seconds: of work.
        crowd: who works.
        seed: of their decisions; what the machine does in between is its own.
        module: the server; another to see that what is wrong with it is found.
    """
    folder.mkdir(parents=True, exist_ok=True)
    premises = prepare(folder, counters=crowd.counters)
    with ExitStack() as beside:
        server = beside.enter_context(running(folder, module=module, settings={}))
        paths = _line_up(server, premises, crowd.phones)
        readers = beside.enter_context(reading(server.port, premises.tokens["display"]))
        phones = beside.enter_context(looking(server.port, paths))
        seen, heard, rss_mb = Seen(), dict[int, float](), list[float]()
        with _at_work(server, premises, crowd, seed, seen), _listening(readers, heard):
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                rss_mb.append(resident_megabytes(server.pid))
                time.sleep(min(SAMPLE_SECONDS, max(0.0, until - time.monotonic())))
        looks = phones.looks()
    lags_ms = [1000 * (heard[one] - at) for one, at in seen.called_at.items() if one in heard]
    return Done(seen, looks, lags_ms, rss_mb, seconds)


def _line_up(server: ServerProcess, premises: Premises, phones: int) -> list[str]:
    """Let as many visitors stand in line as there are phones; return the paths of their places."""
    door = ApiClient(server.url, premises.tokens["kiosk"])
    answers = [door.check_in(premises.service_id) for _ in range(phones)]
    door.close()
    return [urlsplit(one.body["ticket"]["follow_url"]).path for one in answers]


@contextmanager
def _at_work(server: ServerProcess, premises: Premises, crowd: Crowd, seed: int, seen: Seen) -> Iterator[None]:
    pace = people.pace(crowd.times_busy, crowd.counters, crowd.kiosks)
    shift = Shift(seen, threading.Event(), pace)
    with ExitStack() as ends:

        def client(name: str) -> ApiClient:
            api = ApiClient(server.url, premises.tokens[name])
            ends.callback(api.close)
            return api

        work = [*_devices(client, premises, crowd, shift, random.Random(seed))]
        work += [partial(people.desk, server.url, nth, crowd.desks, shift) for nth in range(crowd.desks)]
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            shift.enough.set()
            for thread in threads:
                thread.join()


def _devices(
    client: Callable[[str], ApiClient], premises: Premises, crowd: Crowd, shift: Shift, chance: random.Random
) -> Iterator[Callable[[], None]]:
    def dice() -> random.Random:
        return random.Random(chance.random())

    for counter_id in premises.counter_ids:
        yield partial(people.officer, client("counter"), counter_id, shift, dice())
    for _ in range(crowd.kiosks):
        yield partial(people.kiosk, client("kiosk"), premises.service_id, shift, dice())
    for _ in range(crowd.boards):
        yield partial(people.board, client("display"), shift, BOARD_SECONDS)


@contextmanager
def _listening(readers: Readers, heard: dict[int, float]) -> Iterator[None]:
    """Note when each call had reached every stream."""
    enough = threading.Event()

    def listen() -> None:
        while not enough.is_set():
            if readers.waits(SAMPLE_SECONDS):
                told = readers.next()
                heard[told.ticket_id] = told.at_seconds

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def growth_mb(rss_mb: list[float]) -> float:
    """Return how much more the last quarter of the samples is than the second, by their medians.

    >>> growth_mb([50, 70, 71, 71, 71, 71, 72, 72])
    1.5
    """
    quarter = max(1, len(rss_mb) // 4)
    return median(rss_mb[-quarter:]) - median(rss_mb[quarter : 2 * quarter] or rss_mb[:1])


def figures(done: Done, crowd: Crowd) -> list[Figure]:
    """Return what was measured, with what is promised of it."""
    asked = sum(map(len, done.seen.taken_ms.values())) + done.looks.answered
    who = (
        f"{crowd.counters} counters, {crowd.kiosks} kiosks, {crowd.boards} boards, {crowd.desks} desks, "
        f"{crowd.phones} phones, {READERS} streams; {done.seconds:.0f} s at {crowd.times_busy:g} times a busy pace"
    )
    refused = f"besides {sum(done.seen.refused.values())} presses with nobody in line"
    found = [
        Figure("load_requests_per_s", asked / done.seconds, "requests/s", how=who),
        Figure("load_errors", len(done.seen.errors), "errors", 0, how=refused),
    ]
    for what in SPOKEN_OF:
        taken_ms = done.seen.taken_ms.get(what, [])
        if taken_ms:
            promise = MOST_CALL_MS if what == "call-next" else None
            name = f"load_{what.replace('-', '_')}_ms"
            found.append(Figure(f"{name}_p50", median(taken_ms), "ms", how=f"{len(taken_ms)} of them"))
            found.append(Figure(f"{name}_p99", percentile(taken_ms, 0.99), "ms", promise))
    if done.lags_ms:
        found.append(Figure("load_call_to_streams_ms_p99", percentile(done.lags_ms, 0.99), "ms"))
    if done.looks.taken_ms:
        found.append(Figure("load_look_ms_p99", percentile(done.looks.taken_ms, 0.99), "ms"))
    grown, last = growth_mb(done.rss_mb), done.rss_mb[-1]
    how = f"last quarter less the second; {last:.0f} MB at the end"
    found.append(Figure("load_rss_growth_mb", grown, "MB", MOST_GROWTH_MB, how=how))
    return found
