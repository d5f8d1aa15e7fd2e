"""A still page of any size: no motion, a clock that stands, the tests' own fonts."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from tests.support.browser import OpenPage

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""Ten o'clock on a Monday in Jakarta."""
# Counts the pictures that a stream has brought and the page has drawn, so that a test knows when it may look.
_COUNT = """() => {
  window.drawn = 0;
  window.EventSource = class extends EventSource {
    constructor(...address) {
      super(...address);
      const drew = () => setTimeout(() => { window.drawn += 1; });
      for (const name of ["message", "wall"]) this.addEventListener(name, drew);
    }
  };
}"""
StillPage = Callable[..., Page]


@pytest.fixture
def still_page(open_page: OpenPage) -> StillPage:
    """Opens a page of a width and height in pixels on which nothing moves and the date stands."""

    def opened(size: tuple[int, int], **options: object) -> Page:
        page = open_page("desk", reduced_motion="reduce", **options)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.clock.set_fixed_time(AT)
        page.add_init_script(f"({_COUNT})()")
        return page

    return opened
