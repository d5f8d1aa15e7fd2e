"""Short ways for the tests of the staff pages: sign in, take a counter, read the number."""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from queue_server.demo import PASSWORD

SignIn = Callable[..., Page]


def enter(page: Page, url: str, username: str) -> Page:
    """Sign somebody of the demo office in."""
    page.goto(f"{url}/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda address: "/sign-in" not in address)
    return page


def at_counter(page: Page, name: str = "1") -> Page:
    """Open a counter from the officer's choice of counters."""
    page.locator(".tile", has_text=f"Loket {name}").locator("button").click()
    page.wait_for_url(re.compile(r"/counter/\d+$"))
    return page


def number(page: Page) -> str:
    """Return the number at the counter."""
    return page.locator(".ticket-number").inner_text()
