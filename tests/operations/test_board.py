"""What the server tells the wall."""

from queue_server.operations.board import board_snapshot
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.words import Lane
from tests.support.office import Office


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
