from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from display.board import (
    SHOWN_AT_LEAST_SECONDS,
    Board,
    from_snapshot,
    is_stale,
    new_calls,
    seen,
    take_event,
    take_snapshot,
)
from display.wall import MOST_CURRENT, lay_out
from queue_server.protocol.events import Event, EventName
from tests.display.scripted_server import board_call, day_event, snapshot, ticket_event

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def numbers(board: Board) -> list[str]:
    return [call.number for call in board.calls]


def play(*events: Event, board: Board | None = None, at: float = 100.0) -> Board:
    board = board or from_snapshot(snapshot(), at)
    for event in events:
        board = take_event(board, event, at)
    return board


def test_the_newest_call_is_first() -> None:
    board = play(ticket_event(1), ticket_event(2, ticket_id=2, number="B-001", counter_id=1))
    assert numbers(board) == ["B-001", "A-012"]


def test_a_recall_moves_up_and_is_announced_again() -> None:
    before = play(ticket_event(1), ticket_event(2, ticket_id=2, number="B-001"))
    after = take_event(before, ticket_event(3, EventName.TICKET_RECALLED, attempt=2), 130.0)
    assert numbers(after) == ["A-012", "B-001"]
    assert [(call.number, call.attempt) for call in new_calls(before, after)] == [("A-012", 2)]


def test_an_event_known_already_changes_nothing_but_the_sign_of_life() -> None:
    board = play(ticket_event(5))
    assert take_event(board, ticket_event(5, number="X-999"), 111.0) == seen(board, 111.0)
    assert new_calls(board, take_event(board, ticket_event(4, ticket_id=9), 111.0)) == ()


def test_no_show_parked_transferred_and_cancelled_leave_at_once() -> None:
    for name in ("ticket.no_show", "ticket.parked", "ticket.transferred", "ticket.cancelled"):
        assert numbers(play(ticket_event(1), ticket_event(2, EventName(name), state="parked"))) == []


def test_a_completed_call_stands_out_its_minute_and_then_goes() -> None:
    board = play(ticket_event(1), ticket_event(2, EventName.TICKET_COMPLETED, state="completed"))
    assert numbers(board) == ["A-012"]
    assert [call.number for call in lay_out(board, 100 + SHOWN_AT_LEAST_SECONDS - 1, 5).current] == ["A-012"]
    assert lay_out(board, 100 + SHOWN_AT_LEAST_SECONDS, 5).current == ()


def test_a_call_has_the_number_that_stands_on_the_paper() -> None:
    before = play(ticket_event(1))
    after = take_event(before, ticket_event(2, EventName.TICKET_RENUMBERED, number="A-501"), 110.0)
    assert numbers(after) == ["A-501"]
    assert new_calls(before, after) == ()
    assert dict(after.waiting) == dict(before.waiting)


def test_an_event_about_an_unknown_ticket_is_fine() -> None:
    assert numbers(play(ticket_event(1, EventName.TICKET_COMPLETED, ticket_id=77))) == []


def test_waiting_counts_follow_the_tickets() -> None:
    issued = ticket_event(1, EventName.TICKET_ISSUED, counter_id=None, state="waiting", attempt=0)
    board = play(issued)
    assert dict(board.waiting) == {1: 8, 2: 2}
    board = play(ticket_event(2), board=board)
    assert board.waiting[1] == 7
    moved = ticket_event(3, EventName.TICKET_TRANSFERRED, state="waiting", service_id=2)
    board = play(moved, board=board)
    assert dict(board.waiting) == {1: 7, 2: 3}
    back = ticket_event(4, EventName.TICKET_TRANSFERRED, state="waiting", service_id=1, counter_id=None)
    assert dict(play(back, board=board).waiting) == {1: 8, 2: 2}


def test_a_new_day_starts_empty() -> None:
    board = play(ticket_event(1), day_event(2))
    assert (board.calls, dict(board.waiting), board.business_date) == ((), {}, day_event(2).business_date)
    assert play(day_event(3, EventName.DAY_CLOSED), board=board).business_date is None


def test_a_late_event_is_as_old_as_it_is() -> None:
    board = take_event(from_snapshot(snapshot(), 100.0), ticket_event(1), 100.0, late_seconds=45.0)
    assert board.calls[0].age_seconds(100.0) == 45.0


def test_stale_after_ten_seconds_without_a_sign_of_life() -> None:
    board = from_snapshot(snapshot(), 100.0)
    assert not is_stale(board, 110.0)
    assert is_stale(board, 110.1)
    assert not is_stale(seen(board, 110.1), 120.0)
    assert is_stale(Board(), 0.0)


def test_a_snapshot_keeps_the_times_of_known_calls_and_drops_the_rest() -> None:
    board = play(ticket_event(1), ticket_event(2, ticket_id=2, number="B-001"))
    call = board_call(1, "A-012", 3, called_at=NOW)
    after = take_snapshot(board, snapshot(call, seq=9, now=NOW + timedelta(seconds=1)), 150.0)
    assert [(call.number, call.called_at_seconds) for call in after.calls] == [("A-012", 100.0)]
    assert new_calls(board, after) == ()


def test_a_snapshot_overtaken_by_events_changes_nothing() -> None:
    board = play(ticket_event(5))
    assert take_snapshot(board, snapshot(seq=4), 150.0) == board


def test_seven_calls_in_a_minute_are_all_laid_out_and_the_newest_is_large() -> None:
    board = from_snapshot(snapshot(), 100.0)
    for n in range(1, 8):
        board = take_event(board, ticket_event(n, ticket_id=n, number=f"A-{n:03}"), 100.0 + 8 * n)
    wall = lay_out(board, 157.0, 4)
    assert wall.current[0].number == "A-007"
    assert len(wall.current) + len(wall.recent) == 7


def test_three_calls_within_a_second_stand_large_together() -> None:
    board = play(*(ticket_event(n, ticket_id=n) for n in (1, 2, 3)))
    assert len(lay_out(board, 101.0, 5).current) == MOST_CURRENT
    assert len(lay_out(board, 130.0, 5).current) == 1


any_event = st.builds(
    ticket_event,
    st.integers(1, 60),
    st.sampled_from([name for name in EventName if name.startswith("ticket.")]),
    ticket_id=st.integers(1, 6),
    number=st.sampled_from(["A-001", "B-002", ""]),
    counter_id=st.none() | st.integers(1, 3),
    attempt=st.integers(0, 4),
    state=st.sampled_from(["waiting", "called", "serving", "parked", "nonsense"]),
    service_id=st.integers(1, 3),
)
any_step = st.tuples(any_event | st.builds(day_event, st.integers(1, 60)), st.floats(0, 40))


@given(st.lists(any_step, max_size=40), st.integers(1, 5))
def test_any_events_leave_a_valid_board(steps: list[tuple[Event, float]], rows: int) -> None:
    board, now = from_snapshot(snapshot(board_call()), 0.0), 0.0
    for event, pause in steps:
        now += pause
        before = board
        board = take_event(board, event, now)
        wall = lay_out(board, now, rows)
        shown = [call.key for call in wall.current + wall.recent]
        assert board.seq == max(before.seq, event.seq)
        assert len({call.ticket_id for call in board.calls}) == len(board.calls)
        assert all(count >= 0 for count in board.waiting.values())
        assert all(call.key in shown for call in board.calls if call.age_seconds(now) < SHOWN_AT_LEAST_SECONDS)
        assert not board.calls or not shown or shown[0] == next(c.key for c in board.calls if c.key in shown)
        if board.calls and not board.calls[0].ended:
            assert shown[0] == board.calls[0].key


def test_a_payload_that_cannot_be_read_is_passed_over() -> None:
    event = day_event(3)
    garbled = type(event)(
        seq=3, name=EventName.TICKET_CALLED, at=event.at, business_date=event.business_date, payload=event.payload
    )
    board = play(ticket_event(1))
    assert take_event(board, garbled, 100.0) == replace(board, seq=3)


def test_a_board_of_one_place_shows_its_own_calls_only() -> None:
    board = from_snapshot(snapshot(only_services=(1,)), 100.0)
    mine = ticket_event(1, EventName.TICKET_CALLED, number="A-001")
    other = ticket_event(2, EventName.TICKET_CALLED, ticket_id=2, number="U-001", service_id=2)
    board = take_event(take_event(board, mine, 100.0), other, 101.0)
    assert (numbers(board), board.seq) == (["A-001"], 2)
    assert new_calls(from_snapshot(snapshot(only_services=(1,)), 100.0), board)[0].number == "A-001"


def test_a_ticket_that_goes_on_to_another_place_leaves_the_board() -> None:
    board = from_snapshot(snapshot(only_services=(1,)), 100.0)
    board = take_event(board, ticket_event(1, EventName.TICKET_ISSUED, state="waiting"), 100.0)
    assert board.waiting[1] == 8
    board = take_event(board, ticket_event(2, EventName.TICKET_CALLED), 101.0)
    moved = ticket_event(3, EventName.TICKET_FORWARDED, service_id=2, state="waiting")
    board = take_event(board, moved, 102.0)
    assert (numbers(board), board.waiting) == ([], {1: 7})
