"""The wall's voice in a real browser: the page plays what the display says, one after the other; a page to try it."""

import http.client
import re
import time

import pytest
from playwright.sync_api import Page, Response, expect

from display.service import Display
from hardware.speech.sound import RATE, read_wav
from tests.browser.test_board import StartDisplay, open_wall, scripted_server, start_display
from tests.display.scripted_server import ScriptedServer, snapshot, ticket_event
from tests.support.axe import assert_accessible
from tests.support.browser import OpenPage, PageErrors, screenshot

__all__ = ["scripted_server", "start_display"]

WAV_HEAD = 44
SOUND = re.compile(r"/sounds/[0-9a-f]{24}\.wav$")


@pytest.fixture
def display(start_display: StartDisplay, scripted_server: ScriptedServer) -> Display:
    """A display whose page is its speaker."""
    scripted_server.picture = snapshot(seq=1)
    return start_display(speaker={"driver": "browser"})


def open_voice(open_page: OpenPage, display: Display, size: str = "desk") -> Page:
    page = open_page(size)
    page.goto(f"http://127.0.0.1:{display.port}/status")
    page.get_by_role("link", name="Coba satu panggilan").click()
    return page


def test_the_page_plays_each_call_after_the_one_before(
    open_page: OpenPage, display: Display, scripted_server: ScriptedServer
) -> None:
    page = open_wall(open_page, display)
    played: list[tuple[float, float]] = []  # when it was fetched, and how long it plays

    def fetched(response: Response) -> None:
        if SOUND.search(response.url):
            samples = (int(response.headers["content-length"]) - WAV_HEAD) / 2
            played.append((time.monotonic(), samples / RATE))

    page.on("response", fetched)
    scripted_server.emit(ticket_event(2), ticket_event(3, ticket_id=2, number="B-004"))
    expect(page.locator("#caption")).to_contain_text("A, nol, satu, dua", timeout=15_000)
    expect(page.locator("#caption")).to_contain_text("B, nol, nol, empat", timeout=30_000)
    page.wait_for_timeout(500)
    (first, seconds), (second, _) = played
    assert seconds > 6.0, "chime, Indonesian, English"
    assert second - first > seconds - 1.0, "the second does not speak into the first"
    expect(page.locator("#muted")).to_be_hidden()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_an_announcement_is_tried_by_keyboard_alone(open_page: OpenPage, display: Display, size: str) -> None:
    page = open_voice(open_page, display, size)
    assert_accessible(page)
    page.get_by_label("Nomor").fill("R-105")
    page.get_by_label("Loket").press("Tab")
    page.get_by_label("Panggilan ke").fill("2")
    page.keyboard.press("Enter")
    trial = page.locator("#trial")
    expect(trial).to_contain_text("Panggilan kedua. Nomor antrean R, satu, nol, lima, silakan menuju loket tiga.")
    expect(trial).to_contain_text("Second call. Number R, one, zero, five, please go to counter three.")
    expect(page.locator("#driver")).to_have_text("espeak")
    page.wait_for_function("document.querySelector('audio').duration > 6")
    assert_accessible(page)
    screenshot(page, f"voice-{size}")


def test_one_language_and_another_volume_are_tried(open_page: OpenPage, display: Display) -> None:
    page = open_voice(open_page, display)
    expect(page.get_by_label("Volume")).to_have_value("100")
    loudest = {}
    for percent in ("100", "20"):
        page.get_by_label("Bahasa").select_option("en")
        page.get_by_label("Volume").fill(percent)
        page.get_by_role("button", name="Buat").click()
        expect(page.get_by_label("Volume")).to_have_value(percent)
        expect(page.locator(".said")).to_have_text(["Number A, zero, one, two, please go to counter three."])
        sound = page.request.get(page.url[: -len("/voice")] + str(page.locator("audio").get_attribute("src")))
        loudest[percent] = max(abs(sample) for sample in read_wav(sound.body(), "trial").samples)
    assert loudest["20"] == pytest.approx(0.2 * loudest["100"], rel=0.02)


@pytest.mark.parametrize(
    "wrong", [{"volume": "101"}, {"volume": "loud"}, {"volume": "-1"}, {"language": "xx"}, {"attempt": "0"}]
)
def test_what_makes_no_sense_is_refused(open_page: OpenPage, display: Display, wrong: dict[str, str]) -> None:
    page = open_page("desk")
    address = f"http://127.0.0.1:{display.port}"
    form: dict[str, str | float | bool] = {
        "number": "A-1",
        "counter": "1",
        "attempt": "1",
        "volume": "50",
        "language": "id",
    }
    form |= wrong
    answer = page.request.post(f"{address}/voice", form=form, headers={"Origin": address})
    assert answer.status == 422
    assert 'id="refused"' in answer.text()


def test_what_cannot_be_said_is_refused_with_what_to_do(
    open_page: OpenPage, display: Display, page_errors: PageErrors
) -> None:
    page_errors.allow("422")
    page = open_voice(open_page, display)
    page.get_by_label("Nomor").fill("")
    page.get_by_role("button", name="Buat").click()
    expect(page.locator("#refused")).to_contain_text("Ketik nomor dan loket")
    expect(page.locator("#trial")).to_have_count(0)
    assert_accessible(page)


def test_a_voice_that_cannot_speak_says_what_to_do(
    open_page: OpenPage, start_display: StartDisplay, scripted_server: ScriptedServer
) -> None:
    display = start_display(voice={"espeak_program": "/there/is/none"})
    page = open_voice(open_page, display)
    page.get_by_role("button", name="Ucapkan di ruang tunggu").click()
    expect(page.locator("#fault")).to_contain_text("Install espeak-ng")
    assert_accessible(page)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "http://another.example"}, 403),
        ({"Origin": "http://another.example:{port}", "Host": "another.example:{port}"}, 403),
        ({"Origin": "http://localhost:1", "Host": "localhost:1"}, 403),
        ({"Origin": "http://localhost:{port}", "Host": "localhost:{port}"}, 200),
        ({"Origin": "http://wall.local:{port}", "Host": "wall.local:{port}"}, 200),
    ],
)
def test_only_the_displays_own_page_makes_it_speak(
    start_display: StartDisplay, headers: dict[str, str], status: int
) -> None:
    port = start_display(allowed_hosts=("wall.local",), voice={"espeak_program": ""}).port
    told = {name: value.format(port=port) for name, value in headers.items()}
    told["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/voice", b"number=A-1&counter=1&attempt=1", told)
    answer = connection.getresponse()
    connection.close()
    assert answer.status == status
