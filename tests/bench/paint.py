"""From an officer's press to the painted wall: server, display and Chromium, each in a process of its own."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.bench.figures import Figure, percentile
from tests.support.api_client import ApiClient
from tests.support.browser import ARGUMENTS, SIZES, executable
from tests.support.premises import Premises, prepare
from tests.support.processes import PageProcess, running

AT_ONCE = 3
BURSTS = 20
WARM_UP = 2
PAUSE_SECONDS = 0.5
LIMIT_MS = 10_000

# A number counts as painted in the task after the frame in which it stands on the screen with a size.
_WATCH = """() => {
  window.painted = {};
  const look = () => requestAnimationFrame(() => {
    const shown = [...document.querySelectorAll('.call .number')]
      .filter((element) => !(element.textContent in window.painted) && element.checkVisibility()
        && element.getBoundingClientRect().height > 0)
      .map((element) => element.textContent);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      for (const number of shown) window.painted[number] = performance.timeOrigin + performance.now();
    };
    channel.port2.postMessage(null);
  });
  new MutationObserver(look).observe(document.querySelector('main'), {childList: true, subtree: true});
}"""


def measure(folder: Path) -> list[Figure]:
    """Call in bursts, three counters at once; each call counts until the wall has painted its number."""
    premises = prepare(folder, counters=AT_ONCE)
    with running(folder) as server:
        kiosk = ApiClient(server.url, premises.tokens["kiosk"])
        for _ in range((WARM_UP + BURSTS) * AT_ONCE):
            assert kiosk.check_in(premises.service_id).status == 200
        kiosk.close()
        with _wall(server.url, premises, folder / "display") as page:
            pressed_at = _press(server.url, premises, WARM_UP)
            _wait_for(page, list(pressed_at))
            pressed_at = _press(server.url, premises, BURSTS)
            painted_at = _wait_for(page, list(pressed_at))
    taken = [painted_at[number] - at for number, at in pressed_at.items() if number in painted_at]
    how = f"{len(pressed_at)} calls in bursts of {AT_ONCE}, POST to the painted wall in Chromium"
    return [
        Figure("call_to_paint_ms_p50", median(taken), "ms", 150, how=how),
        Figure("call_to_paint_ms_p95", percentile(taken, 0.95), "ms", 500),
        Figure("calls_lost", len(pressed_at) - len(taken), "calls", 0, how="called, and never painted"),
    ]


@contextmanager
def _wall(server_url: str, premises: Premises, folder: Path) -> Iterator[Page]:
    folder.mkdir()
    variables = {
        "ANTRE_DISPLAY_SERVER_URL": server_url,
        "ANTRE_DISPLAY_TOKEN_FILE": str(premises.token_file("display")),
        "ANTRE_DISPLAY_DATA_DIR": str(folder),
        "ANTRE_DISPLAY_PORT": "0",
        "ANTRE_DISPLAY_SPEAKER_DRIVER": "simulated",
    }
    with PageProcess(["display"], folder / "display.log", variables) as display, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport=SIZES["wall"])
        page.goto(f"{display.url}/")
        page.wait_for_function("document.body.dataset.stale === 'false'")
        page.evaluate(_WATCH)
        yield page
        browser.close()


def _press(server_url: str, premises: Premises, bursts: int) -> dict[str, float]:
    """Call at all counters at once, again and again.

    Returns:
        When each number's call was posted, in milliseconds of the wall clock, which Chromium starts its own from.
    """
    posted_at: dict[str, float] = {}
    clients = [ApiClient(server_url, premises.tokens["counter"]) for _ in premises.counter_ids]

    def press(client: ApiClient, counter_id: int) -> tuple[str, float]:
        begun_at = 1000 * time.time()
        reply = client.post(f"/counters/{counter_id}/call-next")
        assert reply.status == 200, reply
        return str(reply.body["number"]), begun_at

    with ThreadPoolExecutor(AT_ONCE) as officers:
        for _ in range(bursts):
            posted_at.update(officers.map(press, clients, premises.counter_ids))
            time.sleep(PAUSE_SECONDS)
    for client in clients:
        client.close()
    return posted_at


def _wait_for(page: Page, numbers: Sequence[str]) -> dict[str, float]:
    """When each number was painted; one that never was is missing."""
    ready = "numbers => numbers.every((number) => number in window.painted)"
    late = f"new Promise((done) => setTimeout(done, {LIMIT_MS}, false))"
    watch = (
        f"numbers => Promise.race([{late}, new Promise((done) => {{ const look = () => "
        f"({ready})(numbers) ? done(true) : setTimeout(look, 20); look(); }})]).then(() => window.painted)"
    )
    painted: dict[str, float] = page.evaluate(watch, list(numbers))
    return {number: painted[number] for number in numbers if number in painted}
