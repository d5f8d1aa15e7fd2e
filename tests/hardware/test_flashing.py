"""What a lamp and a buzzer do when: the pure part, time passed in."""

import itertools
import math
from collections.abc import Callable

import pytest

from hardware.controls import BuzzerPattern, LampState
from hardware.controls.flashing import Flashing, Sounding
from hardware.controls.outputs import Plan


def driven(plan: Plan, seconds: float, at: Callable[[float], None] = lambda _: None) -> list[tuple[float, bool]]:
    """What a plan writes when, looked at every hundredth of a second; `at` may change it before each look."""
    writes: list[tuple[float, bool]] = []
    for step in range(int(seconds * 100)):
        now = step / 100
        at(now)
        if plan.due(now) <= now:
            writes.append((now, plan.take(now)))
            plan.written(now)
    return writes


def test_a_lamp_never_flashes_more_than_three_times_a_second() -> None:
    lamp = Flashing(1.0)
    states = itertools.cycle((LampState.ON, LampState.OFF, LampState.SLOW_PULSE, LampState.DOUBLE_FLASH))
    flashes = [at for at, lit in driven(lamp, 20, lambda _: lamp.show(next(states))) if lit]
    assert len(flashes) > 20
    # With the first of four flashes at t, the fourth comes later than t + 1 s.
    assert all(fourth - first > 1 for first, fourth in zip(flashes, flashes[3:], strict=False))


def test_a_slow_pulse_goes_on_and_off_with_the_time_and_so_all_together() -> None:
    early, late = Flashing(1.0), Flashing(1.0)
    early.show(LampState.SLOW_PULSE)
    writes = driven(early, 3)
    assert writes == [(0, True), (0.5, False), (1, True), (1.5, False), (2, True), (2.5, False)]
    late_writes = driven(late, 3, lambda now: late.show(LampState.SLOW_PULSE) if now == 1.2 else None)
    assert late_writes == [(1.2, True), *writes[3:]]


def test_a_double_flash_is_two_short_ones_and_a_rest() -> None:
    lamp = Flashing(1.0)
    lamp.show(LampState.DOUBLE_FLASH)
    writes = driven(lamp, 6)
    assert [lit for _, lit in writes] == [True, False] * 4
    assert [at for at, _ in writes] == pytest.approx([0, 0.3, 0.6, 0.9, 3, 3.3, 3.6, 3.9], abs=0.011)


def test_a_resting_lamp_is_not_due_before_it_is_told_something() -> None:
    lamp = Flashing(1.0)
    assert lamp.due(5) == math.inf
    lamp.show(LampState.OFF)
    assert lamp.due(5) == math.inf


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (BuzzerPattern.ACKNOWLEDGE, [True, False]),
        (BuzzerPattern.ATTENTION, [True, False] * 3),
        (BuzzerPattern.REFUSED, [True, False]),
    ],
)
def test_a_pattern_sounds_and_ends_silent(pattern: BuzzerPattern, expected: list[bool]) -> None:
    buzzer = Sounding()
    buzzer.play(pattern, 0)
    assert [sounds for _, sounds in driven(buzzer, 3)] == expected
    assert buzzer.due(3) == math.inf


def test_a_new_pattern_takes_the_place_of_the_old_one() -> None:
    buzzer = Sounding()
    buzzer.play(BuzzerPattern.ATTENTION, 0)
    writes = driven(buzzer, 3, lambda now: buzzer.play(BuzzerPattern.REFUSED, now) if now == 0.1 else None)
    assert writes == [(0, True), (0.1, True), (0.7, False)]
