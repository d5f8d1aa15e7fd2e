"""Switching messages to a phone on and off: by the signed address alone, to known push services only, not too often."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from queue_server.config import WebSettings
from queue_server.domain.push import MOST_PHONES
from queue_server.feed import Feed, StoreEvents
from queue_server.push import PostOffice, Sender, new_key
from queue_server.storage.opening import open_store
from queue_server.web.app import create_app
from queue_server.web.context import Services
from queue_server.web.phones import TIMES
from queue_server.web.throttle import WINDOW_SECONDS
from tests.support import empty_database
from tests.support.clock import FakeClock
from tests.support.push_end import Phone
from tests.support.stores import Rows, dump
from tests.web.house import House, furnish, refusal

HTML = {"Accept": "text/html"}
ENDPOINT = "https://push.example/p/of-the-visitor"
SENDER = Sender.kept(new_key(), "mailto:it@office.example")


@pytest.fixture
def telling(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    """An office that tells phones by one push service."""
    store = open_store(f"sqlite:///{empty_database.lay(tmp_path / 'telling.db')}")
    feed, post = Feed(StoreEvents(store)), PostOffice(SENDER, ("push.example",))
    services = Services(store, feed, clock.now, WebSettings(), b"a secret of this test", clock.monotonic, post=post)
    feed.start()
    yield furnish(create_app(services), services, clock)
    feed.close()
    feed.join()
    store.close()


def arrived(house: House) -> str:
    address: str = house.check_in().get_json()["ticket"]["follow_url"]
    return address.removeprefix("http://localhost")


def switch(house: House, path: str, body: dict[str, Any], method: str = "POST", **more: Any) -> TestResponse:
    return house.app.test_client().open(f"{path}/push", method=method, json=body, headers={"Accept": "*/*"}, **more)


def rows(house: House) -> Rows:
    return dump(house.services.store)["push_subscription"]


def page(house: House, path: str) -> str:
    return house.app.test_client().get(path, headers=HTML).get_data(as_text=True)


def test_a_phone_is_switched_on_and_off_again(telling: House) -> None:
    path, phone = arrived(telling), Phone()
    answer = switch(telling, path, phone.subscription(ENDPOINT), query_string={"lang": "en"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Set-Cookie" not in answer.headers
    (row,) = rows(telling)
    kept = {name: row[name] for name in ("endpoint", "p256dh", "auth", "language", "near_told")}
    assert kept == {"endpoint": ENDPOINT, **phone.subscription("")["keys"], "language": "en", "near_told": 1}
    assert switch(telling, path, {"endpoint": ENDPOINT}, "DELETE").status_code == 204
    assert rows(telling) == []


def test_the_page_offers_it_with_the_server_s_key(telling: House) -> None:
    shown = page(telling, arrived(telling))
    assert f'data-key="{SENDER.public_key}"' in shown
    assert 'id="phone-messages" class="phone-messages" hidden' in shown
    assert "phone-messages.js" in shown


def test_where_it_is_off_nothing_is_offered_and_nothing_is_there(house: House) -> None:
    path = arrived(house)
    assert "push" not in page(house, path)
    for method in ("POST", "DELETE"):
        assert refusal(switch(house, path, Phone().subscription(ENDPOINT), method)) == (404, "not_found")
    assert rows(house) == []


def test_a_visit_that_is_over_is_offered_nothing(telling: House) -> None:
    path = arrived(telling)
    telling.act("open")
    seq = telling.services.feed.last_seq(telling.office_id)
    telling.act("call-next")
    telling.act("start")
    telling.act("complete", outcome="done")
    assert telling.services.feed.wait(telling.office_id, seq + 2, 5)
    telling.clock.sleep(1)
    assert 'id="push"' not in page(telling, path)
    assert refusal(switch(telling, path, Phone().subscription(ENDPOINT))) == (404, "unknown_ticket")


def test_an_address_that_was_not_signed_switches_nothing(telling: House) -> None:
    path = arrived(telling)
    for wrong in ("/v/AxYBgxwHEl9cQnMpZQkd", path[:-1] + "-"):
        for method in ("POST", "DELETE"):
            assert refusal(switch(telling, wrong, Phone().subscription(ENDPOINT), method)) == (404, "not_found")
    assert rows(telling) == []


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example/p", "https://127.0.0.1/p", "https://push.example:8443/p", "https://other.example/p"],
)
def test_no_other_address_is_taken(telling: House, endpoint: str) -> None:
    answer = switch(telling, arrived(telling), Phone().subscription(endpoint))
    assert refusal(answer) == (422, "invalid_value")
    assert "Messages cannot be sent to this browser" in answer.get_json()["error"]["words"]["en"]
    assert rows(telling) == []


@pytest.mark.parametrize("keys", [{"p256dh": "AAAA", "auth": "AAAA"}, {"p256dh": "ö", "auth": ""}])
def test_keys_that_are_none_are_not_taken(telling: House, keys: dict[str, str]) -> None:
    answer = switch(telling, arrived(telling), {"endpoint": ENDPOINT, "keys": keys})
    assert refusal(answer) == (422, "invalid_value")
    assert rows(telling) == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"endpoint": ENDPOINT},
        {"endpoint": "", "keys": {"p256dh": "a", "auth": "a"}},
        {"endpoint": "https://push.example/" + "a" * 1000, "keys": {"p256dh": "a", "auth": "a"}},
        {"endpoint": ENDPOINT, "keys": {"p256dh": "a" * 300, "auth": "a"}},
        {"endpoint": ENDPOINT, "keys": []},
    ],
)
def test_what_is_no_subscription_is_told(telling: House, body: dict[str, Any]) -> None:
    assert refusal(switch(telling, arrived(telling), body)) == (400, "malformed")


def test_a_form_of_another_site_cannot_send_it(telling: House) -> None:
    path, client = arrived(telling), telling.app.test_client()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post(f"{path}/push", data="{}", content_type=kind, headers={"Accept": "*/*"})
        assert refusal(answer) == (415, "unsupported_media_type")


def test_a_ticket_has_room_for_a_few_phones(telling: House) -> None:
    path = arrived(telling)
    for nth in range(MOST_PHONES):
        assert switch(telling, path, Phone().subscription(f"{ENDPOINT}-{nth}")).status_code == 204
    assert refusal(switch(telling, path, Phone().subscription(ENDPOINT))) == (409, "phones_full")
    assert len(rows(telling)) == MOST_PHONES


def test_who_switches_all_the_time_waits_and_another_ticket_s_phone_does_not(telling: House) -> None:
    path, other = arrived(telling), arrived(telling)
    body = Phone().subscription(ENDPOINT)
    assert [switch(telling, path, body).status_code for _ in range(TIMES)] == [204] * TIMES
    late = switch(telling, path, body)
    assert refusal(late) == (429, "too_many_attempts")
    assert int(late.headers["Retry-After"]) == WINDOW_SECONDS
    assert switch(telling, other, body).status_code == 204


def test_the_worker_tends_the_pages_of_places_in_line_and_no_others(house: House) -> None:
    answer = house.app.test_client().get("/v/worker.js")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Service-Worker-Allowed" not in answer.headers
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]
    answer.close()
