"""A minute at the wall, in a real browser with a moved clock: three calls at once, seven in all, each for its time."""

from playwright.sync_api import Page, expect

from display.board import SHOWN_AT_LEAST_SECONDS
from display.wall import FRESH_SECONDS
from queue_server.protocol.events import EventName
from tests.browser.test_board import (
    StartDisplay,
    assert_nothing_cut_off,
    open_wall,
    scripted_server,
    start_display,
)
from tests.display.scripted_server import ScriptedServer, snapshot, ticket_event
from tests.support.browser import OpenPage, screenshot
from tests.support.clock import FakeClock

__all__ = ["scripted_server", "start_display"]


class Hall:
    """The office calls; the clocks of the display and of the server go together."""

    def __init__(self, server: ScriptedServer, clock: FakeClock, page: Page) -> None:
        self.server, self.clock, self.page = server, clock, page
        self.seq = 0

    def call(self, number: int) -> None:
        """A counter calls; the visitor before has gone already, so that only the minimum time keeps the call."""
        for name, state in ((EventName.TICKET_CALLED, "called"), (EventName.TICKET_COMPLETED, "completed")):
            self.seq += 1
            event = ticket_event(
                self.seq,
                name,
                ticket_id=number,
                number=f"A-{number:03}",
                counter_id=number,
                state=state,
                at=self.clock.now(),
            )
            self.server.emit(event)
        expect(self.page.locator("#current .number").first).to_have_text(f"A-{number:03}")

    def shown(self) -> list[str]:
        """What stands on the screen with a size."""
        return sorted(element.inner_text() for element in self.page.locator(".call .number").all())


def test_three_at_once_and_seven_in_a_minute_are_all_on_the_screen_for_their_time(
    start_display: StartDisplay, scripted_server: ScriptedServer, open_page: OpenPage, clock: FakeClock
) -> None:
    scripted_server.now = clock.now
    scripted_server.picture = snapshot(now=clock.now())
    page = open_wall(open_page, start_display(clock))
    hall = Hall(scripted_server, clock, page)
    for number in (1, 2, 3):
        hall.call(number)
    expect(page.locator("#current .number")).to_have_text(["A-003", "A-002", "A-001"])
    clock.sleep(FRESH_SECONDS - 3.0)
    expect(page.locator("#current .number")).to_have_count(3)
    for number in (4, 5, 6, 7):
        clock.sleep(9.0)
        hall.call(number)
    assert hall.shown() == [f"A-{number:03}" for number in range(1, 8)]
    assert_nothing_cut_off(page)
    screenshot(page, "board-seven")
    clock.sleep(SHOWN_AT_LEAST_SECONDS - FRESH_SECONDS + 3.0 - 36.0 - 0.5)
    page.wait_for_timeout(1_000)
    assert hall.shown() == [f"A-{number:03}" for number in range(1, 8)], "half a second before the first minute is over"
    clock.sleep(1.0)
    expect(page.locator(".call .number")).to_have_text(["A-007", "A-006", "A-005", "A-004"])
