"""WCAG 2.2 AA, checked by axe-core in a real browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """Return one line for each element that breaks a rule: the rule, its words, and the element."""
    response = Axe().run(page, options=_OPTIONS).response
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html']}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with every broken rule of what the page shows now."""
    found = violations(page)
    assert not found, f"{page.url} breaks WCAG 2.2 AA:\n" + "\n".join(found)
