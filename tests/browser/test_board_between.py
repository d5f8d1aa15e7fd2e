"""The wall between the calls, in a real browser: notices, pictures, themes, and the care for its screen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from display.config import MediaSettings, OnlySettings, ScreenSettings
from display.follower import LifeSeen
from display.quiet_times import NOTICE_SECONDS, SHIFT_SECONDS, SHIFTS
from display.service import Display
from queue_server.protocol.board import BoardNotice
from tests.browser.test_board import (
    StartDisplay,
    assert_nothing_cut_off,
    earlier_calls,
    open_wall,
    scripted_server,
    start_display,
)
from tests.display.scripted_server import ScriptedServer, board_call, snapshot, ticket_event
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, screenshot
from tests.support.clock import FakeClock

__all__ = ["scripted_server", "start_display"]

WALLS = ["wall", "wall_small", "kiosk_portrait", "wall_4k"]
LONGEST = (
    "Mohon siapkan paspor lama, KTP elektronik dan bukti bayar "
    "sebelum nomor Anda dipanggil ke loket pelayanan kami, ya."
)
NOTICES = (
    BoardNotice(id=1, texts={"id": "Loket foto tutup pukul 12.00 sampai 13.00.", "en": "Photos: closed from 12 to 1."}),
    BoardNotice(id=2, texts={"id": LONGEST}),
)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two posters, a broken one, and something else."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, size, ground in [("1.jpg", (1600, 900), "#0f5c66"), ("2.png", (900, 1200), "#7a4300")]:
        image = Image.new("RGB", size, ground)
        ImageDraw.Draw(image).ellipse([size[0] // 4, size[1] // 4, 3 * size[0] // 4, 3 * size[1] // 4], "#f5b33c")
        image.save(folder / name)
    file = BytesIO()
    Image.new("RGB", (640, 480), "red").save(file, "JPEG")
    (folder / "3.jpg").write_bytes(file.getvalue()[:-200])
    (folder / "notes.txt").write_text("no picture")
    return folder


@pytest.fixture
def ticking(clock: FakeClock) -> FakeClock:
    """A clock that the test moves, at a moment at which the first of everything has its turn."""
    clock.sleep(SHIFT_SECONDS * len(SHIFTS) - clock.monotonic() % (SHIFT_SECONDS * len(SHIFTS)))
    return clock


def portrait(size: str) -> str:
    return "9:16" if size == "kiosk_portrait" else "16:9"


def assert_inside(page: Page) -> None:
    """Nothing with words or a ground of its own leaves the screen."""
    outside = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter((element) => {
          const box = element.getBoundingClientRect();
          return box.width > 0 && (box.left < -0.5 || box.top < -0.5
            || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5);
        }).map((element) => `${element.className} ${element.textContent}`)"""
    )
    assert outside == []


def assert_notice_whole(page: Page) -> None:
    """The words of the notice line stand inside of it."""
    inside = page.evaluate(
        """() => {
          const frame = (one) => document.querySelector(one).getBoundingClientRect();
          const [line, words] = ['#notice', '#notice span'].map(frame);
          return words.top >= line.top && words.bottom <= line.bottom && words.right <= line.right;
        }"""
    )
    assert inside


@pytest.mark.parametrize("size", WALLS)
def test_notices_take_turns_below_the_calls(
    size: str, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage, ticking: FakeClock
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(6), seq=10, notices=NOTICES)  # type: ignore[arg-type]
    page = open_wall(open_page, start_display(ticking, screen_aspect=portrait(size)), size)
    notice = page.locator("#notice")
    expect(notice).to_have_text("Loket foto tutup pukul 12.00 sampai 13.00.")
    screenshot(page, f"board-notice-{size}")
    for text in ("Photos: closed from 12 to 1.", LONGEST):
        ticking.sleep(NOTICE_SECONDS)
        expect(notice).to_have_text(text)
        assert_notice_whole(page)
    page.wait_for_timeout(1000)
    screenshot(page, f"board-notice-longest-{size}")
    assert_nothing_cut_off(page)
    assert_inside(page)
    assert_accessible(page)


def test_a_notice_that_changes_is_shown_without_loading_the_page_anew(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_wall(open_page, start_display())
    page.evaluate("window.sameOne = true")
    expect(page.locator("#notice")).to_be_hidden()
    scripted_server.picture = snapshot(notices=(BoardNotice(id=7, texts={"id": "Bawa KTP"}),))
    expect(page.locator("#notice")).to_have_text("Bawa KTP", timeout=8_000)
    scripted_server.picture = snapshot(notices=())
    expect(page.locator("#notice")).to_be_hidden(timeout=8_000)
    assert page.evaluate("window.sameOne")


def test_under_reduced_motion_a_notice_stands_at_once(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(notices=NOTICES)
    page = open_page("wall", reduced_motion="reduce")
    page.goto(f"http://127.0.0.1:{start_display().port}/")
    expect(page.locator("#notice span")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0


QuietDisplay = Callable[..., Display]


@pytest.fixture
def quiet_display(
    start_display: StartDisplay, scripted_server: ScriptedServer, pictures: Path, ticking: FakeClock
) -> QuietDisplay:
    """Starts a display whose last call is ten minutes old."""

    def start(calls: int, **changes: object) -> Display:
        at = datetime.now(UTC) - timedelta(minutes=10)
        every = [board_call(n, f"A-{n:03}", n, called_at=at - timedelta(minutes=n)) for n in range(1, calls + 1)]
        scripted_server.picture = snapshot(*every, seq=10, notices=NOTICES[:1])
        display = start_display(ticking, media=MediaSettings(folder=str(pictures), seconds=10.0), **changes)
        display.media.look()
        return display

    return start


@pytest.mark.parametrize("size", WALLS)
@pytest.mark.parametrize("calls", [0, 3])
def test_pictures_are_shown_in_quiet_times_and_a_call_takes_the_screen_at_once(
    calls: int, size: str, quiet_display: QuietDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    display = quiet_display(calls, screen_aspect=portrait(size))
    page = open_wall(open_page, display, size)
    expect(page.locator("#media img.shown")).to_have_count(1)
    first = page.locator("#media img.shown").get_attribute("src")
    expect(page.locator("#recent .number")).to_have_count(calls)
    assert isinstance(display.clock, FakeClock)
    display.clock.sleep(10)
    expect(page.locator("#media img.shown")).not_to_have_attribute("src", first or "")
    page.wait_for_timeout(1000)
    screenshot(page, f"board-media-{calls}-{size}")
    assert_nothing_cut_off(page)
    assert_inside(page)
    assert_accessible(page)
    scripted_server.emit(ticket_event(11, at=datetime.now(UTC)))
    expect(page.locator("#current .number")).to_have_text("A-012", timeout=1_000)
    expect(page.locator("#media")).to_be_hidden()


def test_a_picture_is_kept_by_the_browser_under_the_policy_against_anything_else(
    quiet_display: QuietDisplay, open_page: OpenPage
) -> None:
    page = open_wall(open_page, quiet_display(0))
    expect(page.locator("#media img.shown")).to_have_count(1)
    address = page.locator("#media img.shown").get_attribute("src")
    answer = page.request.get(page.url.rstrip("/") + str(address))
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "image/jpeg"
    assert "img-src 'self'" in answer.headers["content-security-policy"]
    assert page.request.get(page.url).headers["cache-control"] == "no-store"
    assert page.request.get(page.url + "media/000000000000000000000000").status == 404


def test_files_that_cannot_be_shown_stand_on_the_status_page(quiet_display: QuietDisplay, open_page: OpenPage) -> None:
    display = quiet_display(0)
    page = open_page("desk")
    page.goto(f"http://127.0.0.1:{display.port}/status")
    expect(page.locator("#unfit th")).to_have_text(["3.jpg", "notes.txt"])
    expect(page.locator("#unfit td").first).to_contain_text("berkas rusak")
    screenshot(page, "board-status-media")
    assert_accessible(page)


@pytest.mark.parametrize("size", WALLS)
@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_each_theme_can_be_read(
    theme: str, size: str, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(6), seq=10, notices=NOTICES)  # type: ignore[arg-type]
    screen = ScreenSettings(theme=theme)  # type: ignore[arg-type]
    page = open_wall(open_page, start_display(screen=screen, screen_aspect=portrait(size)), size)
    for n in (1, 2):
        scripted_server.emit(ticket_event(10 + n, ticket_id=n, number=f"A-{60 + n:03}", counter_id=n + 9, attempt=n))
    expect(page.locator("#current .number")).to_have_count(2)
    page.wait_for_timeout(4_000)  # the call has breathed
    page.emulate_media(reduced_motion="reduce")  # a notice that is fading in has no contrast to measure
    screenshot(page, f"board-{theme}-{size}")
    assert_nothing_cut_off(page)
    assert_accessible(page)


def test_a_fresh_screen_asks_nothing(start_display: StartDisplay, open_page: OpenPage) -> None:
    page = open_wall(open_page, start_display(screen=ScreenSettings(theme="dark")))
    assert page.locator("input, select, button, a").count() == 0


@pytest.mark.parametrize("size", WALLS)
def test_the_picture_moves_and_nothing_leaves_the_screen(
    size: str, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage, ticking: FakeClock
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(6), seq=10, notices=NOTICES)  # type: ignore[arg-type]
    display = start_display(ticking, screen_aspect=portrait(size))
    page = open_wall(open_page, display, size)
    places = set()
    for right, down in SHIFTS:
        expect(page.locator("body")).to_have_css("--shift-x", str(right))
        expect(page.locator("body")).to_have_css("--shift-y", str(down))
        assert_inside(page)
        assert_nothing_cut_off(page)
        box = page.locator("#recent").bounding_box()
        assert box
        places.add((round(box["x"], 1), round(box["y"], 1)))
        ticking.sleep(SHIFT_SECONDS)
        display.runner.deliver(LifeSeen())
    assert len(places) == len(SHIFTS)


def test_a_closed_office_has_a_dim_wall(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(business_date=None, waiting={})
    page = open_wall(open_page, start_display())
    veil = "() => getComputedStyle(document.body, '::after').opacity === '{}'"
    page.wait_for_function(veil.format(0.55))
    expect(page.locator("#closed")).to_be_visible()
    screenshot(page, "board-closed-dim")
    scripted_server.picture = snapshot(seq=4)
    page.wait_for_function(veil.format(0), timeout=12_000)


def test_a_wall_of_one_counter_shows_nothing_of_the_others(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(counter_names={"3": "Loket 3", "4": "Loket 4"}, seq=1)
    page = open_wall(open_page, start_display(only=OnlySettings(counters=("loket 3",))))
    scripted_server.emit(ticket_event(2, ticket_id=2, number="A-099", counter_id=4), ticket_event(3))
    expect(page.locator("#current .number")).to_have_text(["A-012"])
    expect(page.locator("#caption")).to_contain_text("A, nol, satu, dua")
    expect(page.locator("#unknown")).to_be_hidden()


def test_a_name_that_the_office_does_not_have_is_told_on_the_wall_and_to_the_technician(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    display = start_display(only=OnlySettings(services=("Visa",)))
    page = open_wall(open_page, display)
    expect(page.locator("#unknown")).to_be_visible()
    screenshot(page, "board-unknown")
    assert_inside(page)
    page.goto(f"http://127.0.0.1:{display.port}/status")
    expect(page.locator("#unknown")).to_contain_text("Visa")
    assert_accessible(page)
    [part] = [part for part in display.parts() if part.name == "calls"]
    assert (part.state, part.code) == ("faulty", "unknown_name")
