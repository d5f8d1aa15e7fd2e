"""Every state of the kiosk's screen at its sizes, against the references, by axe and by measure."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask
from playwright.sync_api import Page

from kiosk.catalogue import load_catalogue
from kiosk.config import ScannerSettings
from kiosk.published import Published
from kiosk.runner import Kiosk
from kiosk.screen.app import ScreenSettings, create_screen, local_hosts
from kiosk.screen.serve import PageServer
from kiosk.view import View
from kiosk.visit.dialogue import Phase
from queue_server.protocol.look import LatestLook
from tests.browser.visual.conftest import StillPage
from tests.browser.visual.gallery import Gallery
from tests.browser.visual.kiosk_states import PHASES_SHOWN, pictures
from tests.support.page_checks import PHONE_PX

WIDTHS_MM = {(800, 480): 154, (1024, 600): 154, (480, 800): 92, (1080, 1920): 194}
"""Sizes of the screens, with the width of what one sees of each."""
GUIDES = "(aim) => (document.getElementById('main').dataset.aim ?? '') === aim"
LEAST_PX = {(480, 800): 38}
"""Ten keys of the keyboard stand in a row there: 9 mm each."""


@dataclass
class Screen:
    """The kiosk's page without a kiosk behind it: it shows the pictures that it is given."""

    width_mm: int
    published: Published

    def screen(self, port: int) -> Flask:
        settings = ScreenSettings(local_hosts(port), self.width_mm, ScannerSettings())
        kiosk = cast("Kiosk", SimpleNamespace(published=self.published, looks=LatestLook()))
        return create_screen(kiosk, load_catalogue(), settings, None, None)


@contextmanager
def served(width_mm: int, published: Published, page: Page) -> Iterator[None]:
    with PageServer(Screen(width_mm, published), "127.0.0.1", 0) as server:
        page.goto(f"http://127.0.0.1:{server.port}/")
        try:
            yield
        finally:
            page.goto("about:blank")  # or its stream would break with the server, and count as an error
            published.close()


def show(page: Page, published: Published, picture: View) -> None:
    before = page.evaluate("() => drawn")
    published.put(picture)
    page.wait_for_function("(before) => drawn > before", arg=before)
    page.wait_for_function(GUIDES, arg=picture.aim)  # each word of the guidance stays long enough to be read


def look_at_all(page: Page, published: Published, gallery: Gallery, *, thorough: bool) -> None:
    for language in ("id", "en"):
        for state, picture in pictures(language):
            show(page, published, picture)
            gallery.look(page, state, thorough=thorough and language == "id")


@pytest.mark.parametrize("size", WIDTHS_MM, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_state_looks_as_it_did(size: tuple[int, int], still_page: StillPage) -> None:
    page, published = still_page(size), Published()
    gallery = Gallery("kiosk", size, LEAST_PX.get(size, PHONE_PX), scrolls=False)
    with served(WIDTHS_MM[size], published, page), gallery:
        look_at_all(page, published, gallery, thorough=size == (800, 480))


def test_every_phase_of_the_dialogue_has_a_state() -> None:
    assert set(Phase) == PHASES_SHOWN
