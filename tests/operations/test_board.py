"""What the server tells the wall and the visitor's phone."""

from queue_server.operations import day
from queue_server.operations.board import PlaceView, board_snapshot, place_in_line
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.words import Lane
from tests.support.office import Office

DAY_SECONDS = 86_400


def board(house: Office) -> BoardSnapshot:
    return house.store.read(board_snapshot, office_id=house.id, now=house.now())


def test_every_open_service_is_named_before_anybody_came(house: Office) -> None:
    shown = board(house)
    assert shown.waiting == {}
    assert set(shown.service_names) == {str(house.passport), str(house.collection)}
    assert all(names["id"] for names in shown.service_names.values())


def test_a_closed_service_without_anybody_in_line_is_not_named(house: Office) -> None:
    extra = house.save_service("extra", {Lane.GENERAL: "K"}, open=False)
    assert str(extra) not in board(house).service_names


def place(house: Office, follow_url: str) -> PlaceView:
    return house.store.read(place_in_line, follow_url.rpartition("/")[2], now=house.now())


def test_after_closing_the_phone_tells_so_until_the_date_is_over(house: Office) -> None:
    served, waits = house.ticket(), house.ticket()
    house.serve()
    house.do(day.close_day, **house.by(house.admin))
    told = [place(house, ticket.follow_url) for ticket in (served, waits)]
    assert [(one.state, one.day_ended, one.today) for one in told] == [
        ("completed", True, True),
        ("cancelled", True, True),
    ]
    house.clock.sleep(DAY_SECONDS)
    assert not place(house, waits.follow_url).today


def test_the_phone_tells_nothing_of_yesterday(house: Office) -> None:
    ticket = house.ticket()
    assert (place(house, ticket.follow_url).day_ended, place(house, ticket.follow_url).today) == (False, True)
    house.clock.sleep(DAY_SECONDS)
    house.do(day.open_day, **house.by(house.admin))
    assert not place(house, ticket.follow_url).today
