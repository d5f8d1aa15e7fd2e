"""Stages, several services, transfers that come back, waiting for whoever comes, pauses, handing over, rights."""

from datetime import timedelta
from typing import Any

import pytest

from queue_server.domain.errors import (
    CounterPausedError,
    CounterTakenError,
    IllegalActionError,
    InvalidValueError,
    NoStageLeftError,
    NoTicketWaitingError,
    RecallTooSoonError,
)
from queue_server.operations import calling, counter, serving
from queue_server.operations.counter_page import counter_view
from queue_server.protocol.words import StaffRole
from tests.support.office import Office
from tests.support.stores import Rows, dump


def rows(house: Office) -> Rows:
    return dump(house.store)["ticket"]


def waiting(house: Office, nth: int = 0) -> list[str]:
    where = {"office_id": house.id, "counter_id": house.counters[nth]}
    return [one.number for one in house.store.read(counter_view, now=house.now(), **where).waiting]


def test_a_stage_keeps_the_place_and_adds_up_the_time_of_service(house: Office) -> None:
    house.ticket()
    house.serve()
    house.do(serving.add_service, house.collection, **house.at())
    house.ticket(service_id=house.collection)
    house.clock.sleep(60)
    moved = house.do(serving.next_stage, **house.at())
    assert (moved.state, moved.service_names["id"]) == ("waiting", "Layanan collection")
    assert waiting(house) == ["A-001", "U-001"]
    house.serve(1)
    house.clock.sleep(30)
    house.do(serving.complete, "done", **house.at(1))
    first = rows(house)[0]
    assert first["route"] == []
    assert first["served_seconds"] == 60 + 3 + 30 + 1  # the clock goes on by a second with each operation
    assert first["walked_seconds"] == 2


def test_next_sends_a_visitor_with_stages_left_to_the_next_one(house: Office) -> None:
    first = house.ticket()
    house.ticket()
    house.serve()
    house.do(serving.add_service, house.collection, **house.at())
    house.call_next()
    assert rows(house)[0] | {"id": first.id, "state": "waiting", "service_id": house.collection} == rows(house)[0]
    assert "ticket.forwarded" in house.names()


def test_a_way_that_ends_here_has_no_next_stage(house: Office) -> None:
    house.ticket()
    house.serve()
    before = dump(house.store)
    with pytest.raises(NoStageLeftError):
        house.do(serving.next_stage, **house.at())
    assert dump(house.store) == before


def test_a_way_has_an_end(house: Office) -> None:
    house.ticket()
    house.serve()
    for _ in range(8):
        house.do(serving.add_service, house.collection, **house.at())
    with pytest.raises(InvalidValueError):
        house.do(serving.add_service, house.collection, **house.at())
    with pytest.raises(InvalidValueError):
        house.do(serving.transfer, house.collection, come_back=True, **house.at())


def test_only_a_visitor_who_is_served_gets_another_service(house: Office) -> None:
    house.ticket()
    house.call_next()
    with pytest.raises(IllegalActionError):
        house.do(serving.add_service, house.collection, **house.at())


def test_a_transfer_with_a_note_comes_back_to_this_counter_only(house: Office) -> None:
    house.ticket()
    house.serve(0)
    house.do(serving.transfer, house.collection, note=" Fotokopi kurang ", come_back=True, **house.at(0))
    assert rows(house)[0]["note"] == "Fotokopi kurang"
    house.serve(1)
    house.do(serving.next_stage, **house.at(1))
    assert (waiting(house, 0), waiting(house, 1)) == (["A-001"], [])
    with pytest.raises(NoTicketWaitingError):
        house.call_next(1)
    assert house.call_next(0).number == "A-001"


def test_a_note_that_is_too_long_is_refused(house: Office) -> None:
    house.ticket()
    house.serve()
    with pytest.raises(InvalidValueError) as refused:
        house.do(serving.transfer, house.collection, note="x" * 201, **house.at())
    assert refused.value.details == {"field": "note", "problem": "too_long"}


def test_a_waiting_ticket_of_the_wrong_service_is_transferred_from_the_list(house: Office) -> None:
    ticket = house.ticket()
    moved = house.do(serving.transfer, house.collection, ticket_id=ticket.id, **house.at())
    assert (moved.number, moved.state) == ("A-001", "waiting")
    assert rows(house)[0]["service_id"] == house.collection


def test_parked_time_is_no_time_of_service(house: Office) -> None:
    ticket = house.ticket()
    house.serve()
    house.clock.sleep(10)
    house.do(serving.park, **house.at())
    house.clock.sleep(1000)
    house.do(calling.resume, ticket.id, **house.at())
    house.do(serving.start, **house.at())
    house.clock.sleep(5)
    house.do(serving.complete, "done", **house.at())
    assert rows(house)[0]["served_seconds"] == 10 + 1 + 5 + 1


def test_a_service_whose_begin_nobody_recorded_has_no_duration(house: Office) -> None:
    house.ticket()
    house.call_next()
    house.ticket()
    house.call_next()
    first = rows(house)[0]
    assert (first["state"], first["walked_seconds"], first["served_seconds"]) == ("completed", None, None)


def test_who_comes_back_late_stands_at_the_end(house: Office) -> None:
    first, second = house.ticket(), house.ticket()
    house.call_next()
    house.do(serving.no_show, **house.at())
    house.clock.sleep(1801)
    house.do(serving.reinstate, first.id, **house.at())
    assert waiting(house) == [second.number, first.number]


def test_a_recall_gives_the_visitor_time(house: Office) -> None:
    house.ticket()
    house.call_next()
    before = dump(house.store)
    with pytest.raises(RecallTooSoonError) as refused:
        house.do(calling.recall, **house.at())
    assert refused.value.details == {"seconds": 29}
    assert dump(house.store) == before


def test_whoever_comes_next_is_called_at_once_to_the_counter_that_waits_longest(house: Office) -> None:
    assert house.do(calling.await_next, **house.at(1)) is None
    assert house.do(calling.await_next, **house.at(0)) is None
    first, second, third = house.ticket(), house.ticket(), house.ticket()
    at = {row["number"]: row["counter_id"] for row in rows(house)}
    assert at == {first.number: house.counters[1], second.number: house.counters[0], third.number: None}
    reasons = [event.ticket().reason for event in house.events() if event.name == "ticket.called"]
    assert reasons == ["awaited", "awaited"]


def test_waiting_for_the_next_calls_at_once_where_somebody_waits(house: Office) -> None:
    house.ticket()
    called = house.do(calling.await_next, **house.at())
    assert called is not None
    assert called.number == "A-001"
    house.ticket()
    assert waiting(house) == ["A-002"]  # the wait was over with the call


def test_a_transfer_reaches_a_counter_that_waits(house: Office) -> None:
    house.ticket()
    house.serve(0)
    house.do(calling.await_next, **house.at(1))
    house.do(serving.transfer, house.collection, **house.at(0))
    assert rows(house)[0] | {"state": "called", "counter_id": house.counters[1]} == rows(house)[0]


@pytest.mark.parametrize("leave", [counter.close_counter, lambda tx, **at: counter.pause(tx, "Salat", **at)])
def test_a_counter_that_is_left_no_longer_waits(house: Office, leave: Any) -> None:
    house.do(calling.await_next, **house.at())
    house.do(leave, **house.at())
    house.ticket()
    assert rows(house)[0]["state"] == "waiting"


def test_a_paused_counter_calls_nobody_until_its_officer_is_back(house: Office) -> None:
    ticket = house.ticket()
    house.do(counter.pause, "Istirahat", **house.at())
    for call in (calling.call_next, calling.await_next):
        with pytest.raises(CounterPausedError):
            house.do(call, **house.at())
    for by_number in (calling.call_ticket, calling.resume):
        with pytest.raises(CounterPausedError):
            house.do(by_number, ticket.id, **house.at())
    house.do(counter.come_back, **house.at())
    house.do(counter.come_back, **house.at())
    assert house.call_next().number == "A-001"
    assert [name for name in house.names() if name in ("counter.paused", "counter.resumed")] == [
        "counter.paused",
        "counter.resumed",
    ]


@pytest.mark.parametrize("reason", [" ", "x" * 81])
def test_a_pause_has_a_reason(house: Office, reason: str) -> None:
    with pytest.raises(InvalidValueError):
        house.do(counter.pause, reason, **house.at())


def test_nobody_pauses_before_a_visitor(house: Office) -> None:
    house.ticket()
    house.call_next()
    with pytest.raises(IllegalActionError):
        house.do(counter.pause, "Istirahat", **house.at())


def test_a_counter_is_handed_over_with_its_visitor(house: Office) -> None:
    house.ticket()
    house.serve()
    other = house.add_account("pengganti", StaffRole.OFFICER)
    house.do(counter.hand_over, other.id, **house.at())
    with pytest.raises(CounterTakenError):
        house.do(serving.complete, "done", **house.at())
    house.do(serving.complete, "done", **house.by(other), counter_id=house.counters[0])
    assert rows(house)[0]["state"] == "completed"


def test_a_counter_is_handed_only_to_a_free_officer_of_the_office(house: Office) -> None:
    guard = house.guard.id
    for account_id in (10**6, guard):
        with pytest.raises(InvalidValueError):
            house.do(counter.hand_over, account_id, **house.at())
    with pytest.raises(CounterTakenError):
        house.do(counter.hand_over, house.officers[1].id, **house.at())


def test_an_outcome_of_the_offices_own(house: Office) -> None:
    house.ticket()
    house.serve()
    before = dump(house.store)
    for unknown in ("wawancara_ulang", "day_ended", ""):
        with pytest.raises(InvalidValueError):
            house.do(serving.complete, unknown, **house.at())
    assert dump(house.store) == before


def test_the_first_service_of_a_counter_goes_before_its_second(house: Office) -> None:
    house.save_counter("1", house.counters[0], service_ids=(house.collection, house.passport))
    house.ticket()
    house.ticket(service_id=house.collection)
    call = house.call_next(0)
    assert (call.number, call.reason) == ("U-001", "preference")


def test_the_promise_does_not_wait_for_a_preference(house: Office) -> None:
    house.save_counter("1", house.counters[0], service_ids=(house.collection, house.passport))
    house.ticket()
    house.clock.sleep(timedelta(minutes=106).total_seconds())
    house.ticket(service_id=house.collection)
    call = house.call_next(0)
    assert (call.number, call.reason) == ("A-001", "promise")
