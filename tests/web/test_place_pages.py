"""The visitor's page and its small look: signed addresses, one answer to all wrong ones, few bytes, few readings."""

import re
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from queue_server.domain.actor import SYSTEM
from queue_server.domain.follow_address import Followed, follow_code
from queue_server.operations.admin import save_counter
from queue_server.operations.day import open_day
from queue_server.web.follow import FOLLOWING, WRONG_ADDRESSES
from queue_server.web.throttle import WINDOW_SECONDS
from tests.bench.phone_clients import pace_of_the_page
from tests.web.house import House

HTML = {"Accept": "text/html"}
FORGED = "/v/AxYBgxwHEl9cQnMpZQkd"
NEIGHBOUR, ELSEWHERE = {"REMOTE_ADDR": "10.0.0.7"}, {"REMOTE_ADDR": "10.0.0.8"}


def arrived(house: House) -> str:
    """The path of a visitor who has just come."""
    address: str = house.check_in().get_json()["ticket"]["follow_url"]
    return address.removeprefix("http://localhost")


def look(house: House, path: str, **headers: str) -> TestResponse:
    return house.app.test_client().get(f"{path}/look", headers={"Accept": "*/*"} | headers)


def page(house: House, path: str, **headers: str) -> str:
    return house.app.test_client().get(path, headers=HTML | headers).get_data(as_text=True)


def a_second_later(house: House, seq: int) -> None:
    """Let the feed hear of what was done after an event, and the shared picture grow old enough."""
    assert house.services.feed.wait(house.office_id, seq, 5)
    house.clock.sleep(1)


def signed(house: House, days: int = 0, ticket_id: int = 1) -> str:
    """A path that the server itself would have signed."""
    day = house.clock.now().date() + timedelta(days=days)
    return f"/v/{follow_code(house.app.extensions[FOLLOWING].key, Followed(house.office_id, day, ticket_id))}"


def test_the_address_is_that_of_ticket_office_and_day(house: House) -> None:
    path = arrived(house)
    ticket_id = house.check_in().get_json()["ticket"]["id"]
    assert path == signed(house, ticket_id=ticket_id - 1)
    assert len(path) <= 23


def test_wrong_old_and_forged_addresses_get_the_same_kind_answer(house: House) -> None:
    yesterdays = arrived(house)
    house.clock.sleep(86_400)
    house.services.store.write(open_day, office_id=house.office_id, actor=SYSTEM, now=house.clock.now())
    paths = (yesterdays, FORGED, "/v/x", signed(house, days=-30), signed(house, days=1), yesterdays[:-1] + "-")
    answers = [house.app.test_client().get(path, headers=HTML) for path in paths]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}
    assert "hanya menunjukkan tempat Anda" in answers[0].get_data(as_text=True)
    assert {look(house, path).status_code for path in paths} == {404}
    assert len({look(house, path).data for path in paths}) == 1


def test_who_tries_addresses_waits_and_a_neighbour_with_the_right_one_does_not(house: House) -> None:
    path = arrived(house)
    client = house.app.test_client()
    tried = [client.get(FORGED, environ_base=NEIGHBOUR).status_code for _ in range(WRONG_ADDRESSES + 1)]
    assert tried == [404] * WRONG_ADDRESSES + [429]
    assert int(client.get(FORGED, environ_base=NEIGHBOUR).headers["Retry-After"]) == WINDOW_SECONDS
    assert client.get(path, environ_base=NEIGHBOUR).status_code == 200
    assert client.get(FORGED, environ_base=ELSEWHERE).status_code == 404
    house.clock.sleep(WINDOW_SECONDS)
    assert client.get(FORGED, environ_base=NEIGHBOUR).status_code == 404


def test_a_look_is_a_few_bytes_and_nothing_where_nothing_happened(house: House) -> None:
    path = [arrived(house) for _ in range(3)][-1]
    first = look(house, path)
    assert first.get_json() == {"turn": "waiting-2-0", "ahead": 2}
    assert len(first.data) < 100
    assert len(str(first.headers)) + len(first.data) < 1_000
    again = look(house, path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    seq = house.services.feed.last_seq(house.office_id)
    house.act("open")
    house.act("call-next")
    a_second_later(house, seq + 1)
    changed = look(house, path, **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.get_json()) == (200, {"turn": "waiting-1-0", "ahead": 1})
    assert 'data-turn="waiting-1-0"' in page(house, path)


def test_each_call_is_another_turn(house: House) -> None:
    path = arrived(house)
    house.act("open")
    seq = house.services.feed.last_seq(house.office_id)
    house.act("call-next")
    a_second_later(house, seq)
    assert look(house, path).get_json() == {"turn": "called-1-1-0"}
    seq = house.services.feed.last_seq(house.office_id)
    house.clock.sleep(30)
    house.act("recall")
    a_second_later(house, seq)
    assert look(house, path).get_json() == {"turn": "called-2-1-0"}


@pytest.mark.parametrize(
    ("asked", "accepted", "shown"),
    [
        ("", "", "id"),
        ("", "de-DE,de;q=0.9", "id"),
        ("", "en-GB,en;q=0.9,id;q=0.5", "en"),
        ("?lang=id", "en", "id"),
        ("?lang=en", "id", "en"),
        ("?lang=<script>", "id", "id"),
    ],
)
def test_the_page_speaks_as_the_phone_does_until_another_language_is_touched(
    house: House, asked: str, accepted: str, shown: str
) -> None:
    text = page(house, arrived(house) + asked, **{"Accept-Language": accepted})
    words = {"id": "orang di depan Anda", "en": "people ahead of you"}
    assert f'<html lang="{shown}"' in text
    assert words[shown] in text
    assert words["en" if shown == "id" else "id"] not in text
    assert re.search(rf'lang="{shown}" hreflang="{shown}" aria-current="true"', text)
    assert "<script>" not in text


def test_what_a_person_wrote_is_text_on_the_phone(house: House) -> None:
    path = arrived(house)
    named: dict[str, Any] = {"office_id": house.office_id, "actor": SYSTEM, "now": house.clock.now()}
    named |= {"name": "<b>1</b> %(x)s", "active": True, "service_ids": (house.service_id,)}
    house.services.store.write(save_counter, house.counter_id, **named)
    house.act("open")
    seq = house.services.feed.last_seq(house.office_id)
    house.act("call-next")
    a_second_later(house, seq)
    assert "Silakan menuju loket &lt;b&gt;1&lt;/b&gt; %(x)s" in page(house, path)


def test_files_are_kept_for_long_under_the_address_of_their_version(house: House) -> None:
    client = house.app.test_client()
    found = re.findall(r'(?:href|src)="(/static/[^"#]+)', page(house, arrived(house)))
    assert {path.rpartition("/")[2] for path in found} >= {"tokens.css", "visitor.css", "visitor.js", "icons.svg"}
    old = re.sub(r"^/static/\w+", "/static/00000000", found[0])
    gone = re.sub(r"[^/]+$", "nothing.css", found[0])
    kept = (200, "public, max-age=31536000, immutable")
    for path, wanted in [*((path, kept) for path in found), (old, (200, "no-store")), (gone, (404, "no-store"))]:
        with closing(client.get(path)) as answer:
            assert (answer.status_code, answer.headers["Cache-Control"]) == wanted


def test_the_bench_knows_the_pace_that_the_page_keeps() -> None:
    pace = pace_of_the_page()
    pauses = [[pace.pause_seconds(ahead) for _ in range(200)] for ahead in (None, pace.near, pace.near + 1)]
    assert [max(each) < 2 * min(each) for each in pauses] == [True] * 3
    assert max(pauses[0] + pauses[1]) < 10
    assert 15 < min(pauses[2]) < max(pauses[2]) < 25
