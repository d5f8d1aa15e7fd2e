"""Every state of the wall, and the technician's pages of the display, against the references, by axe and by measure."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from display.letter_size import LetterSizes, letter_sizes
from display.media import MediaFolder
from display.screen.app import WallPage, create_app
from display.screen.server import PageServer
from display.screen.wall import WallFeed
from display.screen.words import Words
from display.voice import Voice
from hardware.clock import SystemClock
from hardware.drivers import choose_speaker
from hardware.speech.choosing import choose_speech
from hardware.supervisor import Supervised
from queue_server.protocol.look import LatestLook
from tests.browser.visual.conftest import AT, StillPage
from tests.browser.visual.gallery import Gallery
from tests.browser.visual.wall_states import LANGUAGES, pictures
from tests.support.page_checks import DESK_PX

WALLS = [(1280, 720), (1920, 1080), (1080, 1920)]
TECHNICIANS = {"status": "/status", "voice": "/voice"}


@dataclass
class Screen:
    """The wall's page without a display behind it: it shows the pictures that it is given."""

    letters: LetterSizes
    feed: WallFeed
    url: str


@contextmanager
def screen(folder: Path, size: tuple[int, int]) -> Iterator[Screen]:
    clock = SystemClock()
    speaker = Supervised("speaker", choose_speaker({"driver": "simulated"}), clock)
    voice = Voice(speaker, choose_speech({}, folder, clock), in_browser=False, volume=1.0)
    letters, feed = letter_sizes(5.0, 43.0, size[0] / size[1]), WallFeed()
    page = WallPage(instance="instance", letters=letters, parts=voice.parts)
    app = create_app(feed, Words(LANGUAGES), voice, MediaFolder(None), looks=LatestLook(), page=page)
    server = PageServer(app, "127.0.0.1", 0)
    server.start()
    try:
        yield Screen(letters, feed, f"http://127.0.0.1:{server.port}")
    finally:
        feed.close()
        server.close()


def show_all(page: Page, wall: Screen, gallery: Gallery, *, thorough: bool) -> None:
    for state, picture in pictures(wall.letters.rows):
        before = page.evaluate("() => drawn")
        wall.feed.show(picture, AT)
        page.wait_for_function("(before) => drawn > before", arg=before)
        gallery.look(page, state, thorough=thorough)


@pytest.mark.parametrize("size", WALLS, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_state_looks_as_it_did(size: tuple[int, int], still_page: StillPage, tmp_path: Path) -> None:
    page = still_page(size)
    with screen(tmp_path, size) as wall:
        page.goto(wall.url)
        page.wait_for_function("() => drawn > 0")  # the wall before its first picture
        with Gallery("wall", size, DESK_PX, scrolls=False) as gallery:
            gallery.look(page, "nothing-known-yet", thorough=size == WALLS[0])
            show_all(page, wall, gallery, thorough=size == WALLS[0])
        page.goto("about:blank")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_technicians_pages(size: tuple[int, int], still_page: StillPage, tmp_path: Path) -> None:
    page = still_page(size)
    with screen(tmp_path, (1920, 1080)) as wall, Gallery("technician", size, DESK_PX) as gallery:
        wall.feed.show(next(picture for state, picture in pictures(4) if state == "full"), AT)
        for state, path in TECHNICIANS.items():
            page.goto(wall.url + path)
            gallery.look(page, state)
