"""A running office, and a way to sign in to it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.staff import SignIn, enter
from tests.support.browser import OpenPage
from tests.support.clock import FakeClock
from tests.support.live_server import LiveServer, live_server


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    """The demo office on a Monday at ten."""
    with live_server(tmp_path, FakeClock(datetime(2026, 3, 2, 3, 0, tzinfo=UTC))) as server:
        yield server


@pytest.fixture
def sign_in(live: LiveServer, open_page: OpenPage) -> SignIn:
    """Opens a page of its own and signs somebody of the demo office in."""

    def sign(username: str, size: str = "desk", **options: object) -> Page:
        still = {"reduced_motion": "reduce"}  # a note that is still fading in has no contrast to measure
        return enter(open_page(size, **(still | options)), live.url, username)

    return sign
