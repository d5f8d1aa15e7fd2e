"""Lamps and the buzzer at the lines of a chip that the guest's kernel takes for a Pi's."""

import time
from itertools import pairwise

import pytest

from hardware.controls import BuzzerPattern, LampState
from tests.kernel.controls import (
    BLUE_LAMP,
    BUZZER,
    GREEN_LAMP,
    WARNING_LAMP,
    Kiosk,
)
from tests.kernel.emulated.waiting import wait_for
from tests.support.clock import FakeClock


def test_nothing_is_lit_after_opening(kiosk: Kiosk) -> None:
    lines = (GREEN_LAMP, BLUE_LAMP, WARNING_LAMP, BUZZER)
    assert [kiosk.chip.value(line) for line in lines] == [0, 0, 0, 0]


@pytest.mark.parametrize(("name", "line"), [("green", GREEN_LAMP), ("blue", BLUE_LAMP)])
def test_a_lamp_goes_on_and_off(kiosk: Kiosk, name: str, line: int) -> None:
    kiosk.controls.lamps[name].show(LampState.ON)
    assert kiosk.chip.value(line) == 1
    kiosk.controls.lamps[name].show(LampState.OFF)
    wait_for("the lamp is off", lambda: kiosk.chip.value(line) == 0)


def test_the_warning_lamp_lights_alone(kiosk: Kiosk) -> None:
    kiosk.controls.warning_lamp.show(LampState.ON)
    assert [kiosk.chip.value(line) for line in (WARNING_LAMP, GREEN_LAMP, BLUE_LAMP)] == [1, 0, 0]


def test_a_slow_pulse_is_slow(patient_kiosk: Kiosk, fake_clock: FakeClock) -> None:
    patient_kiosk.controls.lamps["green"].show(LampState.SLOW_PULSE)
    for level in (1, 0, 1, 0, 1, 0):
        shows(patient_kiosk, GREEN_LAMP, level)
        fake_clock.sleep(0.4375)
        patient_kiosk.turn()
        assert patient_kiosk.chip.value(GREEN_LAMP) == level
        fake_clock.sleep(0.0625)


def shows(kiosk: Kiosk, line: int, level: int) -> None:
    """The thread that drives the outputs finds out by itself what is due."""
    wait_for(f"line {line} at {level}", lambda: kiosk.chip.value(line) == level)


def storm(kiosk: Kiosk, levels: list[int]) -> None:
    """Ask for the other level, the most that a mistaken kiosk could ask for, and see what comes of it."""
    lit = kiosk.chip.value(GREEN_LAMP)
    kiosk.controls.lamps["green"].show(LampState.OFF if lit else LampState.ON)
    levels.append(kiosk.chip.value(GREEN_LAMP))


def rises(levels: list[int]) -> list[int]:
    """Places at which the level went up."""
    return [place for place, (before, after) in enumerate(pairwise([0, *levels])) if after > before]


def test_a_storm_of_commands_never_flashes_above_three_times_a_second(
    patient_kiosk: Kiosk, fake_clock: FakeClock
) -> None:
    levels: list[int] = []
    for _ in range(400):
        storm(patient_kiosk, levels)
        fake_clock.sleep(0.01)
    flashes = rises(levels)
    assert len(flashes) in (11, 12)
    assert all(later - earlier >= 100 / 3 for earlier, later in pairwise(flashes))


def test_nor_by_the_machines_own_clock(kiosk: Kiosk) -> None:
    levels: list[int] = []
    begun_at = time.monotonic()
    while len(rises(levels)) < 7:
        storm(kiosk, levels)
    assert time.monotonic() - begun_at >= 6 / 3


@pytest.mark.parametrize(
    ("pattern", "sounds", "seconds"),
    [
        (BuzzerPattern.ACKNOWLEDGE, 1, 0.08),
        (BuzzerPattern.ATTENTION, 3, 0.30),
        (BuzzerPattern.REFUSED, 1, 0.60),
    ],
)
def test_the_buzzer_sounds_its_pattern(
    patient_kiosk: Kiosk, fake_clock: FakeClock, pattern: BuzzerPattern, sounds: int, seconds: float
) -> None:
    patient_kiosk.controls.buzzer.play(pattern)
    for level in (1, 0) * sounds:
        shows(patient_kiosk, BUZZER, level)
        fake_clock.sleep(seconds - 0.01)
        patient_kiosk.turn()
        assert patient_kiosk.chip.value(BUZZER) == level
        fake_clock.sleep(0.02)
    patient_kiosk.turn()
    assert patient_kiosk.chip.value(BUZZER) == 0
