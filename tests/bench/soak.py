"""Thirty days at the wall in two minutes: the display's process and its page in Chromium must not grow.

Each day a hundred visitors are issued numbers, called at six counters, served and gone; the connection breaks three
times; over lunch nothing is called and pictures are shown; the day closes and the next one opens.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image
from playwright.sync_api import CDPSession, Page, sync_playwright

from queue_server.protocol.board import BoardNotice
from queue_server.protocol.events import Event, EventName
from tests.bench.calls import resident_megabytes
from tests.bench.fast_clock import FACTOR, FastClock
from tests.bench.figures import Figure
from tests.display.scripted_server import TOKEN, ScriptedServer, day_event, snapshot, ticket_event
from tests.support.browser import ARGUMENTS, SIZES, executable
from tests.support.processes import PageProcess

DAYS = 30
VISITORS = 100
BREAKS = (20, 45, 80)
"""After so many visitors the connection breaks."""
LUNCH = 50
LUNCH_STEPS = 60
STEP_SECONDS = 0.0055
"""Between two events: a third of the time between two calls."""
LEAST_DRAWN = VISITORS // 2
MOST_HEAP_KB = 512.0
MOST_NODES = 300.0
MOST_RSS_MB = 5.0


# Counts what a person in the hall could see; of the calls it keeps the last few, to count each once.
_COUNT = """
  window.drawn = { calls: 0, pictures: 0, notices: 0 };
  const known = new Set();
  const count = (call) => {
    if (!call.dataset?.key || known.has(call.dataset.key)) return;
    window.drawn.calls += 1;
    known.add(call.dataset.key);
    if (known.size > 200) known.delete(known.values().next().value);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") window.drawn.pictures += change.target.className === "shown";
      else if (change.target.className === "calls") change.addedNodes.forEach(count);
      else if (change.target.id === "notice") window.drawn.notices += change.addedNodes.length;
    }
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
"""


@dataclass(frozen=True)
class Sample:
    """What the wall takes at the end of a day, after the page's rubbish was collected."""

    heap_kb: float
    nodes: float
    rss_mb: float


@dataclass(frozen=True)
class Soak:
    """A sample for each day, and what the page has drawn in all: a wall that stands still does not leak either."""

    samples: list[Sample]
    calls_drawn: int
    pictures_shown: int
    notices_shown: int


@dataclass(frozen=True)
class Growth:
    """How much more the last quarter of the days took than the second one, by their medians."""

    heap_kb: float
    nodes: float
    rss_mb: float

    @property
    def leaks(self) -> list[str]:
        """What has grown more than chance explains."""
        limits = {"heap_kb": MOST_HEAP_KB, "nodes": MOST_NODES, "rss_mb": MOST_RSS_MB}
        return [name for name, limit in limits.items() if getattr(self, name) > limit]


def growth(samples: Sequence[Sample]) -> Growth:
    """Compare the last quarter of the days with the second; the first one fills what is kept on purpose."""
    quarter = max(1, len(samples) // 4)
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]

    def more(name: str) -> float:
        return float(median(getattr(one, name) for one in late) - median(getattr(one, name) for one in early))

    return Growth(more("heap_kb"), more("nodes"), more("rss_mb"))


def measure(folder: Path) -> list[Figure]:
    """Let thirty days pass."""
    done = soak(folder, DAYS)
    grown, last = growth(done.samples), done.samples[-1]
    how = f"{DAYS} days of {VISITORS} visitors: last quarter less the second"
    # A connection that breaks is away for its real time, in which the fast clock lets calls grow too old to be drawn.
    drawn = f"{done.pictures_shown} pictures, {done.notices_shown} turns of notices beside them"
    return [
        Figure("soak_heap_growth_kb", grown.heap_kb, "kB", MOST_HEAP_KB, how=f"{how}; {last.heap_kb:.0f} at the end"),
        Figure("soak_nodes_growth", grown.nodes, "nodes", MOST_NODES, how=f"{last.nodes:.0f} at the end"),
        Figure("soak_rss_growth_mb", grown.rss_mb, "MB", MOST_RSS_MB, how=f"{last.rss_mb:.0f} at the end"),
        Figure("soak_calls_drawn", done.calls_drawn, "calls", DAYS * LEAST_DRAWN, "at least", how=drawn),
    ]


def soak(folder: Path, days: int, *, page_script: str = "", command: Sequence[str] = ()) -> Soak:
    """Let days pass at a wall.

    Args:
        folder: for the display's files.
        days: how many.
        page_script: runs in the page before its own; a test plants a leak with it.
        command: further arguments of the display's process.

    """
    folder.mkdir(parents=True, exist_ok=True)
    server = ScriptedServer()
    server.now = FastClock().now
    try:
        with _wall(server, folder, page_script, command) as (page, process):
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable")
            office = _Office(server)
            samples = []
            for _ in range(days):
                office.day()
                page.wait_for_function("() => !document.getElementById('closed').hidden")
                samples.append(_sample(session, process))
            drawn = page.evaluate("window.drawn")
            return Soak(samples, drawn["calls"], drawn["pictures"], drawn["notices"])
    finally:
        server.close()


class _Office:
    """Makes what happens in a day."""

    def __init__(self, server: ScriptedServer) -> None:
        self._server = server
        self._seq = 0
        self._ticket = 0

    def day(self) -> None:
        notices = tuple(BoardNotice(id=n, texts={"id": f"Pengumuman {n}", "en": f"Notice {n}"}) for n in (1, 2))
        self._server.picture = snapshot(seq=self._seq, notices=notices, waiting={})
        self._tell(day_event(self._next(), EventName.DAY_OPENED))
        for visitor in range(VISITORS):
            if visitor in BREAKS:
                self._server.cut()
            if visitor == LUNCH:
                self._lunch()
            self._visit(visitor)
        self._tell(day_event(self._next(), EventName.DAY_CLOSED))
        self._server.picture = snapshot(seq=self._seq, business_date=None, waiting={})
        self._server.events.clear()

    def _visit(self, visitor: int) -> None:
        """A visitor gets a number; the one of two visits before is called, and the one before that is done."""
        self._ticket += 1
        self._happen(EventName.TICKET_ISSUED, self._ticket, "waiting")
        if visitor >= 2:
            self._happen(EventName.TICKET_CALLED, self._ticket - 2, "called")
        if visitor >= 4:
            self._happen(EventName.TICKET_COMPLETED, self._ticket - 4, "completed")

    def _lunch(self) -> None:
        """Visitors still come, and nobody is called: the pictures have their time."""
        for _ in range(LUNCH_STEPS):
            self._happen(EventName.TICKET_ISSUED, self._ticket, "waiting")

    def _happen(self, name: EventName, ticket_id: int, state: str) -> None:
        number, at = f"A-{ticket_id % VISITORS:03}", self._server.now()
        counter = None if state == "waiting" else ticket_id % 6 + 1
        more = {"number": number, "counter_id": counter, "state": state, "at": at, "service_id": ticket_id % 2 + 1}
        self._tell(ticket_event(self._next(), name, ticket_id=ticket_id, **more))  # type: ignore[arg-type]

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _tell(self, event: Event) -> None:
        self._server.emit(event)
        time.sleep(STEP_SECONDS)


@contextmanager
def _wall(
    server: ScriptedServer, folder: Path, page_script: str, command: Sequence[str]
) -> Iterator[tuple[Page, PageProcess]]:
    """The display in a process of its own, and its page in Chromium."""
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(TOKEN)
    pictures = folder / "pictures"
    pictures.mkdir(exist_ok=True)
    for name, colour in (("1.jpg", "navy"), ("2.png", "maroon")):
        Image.new("RGB", (1280, 720), colour).save(pictures / name)
    variables = {
        "ANTRE_DISPLAY_SERVER_URL": server.url,
        "ANTRE_DISPLAY_TOKEN_FILE": str(token),
        "ANTRE_DISPLAY_DATA_DIR": str(folder / "data"),
        "ANTRE_DISPLAY_PORT": "0",
        "ANTRE_DISPLAY_SPEAKER_DRIVER": "simulated",
        "ANTRE_DISPLAY_VOICE_ESPEAK_PROGRAM": "",
        "ANTRE_DISPLAY_MEDIA_FOLDER": str(pictures),
        "ANTRE_DISPLAY_MEDIA_QUIET_SECONDS": "60",
        "ANTRE_DISPLAY_LOG_LEVEL": "error",
    }
    wall = ["tests.bench.soak_wall", *command]
    with PageProcess(wall, folder / "display.log", variables) as process, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = browser.new_page(viewport=SIZES["wall"])
        page.add_init_script(_COUNT + page_script)
        page.goto(f"{process.url}/")
        yield page, process
        browser.close()


def _sample(session: CDPSession, process: PageProcess) -> Sample:
    session.send("HeapProfiler.collectGarbage")
    told = {one["name"]: float(one["value"]) for one in session.send("Performance.getMetrics")["metrics"]}
    return Sample(told["JSHeapUsedSize"] / 1000, told["Nodes"], resident_megabytes(process.pid))


assert FACTOR * 3 * STEP_SECONDS > 60 / 8, "not more than eight calls in a minute"
