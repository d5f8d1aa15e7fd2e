"""Messages to phones: where one may go, when one is due, how often it is tried."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from queue_server.domain.push import (
    FRESH,
    LEASE,
    LONGEST_ENDPOINT,
    NEAR,
    NOT_ALLOWED,
    PAUSES_SECONDS,
    PushKind,
    Standing,
    Subscription,
    is_gone,
    may_go_to,
    pause_seconds,
    seconds_left,
)
from queue_server.domain.ticket import TicketState

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(seconds=30)
SERVICES = ("push.example", "*.push.apple.example")
PHONE = Subscription(1, 1, date(2026, 3, 2), 7, "https://push.example/a", "", "", "id", 0, None, None)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://push.example/a?b=c",
        "https://web.push.apple.example/Q",
        "https://a.b.push.apple.example/",
        "https://push.example/",
    ],
)
def test_a_push_service_that_the_settings_name_is_sent_to(endpoint: str) -> None:
    assert may_go_to(endpoint, SERVICES)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push.example/a",
        "http://push.example/a",
        "HTTPS://push.example/a",
        "https://push.example",
        "https://push.example:443/a",
        "https://push.example:8443/a",
        "https://push.example./a",
        "https://push.example@127.0.0.1/a",
        "https://127.0.0.1/push.example",
        "https://user@push.example/a",
        "https://push.example\\@evil.example/a",
        "https://evil.example/push.example",
        "https://notpush.example/a",
        "https://push.example.evil.example/a",
        "https://push.apple.example/a",
        "https://evilpush.apple.example/a",
        "https://[::1]/a",
        "https://localhost/a",
        "https://169.254.169.254/latest/meta-data",
        "https://push.example/a b",
        "https://push.example/a\r\nHost: evil",
        "https://push.example/ü",
        "ftp://push.example/a",
        "https://push.example/" + "a" * LONGEST_ENDPOINT,
    ],
)
def test_no_other_address_is_opened_by_the_server(endpoint: str) -> None:
    assert not may_go_to(endpoint, SERVICES)


def test_a_push_service_of_the_office_s_own_is_known_by_its_whole_beginning() -> None:
    own = "http://127.0.0.1:8000"
    assert may_go_to("http://127.0.0.1:8000/a", (), own)
    for other in ("http://127.0.0.1:80001/a", "http://127.0.0.1/a", "http://127.0.0.1:8000", "http://127x0.0.1:8000/a"):
        assert not may_go_to(other, (), own)


@pytest.mark.parametrize(
    ("standing", "ahead", "due"),
    [
        (Standing(TicketState.CALLED, NOW, None, near_told=False), 0, PushKind.CALLED),
        (Standing(TicketState.CALLED, NOW, EARLIER, near_told=True), 0, PushKind.CALLED),
        (Standing(TicketState.CALLED, NOW, NOW, near_told=True), 0, None),
        (Standing(TicketState.WAITING, None, None, near_told=False), NEAR, PushKind.NEAR),
        (Standing(TicketState.WAITING, None, None, near_told=False), NEAR + 1, None),
        (Standing(TicketState.WAITING, None, None, near_told=True), 0, None),
        (Standing(TicketState.SERVING, NOW, None, near_told=False), 0, None),
        (Standing(TicketState.PARKED, NOW, None, near_told=False), 0, None),
        (Standing(TicketState.COMPLETED, NOW, None, near_told=False), 0, None),
        (Standing(TicketState.NO_SHOW, NOW, None, near_told=False), 0, None),
    ],
)
def test_a_phone_is_told_of_each_call_and_once_that_few_are_ahead(
    standing: Standing, ahead: int, due: PushKind | None
) -> None:
    assert standing.due(ahead) is due


def test_a_call_of_minutes_ago_is_no_news() -> None:
    assert seconds_left(PushKind.CALLED, NOW, NOW) == FRESH.total_seconds()
    assert seconds_left(PushKind.CALLED, NOW - timedelta(seconds=100), NOW) == 20
    assert seconds_left(PushKind.CALLED, NOW - FRESH, NOW) == 0
    assert seconds_left(PushKind.CALLED, NOW - timedelta(hours=1), NOW) < 0


def test_a_clock_that_was_set_back_makes_no_message_last_longer() -> None:
    assert seconds_left(PushKind.CALLED, NOW + timedelta(hours=1), NOW) == FRESH.total_seconds()


def test_a_failed_try_waits_its_pause_and_a_new_call_does_not_wait_for_it() -> None:
    soon = NOW + timedelta(seconds=5)
    failed = replace(PHONE, attempts=2, tried_call_at=EARLIER, next_at=soon)
    assert failed.waits_until(EARLIER, NOW) == soon
    assert failed.waits_until(EARLIER, soon) is None
    assert failed.waits_until(NOW, NOW) is None
    assert (failed.attempt(EARLIER), failed.attempt(NOW)) == (3, 1)
    assert PHONE.waits_until(None, NOW) is None


def test_a_clock_that_was_set_back_does_not_hold_up_a_try() -> None:
    far = replace(PHONE, next_at=NOW + LEASE + timedelta(seconds=1))
    assert far.waits_until(None, NOW) is None


def test_tries_are_counted_and_what_never_gets_better_is_tried_once() -> None:
    pauses = [pause_seconds("http_503", attempts) for attempts in range(1, len(PAUSES_SECONDS) + 2)]
    assert pauses == [*PAUSES_SECONDS, None]
    assert sum(PAUSES_SECONDS) < FRESH.total_seconds()
    assert [pause_seconds(error, 1) for error in (NOT_ALLOWED, "http_400", "http_403", "http_413")] == [None] * 4
    assert pause_seconds("timed_out", 1) == PAUSES_SECONDS[0]


def test_only_the_push_service_s_own_word_ends_a_subscription() -> None:
    assert [is_gone(error) for error in ("http_404", "http_410", "http_403", "no_connection", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
