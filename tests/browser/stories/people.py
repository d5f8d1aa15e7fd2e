"""What people do in the stories: visitors at the door, officers at a counter; and what the record says afterwards."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

import msgspec
from playwright.sync_api import Locator, Page, expect

from kiosk.bootstrap import Application
from queue_server.domain.actor import SYSTEM
from queue_server.domain.setting import LaneSettings
from queue_server.operations.admin import save_counter
from queue_server.operations.booking import create_booking
from queue_server.operations.check_in import check_in
from queue_server.operations.service_settings import change_service, service_settings
from queue_server.protocol.bookings import BookingRequest
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.messages import TicketInfo as Ticket
from queue_server.protocol.temperature import Measurement
from queue_server.protocol.words import Lane, MeasurementStatus
from queue_server.storage import events
from tests.browser.screen_keys import type_on_screen
from tests.browser.staff import SignIn, at_counter
from tests.support.devices import FOREHEAD_CELSIUS
from tests.support.live_server import LiveServer
from tests.support.stores import dump

HEALTHY = Measurement(status=MeasurementStatus.MEASURED, celsius=36.4, samples=12)
UPSTAIRS = "Lantai 2 - 5"
_nonces = count(1)


def nonce() -> str:
    return f"nonce-of-a-story-{next(_nonces):06d}"


def comes(live: LiveServer, **changes: Any) -> Ticket:
    """A visitor checks in at the kiosk and gets a ticket."""
    wanted: dict[str, Any] = {"service_id": live.service_id, "measurement": HEALTHY} | changes
    if "booking_code" in wanted:
        del wanted["service_id"]
    request = CheckInRequest(nonce=nonce(), **wanted)
    here: dict[str, Any] = {"office_id": live.office_id, "device_id": live.kiosk_id, "now": live.clock.now()}
    ticket = live.server.store.write(check_in, request, **here).ticket
    assert ticket is not None
    return ticket


def books(live: LiveServer, code: str, slot_at: datetime, party_size: int = 1) -> None:
    """A visitor books, some days before."""
    request = BookingRequest(
        nonce=nonce(), code=code, service_id=live.service_id, slot_at=slot_at, party_size=party_size
    )
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    live.server.store.write(create_booking, request, device_id=live.kiosk_id, **here)


def interview_upstairs(live: LiveServer) -> None:
    """Let the first service go on to an interview, which one counter of the second floor serves."""
    store = live.server.store
    here: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    passport = store.read(service_settings, live.office_id, live.service_id)
    interview = msgspec.structs.replace(
        passport,
        code="interview",
        names={"id": "Wawancara dan foto", "en": "Interview and photo"},
        lanes={Lane.GENERAL: LaneSettings(prefix="W")},
        at_kiosk=False,
    )
    service_id = store.write(change_service, None, interview, **here)
    store.write(save_counter, None, name=UPSTAIRS, active=True, service_ids=(service_id,), **here)
    staged = msgspec.structs.replace(passport, stages=("interview",))
    store.write(change_service, live.service_id, staged, **here)


@dataclass(frozen=True)
class Paper:
    """A ticket as it came out of the printer."""

    number: str
    text: str

    @property
    def follow_url(self) -> str:
        """Where its QR leads."""
        found = re.search(r"^\[QR (\S+)\]$", self.text, re.MULTILINE)
        assert found is not None, "no QR on the paper"
        return found[1]


@dataclass
class Visitor:
    """A visitor before the page of a kiosk, whom its sensor does not see yet."""

    page: Page
    kiosk: Application

    def chooses(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def types(self, code: str) -> None:
        """Type the code of a booking on the keys of the screen."""
        self.chooses("Saya sudah punya janji temu")
        type_on_screen(self.page, code)
        self.chooses("Lanjut")

    def scans(self, code: str) -> None:
        """Hold the QR of a booking before the scanner, which types it."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def reads(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("[data-panel]:not([hidden])")).to_contain_text(
                one, use_inner_text=True, timeout=15_000
            )

    def goes_back(self) -> None:
        self.chooses("Kembali")
        self.finds_the_choice()

    def finds_the_choice(self) -> None:
        expect(self.page.locator("#main")).to_have_attribute("data-phase", "idle")

    def steps_up(self, celsius: float | None = FOREHEAD_CELSIUS) -> None:
        """Step before the sensor; ``None``: step back."""
        assert self.kiosk.demo is not None
        assert self.kiosk.demo.bus is not None
        self.kiosk.demo.bus.show(celsius)

    def takes_ticket(self) -> Paper:
        """Be measured, take the paper, on which stands what the screen shows, and leave the kiosk to the next."""
        self.steps_up()
        self.reads("Ambil tiket Anda")
        number = self.page.locator("#ticket .number").inner_text()
        assert self.kiosk.demo is not None
        assert self.kiosk.demo.printer is not None
        text = self.kiosk.demo.printer.tickets[-1].with_suffix(".txt").read_text(encoding="utf-8")
        assert number in text
        self.steps_up(None)
        self.page.keyboard.press("Escape")
        self.finds_the_choice()
        return Paper(number, text)


def officer(sign_in: SignIn, nth: int = 1, counter: str = "") -> "Officer":
    """Let an officer of the demo office sign in and take a counter: the one with the officer's number, or another."""
    return Officer(at_counter(sign_in(f"petugas{nth}"), counter or str(nth)))


@dataclass
class Officer:
    """An officer before the page of a counter."""

    page: Page

    @property
    def number(self) -> Locator:
        return self.page.locator(".ticket-number")

    def press(self, key: str, then: str) -> None:
        """Press a key, and wait for what it brings."""
        self.page.keyboard.press(key)
        expect(self.page.locator(then)).to_be_visible()

    def calls_next(self) -> str:
        self.press("n", ".now.called")
        return self.number.inner_text()

    def calls(self, number: str) -> None:
        self.row(number).get_by_role("button", name=f"Panggil {number}").click()
        expect(self.number).to_have_text(number)

    def starts(self) -> None:
        self.press("s", ".now.serving")

    def completes(self, outcome: str = "Selesai") -> None:
        number = self.number.inner_text()
        self.page.click("#complete-menu summary")
        self.page.locator("#complete-menu").get_by_role("button", name=outcome).click()
        expect(self.page.locator("#notes")).to_contain_text(number)
        expect(self.number).to_have_count(0)

    def takes_a_break(self, reason: str = "Salat") -> None:
        self.page.click("#pause-menu summary")
        self.page.fill("#pause-reason", reason)
        self.page.click("#pause-menu form button")

    def hands_over(self, to: str, pin: str) -> None:
        self.page.click("#hand-over-menu summary")
        self.page.select_option("#hand-over-to", label=to)
        self.page.fill("#hand-over-pin", pin)
        self.page.click("#hand-over-menu form button")

    def notes(self, words: str) -> None:
        """Read what the page answers."""
        expect(self.page.locator("#notes")).to_contain_text(words)

    def cancels(self, number: str) -> None:
        self.row(number).locator("details.menu > summary").click()
        self.row(number).get_by_role("button", name=f"Batalkan {number}").click()
        expect(self.row(number)).to_have_count(0)

    def takes_back(self, number: str) -> None:
        self.page.keyboard.press("z")
        expect(self.number).to_have_text(number)

    def row(self, number: str) -> Locator:
        return self.page.locator(".row", has_text=number)

    def waiting(self) -> list[str]:
        return self.page.locator(".list.waiting .row-number").all_inner_texts()


def record(live: LiveServer, number: str) -> dict[str, Any]:
    """The ticket as it is stored, of the open day."""
    today = max(row["business_date"] for row in dump(live.server.store)["ticket"])
    found = [row for row in dump(live.server.store)["ticket"] if row["number"] == number]
    return next(row for row in found if row["business_date"] == today)


def happened(live: LiveServer, number: str) -> list[str]:
    """What the record tells of a ticket, in order, without its ``ticket.``."""
    stored = [one.event for one in live.server.store.read(events.events_after, live.office_id, 0, 100_000)]
    of_tickets = [event for event in stored if event.name.value.startswith("ticket.")]
    latest = record(live, number)["id"]
    return [event.name.value.partition(".")[2] for event in of_tickets if event.ticket().ticket_id == latest]
