"""An office whose visitors book by themselves, and a visitor at the booking page."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.hours import Hours
from queue_server.domain.policy import OfficePolicy, SelfBookingPolicy
from queue_server.operations import admin
from queue_server.operations.office_settings import export_office
from tests.web.house import House, a_service

HOURS: Hours = {str(day): (("08:00", "10:00"),) for day in range(5)}
PROGRAM = {"Accept": "*/*"}
"""Headers of who wants no page."""
CHOICE = {"service": "baru", "day": "2026-03-03", "time": "09:00", "people": "2"}
BRING = {"id": "KTP asli\nKartu Keluarga", "en": "Identity card"}


def let_visitors_book(house: House, **changes: Any) -> None:
    """Switch the page on, for a service with hours on weekdays."""
    here: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    store = house.services.store
    store.write(admin.save_service, house.service_id, **here, **a_service(hours=HOURS))
    wanted: dict[str, Any] = {"switched_on": True, "slot_places": 3, "bring": BRING} | changes
    policy = OfficePolicy(self_booking=SelfBookingPolicy(**wanted))
    store.write(admin.save_office, name="Kantor Uji", timezone="Asia/Jakarta", policy=policy, **here)


def another(house: House, address: str = "203.0.113.9") -> FlaskClient:
    """Return somebody else's browser, at a network address."""
    client = house.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def policy(house: House) -> SelfBookingPolicy:
    """Return the rules as they are saved."""
    return house.services.store.read(export_office, office_id=house.office_id).policy.self_booking


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the last form of a page."""
    form = page[page.rindex("<form") :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


def links(page: str) -> list[str]:
    """Return where a page leads to."""
    return [html.unescape(link) for link in re.findall(r'<a [^>]*href="([^"]+)"', page)]


def chosen(address: str) -> dict[str, str]:
    """Return what an address says is chosen."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def confirm(client: FlaskClient, **choice: str) -> dict[str, str]:
    """Go to the last step, and return its form as a browser would send it."""
    page = client.get("/book", query_string=CHOICE | choice).get_data(as_text=True)
    sent = fields(page)
    assert "nonce" in sent, page
    return sent


def press(client: FlaskClient, sent: dict[str, str], **headers: str) -> TestResponse:
    """Press the button of the last step."""
    return client.post("/book", data=sent, headers=headers)


def book(client: FlaskClient, **choice: str) -> str:
    """Book from the first page to the code."""
    response = press(client, confirm(client, **choice))
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location.rpartition("/")[2]


def book_tomorrow(house: House) -> str:
    """Let a visitor book; return the code."""
    let_visitors_book(house)
    return book(house.app.test_client())
