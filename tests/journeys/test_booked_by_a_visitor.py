"""A visitor books on the page and comes to the kiosk with the code: real server, real kiosk, a cookie, a printer."""

import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations.admin import save_office, save_service
from queue_server.protocol.words import Lane
from queue_server.storage import offices
from tests.journeys.conftest import House, NetworkPrinter
from tests.journeys.test_visitor_to_board import printed_ticket
from tests.support.devices import running_kiosk, wait_for
from tests.support.escpos_decoder import decode
from tests.support.premises import SERVICE_NAMES, Premises, prepare
from tests.support.processes import running
from tests.web.booking_page import fields, links

ALL_DAY = {str(day): (("00:00", "24:00"),) for day in range(7)}


class Browser:
    """A phone without JavaScript: addresses, forms and a cookie."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page = ""
        self.address = ""

    def go(self, path: str) -> None:
        """Follow an address."""
        self._open(path, None)

    def follow(self, wanted: str) -> None:
        """Follow the first link that holds a text."""
        self.go(next(link for link in links(self.page) if wanted in link))

    def press(self, path: str) -> None:
        """Send the last form of the page."""
        self._open(path, urllib.parse.urlencode(fields(self.page)).encode())

    def _open(self, path: str, data: bytes | None) -> None:
        request = urllib.request.Request(self._url + path, data, {"Accept": "text/html"})
        response: HTTPResponse
        with self._opener.open(request, timeout=20) as response:
            self.page, self.address = response.read().decode(), response.geturl()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An office whose visitors book by themselves, round the clock."""
    premises = prepare(tmp_path / "server", counters=1)
    _let_visitors_book(premises)
    with running(premises.folder) as server:
        made = House(premises, server)
        yield made
        made.close()


def _let_visitors_book(premises: Premises) -> None:
    store = premises.open_store()
    here: dict[str, Any] = {"office_id": premises.office_id, "actor": SYSTEM, "now": datetime.now(UTC)}
    lanes = {Lane.GENERAL: "A", Lane.BOOKING: "B"}
    service: dict[str, Any] = {"code": "passport", "names": SERVICE_NAMES, "position": 0, "open": True}
    service |= {"quota_per_day": None, "service_seconds": 600, "lanes": lanes, "hours": ALL_DAY}
    rules = OfficePolicy(self_booking=SelfBookingPolicy(switched_on=True, slot_minutes=20, latest_minutes=0))
    try:
        store.write(save_service, premises.service_id, **service, **here)
        office = store.read(offices.get, premises.office_id)
        store.write(save_office, name=office.name, timezone=office.timezone, policy=rules, **here)
    finally:
        store.close()


def test_from_the_phone_to_the_ticket(house: House, printer: NetworkPrinter, tmp_path: Path) -> None:
    phone = Browser(house.server.url)
    phone.go("/book")
    for wanted in ("service=passport", "day=", "time=", "people=3"):  # the first free day, its first slot
        phone.follow(wanted)
    phone.press("/book")
    code = phone.address.rpartition("/")[2]
    assert re.fullmatch(r"[2-9C-Y]{8}", code)
    with running_kiosk(house.server.url, house.premises, tmp_path / "kiosk", printer.table) as kiosk:
        kiosk.sensor.show(None)
        kiosk.kiosk.asks.enter_booking(code)
        kiosk.step_up()
        ticket = decode(printed_ticket(printer.model))
        assert "B-001" in ticket.text
        assert "3" in ticket.text
        assert kiosk.wait_for_phase("showing")["ticket"]["number"] == "B-001"
    phone.go(f"/book/mine/{code}")
    wait_for("the page knows", lambda: "sudah mengambil nomor antrean" in phone.page)
