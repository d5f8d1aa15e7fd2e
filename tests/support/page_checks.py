"""What is measured on a page in a real browser: sizes of targets, motion, flashes, what does not fit."""

from playwright.sync_api import Page

PHONE_PX, DESK_PX = 44, 24
"""WCAG 2.2, 2.5.5 for a thumb; 2.5.8 (AA) for a mouse."""
MOST_FLASHES_HZ = 3.0
"""WCAG 2.2, 2.3.1."""
STILL_MS = 1
"""Under reduced motion a change may take this long: to the eye it is at once."""

_TARGETS = """(least) => {
  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button]";
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const box = (element) => {
    const parts = [element, ...(element.matches("[type=checkbox], [type=radio], [type=file]") ? element.labels : [])];
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const left = Math.min(...boxes.map((one) => one.left)), right = Math.max(...boxes.map((one) => one.right));
    const top = Math.min(...boxes.map((one) => one.top)), bottom = Math.max(...boxes.map((one) => one.bottom));
    return { width: right - left, height: bottom - top, x: (left + right) / 2, y: (top + bottom) / 2, right };
  };
  const inText = (element) => getComputedStyle(element).display === "inline"
    && element.parentElement.innerText.trim().length > element.innerText.trim().length;
  const found = [...document.querySelectorAll(controls)].filter(seen).map((element) => ({ element, ...box(element) }))
    .filter((one) => one.right > 0 && one.width > 1);  // links that come into sight with the focus wait outside
  // 2.5.8 forgives a small target that has this much room around it; for a thumb nothing is forgiven.
  const alone = (one) => least <= 24
    && found.every((other) => other === one || Math.hypot(other.x - one.x, other.y - one.y) >= least);
  return found.filter((one) => Math.min(one.width, one.height) < least - 0.5 && !inText(one.element) && !alone(one))
    .map((one) => `${Math.round(one.width)} x ${Math.round(one.height)} px: ${one.element.outerHTML.slice(0, 160)}`);
}"""

_MOVING = """(still) => {
  const ms = (list) => Math.max(...list.split(",").map((one) => parseFloat(one) * (one.includes("ms") ? 1 : 1000)));
  const named = ([element]) => `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className}`;
  const styled = [...document.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after"]
    .map((pseudo) => [element, getComputedStyle(element, pseudo || null)]));
  const slow = styled.filter(([, style]) => ms(style.transitionDuration) > still
    || (style.animationName !== "none" && ms(style.animationDuration) > still)).map(named);
  const running = document.getAnimations()
    .filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > still)
    .map((one) => one.animationName ?? one.transitionProperty ?? "script");
  return [...new Set([...slow, ...running])];
}"""

_FLASHES = """() => {
  const looks = ["opacity", "color", "backgroundColor", "filter", "visibility", "borderColor", "boxShadow"];
  return document.getAnimations().filter((one) => one.effect?.getKeyframes).map((one) => {
    const { duration, iterations, direction } = one.effect.getComputedTiming();
    const frames = one.effect.getKeyframes();
    const changes = Math.max(0, ...looks.map((look) => {
      const values = frames.map((frame) => frame[look]).filter((value) => value !== undefined);
      const there = values.slice(1).filter((value, nth) => value !== values[nth]).length;
      const back = iterations > 1 && direction === "normal" && values.length && values[0] !== values.at(-1) ? 1 : 0;
      return there + back;
    }));
    // Two opposing changes are one flash; what runs once and goes one way is none.
    const flashes = iterations > 1 || changes > 1 ? changes / 2 : 0;
    return { name: one.animationName ?? one.transitionProperty ?? "script", hz: flashes / (duration / 1000) };
  });
}"""

_WIDE = """() => {
  const { scrollWidth } = document.documentElement;
  const wide = scrollWidth > innerWidth ? [`${scrollWidth} px wide on a screen of ${innerWidth} px`] : [];
  const cut = [...document.querySelectorAll("a, button, input, select")].filter((element) => {
    const box = element.getBoundingClientRect();  // what begins left of the screen cannot even be scrolled to
    return box.left < -1 && box.right > 1 && box.bottom > 0 && element.checkVisibility({ visibilityProperty: true });
  });
  return [...wide, ...cut.map((element) => `begins left of the screen: ${element.outerHTML.slice(0, 160)}`)];
}"""


def small_targets(page: Page, least_px: int) -> list[str]:
    """Return the controls in sight that are smaller than so many pixels, each with its size."""
    found: list[str] = page.evaluate(_TARGETS, least_px)
    return found


def moving(page: Page) -> list[str]:
    """Return what moves although the visitor asked for reduced motion; the page must have been told so before."""
    found: list[str] = page.evaluate(_MOVING, STILL_MS)
    return found


def flashing(page: Page) -> list[str]:
    """Return the animations that run now and flash more often than three times a second."""
    found = page.evaluate(_FLASHES)
    return [f"{one['name']}: {one['hz']:.1f} Hz" for one in found if one["hz"] > MOST_FLASHES_HZ]


def too_wide(page: Page) -> list[str]:
    """Return how much wider than the screen the page is, if it is, and the controls that begin left of it."""
    found: list[str] = page.evaluate(_WIDE)
    return found
