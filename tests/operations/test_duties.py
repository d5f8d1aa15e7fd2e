"""What an officer may do, and which services an officer may serve."""

from typing import Any

import pytest

from queue_server.domain.errors import InvalidValueError, NoTicketWaitingError, RightMissingError, ServiceNotYoursError
from queue_server.operations import accounts, calling
from queue_server.protocol.words import StaffRight
from tests.support.office import Office
from tests.support.stores import Rows, dump


def rows(house: Office) -> Rows:
    return dump(house.store)["ticket"]


def test_calling_out_of_order_is_a_right(house: Office) -> None:
    ticket = house.ticket()
    duties: dict[str, Any] = {"rights": frozenset[StaffRight](), "service_ids": frozenset[int]()}
    house.do(accounts.set_duties, house.officers[0].id, **duties, **house.by(house.admin))
    with pytest.raises(RightMissingError):
        house.do(calling.call_ticket, ticket.id, **house.at())
    assert house.call_next().ticket_id == ticket.id


def test_an_officer_serves_only_what_is_allowed(house: Office) -> None:
    ticket = house.ticket()
    duties: dict[str, Any] = {"rights": frozenset(StaffRight), "service_ids": frozenset({house.collection})}
    house.do(accounts.set_duties, house.officers[0].id, **duties, **house.by(house.admin))
    with pytest.raises(NoTicketWaitingError):
        house.call_next()
    with pytest.raises(ServiceNotYoursError):
        house.do(calling.call_ticket, ticket.id, **house.at())
    house.do(calling.await_next, **house.at())
    house.ticket()
    assert {row["state"] for row in rows(house)} == {"waiting"}
    assert house.ticket(service_id=house.collection).number == "U-001"
    assert rows(house)[2]["state"] == "called"


def test_duties_name_services_of_the_office(house: Office) -> None:
    with pytest.raises(InvalidValueError):
        house.do(
            accounts.set_duties,
            house.officers[0].id,
            rights=frozenset(),
            service_ids=frozenset({10**6}),
            **house.by(house.admin),
        )
