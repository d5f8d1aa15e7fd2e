"""Closing a counter with a visitor there, or waiting for whoever comes, can be a mistake: each has its way out."""

import pytest

from queue_server.domain.errors import CounterClosedError, CounterTakenError, UndoOvertakenError, UndoTooLateError
from queue_server.operations import calling, counter, serving
from queue_server.operations.counter_page import counter_view
from queue_server.operations.counter_views import CounterView
from queue_server.operations.undo import undo
from tests.support.office import Office
from tests.support.stores import Rows, dump


def tickets(house: Office) -> Rows:
    return dump(house.store)["ticket"]


def close(house: Office, nth: int = 0) -> None:
    house.do(counter.close_counter, **house.at(nth))


def view(house: Office, nth: int = 0) -> CounterView:
    return house.store.read(counter_view, office_id=house.id, counter_id=house.counters[nth], now=house.now())


def test_closing_is_taken_back_and_gives_the_visitor_back(house: Office) -> None:
    house.ticket()
    house.serve()
    before = dump(house.store)
    close(house)
    assert [row["state"] for row in tickets(house)] == ["completed"]
    undoable = view(house).undo
    assert undoable is not None
    assert (undoable.number, undoable.reopens) == ("A-001", True)
    seq = house.last_seq()
    house.do(undo, **house.at())
    after = dump(house.store)
    assert (after["ticket"], after["counter"]) == (before["ticket"], before["counter"])
    assert house.names(seq) == ["counter.opened", "ticket.undone"]


def test_a_visitor_who_was_only_called_is_called_again_as_before(house: Office) -> None:
    house.ticket()
    house.call_next()
    before = tickets(house)
    close(house)
    house.do(undo, **house.at())
    assert tickets(house) == before


def test_whoever_opens_the_counter_may_take_the_closing_back(house: Office) -> None:
    house.ticket()
    house.serve()
    close(house)
    house.do(counter.open_counter, **house.at())
    house.do(undo, **house.at())
    current = view(house).current
    assert current is not None
    assert current.state == "serving"


def test_a_closing_that_somebody_went_on_after_stays(house: Office) -> None:
    house.ticket()
    house.serve()
    close(house)
    close(house, 1)
    house.do(counter.open_counter, **house.at(1) | {"counter_id": house.counters[0]})
    with pytest.raises(CounterTakenError):
        house.do(undo, **house.at())
    house.do(counter.close_counter, **house.at(1) | {"counter_id": house.counters[0]})
    house.clock.sleep(60)
    with pytest.raises(UndoTooLateError):
        house.do(undo, **house.at())
    assert not view(house).open


def test_the_visitor_who_went_on_to_the_next_stage_comes_back_unless_called_there(house: Office) -> None:
    for called in (False, True):
        house.ticket()
        house.serve()
        house.do(serving.add_service, house.collection, **house.at())
        before = tickets(house)
        close(house)
        if called:
            house.call_next(1)
            with pytest.raises(UndoOvertakenError):
                house.do(undo, **house.at())
            assert not view(house).open
        else:
            house.do(undo, **house.at())
            assert tickets(house) == before
            house.do(serving.complete, "done", **house.at())


def test_closing_with_nobody_there_leaves_the_action_before_to_be_taken_back(house: Office) -> None:
    house.ticket()
    house.serve()
    house.do(serving.complete, "other", **house.at())
    close(house)
    with pytest.raises(CounterClosedError):
        house.do(undo, **house.at())
    house.do(counter.open_counter, **house.at())
    house.do(undo, **house.at())
    assert [row["state"] for row in tickets(house)] == ["serving"]


def test_waiting_for_whoever_comes_is_taken_back_with_the_visitor_before(house: Office) -> None:
    house.ticket()
    house.serve()
    before = tickets(house)
    house.do(calling.await_next, **house.at())
    house.do(undo, **house.at())
    assert tickets(house) == before
    house.ticket()
    assert [row["state"] for row in tickets(house)] == ["serving", "waiting"], "it no longer waits for whoever comes"
