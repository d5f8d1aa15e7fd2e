"""Buttons at the lines of a chip that the guest's kernel takes for a Pi's."""

import time

from hardware.clock import SystemClock
from hardware.drivers import choose_controls
from tests.kernel.controls import (
    BLUE,
    GREEN,
    TABLE,
    Kiosk,
)
from tests.kernel.emulated.gpio_chip import GpioChip
from tests.kernel.emulated.scheduling import let_pass
from tests.kernel.emulated.waiting import wait_for
from tests.support.clock import FakeClock


def test_a_press_is_told_when_the_button_goes_down(kiosk: Kiosk) -> None:
    kiosk.push(GREEN)
    wait_for("the press", lambda: kiosk.pressed == ["green"])
    kiosk.let_go(GREEN)
    assert kiosk.pressed == ["green"]


def test_each_button_is_told_by_its_name(kiosk: Kiosk) -> None:
    kiosk.press(BLUE)
    kiosk.press(GREEN)
    wait_for("both presses", lambda: kiosk.pressed == ["blue", "green"])


def test_two_buttons_at_once_are_both_told(kiosk: Kiosk) -> None:
    kiosk.chip.pull(GREEN, high=False)
    kiosk.chip.pull(BLUE, high=False)
    wait_for("both presses", lambda: sorted(kiosk.pressed) == ["blue", "green"])


def test_a_bouncing_contact_is_one_press(gpio_chip: GpioChip, fake_clock: FakeClock) -> None:
    kiosk = Kiosk(gpio_chip, fake_clock, repeat_guard_seconds=0)
    for _ in range(10):
        for high in (False, True):
            gpio_chip.pull(GREEN, high)
            let_pass(0.02)  # the driver sees it
            fake_clock.sleep(0.002)
    assert kiosk.pressed == []
    kiosk.push(GREEN)
    wait_for("the press", lambda: kiosk.pressed)
    kiosk.settle()
    kiosk.controls.close()
    assert kiosk.pressed == ["green"]


def test_a_spike_is_no_press(patient_kiosk: Kiosk) -> None:
    patient_kiosk.chip.pull(GREEN, high=False)
    let_pass(0.02)  # the driver sees it
    patient_kiosk.chip.pull(GREEN, high=True)
    patient_kiosk.settle()
    assert patient_kiosk.pressed == []


def test_without_a_guard_each_press_counts(gpio_chip: GpioChip) -> None:
    kiosk = Kiosk(gpio_chip, SystemClock(), repeat_guard_seconds=0)
    for _ in range(3):
        kiosk.press(GREEN)
    kiosk.controls.close()
    assert kiosk.pressed == ["green"] * 3


def test_impatient_presses_count_once_until_the_guard_ends(patient_kiosk: Kiosk, fake_clock: FakeClock) -> None:
    for _ in range(4):
        patient_kiosk.press(GREEN)
    assert patient_kiosk.pressed == ["green"]
    fake_clock.sleep(2.6)
    patient_kiosk.press(GREEN)
    assert patient_kiosk.pressed == ["green", "green"]


def test_the_guard_of_one_button_leaves_the_other_free(patient_kiosk: Kiosk) -> None:
    patient_kiosk.press(GREEN)
    patient_kiosk.press(BLUE)
    assert patient_kiosk.pressed == ["green", "blue"]


def test_a_button_works_while_another_is_stuck(patient_kiosk: Kiosk, fake_clock: FakeClock) -> None:
    patient_kiosk.push(GREEN)
    fake_clock.sleep(16)
    assert patient_kiosk.controls.buttons.stuck() == ("green",)
    patient_kiosk.press(BLUE)
    assert patient_kiosk.pressed == ["green", "blue"]
    patient_kiosk.let_go(GREEN)
    assert patient_kiosk.controls.buttons.stuck() == ()


def test_a_button_held_down_is_told_once(gpio_chip: GpioChip) -> None:
    told: list[tuple[str, str, float]] = []
    settings = TABLE | {"hold_seconds": 0.5}
    controls = choose_controls(
        settings,
        SystemClock(),
        lambda name: told.append(("pressed", name, time.monotonic())),
        lambda name: told.append(("held", name, time.monotonic())),
    ).open()
    gpio_chip.pull(BLUE, high=False)
    wait_for("the hold", lambda: len(told) > 1)
    let_pass(0.7)
    controls.close()
    assert [(what, name) for what, name, _ in told] == [("pressed", "blue"), ("held", "blue")]
    assert told[1][2] - told[0][2] >= 0.5
