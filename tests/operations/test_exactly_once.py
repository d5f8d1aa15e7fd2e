from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

import pytest

from queue_server.domain.actor import Actor
from queue_server.domain.errors import (
    AntreError,
    NonceReusedError,
    NoTicketWaitingError,
    QuotaFullError,
    TicketElsewhereError,
    UnavailableError,
)
from queue_server.operations import admin, calling, check_in, counter, serving
from queue_server.operations.nonce import answer_once
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import Lane
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store
from tests.support.clock import FakeClock
from tests.support.office import NORMAL, UNSURE, WARM, Office, new_nonce, office
from tests.support.stores import dump

T = TypeVar("T")


def all_at_once(*actions: Callable[[], T]) -> list[Future[T]]:
    """Run the actions in a thread each, let go at the same moment."""
    start = Barrier(len(actions))

    def begin(action: Callable[[], T]) -> T:
        start.wait(10)
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return [threads.submit(begin, action) for action in actions]


def test_a_quota_of_75_admits_75_of_16_kiosks(store: Store, clock: FakeClock) -> None:
    house = office(store, clock, quota=75)
    house.open()

    def twelve_visitors() -> tuple[list[str], list[AntreError]]:
        numbers: list[str] = []
        refusals: list[AntreError] = []
        for _ in range(12):
            try:
                numbers.append(house.ticket().number)
            except AntreError as refusal:
                refusals.append(refusal)
        return numbers, refusals

    answers = [one.result() for one in all_at_once(*[twelve_visitors] * 16)]
    assert sorted(number for numbers, _ in answers for number in numbers) == [f"A-{n:03}" for n in range(1, 76)]
    refusals = [refusal for _, refused in answers for refusal in refused]
    assert {(type(one), one.details["quota"]) for one in refusals} == {(QuotaFullError, 75)}
    assert len(refusals) == 16 * 12 - 75


def test_a_nonce_sent_fifty_times_at_once_gives_one_ticket(house: Office) -> None:
    request = house.request()
    answers = [one.result() for one in all_at_once(*[lambda: house.send(request)] * 50)]
    assert len({answer.ticket.number for answer in answers if answer.ticket}) == 1
    assert all(answer == answers[0] for answer in answers)
    assert len(dump(house.store)["ticket"]) == 1
    assert house.names().count("ticket.issued") == 1


def test_eight_counters_empty_four_hundred_waiting_tickets(store: Store, clock: FakeClock) -> None:
    house = office(store, clock, counters=8)
    house.open()
    for _ in range(400):
        house.ticket()

    def until_empty(nth: int) -> list[str]:
        called: list[str] = []
        try:
            while True:
                called.append(house.call_next(nth).number)
        except NoTicketWaitingError:
            return called

    called = [one.result() for one in all_at_once(*[lambda nth=nth: until_empty(nth) for nth in range(8)])]
    numbers = [number for numbers in called for number in numbers]
    assert sorted(numbers) == [f"A-{n:03}" for n in range(1, 401)]
    assert all(numbers == sorted(numbers) for numbers in called)
    assert Counter(house.names())["ticket.called"] == 400


def test_two_officers_name_the_same_ticket_and_one_wins(house: Office) -> None:
    ticket = house.ticket()
    calls = all_at_once(
        *[lambda nth=nth: house.do(calling.call_ticket, ticket.id, **house.at(nth)) for nth in range(2)]
    )
    failures = [one.exception() for one in calls]
    winner = failures.index(None)
    loser = failures[1 - winner]
    assert isinstance(loser, TicketElsewhereError)
    assert loser.details == {"number": "A-001", "counter": str(winner + 1)}
    assert calls[winner].result().counter_id == house.counters[winner]


def test_the_same_nonce_gives_the_same_answer_for_ever(house: Office) -> None:
    request = house.request()
    first = house.send(request)
    house.clock.sleep(3 * 86_400)
    before = dump(house.store)
    assert house.send(request) == first
    assert dump(house.store) == before


def test_a_held_visitor_s_nonce_says_held_again_and_opens_no_second_case(house: Office) -> None:
    request = house.request(measurement=WARM)
    assert house.send(request) == house.send(request)
    assert len(dump(house.store)["screening_case"]) == 1


@pytest.mark.parametrize("changes", [{"lane": Lane.PRIORITY}, {"service_id": 2}, {"booking_code": "ABCD"}])
def test_a_nonce_used_for_another_request_is_refused(house: Office, changes: dict[str, object]) -> None:
    nonce = new_nonce()
    house.check_in(nonce=nonce)
    before = dump(house.store)
    with pytest.raises(NonceReusedError):
        house.check_in(nonce=nonce, **changes)
    assert dump(house.store) == before


@pytest.mark.parametrize("measurement", [WARM, UNSURE])
def test_a_second_measurement_is_no_other_request(house: Office, measurement: object) -> None:
    nonce = new_nonce()
    first = house.check_in(nonce=nonce, measurement=NORMAL)
    assert house.check_in(nonce=nonce, measurement=measurement) == first


def raise_the_quota(house: Office) -> None:
    house.do(admin.set_quota_today, house.passport, 6, "one more officer", **house.by(house.admin))


def test_a_refused_request_stays_refused_when_it_could_be_carried_out(house: Office) -> None:
    for _ in range(5):
        house.ticket()
    before, request = dump(house.store), house.request()
    with pytest.raises(QuotaFullError):
        house.send(request)
    kept = dump(house.store)
    assert len(kept.pop("nonce")) == len(before.pop("nonce")) + 1
    assert kept == before, "nothing else stays of it"
    raise_the_quota(house)
    after = dump(house.store)
    with pytest.raises(QuotaFullError) as again:
        house.send(request)
    assert again.value.details == {"quota": 5}, "the answer that was given"
    with pytest.raises(NonceReusedError):
        house.check_in(nonce=request.nonce, service_id=house.collection)
    assert dump(house.store) == after
    assert house.ticket().number == "A-006", "who tries again makes a new nonce"


def test_one_request_many_times_at_once_is_carried_out_for_all_or_for_none(house: Office) -> None:
    for _ in range(4):
        house.ticket()
    requests = [house.request() for _ in range(3)] * 4
    answers = all_at_once(*[lambda request=request: house.send(request) for request in requests])
    outcomes = {(request.nonce, type(one.exception())) for request, one in zip(requests, answers, strict=True)}
    assert sorted(kind.__name__ for _, kind in outcomes) == ["NoneType", "QuotaFullError", "QuotaFullError"]
    assert len(dump(house.store)["ticket"]) == 5


def test_what_the_server_could_not_do_may_be_tried_again_with_its_nonce(house: Office) -> None:
    tries = iter((UnavailableError(), None))

    def act(_tx: Transaction) -> str:
        refusal = next(tries)
        if refusal is not None:
            raise refusal
        return "done"

    def once(tx: Transaction) -> str:
        who = {"device_id": house.kiosk, "nonce": "n" * 16}
        return answer_once(tx, lambda: act(tx), str, **who, asked=("act",), now=house.now())  # type: ignore[arg-type]

    with pytest.raises(UnavailableError):
        house.store.write(once)
    assert house.store.write(once) == "done"


def test_two_devices_may_use_the_same_nonce(house: Office) -> None:
    request = house.request()
    first = house.send(request)
    second = house.do(check_in.check_in, request, office_id=house.id, device_id=house.program, now=house.now())
    assert first.visit_id != second.visit_id


def test_a_call_terminal_s_nonce_calls_once(house: Office) -> None:
    house.ticket()
    house.ticket()
    nonce = new_nonce()
    where: dict[str, Any] = {
        "office_id": house.id,
        "counter_id": house.counters[0],
        "actor": Actor.device(house.program),
        "now": house.now(),
    }

    def press() -> CallInfo:
        return house.store.write(
            lambda tx: counter.act_once(tx, calling.call_next, nonce=nonce, answer_type=CallInfo, **where)
        )

    answers = [one.result() for one in all_at_once(*[press] * 5)]
    assert {answer.number for answer in answers} == {"A-001"}
    with pytest.raises(NonceReusedError):
        house.store.write(lambda tx: counter.act_once(tx, serving.start, nonce=nonce, answer_type=CallInfo, **where))


def test_a_press_that_found_nobody_calls_nobody_later(house: Office) -> None:
    def press(nonce: str) -> CallInfo:
        who = {"actor": Actor.device(house.program), "answer_type": CallInfo}
        where = {"office_id": house.id, "counter_id": house.counters[0], "now": house.now()}
        return house.store.write(lambda tx: counter.act_once(tx, calling.call_next, nonce=nonce, **who, **where))  # type: ignore[arg-type]

    nonce = new_nonce()
    with pytest.raises(NoTicketWaitingError):
        press(nonce)
    house.ticket()
    with pytest.raises(NoTicketWaitingError):
        press(nonce)
    assert press(new_nonce()).number == "A-001"
