"""Somebody without a mouse: Tab, Enter, arrows and what is typed; what has the focus is measured at each stop."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from queue_server.demo import PASSWORD

MOST_STOPS = 120
LEAST_RING_PX = 2
LEAST_CONTRAST = 3.0
"""WCAG 2.2, 2.4.13 and 1.4.11: the ring around the focus against what is beside it."""

_STOP = r"""() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const labels = [...(on.labels ?? [])].map((one) => one.innerText).join(" ");
  const words = on.getAttribute("aria-label") ?? (labels || on.innerText);
  const style = getComputedStyle(on), box = on.getBoundingClientRect();
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/^rgba\(.*, 0\)$|^transparent$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const inside = parseFloat(style.outlineOffset) < 0;
  return {
    words: words.replace(/\s+/g, " ").trim(), tag: on.tagName.toLowerCase(), id: on.id,
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth), colour: style.outlineColor,
    halo: (/0px 0px 0px \d/.test(style.boxShadow) && style.boxShadow.match(/^rgba?\([^)]*\)/)?.[0]) || "",
    ground: ground(inside ? on : on.parentElement), tabindex: on.tabIndex,
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    outer: on.outerHTML.slice(0, 140),
  };
}"""


@dataclass
class Hands:
    """The keyboard before a page.

    Attributes:
        page: where the work is done.
        stops: what had the focus, in order.
        faults: where the focus could not be seen.
    """

    page: Page
    stops: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def stop(self) -> dict[str, Any] | None:
        """Measure what has the focus."""
        found: dict[str, Any] | None = self.page.evaluate(_STOP)
        if found is not None:
            self.stops.append(found)
            self.faults += _faults(found)
        return found

    def goes_to(self, words: str, *, tag: str = "", back: bool = False) -> "Hands":
        """Press Tab until the focus is on what has these words: the whole of them, or a pattern.

        Raises:
            AssertionError: it never comes there.
        """
        passed = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            found = self.stop()
            if found and re.fullmatch(words, found["words"]) and tag in ("", found["tag"]):
                return self
            passed.append(found["words"] if found else "-")
        raise AssertionError(f"Tab never comes to {words!r}; it passes {passed}")

    def presses(self, words: str, *, tag: str = "", key: str = "Enter") -> None:
        """Go there and press Enter."""
        self.goes_to(words, tag=tag)
        self.page.keyboard.press(key)

    def follows(self, words: str, *, tag: str = "a") -> None:
        """Go there, press Enter, and wait for the page that it leads to."""
        self.goes_to(words, tag=tag)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reads(self, selector: str, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator(selector)).to_contain_text(words)

    def types(self, words: str) -> None:
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def walks_round(self) -> list[str]:
        """Press Tab from the beginning until the focus leaves the page; return what was passed.

        Raises:
            AssertionError: the focus is caught, and the end never comes.
        """
        self.page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
        passed: list[str] = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            found = self.stop()
            if found is None or (passed and found["outer"] == passed[0]):
                return passed
            passed.append(found["outer"])
        raise AssertionError(f"the focus never leaves the page: {passed}")

    def can_see(self) -> None:
        """Check that the focus was in sight wherever it was, and no order was forced."""
        assert self.stops, "the focus was nowhere"
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))
        assert all(stop["tabindex"] <= 0 for stop in self.stops), "an order is forced with tabindex"


def _faults(stop: dict[str, Any]) -> list[str]:
    ratios = [contrast(stop["colour"], stop["ground"])]
    if stop["halo"]:
        ratios.append(contrast(stop["colour"], stop["halo"]))
    found = {
        f"has a ring of {stop['ring']} px": stop["ring"] < LEAST_RING_PX,
        f"has a ring of {max(ratios):.1f}:1": max(ratios) < LEAST_CONTRAST,
        "is out of sight": not stop["seen"],
    }
    return [f"{stop['outer']} {fault}" for fault, wrong in found.items() if wrong]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours of CSS, 1 to 21.

    >>> contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    21.0

    Source:
        WCAG 2.2, relative luminance and contrast ratio.
    """
    low, high = sorted((_luminance(first), _luminance(second)))
    return round((high + 0.05) / (low + 0.05), 2)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def stays(page: Page) -> None:
    """Mark the page; ``was_not_loaded_anew`` tells later whether it is still the same."""
    page.evaluate("window.marked = true")


def was_not_loaded_anew(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def signs_in(hands: Hands, url: str, username: str) -> None:
    """Come in by keys."""
    hands.page.goto(f"{url}/sign-in")
    hands.goes_to("Nama pengguna").types(username)
    hands.goes_to("Kata sandi").types(PASSWORD)
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_url(lambda address: "/sign-in" not in address)
