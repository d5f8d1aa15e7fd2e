"""How the calls are laid out on the wall. Pure."""

from dataclasses import dataclass

from display.board import SHOWN_AT_LEAST_SECONDS, Board, Call

FRESH_SECONDS = 12.0
"""So long a call stands among the current ones, beside the newest."""
MOST_CURRENT = 3


@dataclass(frozen=True, slots=True)
class Wall:
    """The calls as they are laid out: large ones and the list beside them."""

    current: tuple[Call, ...]
    recent: tuple[Call, ...]


def lay_out(board: Board, now_seconds: float, rows: int) -> Wall:
    """Decide which calls stand large and which in the list.

    The newest call is always large. Calls of the last seconds stand beside it, and so do more while the list is too
    short for all of the last minute; at most three in all. Beyond that the list grows instead of losing a call.

    Args:
        board: the calls, the newest first.
        now_seconds: monotonic.
        rows: calls that fit the list at full size.
    """
    ages = {call.key: call.age_seconds(now_seconds) for call in board.calls}
    standing = [call for call in board.calls if not call.ended or ages[call.key] < SHOWN_AT_LEAST_SECONDS]
    due = {call.key for call in standing if ages[call.key] < SHOWN_AT_LEAST_SECONDS or call is standing[0]}
    fresh = sum(ages[call.key] < FRESH_SECONDS for call in standing)
    large = min(MOST_CURRENT, max(1, fresh, len(due) - rows))
    older = [call.key for call in standing if call.key not in due]
    shown = due.union(older[: max(0, large + rows - len(due))])
    calls = tuple(call for call in standing if call.key in shown)
    return Wall(current=calls[:large], recent=calls[large:])


def now_serving(board: Board) -> dict[int, str]:
    """The latest number by service, of the calls that stand on the wall."""
    latest: dict[int, str] = {}
    for call in board.calls:
        latest.setdefault(call.service_id, call.number)
    return latest
