"""What a kiosk is told of each service: the wait of who takes a number now, and the places left."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from queue_server.operations import day, serving
from queue_server.operations.board import board_snapshot
from queue_server.operations.line_picture import line_picture, place_in_line
from queue_server.operations.offer import office_info
from queue_server.protocol.messages import ServiceInfo
from queue_server.protocol.words import Lane, ServiceOutcome
from tests.support.office import Office


def offered(house: Office, service_id: int) -> ServiceInfo:
    office = house.store.read(office_info, office_id=house.id, now=house.now())
    return next(service for service in office.services if service.id == service_id)


def serve(house: Office, times: int) -> None:
    for _ in range(times):
        house.ticket(service_id=house.collection)
        house.serve()
        house.clock.sleep(900)
        house.do(serving.complete, ServiceOutcome.DONE, **house.at())


def test_the_tile_tells_what_the_next_visitors_ticket_and_phone_will_tell(house: Office) -> None:
    serve(house, 5)
    for _ in range(4):
        house.ticket(service_id=house.collection)
    told = offered(house, house.collection).estimate
    ticket = house.ticket(service_id=house.collection)
    phone = place_in_line(house.store.read(line_picture, office_id=house.id, now=house.now()), ticket.id)
    assert told is not None
    assert told == ticket.estimate == phone.estimate
    assert told.high_minutes > 10


def test_too_little_is_known_to_tell_a_wait_before_five_were_served(house: Office) -> None:
    serve(house, 4)
    house.ticket(service_id=house.collection)
    service = offered(house, house.collection)
    assert (service.waiting, service.estimate) == (1, None)


def test_a_closed_office_tells_no_wait(house: Office) -> None:
    serve(house, 5)
    house.do(day.close_day, **house.by(house.admin))
    assert offered(house, house.collection).estimate is None


def test_a_closed_office_tells_kiosk_and_wall_when_it_opens_next(house: Office) -> None:
    told = house.store.read(office_info, office_id=house.id, now=house.now())
    assert told.opens_at is None, "it is open"
    house.save_service(
        "passport", {Lane.GENERAL: "A"}, house.passport, hours={str(day): (("08:00", "15:00"),) for day in range(7)}
    )
    house.do(day.close_day, **house.by(house.admin))
    local = house.now().astimezone(ZoneInfo(told.timezone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time(8), local.tzinfo)
    told = house.store.read(office_info, office_id=house.id, now=house.now())
    assert told.opens_at == tomorrow, "today is over"
    assert house.store.read(board_snapshot, office_id=house.id, now=house.now()).opens_at == tomorrow
