"""A phone is told by the whole server: switched on over HTTP, called at a counter, read with the phone's own key."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from queue_server.config import PushSettings
from queue_server.domain.actor import SYSTEM
from queue_server.operations import calling, counter
from queue_server.operations.admin_page import office_setting
from tests.support.clock import FakeClock
from tests.support.live_server import live_server
from tests.support.message_ends import until
from tests.support.push_end import Phone, claims_of, push_service


def test_a_call_at_a_counter_reaches_the_phone_that_asked_for_it(tmp_path: Path, clock: FakeClock) -> None:
    with push_service() as service:
        push = PushSettings(enabled=True, contact="https://office.example", services="", own_service=service.origin)
        with live_server(tmp_path, clock, push=push) as live:
            ticket, phone = live.arrive().ticket, Phone()
            assert ticket is not None
            address = live.address_of(ticket)
            body = json.dumps(phone.subscription(f"{service.origin}/p")).encode()
            headers = {"Content-Type": "application/json", "Accept-Language": "en"}
            with urlopen(Request(f"{address}/push", body, headers)) as answer:
                assert answer.status == 204

            office = live.server.store.read(office_setting, office_id=live.office_id, now=clock.now())
            here: dict[str, Any] = {"office_id": live.office_id, "counter_id": office.counters[0].id, "actor": SYSTEM}
            live.server.store.write(counter.open_counter, **here, now=clock.now())
            live.server.store.write(calling.call_ticket, ticket.id, **here, now=clock.now())
            until(lambda: service.came, "the message")

            (words,) = service.words_for(phone)
            assert words["title"] == f"{ticket.number} · Please go to counter {office.counters[0].name}"
            assert claims_of(service.came[0].headers["Authorization"])["sub"] == "https://office.example"
            with urlopen(live.url + words["path"]) as page:
                assert ticket.number in page.read().decode()
