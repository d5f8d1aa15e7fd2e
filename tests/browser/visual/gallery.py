"""The references of the screens, how a screen is held against them, and how they are taken anew."""

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from PIL import Image
from playwright.sync_api import Page

from tests.support import axe, page_checks
from tests.support.mosaics import difference, mosaic, packed, unpacked

REFERENCES = Path(__file__).with_name("references")
OUTCOME = Path(__file__).resolve().parents[3] / "build" / "visual"
"""Where a person finds what the references were, what is there now, and both side by side."""
TAKE = "TAKE_REFERENCES"
ADVICE = f"Look at {OUTCOME}; tests/browser/visual/README.md tells how, and how references are taken anew."
MOST_TRIES, PAUSE_MS = 6, 120
MOST_PX = 4000
"""Of a list that goes on and on the rest looks like its beginning."""
SETTLED = """() => document.fonts.ready.then(() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""
COVER = """(visibility) => document.querySelectorAll(".qr, #papers img, strong#code, .secret code, progress")
  .forEach((random) => { random.style.visibility = visibility; })"""
"""What is another each time: codes that the server draws by chance, and a bar that says that something goes on."""
LIVE = "() => !document.querySelector('#connection[data-state=loading]')"
LIGHT, CONTRAST = "no-preference", "more"


@dataclass
class Gallery:
    """One screen at one size: its states are held against the references one after the other.

    Attributes:
        screen: names the folder of the references.
        size: width and height in pixels.
        least_px: the smallest target that is good here.
        taking: the references are taken anew.
        wrong: what was found, and in which states.
        seen: the states that were looked at.
        outcome: where what differs is laid.
        scrolls: what is below the edge belongs to the picture; not so where nobody can scroll.
    """

    screen: str
    size: tuple[int, int]
    least_px: int
    taking: bool = field(default_factory=lambda: bool(os.environ.get(TAKE)))
    wrong: dict[str, list[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    outcome: Path = OUTCOME
    scrolls: bool = True

    @property
    def name(self) -> str:
        return f"{self.screen}-{self.size[0]}x{self.size[1]}"

    def look(self, page: Page, state: str, *, thorough: bool = True) -> None:
        """Hold a state against its reference, and measure it.

        Args:
            page: shows the state, under reduced motion.
            state: its name, of this screen and size alone.
            thorough: ask axe as well, in both themes, and look for motion and flashes: what no size changes.
        """
        assert state not in self.seen, f"two states are named {state}"
        self.seen.add(state)
        page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        page.mouse.move(0, 0)  # what lies under the pointer looks another way, and lies elsewhere at each size
        page.wait_for_function(LIVE)
        page.evaluate(SETTLED)
        page.evaluate(COVER, "hidden")
        self._compare(page, state)
        page.evaluate(COVER, "")
        self._tell(state, page_checks.too_wide(page) + page_checks.small_targets(page, self.least_px))
        if thorough:
            self._tell(state, page_checks.moving(page))
            self._ask_axe(page, state)
            self._look_for_flashes(page, state)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        """Fail with everything that was wrong, and with references of states that are no more."""
        if kind is not None:
            return
        kept = {path.stem for path in (REFERENCES / self.name).glob("*.png")}
        if self.taking:
            for gone in kept - self.seen:
                (REFERENCES / self.name / f"{gone}.png").unlink()
        else:
            for gone in sorted(kept - self.seen):
                self._tell(gone, ["no such state is drawn any more"])
        told = [f"{', '.join(states[:3])}{' ...' * (len(states) > 3)}: {what}" for what, states in self.wrong.items()]
        assert not told, f"{self.name}:\n" + "\n".join(told) + f"\n{ADVICE}"

    def _tell(self, state: str, found: list[str]) -> None:
        for one in found:
            self.wrong.setdefault(one, []).append(state)

    def _compare(self, page: Page, state: str) -> None:
        file = REFERENCES / self.name / f"{state}.png"
        before = unpacked(file.read_bytes()) if file.is_file() else None
        screenshot = self._picture(page, before)
        now = mosaic(screenshot)
        found = difference(before, now) if before else None
        if found and found.same:
            return
        was = {"before": file.read_bytes()} if before else {}
        _keep(self.outcome, f"{self.name}/{state}", was | {"after": packed(now), "whole": screenshot})
        if self.taking:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(packed(now))
        else:
            self._tell(state, [str(found or "there is no reference of it")])

    def _picture(self, page: Page, before: Image.Image | None) -> bytes:
        """Take the picture; what comes a moment late, as icons do, is waited for."""
        shot, last = picture_of(page, whole=self.scrolls), b""
        for _ in range(MOST_TRIES):
            if difference(before, mosaic(shot)).same if before else shot == last:
                break
            page.wait_for_timeout(PAUSE_MS)
            shot, last = picture_of(page, whole=self.scrolls), shot
        return shot

    def _ask_axe(self, page: Page, state: str) -> None:
        for contrast in (CONTRAST, LIGHT):
            page.emulate_media(contrast=contrast, reduced_motion="reduce")  # type: ignore[arg-type]
            self._tell(f"{state} (contrast {contrast})", axe.violations(page))

    def _look_for_flashes(self, page: Page, state: str) -> None:
        page.emulate_media(reduced_motion="no-preference")
        page.evaluate(SETTLED)
        self._tell(f"{state} flashes", page_checks.flashing(page))
        page.emulate_media(reduced_motion="reduce")
        page.evaluate(SETTLED)


def picture_of(page: Page, *, whole: bool = True) -> bytes:
    """Return a picture of the whole page, also of what must be scrolled to, as fast as Chromium makes one."""
    devtools = page.context.new_cdp_session(page)
    width, high, height = page.evaluate("() => [innerWidth, innerHeight, document.documentElement.scrollHeight]")
    clip = {"x": 0, "y": 0, "width": width, "height": max(high, min(height, MOST_PX)) if whole else high, "scale": 1}
    wanted = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True, "clip": clip}
    taken = devtools.send("Page.captureScreenshot", wanted)
    devtools.detach()
    return base64.b64decode(taken["data"])


def _keep(folder: Path, name: str, pictures: dict[str, bytes]) -> None:
    for kind, content in pictures.items():
        path = folder / kind / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
