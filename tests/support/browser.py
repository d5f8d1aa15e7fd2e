"""A real Chromium for the tests: Debian's own, driven by Playwright."""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
SIZES: dict[str, ViewportSize] = {
    "kiosk": {"width": 800, "height": 480},
    "kiosk_wide": {"width": 1024, "height": 600},
    "kiosk_tall": {"width": 480, "height": 800},
    "kiosk_portrait": {"width": 1080, "height": 1920},
    "phone": {"width": 390, "height": 844},
    "desk": {"width": 1366, "height": 768},
    "wall": {"width": 1920, "height": 1080},
    "wall_small": {"width": 1280, "height": 720},
    "wall_4k": {"width": 3840, "height": 2160},
}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
WHOLE = ("chromium", "chromium-browser")
LIGHT = ("chromium-headless-shell", *WHOLE)
"""The shell draws the same pages, without a frame around them, in a fifth less time; it knows no push service."""
FONTS = Path(__file__).with_name("fonts.conf")
"""The same letters on every machine, whatever else is installed there."""


class BrowserMissingError(RuntimeError):
    """Chromium is not installed."""


@dataclass
class PageErrors:
    """What went wrong in the pages of one test: errors on the console and uncaught ones."""

    found: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(default_factory=list)

    def allow(self, pattern: str) -> None:
        """Accept errors that match: a test of a failure expects its message."""
        self.allowed.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Errors that nobody allowed."""
        return [error for error in self.found if not any(pattern.search(error) for pattern in self.allowed)]

    def watch(self, page: Page) -> None:
        """Collect the errors of a page from now on."""
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: Error) -> None:
        self.found.append(str(error))


def executable(names: Iterable[str] = WHOLE) -> str:
    """Return the path of the first Chromium that there is.

    Raises:
        BrowserMissingError: there is none.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    raise BrowserMissingError("there is no Chromium here: run `deploy/system_packages.sh test`")


def screenshot(page: Page, name: str) -> Path:
    """Save what the page shows to build/screenshots, for a person to look at."""
    path = SCREENSHOTS / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    return path


@contextmanager
def launched(driver: Playwright, names: Iterable[str]) -> Iterator[Browser]:
    """Run the first Chromium that there is."""
    env: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(FONTS)}
    chromium = driver.chromium.launch(executable_path=executable(names), args=ARGUMENTS, env=env)
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What drives every browser of the run."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """One browser for the whole run."""
    with launched(driver, LIGHT) as chromium:
        yield chromium


@pytest.fixture
def page_errors() -> Iterator[PageErrors]:
    """The errors of this test's pages; the test fails at its end if one was not allowed."""
    errors = PageErrors()
    yield errors
    assert errors.unexpected() == [], "the page reported errors; page_errors.allow(pattern) accepts expected ones"


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, page_errors: PageErrors) -> Iterator[OpenPage]:
    """Open pages that share nothing: ``open_page("kiosk", locale="en")``, with any option of a Playwright context."""
    contexts: list[BrowserContext] = []

    def open_one(size: str = "desk", locale: str = "id-ID", **options: object) -> Page:
        context = browser.new_context(viewport=SIZES[size], locale=locale, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page_errors.watch(page)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of a desk's size, in Indonesian."""
    return open_page("desk")
