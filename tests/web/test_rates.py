"""How much one device may write and one address may ask; what is more waits, and nothing of it is kept."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from queue_server.protocol.words import DeviceRole
from queue_server.web.app import create_app
from queue_server.web.rates import PLACE_REQUESTS_AT_ONCE, Buckets
from tests.support.clock import FakeClock
from tests.support.stores import dump
from tests.web.house import House, refusal


def narrow(house: House, **limits: int) -> House:
    """Return the same office behind an application with other limits."""
    settings = msgspec.structs.replace(house.services.settings, **limits)
    services = replace(house.services, settings=settings)
    return replace(house, app=create_app(services), services=services)


def test_a_bucket_is_full_at_first_and_fills_up_again() -> None:
    buckets = Buckets(per_second=2, at_once=3)
    assert [buckets.take("a", 10.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert buckets.take("b", 10.0) == 0.0, "each name has its own"
    assert buckets.take("a", 10.5) == 0.0
    assert buckets.take("a", 10.5) == 0.5
    assert [buckets.take("a", 1000.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5], "no more than it holds"


def test_without_a_rate_nothing_is_refused() -> None:
    buckets = Buckets(per_second=0, at_once=1)
    assert {buckets.take("a", 0.0) for _ in range(100)} == {0.0}


def test_the_memory_of_addresses_is_bounded_and_the_busiest_are_remembered() -> None:
    buckets = Buckets(per_second=1, at_once=1, most=10)
    for number in range(1000):
        buckets.take(f"10.0.{number // 250}.{number % 250}", 0.0)
        buckets.take("busy", 0.0)
    assert len(buckets) == 10
    assert buckets.take("busy", 0.0) > 0


def test_a_device_that_writes_too_fast_waits_and_loses_nothing(house: House, clock: FakeClock) -> None:
    slow = narrow(house, device_writes_per_second=1, device_writes_at_once=3)
    assert [slow.check_in().status_code for _ in range(3)] == [200] * 3
    body: dict[str, Any] = {"nonce": slow.nonce()}
    before = dump(house.services.store)
    refused = slow.check_in(**body)
    assert refusal(refused) == (429, "too_many_requests")
    assert refused.headers["Retry-After"] == "1"
    assert dump(house.services.store) == before
    assert slow.ask(DeviceRole.KIOSK, "GET", "/office").status_code == 200, "reading is not counted"
    assert slow.act("open").status_code == 200, "nor is another device held up"
    clock.sleep(1)
    assert slow.check_in(**body).status_code == 200, "the same request, a moment later"


@pytest.mark.parametrize("path", ["/sign-in", "/health", "/v/nothing"])
def test_an_address_that_asks_too_much_waits(house: House, path: str) -> None:
    slow = narrow(house, address_requests_per_second=1, address_requests_at_once=2)
    client = slow.app.test_client()
    for _ in range(2):
        assert client.get(path).status_code != 429
    assert refusal(client.get(path, headers={"Accept": "application/json"})) == (429, "too_many_requests")
    assert client.get(path, environ_base={"REMOTE_ADDR": "10.9.8.7"}).status_code != 429
    assert client.get("/static/-/staff.css", buffered=True).status_code == 200, "files of a page are not counted"
    assert slow.check_in().status_code == 200, "who is known is not counted by address"


def test_guessing_at_tokens_is_slowed(house: House) -> None:
    slow = narrow(house, address_requests_per_second=1, address_requests_at_once=2)
    guess = {"Authorization": "Bearer a-guess-at-a-token"}
    answers = [refusal(slow.app.test_client().get("/api/v1/office", headers=guess)) for _ in range(3)]
    assert answers == [(401, "not_signed_in")] * 2 + [(429, "too_many_requests")]


def test_a_hall_of_phones_behind_one_address_is_not_held_up_and_no_place_is_asked_for_ever(house: House) -> None:
    slow = narrow(house, address_requests_per_second=1, address_requests_at_once=2)
    urls = [slow.check_in().get_json()["ticket"]["follow_url"] for _ in range(2)]
    mine, others = (urlsplit(url).path for url in urls)
    client = slow.app.test_client()
    asked = [
        client.get(f"{path}/look").status_code for _ in range(PLACE_REQUESTS_AT_ONCE // 2) for path in (mine, others)
    ]
    assert set(asked) == {200}
    assert {client.get(mine).status_code for _ in range(PLACE_REQUESTS_AT_ONCE // 2)} == {200}
    refused = client.get(mine, headers={"Accept": "application/json"})
    assert refusal(refused) == (429, "too_many_requests")
    assert client.get(others).status_code == 200
    assert client.get("/health").status_code == 200, "none of it was counted by address"
