"""Whether 500 visitors' phones leave the door its pace: check-ins with and without them, 20 streams open."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.bench.check_ins import BODY
from tests.bench.figures import Figure, median_ratio, percentile
from tests.bench.load import Load, drive, post
from tests.bench.phone_clients import Looks, looking
from tests.bench.streams import READERS, reading
from tests.support.api_client import ApiClient
from tests.support.premises import Premises, prepare
from tests.support.processes import running

PHONES = 500
ROUNDS = 6
WARM_UP_SECONDS = 0.7
SECONDS = 4.0


def measure(folder: Path) -> list[Figure]:
    """Alternate runs with and without the phones, each on a new day with 500 visitors in line."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    seen: list[Looks] = []
    with ProcessPoolExecutor(1, get_context("spawn")) as clients:
        for nth in range(ROUNDS):
            for phones in (False, True) if nth % 2 else (True, False):  # what warms up or slows down meets both
                rate, looks = _rate(clients, folder / f"round-{nth}-{phones:d}", phones)
                rates[phones].append(rate)
                seen += [looks] if looks else []
    per_second = median(looks.answered / looks.seconds for looks in seen)
    taken_ms = [taken for looks in seen for taken in looks.taken_ms]
    alone = median(rates[False])
    how = f"{ROUNDS} pairs; {PHONES} phones, {per_second:.0f} looks/s; {READERS} streams; {alone:.0f}/s without phones"
    return [
        Figure(
            "check_in_rate_with_phones_ratio", median_ratio(rates[True], rates[False]), "ratio", 0.7, "at least", how
        ),
        Figure(
            "look_ms_p95", percentile(taken_ms, 0.95), "ms", how="a phone's look while the door is as busy as it can"
        ),
    ]


def _rate(clients: ProcessPoolExecutor, folder: Path, phones: bool) -> tuple[float, Looks | None]:
    """Return the check-ins per second, and what the phones saw."""
    premises = prepare(folder)
    services = (premises.service_id, *premises.other_service_ids)
    requests = tuple(post("/api/v1/check-ins", BODY % one, premises.tokens["kiosk"]) for one in services)
    with running(folder) as server, ExitStack() as beside:
        paths = _places(server.url, premises, services)
        beside.enter_context(reading(server.port, premises.tokens["display"]))
        looking_on = beside.enter_context(looking(server.port, paths)) if phones else None
        rate = clients.submit(drive, Load(server.port, requests, WARM_UP_SECONDS, SECONDS)).result()
        return rate, looking_on.looks() if looking_on else None


def _places(url: str, premises: Premises, services: tuple[int, ...]) -> list[str]:
    """Let as many visitors come as there are phones; return the paths of their places in line."""
    kiosk = ApiClient(url, premises.tokens["kiosk"])
    answers = [kiosk.check_in(services[nth % len(services)]) for nth in range(PHONES)]
    kiosk.close()
    return [urlsplit(answer.body["ticket"]["follow_url"]).path for answer in answers]
