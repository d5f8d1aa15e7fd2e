"""Phones that want to be told: asked for, due by how the ticket stands, tried some times, forgotten."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from queue_server.domain.errors import OfficeClosedError, PhonesFullError, UnknownTicketError
from queue_server.domain.push import FRESH, LEASE, MOST_PHONES, NEAR, PAUSES_SECONDS, PushKind
from queue_server.housekeeper import Housekeeper
from queue_server.operations import calling, day, push, serving, undo
from queue_server.operations.push import NewPhone, PushErrand
from queue_server.protocol.messages import TicketInfo
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import Office, office
from tests.support.stores import Rows, dump

ENDPOINT = "https://push.example/p/of-the-visitor"


@pytest.fixture
def house(store: Store, clock: FakeClock) -> Office:
    made = office(store, clock)
    made.open()
    return made


def phones(house: Office) -> Rows:
    return dump(house.store)["push_subscription"]


def asks(house: Office, ticket: TicketInfo, endpoint: str = ENDPOINT, ahead: int = NEAR + 1, **more: Any) -> None:
    phone = NewPhone(endpoint, "the key", "the secret", more.pop("language", "en"), ahead)
    house.do(push.subscribe, ticket.id, phone, office_id=house.id)


def due(house: Office) -> list[int]:
    found, _soonest = house.store.read(push.due, now=house.now())
    return [subscription_id for subscription_id, _ in found]


def soonest(house: Office) -> datetime | None:
    return house.store.read(push.due, now=house.now())[1]


def taken(house: Office) -> PushErrand:
    [subscription_id] = due(house)
    errand = house.do(push.take, subscription_id, now=house.now())
    assert errand is not None
    return errand


def sent(house: Office, error: str = "") -> PushErrand:
    errand = taken(house)
    house.do(push.settle, errand, error, now=house.now())
    return errand


def next_one(house: Office) -> str:
    return house.do(calling.call_next, **house.at()).number


def test_a_phone_is_told_of_its_call_with_number_and_counter_and_of_nothing_else(house: Office) -> None:
    ticket = house.ticket()
    asks(house, ticket)
    house.do(calling.call_next, **house.at())
    errand = sent(house)
    assert (errand.kind, errand.number, errand.counter_name, errand.office_name) == (
        PushKind.CALLED,
        ticket.number,
        "1",
        "Kantor uji",
    )
    assert (errand.phone.endpoint, errand.phone.language) == (ENDPOINT, "en")
    assert errand.seconds == FRESH.total_seconds() - 1
    assert due(house) == []


def test_each_call_is_told_once_more(house: Office) -> None:
    asks(house, house.ticket())
    next_one(house)
    first = sent(house)
    house.clock.sleep(40)
    house.do(calling.recall, **house.at())
    second = sent(house)
    assert first.call_at != second.call_at
    assert due(house) == []


def test_a_call_that_was_taken_back_and_made_again_is_told_again(house: Office) -> None:
    asks(house, house.ticket(), ahead=0)
    next_one(house)
    sent(house)
    house.do(undo.undo, **house.at())
    assert due(house) == []
    next_one(house)
    assert sent(house).kind is PushKind.CALLED


def test_who_waits_is_told_once_that_few_are_ahead(house: Office) -> None:
    tickets = [house.ticket() for _ in range(NEAR + 2)]
    asks(house, tickets[-1])
    assert due(house) == []
    next_one(house)
    errand = sent(house)
    assert (errand.kind, errand.call_at, errand.counter_name) == (PushKind.NEAR, None, "")
    next_one(house)
    assert due(house) == []


def test_what_stood_on_the_page_when_it_asked_is_not_told(house: Office) -> None:
    asks(house, house.ticket(), ahead=0)
    assert due(house) == []
    next_one(house)
    house.store.write(push.unsubscribe, 1, ENDPOINT, office_id=house.id)
    called = house.ticket()
    next_one(house)
    asks(house, called, ahead=0)
    assert due(house) == []


def test_a_call_waits_for_no_pause_of_a_message_before_it(house: Office) -> None:
    tickets = [house.ticket() for _ in range(NEAR + 2)]
    asks(house, tickets[-1])
    next_one(house)
    sent(house, "no_connection")
    assert due(house) == []
    for _ in range(NEAR + 1):
        next_one(house)
    assert sent(house).kind is PushKind.CALLED


def test_a_failure_is_tried_again_a_few_times(house: Office) -> None:
    asks(house, house.ticket())
    next_one(house)
    pauses = []
    for _ in PAUSES_SECONDS:
        sent(house, "http_503")
        waits = soonest(house)
        assert waits is not None
        pauses.append((waits - house.now()).total_seconds())
        assert due(house) == []
        house.clock.sleep(pauses[-1])
    assert pauses == list(PAUSES_SECONDS)
    sent(house, "http_503")
    assert (due(house), soonest(house), len(phones(house))) == ([], None, 1)


@pytest.mark.parametrize(("error", "left"), [("http_410", 0), ("http_404", 0), ("http_403", 1)])
def test_a_phone_that_its_push_service_does_not_know_is_forgotten(house: Office, error: str, left: int) -> None:
    asks(house, house.ticket())
    next_one(house)
    sent(house, error)
    assert (due(house), len(phones(house))) == ([], left)


def test_a_call_of_minutes_ago_is_not_sent(house: Office) -> None:
    asks(house, house.ticket())
    next_one(house)
    house.clock.sleep(FRESH.total_seconds())
    [late] = due(house)
    assert house.do(push.take, late, now=house.now()) is None
    assert due(house) == []


def test_nobody_is_told_who_stands_at_the_counter_already(house: Office) -> None:
    asks(house, house.ticket())
    next_one(house)
    [found] = due(house)
    house.do(serving.start, **house.at())
    assert house.do(push.take, found, now=house.now()) is None
    assert due(house) == []


def test_only_one_server_takes_a_message_and_another_one_takes_over_when_it_goes(house: Office) -> None:
    asks(house, house.ticket())
    next_one(house)
    errand = taken(house)
    assert house.do(push.take, errand.phone.id, now=house.now()) is None
    assert soonest(house) == house.now() - timedelta(seconds=1) + LEASE
    house.clock.sleep(LEASE.total_seconds())
    assert taken(house).call_at == errand.call_at


def test_what_was_given_back_is_tried_at_once_and_the_try_does_not_count(house: Office) -> None:
    asks(house, house.ticket())
    next_one(house)
    errand = taken(house)
    house.do(push.give_back, errand, now=house.now())
    assert phones(house)[0]["attempts"] == 0
    assert sent(house).call_at == errand.call_at


def test_a_phone_that_was_switched_off_is_told_nothing(house: Office) -> None:
    ticket = house.ticket()
    asks(house, ticket)
    next_one(house)
    [found] = due(house)
    house.do(push.unsubscribe, ticket.id, ENDPOINT, office_id=house.id)
    assert house.do(push.take, found, now=house.now()) is None
    assert phones(house) == []
    house.do(push.unsubscribe, ticket.id, ENDPOINT, office_id=house.id)


def test_a_phone_that_asks_twice_is_told_once_and_no_more_phones_than_a_family_s(house: Office) -> None:
    ticket = house.ticket()
    for _ in range(2):
        for nth in range(MOST_PHONES):
            asks(house, ticket, f"{ENDPOINT}-{nth}", language="id")
    assert len(phones(house)) == MOST_PHONES
    with pytest.raises(PhonesFullError):
        asks(house, ticket, f"{ENDPOINT}-more")
    assert len(phones(house)) == MOST_PHONES


def test_a_ticket_that_is_done_cannot_be_asked_for(house: Office) -> None:
    ticket = house.ticket()
    next_one(house)
    house.do(serving.start, **house.at())
    house.do(serving.complete, "done", **house.at())
    with pytest.raises(UnknownTicketError):
        asks(house, ticket)
    house.do(day.close_day, **house.by(house.admin))
    with pytest.raises(OfficeClosedError):
        asks(house, ticket)


def test_phones_are_forgotten_when_the_ticket_is_done_and_not_before(house: Office) -> None:
    first, second = house.ticket(), house.ticket()
    asks(house, first, f"{ENDPOINT}-1")
    asks(house, second, f"{ENDPOINT}-2")
    keeper = Housekeeper(house.store, house.now, house.clock.monotonic)
    next_one(house)
    keeper.make_round()
    assert len(phones(house)) == 2
    next_one(house)
    keeper.make_round()
    assert [row["ticket_id"] for row in phones(house)] == [second.id]
    house.clock.sleep(60)
    house.do(serving.no_show, **house.at())
    keeper.make_round()
    assert len(phones(house)) == 1  # may be put back in line


def test_phones_are_forgotten_with_the_day_by_whoever_ends_it(house: Office) -> None:
    asks(house, house.ticket())
    house.do(day.close_day_early, "Listrik padam", **house.by(house.admin))
    assert phones(house) == []


def test_phones_of_a_day_that_nobody_closed_are_forgotten_when_the_date_changes(house: Office) -> None:
    asks(house, house.ticket())
    house.clock.sleep(24 * 3600)
    Housekeeper(house.store, house.now, house.clock.monotonic).make_round()
    assert phones(house) == []
