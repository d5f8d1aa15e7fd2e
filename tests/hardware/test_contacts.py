"""Contacts that are looked at: what counts as a press, and what happens when nobody can look."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hardware.clock import SystemClock
from hardware.controls.contacts import Contacts, Resting
from hardware.errors import ControlsError

REST_SECONDS = 0.03


class LineError(Exception):
    """What the library raises."""


def told(levels: list[bool], seconds_between: float = 0.01) -> list[tuple[int, bool]]:
    """At which look a contact that was up came to rest at which level."""
    resting = Resting(level=True, rest_seconds=REST_SECONDS)
    looks = enumerate(levels)
    return [(look, level) for look, level in looks if resting.changes(level, look * seconds_between)]


def test_a_press_is_told_once_it_has_rested() -> None:
    assert told([True, False, False, False, False, False, True, True, True, True]) == [(4, False), (9, True)]


def test_a_contact_that_bounces_begins_to_rest_anew() -> None:
    assert told([False, True, False, False, True, False, False, False, False]) == [(8, False)]


def test_a_spike_is_nothing() -> None:
    assert told([True, False, False, True, True, True, True]) == []


def test_the_same_level_is_told_once() -> None:
    assert told([False] * 50) == [(3, False)]


def test_without_a_rest_time_each_look_counts() -> None:
    resting = Resting(level=True, rest_seconds=0)
    assert [resting.changes(level, 0) for level in (False, False, True)] == [True, False, True]


@contextmanager
def contacts() -> Iterator[Contacts]:
    looked_at = Contacts((LineError,), SystemClock())
    yield looked_at
    looked_at.close()


def wait_until(seen: list[bool], expected: list[bool]) -> None:
    limit = time.monotonic() + 10
    while seen != expected:
        assert time.monotonic() < limit, seen
        time.sleep(0.005)


def test_the_thread_tells_each_line_by_itself() -> None:
    levels, seen = {5: True, 6: True}, {5: list[bool](), 6: list[bool]()}
    with contacts() as looked_at:
        looked_at.add(5, lambda: levels[5], REST_SECONDS, seen[5].append)
        looked_at.add(6, lambda: levels[6], REST_SECONDS, seen[6].append)
        levels[6] = False
        wait_until(seen[6], [False])
        levels[6] = True
        wait_until(seen[6], [False, True])
        looked_at.check()
    assert seen[5] == []


def test_of_a_line_that_was_removed_nothing_is_told() -> None:
    level, seen, other = [True], list[bool](), list[bool]()
    with contacts() as looked_at:
        looked_at.add(5, lambda: level[0], 0, seen.append)
        looked_at.add(6, lambda: level[0], 0, other.append)
        looked_at.remove(5)
        level[0] = False
        wait_until(other, [False])
    assert seen == []


def test_a_line_that_cannot_be_read_is_told_at_the_next_check() -> None:
    fails = [False]

    def read() -> bool:
        if fails[0]:
            raise LineError("bad GPIO read")
        return True

    with contacts() as looked_at:
        looked_at.add(5, read, REST_SECONDS, lambda _: None)
        looked_at.check()
        fails[0] = True
        with pytest.raises(LineError, match="bad GPIO read"):
            check_for_a_while(looked_at)


def test_a_thread_that_has_ended_is_told() -> None:
    with contacts() as looked_at:
        looked_at.add(5, lambda: True, REST_SECONDS, lambda _: None)
        looked_at.close()
        looked_at.close()
        with pytest.raises(ControlsError, match="has ended"):
            looked_at.check()


def test_without_contacts_nobody_needs_to_look() -> None:
    with contacts() as looked_at:
        looked_at.check()


def check_for_a_while(looked_at: Contacts) -> None:
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        looked_at.check()
        time.sleep(0.005)
