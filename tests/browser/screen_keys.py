"""Typing on the keys that the kiosk draws on its screen."""

import re

from playwright.sync_api import Page


def type_on_screen(page: Page, code: str) -> None:
    """Touch the keys of a code; where a key holds several letters, its letters are spread out first."""
    page.locator(".key:visible").first.wait_for()
    for letter in code:
        key = page.locator(".key:visible").filter(has_text=re.compile(rf"^{re.escape(letter)}$"))
        if key.count() == 0:
            page.locator(".key:visible").filter(has_text=letter).first.click()
        key.click()
