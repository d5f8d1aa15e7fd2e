"""From the start of the process to its first answer."""

import http.client
import time
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess

STARTS = 7
PAUSE_SECONDS = 0.002
LIMIT_SECONDS = 20.0


def measure(folder: Path) -> list[Figure]:
    """Start on a database that is there; the first start, which may compile the sources, does not count."""
    premises = prepare(folder)
    server = ServerProcess(folder).start()
    server.stop()
    taken = [_start(server, premises) for _ in range(STARTS)]
    how = f"median of {STARTS}: existing database, compiled bytecode, answer read from the database"
    return [Figure("server_start_s", median(taken), "s", 1.5, how=how)]


def _start(server: ServerProcess, premises: Premises) -> float:
    begun_at = time.monotonic()
    server.launch()
    try:
        while not _answers(server.port, premises.tokens["kiosk"]):
            if time.monotonic() - begun_at > LIMIT_SECONDS:
                raise TimeoutError(f"no answer within {LIMIT_SECONDS:g} s:\n{server.said()}")
            time.sleep(PAUSE_SECONDS)
        return time.monotonic() - begun_at
    finally:
        server.stop()


def _answers(port: int, token: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    try:
        connection.request("GET", "/api/v1/office", headers={"Authorization": f"Bearer {token}"})
        return connection.getresponse().status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()
