"""What moves on the visitor's page: at most three times a second, and nothing at all for who asks for that."""

import itertools
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import expect

from tests.browser.kiosk_stage import Stage, stage
from tests.kiosk.pictures import STATES, picture
from tests.support.browser import OpenPage

MOST_PER_SECOND = 3
LONGEST_STILL_MS = 20
# Of each endless animation how long a round is, and whether it changes how bright something is.
ENDLESS = """() => document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations === Infinity)
  .map((one) => [one.effect.getTiming().duration, ...one.effect.getKeyframes().flatMap(Object.keys)])"""
LONG = """limit => document.getAnimations()
  .filter((one) => one.effect.getComputedTiming().endTime > limit)
  .map((one) => `${one.animationName ?? one.transitionProperty} of ${one.effect.target.className}`)"""
# Notes when what the visitor is asked to do changes, by the page's own clock.
NOTE = """() => {
  window.changedAt = [];
  new MutationObserver(() => window.changedAt.push(performance.now()))
    .observe(document.getElementById('main'), { attributes: true, attributeFilter: ['data-aim'] });
}"""
STARTED = "() => document.getAnimations().find((one) => one.animationName === 'feed').startTime"


def reached(on: Stage, phase: str) -> None:
    expect(on.page.locator("#main")).to_have_attribute("data-phase", phase)


def test_nothing_flashes_on_any_picture(open_page: OpenPage, tmp_path: Path) -> None:
    with stage(open_page("kiosk"), tmp_path, "kiosk") as on:
        endless = 0
        for name in STATES:
            on.show(picture(name))
            for milliseconds, *changed in on.page.evaluate(ENDLESS):
                endless += 1
                assert milliseconds >= 1000 / MOST_PER_SECOND, name
                assert not {"opacity", "visibility", "backgroundColor", "color", "filter"} & set(changed), name
        assert endless, "the wheel of the pictures that wait was not looked at"


def test_a_visitor_at_the_edge_of_reach_does_not_make_the_page_flicker(open_page: OpenPage, tmp_path: Path) -> None:
    with stage(open_page("kiosk"), tmp_path, "kiosk") as on:
        on.show(picture("come_closer"))
        on.page.evaluate(NOTE)
        for nth in range(45):  # the sensor tells 15 times a second
            on.put(msgspec.structs.replace(picture("come_closer"), aim=("hold_still", "come_closer")[nth % 2]))
            on.page.wait_for_timeout(66)
        changed_at = on.page.evaluate("() => window.changedAt")
        gaps = [later - earlier for earlier, later in itertools.pairwise(changed_at)]
        assert gaps, "the words never changed"
        assert min(gaps) >= 1000 / MOST_PER_SECOND
        on.show(picture("hold_still"))


@pytest.mark.parametrize("size", ["kiosk", "kiosk_portrait"])
def test_who_asks_for_no_motion_sees_none(open_page: OpenPage, tmp_path: Path, size: str) -> None:
    with stage(open_page(size, reduced_motion="reduce"), tmp_path, size) as on:
        for name in STATES:
            on.put(picture(name))
            reached(on, picture(name).phase)
            assert on.page.evaluate(LONG, LONGEST_STILL_MS) == [], name


def test_the_ticket_comes_out_once_while_it_is_printed(open_page: OpenPage, tmp_path: Path) -> None:
    feeding = "() => document.getAnimations().filter((one) => one.animationName === 'feed').length"
    with stage(open_page("kiosk"), tmp_path, "kiosk") as on:
        on.show(picture("submitting"))
        on.put(picture("printing"))
        reached(on, "printing")
        assert on.page.evaluate(feeding) == 1
        on.put(picture("showing"))
        reached(on, "showing")
        started = on.page.evaluate(STARTED)
        on.page.wait_for_timeout(200)
        assert started == on.page.evaluate(STARTED), "it began anew"
        on.show(picture("number_on_screen"))
        assert on.page.evaluate(feeding) == 0
