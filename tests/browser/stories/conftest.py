"""What stands in the house of the stories: kiosks and walls at the real server, each with its page."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from display.config import Settings
from display.service import Display
from hardware.clock import SystemClock
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from kiosk.screen.serve import PageServer
from queue_server.domain.actor import SYSTEM
from queue_server.operations.devices import register_device
from queue_server.protocol.words import DeviceRole, Place
from queue_server.tokens import hash_token
from tests.browser.stories.people import Visitor
from tests.kiosk.conftest import settings
from tests.support.browser import OpenPage
from tests.support.devices import WAIT_SECONDS, wait_for
from tests.support.live_server import LiveServer

AtKiosk = Callable[..., Visitor]
BeforeWall = Callable[..., Page]


@pytest.fixture
def at_kiosk(live: LiveServer, open_page: OpenPage, tmp_path: Path) -> Iterator[AtKiosk]:
    """Leads a visitor to a kiosk of the hall, or of another place: the whole kiosk, its parts simulated."""
    with ExitStack() as running:

        def lead(place: Place = Place.HALL) -> Visitor:
            page, folder = open_page("kiosk"), tmp_path / f"kiosk {place}"
            application = running.enter_context(running_kiosk(live, page, folder, place))
            return Visitor(page, application)

        yield lead


@pytest.fixture
def before_wall(live: LiveServer, open_page: OpenPage, tmp_path: Path) -> Iterator[BeforeWall]:
    """Leads somebody before the wall of the hall, or of another place."""
    with ExitStack() as running:

        def lead(place: Place = Place.HALL) -> Page:
            page, folder = open_page("wall"), tmp_path / f"display {place}"
            running.enter_context(running_wall(live, page, folder, place))
            return page

        yield lead


@contextmanager
def running_kiosk(live: LiveServer, page: Page, folder: Path, place: Place) -> Iterator[Application]:
    token_file = known(live, DeviceRole.KIOSK, place, folder)
    patient = {"server_timeout_seconds": 10.0, "scanner": {"max_gap_ms": 1000}}
    config = settings(live.url, token_file, folder, buttons={}, **patient)
    application = build_application(FILE.decode(config), SystemClock())
    thread = Thread(target=application.kiosk.run, name=f"kiosk {place}")
    thread.start()
    try:
        with PageServer(application, "127.0.0.1", 0) as pages:
            page.goto(f"http://127.0.0.1:{pages.port}/")
            expect(page.locator("#main")).to_have_attribute("data-phase", "idle", timeout=WAIT_SECONDS * 1000)
            yield application
            page.goto("about:blank")  # or its stream would break with the kiosk, and count as an error
            application.kiosk.stop()
            wait_for("the kiosk's streams end", lambda: application.kiosk.published.closed)
    finally:
        application.kiosk.stop()
        thread.join(WAIT_SECONDS)
    assert not thread.is_alive(), "the kiosk does not stop"


@contextmanager
def running_wall(live: LiveServer, page: Page, folder: Path, place: Place) -> Iterator[Display]:
    token_file = known(live, DeviceRole.DISPLAY, place, folder)
    here = {"server_url": live.url, "token_file": str(token_file), "data_dir": str(folder)}
    display = Display(Settings(port=0, speaker={"driver": "simulated"}, **here))  # type: ignore[arg-type]
    display.start()
    try:
        page.goto(f"http://127.0.0.1:{display.port}/")
        expect(page.locator("#banner")).to_be_hidden()
        yield display
        page.goto("about:blank")
    finally:
        display.close()


def known(live: LiveServer, role: DeviceRole, place: Place, folder: Path) -> Path:
    """Make a device known to the server, and leave its token where the device looks for it."""
    token = f"token of the {role} of {place}".replace(" ", "-")
    named = {"name": f"{role} {place}", "role": role, "token_hash": hash_token(token), "place": place}
    here = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    live.server.store.write(register_device, **named, **here)  # type: ignore[arg-type]
    folder.mkdir()
    path = folder / "token"
    path.touch(mode=0o600)
    path.write_text(token + "\n")
    return path
