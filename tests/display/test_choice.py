"""A wall that shows and says the calls of some services or counters only."""

from display.announcer import Announcing, announce
from display.board import Board, from_snapshot, new_calls, take_event, take_snapshot
from display.choice import Choice
from queue_server.protocol.board import BoardSnapshot
from queue_server.protocol.events import EventName
from tests.display.scripted_server import board_call, snapshot, ticket_event

COUNTERS = {"1": "Loket 1", "2": "Loket 2", "3": "Loket 3"}


def office(*calls: object, **changes: object) -> BoardSnapshot:
    return snapshot(*calls, counter_names=COUNTERS, **changes)  # type: ignore[arg-type]


def numbers(board: Board) -> list[str]:
    return [call.number for call in board.calls]


def test_only_the_calls_of_the_named_services_are_shown_and_said() -> None:
    here = from_snapshot(
        office(board_call(1, "A-001", service_id=1), board_call(2, "U-001", service_id=2)),
        100.0,
        Choice(services=("collection",)),
    )
    assert (numbers(here), dict(here.waiting), list(here.service_names)) == (["U-001"], {2: 2}, [2])
    after = take_event(here, ticket_event(1, ticket_id=3, number="A-002", service_id=1), 101.0)
    after = take_event(after, ticket_event(2, ticket_id=4, number="U-002", service_id=2), 102.0)
    assert numbers(after) == ["U-002", "U-001"]
    said = announce(Announcing(), new_calls(here, after), 102.0).waiting
    assert [call.number for call in said] == ["U-002"]


def test_a_service_is_named_in_any_language_and_manner_of_writing() -> None:
    for name in ("Paspor baru", "NEW  passport", " paspor BARU "):
        board = from_snapshot(office(), 100.0, Choice(services=(name,)))
        assert (board.chosen.services, board.chosen.unknown) == (frozenset({1}), ())


def test_only_the_calls_of_the_named_counters_are_shown() -> None:
    calls = board_call(1, "A-001", 1), board_call(2, "A-002", 2)
    board = from_snapshot(office(*calls), 100.0, Choice(counters=("Loket 2",)))
    assert numbers(board) == ["A-002"]
    board = take_event(board, ticket_event(1, ticket_id=3, number="A-003", counter_id=1), 101.0)
    assert numbers(board) == ["A-002"]
    assert board.waiting[1] == 6, "who waits is told all the same"
    board = take_event(board, ticket_event(2, ticket_id=4, number="A-004", counter_id=2), 102.0)
    assert numbers(board) == ["A-004", "A-002"]


def test_a_ticket_that_is_called_at_another_counter_leaves_this_wall() -> None:
    board = from_snapshot(office(board_call(1, "A-001", 2)), 100.0, Choice(counters=("Loket 2",)))
    board = take_event(board, ticket_event(1, EventName.TICKET_RECALLED, number="A-001", counter_id=3), 101.0)
    assert numbers(board) == []


def test_a_name_that_the_office_does_not_have_is_told_and_shows_nothing_of_others() -> None:
    board = from_snapshot(office(board_call()), 100.0, Choice(("Paspor baru", "Visa"), ("Lokit 1",)))
    assert board.chosen.unknown == ("Visa", "Lokit 1")
    assert numbers(board) == []


def test_a_name_that_becomes_known_is_found_by_the_next_look() -> None:
    board = from_snapshot(office(every_service={}), 100.0, Choice(services=("Pengambilan",)))
    assert board.chosen.unknown == ("Pengambilan",)
    board = take_snapshot(board, office(board_call(1, "U-001", service_id=2)), 105.0)
    assert (board.chosen.unknown, numbers(board)) == ((), ["U-001"])


def test_the_choice_lies_within_the_place_of_the_display() -> None:
    board = from_snapshot(office(only_services=(1,)), 100.0, Choice(services=("Paspor baru", "Pengambilan")))
    assert board.chosen.services == frozenset({1})


def test_without_a_choice_everything_is_shown() -> None:
    board = from_snapshot(office(board_call(1), board_call(2, "U-001", 2, service_id=2)), 100.0)
    assert len(board.calls) == 2
    assert board.chosen.unknown == ()
