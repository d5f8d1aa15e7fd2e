"""Many at once over HTTP: every place, number, ticket and nonce counts once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from tests.journeys.conftest import House
from tests.support.api_client import Reply, check_in_body, new_nonce

T = TypeVar("T")
QUOTA = 75


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """Let this many threads begin at the same moment."""
    barrier = Barrier(count)

    def begin(nth: int) -> T:
        barrier.wait()
        return act(nth)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(begin, range(count)))


def flattened(lists: list[list[Reply]]) -> list[Reply]:
    return [reply for replies in lists for reply in replies]


def test_sixteen_clients_against_a_quota_of_75(house: House) -> None:
    def visitors(_nth: int) -> list[Reply]:
        kiosk = house.client("kiosk")
        return [kiosk.check_in(house.premises.service_id) for _ in range(8)]

    replies = flattened(at_once(16, visitors))
    admitted = [reply for reply in replies if reply.status == 200]
    refused = [reply for reply in replies if reply.status != 200]
    assert sorted(reply.body["ticket"]["number"] for reply in admitted) == [f"A-{n:03d}" for n in range(1, QUOTA + 1)]
    assert {(reply.status, reply.code) for reply in refused} == {(409, "quota_full")}
    assert len(refused) == 16 * 8 - QUOTA
    assert all(reply.body["error"]["words"].keys() == {"id", "en"} for reply in refused)
    assert all(all(reply.body["error"]["words"].values()) for reply in refused)


def test_the_same_nonce_fifty_times_at_once(house: House) -> None:
    body = check_in_body(house.premises.service_id, new_nonce())
    replies = at_once(50, lambda _nth: house.client("kiosk").post("/check-ins", body))
    assert {reply.status for reply in replies} == {200}
    assert {reply.body["ticket"]["number"] for reply in replies} == {"A-001"}
    assert {reply.body["ticket"]["follow_url"] for reply in replies} == {replies[0].body["ticket"]["follow_url"]}
    again = house.client("kiosk").post("/check-ins", body)
    assert again.body == replies[0].body
    office = house.client("kiosk").get("/office").body
    assert [(one["waiting"], one["quota_left"]) for one in office["services"] if one["quota_left"] is not None] == [
        (1, QUOTA - 1)
    ]


@pytest.mark.parametrize("quota", [None])
def test_eight_counters_empty_400_tickets(house: House) -> None:
    def visitors(_nth: int) -> list[Reply]:
        kiosk = house.client("kiosk")
        return [kiosk.check_in(house.premises.service_id) for _ in range(50)]

    def officer(nth: int) -> list[Reply]:
        counter = house.client("counter")
        replies: list[Reply] = []
        while not replies or replies[-1].status == 200:
            replies.append(counter.post(f"{house.counter(nth)}/call-next"))
        return replies

    issued = [reply.body["ticket"]["number"] for reply in flattened(at_once(8, visitors))]
    replies = flattened(at_once(8, officer))
    called = [reply.body["number"] for reply in replies if reply.status == 200]
    assert len(set(issued)) == 400
    assert sorted(called) == sorted(issued), Counter(called).most_common(3)
    assert [reply.code for reply in replies if reply.status != 200] == ["no_ticket_waiting"] * 8


def test_two_officers_name_the_same_ticket(house: House) -> None:
    ticket = house.client("kiosk").check_in(house.premises.service_id).body["ticket"]

    def officer(nth: int) -> Reply:
        body = {"nonce": new_nonce(), "ticket_id": ticket["id"]}
        return house.client("counter").post(f"{house.counter(nth)}/call", body)

    replies = sorted(at_once(2, officer), key=lambda reply: reply.status)
    won, lost = replies
    assert (won.status, won.body["number"]) == (200, "A-001")
    assert (lost.status, lost.code) == (409, "ticket_elsewhere")
    details = lost.body["error"]["details"]
    assert (details["number"], details["counter"]) == ("A-001", won.body["counter_name"])
    assert all(won.body["counter_name"] in words for words in lost.body["error"]["words"].values())
