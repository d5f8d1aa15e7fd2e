"""The visitor's page without a kiosk behind it: it shows the pictures that a test gives it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from hardware.clock import SystemClock
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from kiosk.screen.serve import PageServer
from kiosk.view import View
from tests.kiosk.conftest import settings

WIDTHS_MM = {"kiosk": 154, "kiosk_wide": 154, "kiosk_tall": 92, "kiosk_portrait": 194}
"""Of the screens that are usual at these sizes: 7 inch, 7 inch, 7 inch upright, 15.6 inch upright."""


class Stage:
    """Shows pictures on an open page."""

    def __init__(self, application: Application, page: Page) -> None:
        self._published = application.kiosk.published
        self.page = page

    def put(self, shown: View) -> None:
        """Show a picture and do not wait."""
        self._published.put(shown)

    def show(self, shown: View) -> None:
        """Show a picture, and wait until it stands there and nothing moves but what waits."""
        self.put(shown)
        root, main = self.page.locator("html"), self.page.locator("#main")
        expect(main).to_have_attribute("data-phase", shown.phase)
        expect(main).to_have_attribute("data-aim", shown.aim)
        expect(root).to_have_attribute("lang", shown.language)
        expect(self.page.locator("#tiles")).to_have_attribute("data-count", str(len(shown.services)))
        self.page.wait_for_function(_THEMED, arg=shown.contrast)
        self.page.wait_for_function(_SETTLED)


_THEMED = "contrast => (document.documentElement.dataset.theme === 'contrast') === contrast"
_SETTLED = """() => document.getAnimations().every((one) =>
  one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""


@contextmanager
def stage(page: Page, folder: Path, size: str) -> Iterator[Stage]:
    """Open the page of a kiosk that does not run, on a screen of a usual width for its size."""
    token = folder / "stage.token"
    token.write_text("of-nobody\n")
    token.chmod(0o600)
    config = FILE.decode(settings("http://127.0.0.1:1", token, folder, screen_width_mm=WIDTHS_MM[size]))
    application = build_application(config, SystemClock())
    with PageServer(application, "127.0.0.1", 0) as server:
        page.goto(f"http://127.0.0.1:{server.port}/")
        try:
            yield Stage(application, page)
        finally:
            page.goto("about:blank")  # or its stream would break with the server, and count as an error
            application.kiosk.published.close()
