"""Every picture of the visitor's page at the kiosk's sizes: all on the screen, all that is pressed 20 mm large."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.kiosk_stage import WIDTHS_MM, Stage, stage
from tests.kiosk.pictures import STATES, picture
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, screenshot

TARGET_MM = 20.0
STILL = {"reduced_motion": "reduce"}
ROUGH = """millimetres => {
  const found = [];
  const told = (one, what) => found.push(`${what}: ${one.className} ${one.textContent.trim().slice(0, 40)}`);
  const least = millimetres * innerWidth / Number(document.documentElement.dataset.screenWidthMm) - 1;
  const wide = (one) => one.scrollWidth > one.clientWidth + 1;
  const high = (one) => one.scrollHeight > one.clientHeight + 1;
  const inside = (box) => box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1
    && box.bottom <= innerHeight + 1;
  const seen = [...document.querySelectorAll('body *')].filter((one) => one.checkVisibility() && !one.closest('.demo'));
  const over = seen.some((one) => one.matches('.countdown'));
  for (const one of seen) {
    const box = one.getBoundingClientRect();
    if (!inside(box)) told(one, 'off the screen');
    if (one.matches('.fit, .box') && (wide(one) || high(one))) told(one, 'cut off');
    if (one.matches('.box .words') && wide(one)) told(one, 'a word is cut off');
    if (!one.matches('button')) continue;
    if (Math.min(box.width, box.height) < least) told(one, `${box.width} x ${box.height} px, not ${least}`);
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!one.contains(top) && !over) told(one, 'covered');
  }
  return found;
}"""


def rough_edges(page: Page) -> list[str]:
    """What does not fit: off the screen, cut off, covered, or smaller than a thumb."""
    found: list[str] = page.evaluate(ROUGH, TARGET_MM)
    return found


@pytest.mark.parametrize("size", WIDTHS_MM)
@pytest.mark.parametrize("contrast", [False, True], ids=["usual", "contrast"])
def test_every_picture_fits_with_eight_services_and_long_names(
    open_page: OpenPage, tmp_path: Path, size: str, contrast: bool
) -> None:
    with stage(open_page(size, **STILL), tmp_path, size) as on:
        for name in STATES:
            for language in ("id", "en"):
                on.show(picture(name, 8, language, contrast=contrast))
                assert rough_edges(on.page) == [], f"{name} in {language}"
            screenshot(on.page, f"kiosk-state-{name}-{size}{'-contrast' if contrast else ''}")


@pytest.mark.parametrize("size", WIDTHS_MM)
def test_one_to_eight_services_fit(open_page: OpenPage, tmp_path: Path, size: str) -> None:
    with stage(open_page(size, **STILL), tmp_path, size) as on:
        for count in range(1, 9):
            for language in ("id", "en"):
                for name in ("idle", "idle_resting", "choosing"):
                    on.show(picture(name, count, language))
                    assert on.page.locator(".tile.service").count() == count
                    assert rough_edges(on.page) == [], f"{name}, {count} services in {language}"
            screenshot(on.page, f"kiosk-{count}-services-{size}")


def letter_height(on: Stage, selector: str) -> float:
    """Height of the letters of an element in CSS pixels."""
    return float(on.page.locator(selector).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)"))


@pytest.mark.parametrize("size", WIDTHS_MM)
def test_large_letters_are_larger_on_every_picture(open_page: OpenPage, tmp_path: Path, size: str) -> None:
    with stage(open_page(size, **STILL), tmp_path, size) as on:
        for name in ("idle", "held", "refused", "closed", "hold_still", "showing"):
            what = {"idle": ".tile .name .first", "showing": ".steps .first"}.get(name, "main :is(h1) .first:visible")
            on.show(picture(name, 4))
            usual = letter_height(on, what)
            on.show(picture(name, 4, contrast=True))
            assert letter_height(on, what) > usual * 1.05, name


@pytest.mark.parametrize("contrast", [False, True], ids=["usual", "contrast"])
def test_every_picture_is_accessible(open_page: OpenPage, tmp_path: Path, contrast: bool) -> None:
    with stage(open_page("kiosk", **STILL), tmp_path, "kiosk") as on:
        for name in STATES:
            on.show(picture(name, contrast=contrast))
            assert_accessible(on.page)


def test_a_voice_shows_what_it_does_and_without_one_there_is_no_button(open_page: OpenPage, tmp_path: Path) -> None:
    with stage(open_page("kiosk", **STILL), tmp_path, "kiosk") as on:
        button = on.page.locator("#listen")
        on.show(picture("idle", voice=""))
        assert not button.is_visible()
        on.show(picture("held", voice="speaking"))
        assert button.get_attribute("aria-pressed") == "true"
        on.show(picture("refused", voice="failed"))
        assert "Suara belum ada" in button.inner_text()
        assert rough_edges(on.page) == []
