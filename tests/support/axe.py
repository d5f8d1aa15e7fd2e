"""WCAG 2.2 AA, checked by axe-core in a real browser."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_OPTIONS = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return one line for each element that breaks a rule: the rule, its words, and the element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    response = page.evaluate("(options) => axe.run(options)", _OPTIONS)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html']}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with every broken rule of what the page shows now."""
    found = violations(page)
    assert not found, f"{page.url} breaks WCAG 2.2 AA:\n" + "\n".join(found)
