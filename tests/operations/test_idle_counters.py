"""No idle counter faces a ticket that it could serve, and no ticket waits for a counter that cannot call."""

from typing import Any

import pytest

from queue_server.domain.errors import NoTicketWaitingError
from queue_server.operations import accounts, calling, counter, serving
from queue_server.operations.counter_page import counter_view
from queue_server.operations.counter_views import TicketView
from queue_server.operations.undo import undo
from queue_server.protocol.words import Lane, StaffRight
from tests.support.office import Office
from tests.support.stores import dump


def states(house: Office) -> list[tuple[str, object]]:
    """State and counter of each ticket, the counter by its place in the office."""
    places = {None: None} | {counter_id: nth for nth, counter_id in enumerate(house.counters)}
    return [(row["state"], places[row["counter_id"]]) for row in dump(house.store)["ticket"]]


def wait(house: Office, nth: int) -> None:
    house.do(calling.await_next, **house.at(nth))


def duties(house: Office, nth: int, *service_ids: int) -> None:
    wanted: dict[str, Any] = {"rights": frozenset(StaffRight), "service_ids": frozenset(service_ids)}
    house.do(accounts.set_duties, house.officers[nth].id, **wanted, **house.by(house.admin))


def line(house: Office, nth: int) -> list[TicketView]:
    view = house.store.read(counter_view, office_id=house.id, counter_id=house.counters[nth], now=house.now())
    return list(view.waiting)


def test_what_is_taken_back_into_the_line_goes_to_the_counter_that_waits(house: Office) -> None:
    house.ticket()
    house.call_next(0)
    wait(house, 1)
    house.do(undo, **house.at(0))
    assert states(house) == [("called", 1)]


def test_a_waiting_counter_that_takes_a_cancelling_back_gets_that_visitor(house: Office) -> None:
    ticket = house.ticket()
    house.do(serving.cancel, ticket.id, **house.at())
    wait(house, 0)
    house.do(undo, **house.at())
    assert states(house) == [("called", 0)]
    house.do(undo, **house.at())
    assert states(house) == [("waiting", None)]


def test_a_counter_that_gains_a_service_gets_who_waits_for_it(house: Office) -> None:
    house.save_counter("1", house.counters[0], service_ids=(house.collection,))
    wait(house, 0)
    house.ticket()
    assert states(house) == [("waiting", None)]
    house.save_counter("1", house.counters[0], service_ids=(house.collection, house.passport))
    assert states(house) == [("called", 0)]


def test_an_officer_who_may_serve_more_gets_who_waits_for_it(house: Office) -> None:
    duties(house, 0, house.collection)
    wait(house, 0)
    house.ticket()
    duties(house, 0)
    assert states(house) == [("called", 0)]


@pytest.mark.parametrize("act", ["next", "await", "named", "resumed", "close"])
def test_a_visitor_who_goes_on_is_taken_by_the_counter_that_waits_there(house: Office, act: str) -> None:
    photo = house.save_service("photo", {Lane.GENERAL: "F"})
    house.save_counter("2", house.counters[1], service_ids=(photo,))
    parked = house.ticket()
    house.serve(0)
    house.do(serving.park, **house.at(0))
    house.ticket()
    house.serve(0)
    house.do(serving.add_service, photo, **house.at(0))
    wait(house, 1)
    named = house.ticket() if act in ("next", "named") else parked
    acts: dict[str, Any] = {
        "next": (calling.call_next,),
        "await": (calling.await_next,),
        "named": (calling.call_ticket, named.id),
        "resumed": (calling.resume, parked.id),
        "close": (counter.close_counter,),
    }
    house.do(*acts[act], **house.at(0))
    assert states(house)[1] == ("called", 1)


def come_back_to_the_first(house: Office) -> None:
    """A visitor who was sent from the first counter to another service and is to come back."""
    house.ticket()
    house.serve(0)
    house.do(serving.transfer, house.collection, come_back=True, **house.at(0))
    house.serve(1)
    house.do(serving.next_stage, **house.at(1))
    assert line(house, 1) == []


def test_who_was_to_come_back_to_a_counter_that_closes_is_everybody_s(house: Office) -> None:
    come_back_to_the_first(house)
    assert [(one.comes_back, one.left_by) for one in line(house, 0)] == [(True, "")]
    house.do(counter.close_counter, **house.at(0))
    assert [(one.comes_back, one.left_by) for one in line(house, 1)] == [(False, "1")]
    assert house.call_next(1).number == "A-001"


def test_a_counter_that_opens_again_has_its_visitor_back(house: Office) -> None:
    come_back_to_the_first(house)
    house.do(counter.close_counter, **house.at(0))
    house.do(counter.open_counter, **house.at(0))
    with pytest.raises(NoTicketWaitingError):
        house.call_next(1)
    assert house.call_next(0).number == "A-001"


def test_a_step_that_leads_back_to_a_closed_counter_leads_to_every_counter(house: Office) -> None:
    house.ticket()
    house.serve(0)
    house.do(serving.transfer, house.collection, come_back=True, **house.at(0))
    house.do(counter.close_counter, **house.at(0))
    house.serve(1)
    house.do(serving.next_stage, **house.at(1))
    assert house.call_next(1).number == "A-001"


def test_closing_gives_the_visitor_to_a_counter_that_waits(house: Office) -> None:
    come_back_to_the_first(house)
    wait(house, 1)
    house.do(counter.close_counter, **house.at(0))
    assert states(house) == [("called", 1)]


def test_nobody_waits_for_a_counter_that_lost_the_service_or_whose_officer_may_not(house: Office) -> None:
    come_back_to_the_first(house)
    duties(house, 0, house.collection)
    assert [one.number for one in line(house, 1)] == ["A-001"]
    duties(house, 0)
    assert line(house, 1) == []
    house.save_counter("1", house.counters[0], service_ids=(house.collection,))
    assert house.call_next(1).number == "A-001"
