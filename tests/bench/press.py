"""From a visitor's press to the painted page: server, kiosk and Chromium, each in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from tests.bench.figures import Figure, percentile
from tests.support.browser import ARGUMENTS, SIZES, executable
from tests.support.premises import Premises, prepare
from tests.support.processes import PageProcess, running

ROUNDS = 25
WARM_UP = 2
PAUSE_MS = 150
PRESSES = (
    ("#languages button", "document.documentElement.lang === 'en'"),
    ("#contrast", "document.documentElement.dataset.theme === 'contrast'"),
    (".tile.door", "document.getElementById('main').dataset.phase === 'choosing'"),
    (".tile.door", "document.getElementById('main').dataset.phase === 'idle'"),
)
"""What is pressed in a round, and what must then stand on the page; the last one forgets language and letters."""
SETTINGS = """\
server_url = "{url}"
token_file = "{token}"
data_dir = "{folder}"
listen_port = 0

[thermometer]
driver = "simulated"

[printer]
driver = "simulated"
folder = "{folder}/tickets"

[controls]
driver = "none"
"""

# A press begins with the browser's own time of the touch; its end is the task after the frame in which the page shows
# what was asked for.
_WATCH = """() => {
  window.addEventListener('pointerdown', (event) => { window.pressed = event.timeStamp; }, true);
  const main = document.getElementById('main');
  const look = () => requestAnimationFrame(() => {
    if (!window.wanted || !window.wanted()) return;
    window.wanted = null;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.taken = performance.now() - window.pressed; };
    channel.port2.postMessage(null);
  });
  const watch = new MutationObserver(look);
  watch.observe(main, { attributes: true });
  watch.observe(document.documentElement, { attributes: true });
}"""


def measure(folder: Path) -> list[Figure]:
    """Press language, large letters, priority and back, again and again, each until its page is painted."""
    premises = prepare(folder)
    with running(folder) as server, _page(server.url, premises, folder / "kiosk") as page:
        rounds = [[_press(page, *press) for press in PRESSES] for _ in range(WARM_UP + ROUNDS)]
    taken = [milliseconds for one in rounds[WARM_UP:] for milliseconds in one]
    how = f"{len(taken)} presses, touch to the painted page in Chromium, the kiosk's program between"
    return [
        Figure("press_to_paint_ms_p50", median(taken), "ms", 100, how=how),
        Figure("press_to_paint_ms_p95", percentile(taken, 0.95), "ms", 200),
    ]


@contextmanager
def _page(url: str, premises: Premises, folder: Path) -> Iterator[Page]:
    folder.mkdir()
    settings = folder / "kiosk.toml"
    settings.write_text(SETTINGS.format(url=url, token=premises.token_file("kiosk"), folder=folder))
    command = ["kiosk", "--config", str(settings)]
    with PageProcess(command, folder / "kiosk.log", {}) as kiosk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport=SIZES["kiosk"])
        page.goto(f"{kiosk.url}/")
        page.wait_for_function(PRESSES[-1][1])
        page.evaluate(_WATCH)
        yield page
        browser.close()


def _press(page: Page, button: str, shown: str) -> float:
    """Press a button and return the milliseconds until what it asks for is painted."""
    page.wait_for_timeout(PAUSE_MS)
    page.evaluate(f"() => {{ window.taken = null; window.wanted = () => {shown}; }}")
    page.locator(button).first.click()
    return float(page.wait_for_function("() => window.taken").json_value())
