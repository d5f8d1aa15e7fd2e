"""What the page says of a wait: that for the present call, not the first one of the day."""

from queue_server.operations import calling, serving
from queue_server.operations.counter_page import counter_view
from queue_server.operations.counter_views import CounterView, TicketView
from queue_server.operations.undo import undo
from tests.support.office import Office


def view(house: Office) -> CounterView:
    return house.store.read(counter_view, office_id=house.id, counter_id=house.counters[0], now=house.now())


def current(house: Office) -> TicketView:
    found = view(house).current
    assert found is not None
    return found


def wait(house: Office, minutes: int) -> None:
    house.clock.sleep(60 * minutes - 1)


def test_at_the_second_stage_it_is_the_wait_for_that_stage(house: Office) -> None:
    house.ticket()
    wait(house, 20)
    house.serve()
    assert (current(house).waited_seconds, current(house).joined_line_at) == (1200, None)
    house.do(serving.add_service, house.collection, **house.at())
    wait(house, 10)
    house.do(serving.next_stage, **house.at())
    forwarded_at = house.now()
    wait(house, 5)
    (waiting,) = view(house).waiting
    assert (waiting.waited_seconds, waiting.joined_line_at) == (299, forwarded_at)
    house.serve()
    assert (current(house).waited_seconds, current(house).joined_line_at) == (300, forwarded_at)
    house.do(serving.complete, "done", **house.at())
    assert view(house).completed[0].waited_seconds == 300


def test_after_a_no_show_it_is_the_wait_since_the_visitor_came_back(house: Office) -> None:
    ticket = house.ticket()
    wait(house, 20)
    house.call_next()
    house.do(serving.no_show, **house.at())
    wait(house, 10)
    house.do(serving.reinstate, ticket.id, **house.at())
    wait(house, 2)
    house.call_next()
    assert current(house).waited_seconds == 120
    house.do(undo, **house.at())
    assert view(house).waiting[0].waited_seconds == 121


def test_after_parking_it_is_the_time_aside(house: Office) -> None:
    ticket = house.ticket()
    house.serve()
    house.do(serving.park, **house.at())
    wait(house, 4)
    house.do(calling.resume, ticket.id, **house.at())
    assert current(house).waited_seconds == 240


def test_who_chose_the_wrong_service_has_waited_since_the_arrival(house: Office) -> None:
    ticket = house.ticket()
    wait(house, 7)
    house.do(serving.transfer, house.collection, ticket_id=ticket.id, **house.at())
    (waiting,) = view(house).waiting
    assert (waiting.waited_seconds, waiting.joined_line_at) == (420, None)


def test_a_clock_that_was_set_back_makes_no_negative_wait(house: Office) -> None:
    house.ticket()
    house.clock.jump(-600)
    assert view(house).waiting[0].waited_seconds == 0
