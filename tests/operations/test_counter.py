from collections.abc import Callable
from typing import Any

import pytest

from queue_server.domain.actor import Actor
from queue_server.domain.errors import (
    CounterClosedError,
    CounterTakenError,
    IllegalActionError,
    NoTicketWaitingError,
    OfficeClosedError,
    TicketElsewhereError,
    UnknownCounterError,
    UnknownServiceError,
    UnknownTicketError,
)
from queue_server.operations import calling, counter, day, serving
from queue_server.operations.counter_page import counter_view
from queue_server.operations.counter_views import CounterView
from queue_server.protocol.messages import CallInfo
from queue_server.protocol.words import Lane, ServiceOutcome
from tests.support.office import Office
from tests.support.stores import dump

DONE = ServiceOutcome.DONE


def recall_in_time(house: Office) -> CallInfo:
    """Call again when the visitor has had time to get up."""
    house.clock.sleep(30)
    return house.do(calling.recall, **house.at())


Act = Callable[[Office, int], Any]
AT_COUNTER: dict[str, Act] = {
    "recall": lambda house, _: recall_in_time(house),
    "start": lambda house, _: house.do(serving.start, **house.at()),
    "complete": lambda house, _: house.do(serving.complete, DONE, **house.at()),
    "no_show": lambda house, _: house.do(serving.no_show, **house.at()),
    "park": lambda house, _: house.do(serving.park, **house.at()),
    "transfer": lambda house, _: house.do(serving.transfer, house.collection, **house.at()),
}
BY_TICKET: dict[str, Act] = {
    "call": lambda house, ticket_id: house.do(calling.call_ticket, ticket_id, **house.at()),
    "resume": lambda house, ticket_id: house.do(calling.resume, ticket_id, **house.at()),
    "reinstate": lambda house, ticket_id: house.do(serving.reinstate, ticket_id, **house.at()),
    "cancel": lambda house, ticket_id: house.do(serving.cancel, ticket_id, **house.at()),
}
ACTS = AT_COUNTER | BY_TICKET
# How a fresh ticket is brought to a state, and what may then be done with it at its counter.
PATHS = {
    "waiting": [],
    "called": ["call"],
    "serving": ["call", "start"],
    "parked": ["call", "start", "park"],
    "completed": ["call", "start", "complete"],
    "no_show": ["call", "no_show"],
    "cancelled": ["cancel"],
}
ALLOWED = {
    "waiting": {"call": "called", "cancel": "cancelled"},
    "called": {"recall": "called", "start": "serving", "no_show": "no_show", "transfer": "waiting"},
    "serving": {"complete": "completed", "park": "parked", "transfer": "waiting"},
    "parked": {"resume": "called", "cancel": "cancelled"},
    "completed": {},
    "no_show": {"reinstate": "waiting"},
    "cancelled": {},
}
EVENT = {
    "call": "ticket.called",
    "recall": "ticket.recalled",
    "start": "ticket.started",
    "complete": "ticket.completed",
    "no_show": "ticket.no_show",
    "park": "ticket.parked",
    "resume": "ticket.resumed",
    "transfer": "ticket.transferred",
    "reinstate": "ticket.reinstated",
    "cancel": "ticket.cancelled",
}


def view(house: Office, nth: int = 0) -> CounterView:
    where = {"office_id": house.id, "counter_id": house.counters[nth]}
    return house.store.read(counter_view, now=house.now(), **where)


@pytest.mark.parametrize(("state", "action"), [(state, action) for state in PATHS for action in ACTS])
def test_each_action_in_each_state(house: Office, state: str, action: str) -> None:
    ticket = house.ticket()
    for step in PATHS[state]:
        ACTS[step](house, ticket.id)
    seq, before = house.last_seq(), dump(house.store)
    if action in ALLOWED[state]:
        answer = ACTS[action](house, ticket.id)
        assert answer.state == ALLOWED[state][action]
        (event,) = house.events(seq)
        payload = event.ticket()
        assert (event.name, payload.state, payload.ticket_id) == (EVENT[action], answer.state, ticket.id)
        assert (payload.counter_id, payload.counter_name) == (house.counters[0], "1")
        assert dump(house.store)["ticket"][0]["state"] == answer.state
        return
    with pytest.raises((IllegalActionError, TicketElsewhereError)):
        ACTS[action](house, ticket.id)
    assert dump(house.store) == before


def test_the_next_is_the_first_who_came(house: Office) -> None:
    first, second = house.ticket(), house.ticket()
    call = house.call_next(0)
    assert (call.ticket_id, call.attempt, call.reason) == (first.id, 1, "first_come")
    assert (house.call_next(1).ticket_id, house.events()[-1].ticket().reason) == (second.id, "only_one")


def test_next_completes_the_ticket_before(house: Office) -> None:
    first, second = house.ticket(), house.ticket()
    house.call_next()
    seq = house.last_seq()
    assert house.call_next().ticket_id == second.id
    assert house.names(seq) == ["ticket.started", "ticket.completed", "ticket.called"]
    row = dump(house.store)["ticket"][0]
    assert (row["id"], row["state"], row["outcome"]) == (first.id, "completed", "done")


@pytest.mark.parametrize("started", [False, True])
def test_next_with_nobody_waiting_leaves_the_open_ticket_open(house: Office, started: bool) -> None:
    ticket = house.ticket()
    house.call_next()
    if started:
        house.do(serving.start, **house.at())
    before = dump(house.store)
    with pytest.raises(NoTicketWaitingError):
        house.call_next()
    assert dump(house.store) == before
    current = view(house).current
    assert current is not None
    assert current.id == ticket.id


def test_a_counter_calls_only_what_it_serves(house: Office) -> None:
    house.save_counter("1", house.counters[0], service_ids=(house.collection, house.collection))
    house.ticket()
    with pytest.raises(NoTicketWaitingError):
        house.call_next()
    wanted = house.ticket(service_id=house.collection)
    assert house.call_next().ticket_id == wanted.id


def test_attempts_are_counted(house: Office) -> None:
    house.ticket()
    house.call_next()
    assert [recall_in_time(house).attempt for _ in range(2)] == [2, 3]
    row = dump(house.store)["ticket"][0]
    assert row["called_at"] < row["last_called_at"]


def test_a_ticket_at_another_counter_is_named(house: Office) -> None:
    ticket = house.ticket()
    house.call_next(0)
    before = dump(house.store)
    for operation in (calling.call_ticket, calling.resume):
        with pytest.raises(TicketElsewhereError) as refused:
            house.do(operation, ticket.id, **house.at(1))
        assert refused.value.details == {"number": "A-001", "counter": "1"}
    assert dump(house.store) == before


def test_who_did_not_come_keeps_the_place_when_put_back(house: Office) -> None:
    first, second = house.ticket(), house.ticket()
    house.call_next()
    house.do(serving.no_show, **house.at())
    house.do(serving.reinstate, first.id, **house.at())
    assert [one.id for one in view(house).waiting] == [first.id, second.id]
    assert house.call_next().ticket_id == first.id


@pytest.mark.parametrize(("keep_place", "expected"), [(True, ["A-001", "U-001"]), (False, ["U-001", "A-001"])])
def test_a_transferred_ticket_keeps_its_number_and_perhaps_its_place(
    house: Office, keep_place: bool, expected: list[str]
) -> None:
    house.ticket()
    house.serve()
    house.ticket(service_id=house.collection)
    moved = house.do(serving.transfer, house.collection, keep_place=keep_place, **house.at())
    assert (moved.state, moved.number) == ("waiting", "A-001")
    assert [one.number for one in view(house).waiting] == expected
    assert view(house).current is None


def test_an_outcome_is_kept(house: Office) -> None:
    house.ticket()
    house.serve()
    seq = house.last_seq()
    house.do(serving.complete, ServiceOutcome.DOCUMENTS_INCOMPLETE, **house.at())
    assert house.events(seq)[0].ticket().reason == "documents_incomplete"
    assert view(house).completed[0].outcome == "documents_incomplete"


def test_the_page_shows_the_ways_back(house: Office) -> None:
    parked, absent = house.ticket(), house.ticket(lane=Lane.PRIORITY)
    house.do(calling.call_ticket, parked.id, **house.at())
    house.do(serving.start, **house.at())
    house.do(serving.park, **house.at())
    house.call_next()
    house.do(serving.no_show, **house.at())
    page = view(house, 1)
    assert ([one.id for one in page.parked], [one.id for one in page.no_shows]) == ([parked.id], [absent.id])


def test_leaving_a_counter_completes_what_is_open(house: Office) -> None:
    house.ticket()
    house.serve()
    seq = house.last_seq()
    house.do(counter.close_counter, **house.at())
    assert house.names(seq) == ["ticket.completed", "counter.closed"]
    before = dump(house.store)
    house.do(counter.close_counter, **house.at())
    assert dump(house.store) == before
    with pytest.raises(CounterClosedError) as refused:
        house.call_next()
    assert refused.value.details == {"counter": "1"}


def test_opening_one_s_own_counter_again_changes_nothing(house: Office) -> None:
    before = dump(house.store)
    house.do(counter.open_counter, **house.at())
    assert dump(house.store) == before


def test_one_officer_works_at_one_counter_and_one_counter_has_one_officer(house: Office) -> None:
    house.ticket()
    third = house.save_counter("3")
    mine = house.at(0)
    before = dump(house.store)
    operations: tuple[Callable[..., object], ...] = (counter.open_counter, counter.close_counter, calling.call_next)
    for operation in operations:
        with pytest.raises(CounterTakenError) as refused:
            house.do(operation, **mine | {"counter_id": house.counters[1]})
        assert refused.value.details == {"counter": "2", "officer": "Officer-2-Uji"}
    with pytest.raises(CounterTakenError) as elsewhere:
        house.do(counter.open_counter, **mine | {"counter_id": third})
    assert elsewhere.value.details["counter"] == "1"
    assert dump(house.store) == before


def test_a_call_terminal_may_call_at_an_officer_s_counter(house: Office) -> None:
    ticket = house.ticket()
    assert house.do(calling.call_next, **house.at() | {"actor": Actor.device(house.program)}).ticket_id == ticket.id


def test_places_that_are_not_there(house: Office) -> None:
    house.ticket()
    house.serve()
    shut = house.save_counter("9", active=False)
    before = dump(house.store)
    for counter_id in (4711, shut):
        with pytest.raises(UnknownCounterError) as refused:
            house.do(calling.call_next, **house.at() | {"counter_id": counter_id})
        assert refused.value.details == {"counter": counter_id}
    with pytest.raises(UnknownServiceError):
        house.do(serving.transfer, 4711, **house.at())
    for operation in (calling.call_ticket, calling.resume, serving.reinstate, serving.cancel):
        with pytest.raises(UnknownTicketError):
            house.do(operation, 4711, **house.at())
    assert dump(house.store) == before


def test_after_the_day_nothing_can_be_done(house: Office) -> None:
    ticket = house.ticket()
    house.do(day.close_day, **house.by(house.admin))
    before = dump(house.store)
    for act in ACTS.values():
        with pytest.raises(OfficeClosedError):
            act(house, ticket.id)
    assert dump(house.store) == before


def test_an_estimate_needs_five_completed_services(house: Office) -> None:
    for _ in range(5):
        house.ticket(service_id=house.collection)
        house.serve()
        house.clock.sleep(599)
        house.do(serving.complete, DONE, **house.at())
    house.ticket(service_id=house.collection)
    estimate = house.ticket(service_id=house.collection).estimate
    assert estimate is not None
    assert (estimate.low_minutes, estimate.high_minutes) == (0, 10)  # one ahead, 10 minutes, two counters
