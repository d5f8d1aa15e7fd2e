"""The clock of the tests."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.clock import FakeClock


def test_sleep_moves_both_clocks(clock: FakeClock) -> None:
    now, seconds = clock.now(), clock.monotonic()
    clock.sleep(2.5)
    assert (clock.now() - now, clock.monotonic() - seconds) == (timedelta(seconds=2.5), 2.5)


def test_a_jump_leaves_the_monotonic_clock_alone(clock: FakeClock) -> None:
    now, seconds = clock.now(), clock.monotonic()
    clock.jump(-3600)
    assert (clock.now() - now, clock.monotonic() - seconds) == (timedelta(hours=-1), 0)


def test_time_is_aware_utc() -> None:
    assert FakeClock().now().tzinfo is UTC


def test_time_does_not_go_back(clock: FakeClock) -> None:
    with pytest.raises(ValueError, match="does not go back"):
        clock.sleep(-1)


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        FakeClock(datetime(2026, 3, 2))  # noqa: DTZ001 - the mistake itself
