"""From an officer's press to the boards: 20 streams open, and what the server needs for them."""

import time
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure, percentile
from tests.bench.streams import READERS, reading
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import ServerProcess, running

WARM_UP = 20
CALLS = 300
PAUSE_SECONDS = 0.02


def measure(folder: Path) -> list[Figure]:
    """Call ticket after ticket; each time counts until the last of the streams has told of it."""
    premises = prepare(folder, counters=4)
    with running(folder) as server, reading(server.port, premises.tokens["display"]) as readers:
        _fill(server, premises)
        counters = ApiClient(server.url, premises.tokens["counter"])
        taken: list[float] = []
        for nth in range(WARM_UP + CALLS):
            counter_id = premises.counter_ids[nth % len(premises.counter_ids)]
            begun_at = time.monotonic()
            reply = counters.post(f"/counters/{counter_id}/call-next")
            heard = readers.next()
            assert heard.ticket_id == reply.body["ticket_id"], (heard, reply)
            taken.append(1000 * (heard.at_seconds - begun_at))
            time.sleep(PAUSE_SECONDS)
        rss = resident_megabytes(server.pid)
    how = f"{CALLS} calls, POST to the last of {READERS} streams"
    return [
        Figure("call_to_board_ms_p50", median(taken[WARM_UP:]), "ms", 50, how=how),
        Figure("call_to_board_ms_p99", percentile(taken[WARM_UP:], 0.99), "ms", 150),
        Figure("server_rss_mb", rss, "MB", 80, how=f"VmRSS of the process with {READERS} streams open"),
    ]


def _fill(server: ServerProcess, premises: Premises) -> None:
    kiosk = ApiClient(server.url, premises.tokens["kiosk"])
    for _ in range(WARM_UP + CALLS):
        assert kiosk.check_in(premises.service_id).status == 200
    kiosk.close()


def resident_megabytes(pid: int) -> float:
    """Return the memory of a process that is in use, shared pages included, in millions of bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"/proc/{pid}/status tells no VmRSS")
