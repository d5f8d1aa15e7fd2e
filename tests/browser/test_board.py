"""The wall in a real browser: what a visitor in the hall sees."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Page, expect

from display.config import Settings
from display.service import Display
from hardware.clock import Clock
from queue_server.protocol.events import EventName
from tests.display.scripted_server import TOKEN, ScriptedServer, board_call, snapshot, ticket_event
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, screenshot

StartDisplay = Callable[..., Display]


@pytest.fixture
def scripted_server() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def start_display(tmp_path: Path, scripted_server: ScriptedServer) -> Iterator[StartDisplay]:
    """Starts whole displays, as the process does."""
    token_file = tmp_path / "token"
    token_file.touch(mode=0o600)
    token_file.write_text(TOKEN)
    running: list[Display] = []

    def start(clock: Clock | None = None, **changes: object) -> Display:
        settings = Settings(
            server_url=scripted_server.url,
            token_file=str(token_file),
            data_dir=str(tmp_path),
            port=0,
            caption_seconds=1.0,
            speaker={"driver": "simulated"},
        )
        display = Display(msgspec.structs.replace(settings, **changes), clock)
        display.start()
        running.append(display)
        return display

    yield start
    for display in running:
        display.close()


def earlier_calls(count: int) -> list[object]:
    now = datetime.now(UTC)
    return [
        board_call(100 + n, f"{'AB'[n % 2]}-{40 - n:03}", n % 6 + 1, called_at=now - timedelta(minutes=2 + n))
        for n in range(count)
    ]


def open_wall(open_page: OpenPage, display: Display, size: str = "wall") -> Page:
    page = open_page(size)
    page.goto(f"http://127.0.0.1:{display.port}/")
    expect(page.locator("#office")).to_have_text("Kantor Imigrasi Balikpapan")
    return page


def assert_nothing_cut_off(page: Page) -> None:
    """Every number and counter stands whole inside the screen and inside its own part of it."""
    cut = page.evaluate(
        """() => [...document.querySelectorAll(':is(#current, #recent) :is(.number, .counter)')].filter((element) => {
          const range = document.createRange();
          range.selectNodeContents(element);
          const box = range.getBoundingClientRect();
          // The box of the text has the font's room above and below; the capitals stand in its middle.
          const half = 0.37 * parseFloat(getComputedStyle(element).fontSize);
          const middle = (box.top + box.bottom) / 2;
          const frame = element.closest('section').getBoundingClientRect();
          return box.width === 0 || box.left < frame.left || box.right > frame.right
            || middle - half < frame.top || middle + half > Math.min(frame.bottom, innerHeight);
        }).map((element) => element.textContent)"""
    )
    assert cut == []


@pytest.mark.parametrize("size", ["wall", "desk", "kiosk_portrait"])
def test_a_call_appears_large_with_its_counter(
    size: str, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(6), seq=10)  # type: ignore[arg-type]
    aspect = "9:16" if size == "kiosk_portrait" else "16:9"
    page = open_wall(open_page, start_display(screen_aspect=aspect), size)
    scripted_server.emit(ticket_event(11))
    expect(page.locator("#current .number")).to_have_text("A-012")
    expect(page.locator("#current .counter")).to_have_text("3")
    expect(page.locator("#caption")).to_contain_text("Nomor antrean A, nol, satu, dua, silakan menuju loket tiga.")
    expect(page.locator("#caption")).to_contain_text("please go to counter three.")
    expect(page.locator("#simulated")).to_be_visible()
    screenshot(page, f"board-call-{size}")
    assert_nothing_cut_off(page)
    expect(page.locator("#services")).to_be_visible()
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#clock-time")).to_have_text(re.compile(r"^\d\d\.\d\d$"))
    screenshot(page, f"board-{size}")
    assert_nothing_cut_off(page)
    assert_accessible(page)


def test_a_recall_says_which_it_is(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_wall(open_page, start_display())
    scripted_server.emit(ticket_event(1), ticket_event(2, EventName.TICKET_RECALLED, attempt=2))
    expect(page.locator("#current .recall")).to_have_text("Panggilan kedua Second call")
    expect(page.locator("#current .number")).to_have_text("A-012")
    screenshot(page, "board-recall")
    assert_accessible(page)


@pytest.mark.parametrize("size", ["wall", "desk", "kiosk_portrait"])
def test_three_calls_within_a_second_all_stand_large(
    size: str, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(5), seq=10)  # type: ignore[arg-type]
    page = open_wall(open_page, start_display(screen_aspect="9:16" if size == "kiosk_portrait" else "16:9"), size)
    for n in (1, 2, 3):
        attempt = 2 if n == 2 else 1
        scripted_server.emit(
            ticket_event(10 + n, ticket_id=n, number=f"A-{60 + n:03}", counter_id=n + 9, attempt=attempt)
        )
    expect(page.locator("#current .number")).to_have_text(["A-063", "A-062", "A-061"])
    expect(page.locator("#current .counter")).to_have_text(["12", "11", "10"])
    screenshot(page, f"board-three-{size}")
    assert_nothing_cut_off(page)
    assert_accessible(page)


@pytest.mark.parametrize("size", ["wall", "desk", "kiosk_portrait"])
def test_a_long_name_of_a_service_pushes_no_number_off_the_screen(
    size: str, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    long = {"id": "Penggantian paspor karena rusak, hilang, atau perubahan data kependudukan " * 3}
    call = board_call(7, "A-140", 3, counter_name="Loket Wawancara dan Foto Lantai 2", service_names=long)
    scripted_server.picture = snapshot(call, seq=10)
    page = open_wall(open_page, start_display(screen_aspect="9:16" if size == "kiosk_portrait" else "16:9"), size)
    expect(page.locator("#current .number")).to_have_text("A-140")
    assert_nothing_cut_off(page)


def test_twelve_calls_in_a_minute_are_all_on_the_screen(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_wall(open_page, start_display())
    for n in range(1, 13):
        scripted_server.emit(ticket_event(n, ticket_id=n, number=f"B-{n:03}", counter_id=n))
    expect(page.locator(".call .number")).to_have_count(12)
    expect(page.locator("#current .number").first).to_have_text("B-012")
    screenshot(page, "board-crowded")
    assert_nothing_cut_off(page)
    assert_accessible(page)


def test_an_old_picture_says_so(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    scripted_server.picture = snapshot(*earlier_calls(6), seq=10)  # type: ignore[arg-type]
    display = start_display()
    page = open_wall(open_page, display)
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#recent .number")).to_have_count(4)
    fresh_px = capital_px(page, "#recent .number")
    scripted_server.down = True
    scripted_server.cut()
    expect(page.locator("#banner")).to_be_visible(timeout=15_000)
    expect(page.locator("#banner")).to_contain_text("Koneksi terputus")
    expect(page.locator("#as-of-time")).to_have_text(re.compile(r"^\d\d\.\d\d$"))
    expect(page.locator("#current-title")).to_contain_text("Panggilan terakhir yang diketahui")
    expect(page.locator("#current .number")).to_have_text("A-040")
    expect(page.locator("#recent .number")).to_have_count(3)
    assert capital_px(page, "#recent .number") == pytest.approx(fresh_px), "a row goes, the letters keep their size"
    screenshot(page, "board-stale")
    assert_nothing_cut_off(page)
    assert_accessible(page)
    scripted_server.down = False
    expect(page.locator("#banner")).to_be_hidden(timeout=10_000)


def test_the_page_goes_on_when_its_program_restarts(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage, page_errors: object
) -> None:
    page_errors.allow("ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY|ERR_CONNECTION_RESET")  # type: ignore[attr-defined]
    first = start_display()
    page = open_wall(open_page, first)
    first.close()
    start_display(port=first.port)
    scripted_server.emit(ticket_event(1))
    expect(page.locator("#current .number")).to_have_text("A-012", timeout=15_000)


def test_words_from_the_server_stay_words(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_wall(open_page, start_display())
    scripted_server.emit(ticket_event(1, number="<b>A-1</b>"))
    expect(page.locator("#current .number")).to_have_text("<b>A-1</b>")


def test_the_technician_is_told_of_letters_too_small(start_display: StartDisplay, open_page: OpenPage) -> None:
    display = start_display(viewing_distance_metres=20.0)
    page = open_page("desk")
    page.goto(f"http://127.0.0.1:{display.port}/status")
    expect(page.locator("#letters")).to_contain_text("Huruf terlalu kecil")
    screenshot(page, "board-status")
    assert_accessible(page)


def test_reduced_motion_is_respected(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_wall(open_page, start_display())
    page.emulate_media(reduced_motion="reduce")
    scripted_server.emit(ticket_event(1))
    expect(page.locator("#current .number")).to_have_text("A-012")
    assert page.evaluate("document.getAnimations().length") == 0


def cut_off_in_cards(page: Page) -> object:
    """Figures that do not stand whole inside their card, and cards that leave the screen."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.service-card')].filter((card) => {
          const frame = card.getBoundingClientRect();
          const figure = card.querySelector('.waiting .figure').getBoundingClientRect();
          const names = card.querySelector('.names').getBoundingClientRect();
          return figure.right > frame.right || figure.bottom > frame.bottom || names.top < frame.top
            || frame.bottom > innerHeight || frame.right > innerWidth;
        }).map((card) => card.textContent)"""
    )


@pytest.mark.parametrize("size", ["wall", "desk", "kiosk_portrait", "4k"])
@pytest.mark.parametrize("services", [1, 2, 6])
def test_before_the_first_call_the_wall_tells_who_waits(
    size: str, services: int, start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    names = {str(n): {"id": f"Layanan paspor {n}", "en": f"Passport service {n}"} for n in range(1, services + 1)}
    scripted_server.picture = snapshot(service_names=names, waiting={"1": 12})
    display = start_display(screen_aspect="9:16" if size == "kiosk_portrait" else "16:9")
    page = open_wall(open_page, display, "wall" if size == "4k" else size)
    if size == "4k":
        page.set_viewport_size({"width": 3840, "height": 2160})
    expect(page.locator("#quiet")).to_be_visible()
    expect(page.locator("#recent")).to_be_hidden()
    expect(page.locator(".service-card .waiting .figure").first).to_have_text("12")
    expect(page.locator(".service-card")).to_have_count(services)
    notice, wall = page.locator(".current").bounding_box(), page.viewport_size
    assert notice
    assert wall
    assert notice["width"] > 0.94 * wall["width"], "the words have the whole width"
    card = page.locator(".service-card").first.bounding_box()
    assert card
    assert cut_off_in_cards(page) == []
    assert size == "kiosk_portrait" or card["width"] < 0.6 * wall["width"], "a single card is not stretched"
    screenshot(page, f"board-empty-{services}-{size}")
    assert_accessible(page)


def test_a_closed_office(start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage) -> None:
    scripted_server.picture = snapshot(business_date=None, waiting={})
    page = open_wall(open_page, start_display())
    expect(page.locator("#closed")).to_be_visible()
    expect(page.locator("#services")).to_be_hidden()
    screenshot(page, "board-closed")
    assert_accessible(page)


def test_the_clock_is_written_as_the_first_language_writes_it(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage
) -> None:
    page = open_wall(open_page, start_display(languages=("en", "id")))
    expect(page.locator("#clock-time")).to_have_text(re.compile(r"^[0-2]\d:\d\d$"))


def capital_px(page: Page, selector: str) -> float:
    return float(page.eval_on_selector(selector, "element => 0.7 * parseFloat(getComputedStyle(element).fontSize)"))
