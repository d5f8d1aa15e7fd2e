"""What the visitors' phones are told from: the line of a day, in one reading."""

import pytest

from queue_server.domain.errors import UnknownTicketError
from queue_server.domain.promise import SERVICES_BEFORE_ESTIMATE
from queue_server.operations import day, serving
from queue_server.operations.admission import expected_wait
from queue_server.operations.line_picture import LinePicture, PlaceView, line_picture, place_in_line
from queue_server.protocol.words import Lane, ServiceOutcome
from queue_server.storage.statement import Transaction
from tests.support.office import Office

DAY_SECONDS = 86_400


def picture(house: Office) -> LinePicture:
    return house.store.read(line_picture, office_id=house.id, now=house.now())


def place(house: Office, ticket_id: int) -> PlaceView:
    return place_in_line(picture(house), ticket_id)


def test_it_counts_who_is_ahead_as_the_ticket_does(house: Office) -> None:
    lanes = [Lane.GENERAL, Lane.PRIORITY, Lane.GENERAL]
    issued = [house.ticket(lane=lane) for lane in lanes] + [house.ticket(service_id=house.collection)]
    shown = picture(house)
    assert [place_in_line(shown, ticket.id).ahead for ticket in issued] == [ticket.ahead for ticket in issued]
    assert [place_in_line(shown, ticket.id).number for ticket in issued] == [ticket.number for ticket in issued]


def test_it_expects_the_wait_that_a_new_ticket_would_be_told(house: Office) -> None:
    for _ in range(SERVICES_BEFORE_ESTIMATE):
        house.ticket(service_id=house.collection)
        house.serve()
        house.do(serving.complete, **house.at(), outcome=ServiceOutcome.DONE)
    waiting = [house.ticket(service_id=house.collection) for _ in range(4)][-1]

    def told(tx: Transaction) -> object:
        return expected_wait(tx, house.id, waiting.business_date, house.collection, 3)

    expected = house.store.read(told)
    assert expected is not None
    assert place(house, waiting.id).estimate == expected


def test_a_called_visitor_is_told_the_counter(house: Office) -> None:
    ticket = house.ticket()
    house.call_next()
    view = place(house, ticket.id)
    assert (view.state, view.counter_name, view.attempt, view.estimate) == ("called", "1", 1, None)


def test_after_closing_the_phone_tells_so_until_the_date_is_over(house: Office) -> None:
    served, waits = house.ticket(), house.ticket()
    house.serve()
    house.do(day.close_day, **house.by(house.admin))
    told = [place(house, ticket.id) for ticket in (served, waits)]
    assert [(one.state, one.day_ended) for one in told] == [("completed", True), ("cancelled", True)]
    shown = picture(house)
    assert shown.is_of(house.now())
    house.clock.sleep(DAY_SECONDS)
    assert not shown.is_of(house.now()), "no event tells that midnight has passed"
    with pytest.raises(UnknownTicketError):
        place(house, waits.id)


def test_nothing_of_yesterday_is_in_it(house: Office) -> None:
    ticket = house.ticket()
    assert not place(house, ticket.id).day_ended
    house.clock.sleep(DAY_SECONDS)
    house.do(day.open_day, **house.by(house.admin))
    assert picture(house).business_date == house.now().date()
    with pytest.raises(UnknownTicketError):
        place(house, ticket.id)
