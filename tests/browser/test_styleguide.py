"""The style guide in a real browser: both themes, as axe and a person see them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.staff import SignIn
from tests.support.axe import assert_accessible
from tests.support.browser import screenshot


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_the_style_guide_shows_every_part_in_both_themes(sign_in: SignIn, theme: str) -> None:
    page = sign_in("admin")
    page.goto(re.sub(r"/admin.*", f"/styleguide?theme={theme}", page.url))
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    swatch = page.locator(".swatch-accent")
    colour = swatch.evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert colour == {"light": "rgb(18, 78, 143)", "contrast": "rgb(0, 50, 122)"}[theme]
    assert_accessible(page)
    screenshot(page, f"styleguide-{theme}")
