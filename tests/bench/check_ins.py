"""Durable check-ins per second over HTTP, against a Flask application that does nothing."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, median_ratio
from tests.bench.load import Load, drive, get, post
from tests.support.premises import prepare
from tests.support.processes import running

ROUNDS = 5
WARM_UP_SECONDS = 0.7
SECONDS = 2.5
BODY = (
    '{"nonce":"%%(nth)020d","service_id":%d,"lane":"general","language":"id",'
    '"measurement":{"status":"measured","celsius":36.4,"ambient_celsius":28.0,"samples":12,"spread_celsius":0.04}}'
)


def measure(folder: Path) -> list[Figure]:
    """Alternate short runs against the two; each run of ours has a new database, so that the lines stay a day's."""
    ours, bare = [], []
    with ProcessPoolExecutor(1, get_context("spawn")) as clients:
        for nth in range(ROUNDS):
            bare.append(clients.submit(_hello_rate).result())
            ours.append(clients.submit(_check_in_rate, folder / f"round-{nth}").result())
    how = f"{ROUNDS} alternating runs, 16 clients; bare JSON hello {median(bare):.0f}/s"
    return [
        Figure("check_in_rate_ratio", median_ratio(ours, bare), "ratio", 0.3, "at least", how),
        Figure("check_ins_per_second", median(ours), "check-ins/s", how="durable: synchronous=FULL, over HTTP"),
    ]


def _check_in_rate(folder: Path) -> float:
    premises = prepare(folder)
    with running(folder) as server:
        services = (premises.service_id, *premises.other_service_ids)
        requests = tuple(post("/api/v1/check-ins", BODY % one, premises.tokens["kiosk"]) for one in services)
        rate = drive(Load(server.port, requests, WARM_UP_SECONDS, SECONDS))
        server.stop()
    return rate


def _hello_rate() -> float:
    with _hello() as port:
        return drive(Load(port, (get("/hello"),), WARM_UP_SECONDS, SECONDS))


@contextmanager
def _hello() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.hello"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
