"""What the wall does by itself between the calls: notices in turns, pictures, and care for its screen. Pure."""

from collections.abc import Sequence
from datetime import time

from display.announcer import Announcing
from display.board import Board, is_stale
from display.quiet_hours import QuietSpan, is_quiet
from queue_server.protocol.board import BoardNotice

NOTICE_SECONDS = 10.0
"""The longest notice, of 120 letters, can be read twice in this time."""
SHIFT_SECONDS = 180.0
SHIFTS = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Places of the picture, one after the other, in steps right and down; no edge stands in one place for long."""


def turn(count: int, seconds_each: float, now_seconds: float) -> int:
    """Whose turn it is of so many that take turns."""
    return int(now_seconds // seconds_each) % count


def notice_turn(
    notices: Sequence[BoardNotice], languages: Sequence[str], now_seconds: float
) -> tuple[int, str, str] | None:
    """The notice whose turn it is, in one language: a line in each language would leave neither large enough.

    Args:
        notices: in their order; one that has no text is left out.
        languages: of the wall; a notice stands in each that it has, else in the one that it has.
        now_seconds: monotonic.

    Returns:
        Id of the notice, language and text, or ``None`` where there is nothing to tell.
    """
    lines = [(notice.id, language, text) for notice in notices for language, text in _texts(notice, languages)]
    return lines[turn(len(lines), NOTICE_SECONDS, now_seconds)] if lines else None


def _texts(notice: BoardNotice, languages: Sequence[str]) -> list[tuple[str, str]]:
    texts = {language: text for language, text in notice.texts.items() if text}
    return [(each, texts[each]) for each in languages if each in texts] or list(texts.items())[:1]


def nothing_called(board: Board, announcing: Announcing, now_seconds: float, quiet_seconds: float) -> bool:
    """Whether pictures may be shown: the office is open, its picture present, and no call is young or unsaid."""
    return (
        board.business_date is not None
        and not is_stale(board, now_seconds)
        and announcing.speaking is None
        and not (announcing.waiting or announcing.later)
        and all(call.age_seconds(now_seconds) >= quiet_seconds for call in board.calls)
    )


def shift(now_seconds: float) -> tuple[int, int]:
    """Where the picture stands now, in steps right and down."""
    return SHIFTS[turn(len(SHIFTS), SHIFT_SECONDS, now_seconds)]


def is_dim(board: Board, spans: Sequence[QuietSpan], local: time | None) -> bool:
    """Whether the picture is dim: the office is closed, or it is an hour of the night.

    Args:
        board: as far as it is known; a wall that has never heard of its office stays bright, somebody is mending it.
        spans: the dim hours.
        local: by the office's clock; ``None`` while it is not known.
    """
    closed = bool(board.office_name) and board.business_date is None
    return closed or (local is not None and is_quiet(spans, local))
