"""When a message is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from queue_server.domain.message import OLDEST, PAUSES_SECONDS, Message, MessageKind, MessageState, next_try

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def message(attempts: int, kind: MessageKind = MessageKind.HELD) -> Message:
    return Message(1, 1, 1, kind, "case", 1, AT, MessageState.PENDING, attempts, AT, "", None)


def test_the_pauses_grow_and_end() -> None:
    now, tries, attempts = AT, [], 1
    while (again_at := next_try(message(attempts), "http_503", now)) is not None:
        tries.append((again_at - now).total_seconds())
        now, attempts = again_at, attempts + 1
    assert tuple(tries) == PAUSES_SECONDS
    assert list(PAUSES_SECONDS) == sorted(PAUSES_SECONDS)
    assert now - AT < OLDEST


def test_what_would_be_too_old_is_not_tried_again() -> None:
    assert next_try(message(1), "timed_out", AT + OLDEST - timedelta(seconds=1)) is None
    assert next_try(message(1), "timed_out", AT + OLDEST - timedelta(seconds=2)) == AT + OLDEST


@pytest.mark.parametrize("error", ["unusable_address", "too_old"])
def test_what_no_time_mends_is_not_tried_again(error: str) -> None:
    assert next_try(message(1), error, AT) is None


def test_a_test_is_tried_once() -> None:
    assert next_try(message(1, MessageKind.TEST), "no_connection", AT) is None
