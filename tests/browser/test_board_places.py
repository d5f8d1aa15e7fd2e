"""A counter whose name has words, on the wall: it stands whole, large and in the list, on every screen."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_board import (
    StartDisplay,
    assert_nothing_cut_off,
    open_wall,
    scripted_server,
    start_display,
)
from tests.display.scripted_server import ScriptedServer, board_call, snapshot
from tests.support.browser import OpenPage, screenshot

__all__ = ["scripted_server", "start_display"]

UPSTAIRS = "Lantai 2 - 5"


def assert_counters_whole(page: Page) -> None:
    """No counter's name is wider than its place, higher than its row or nearer to the edge than a letter's breath."""
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.call .counter:not([data-long=false])')].filter((element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          const [text, row] = [range, element.closest('.call')].map((part) => part.getBoundingClientRect());
          const wide = element.scrollWidth > element.clientWidth + 1 || text.right > row.right - 8;
          return wide || text.height > row.height;
        }).map((element) => element.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("size", ["wall", "desk", "kiosk_portrait"])
@pytest.mark.parametrize("at_once", [1, 3])
def test_a_counter_named_by_its_floor_stands_whole(
    size: str, at_once: int, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    names = (UPSTAIRS, "Lantai 2 - 15", "Ruang wawancara", "12", "Jendela")
    now = datetime.now(UTC)
    times = [now - (timedelta(seconds=n) if n < at_once else timedelta(minutes=n + 2)) for n in range(len(names))]
    scripted_server.picture = snapshot(
        *(board_call(n, f"A-{n:03}", n, counter_name=names[n], called_at=at) for n, at in enumerate(times))
    )
    page = open_wall(open_page, start_display(screen_aspect="9:16" if size == "kiosk_portrait" else "16:9"), size)
    expect(page.locator(".call")).to_have_count(len(names))
    expect(page.locator("#current .call")).to_have_count(at_once)
    screenshot(page, f"board-floors-{at_once}-{size}")
    assert_nothing_cut_off(page)
    assert_counters_whole(page)
