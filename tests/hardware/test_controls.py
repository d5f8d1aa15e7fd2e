import threading
import time
from typing import Any

import pytest

from hardware.clock import SystemClock
from hardware.controls import BuzzerPattern, Controls, LampState
from hardware.controls.flashing import LEAST_CHANGE_SECONDS
from hardware.controls.gpio import open_gpio_controls
from hardware.controls.opening import lgpio_error, named_errors
from hardware.controls.outputs import DrivenLamp, Outputs
from hardware.controls.presses import DownTimes, RepeatGuard
from hardware.controls.settings import ControlsSettings
from hardware.controls.simulated import SimulatedPins
from hardware.drivers import choose_controls
from hardware.errors import ControlsError, GpioForbiddenError, GpioMissingError, PinBusyError
from tests.support.clock import FakeClock

BUTTONS = {"green": 5, "blue": 6}
SETTINGS = ControlsSettings(buttons=BUTTONS, lamps={"green": 12}, warning_lamp=16, buzzer=20, pulse_seconds=1.0)


class Kiosk:
    """Simulated controls with what was pressed."""

    def __init__(self, clock: FakeClock, settings: ControlsSettings = SETTINGS) -> None:
        self.pressed: list[str] = []
        self.pins = SimulatedPins(settings, clock)
        self.controls = self.pins.open(self.pressed.append)

    def states(self, pin: int) -> list[bool]:
        return [state.state for state in self.pins.factory.pin(pin).states]


@pytest.fixture
def kiosk(clock: FakeClock) -> Any:
    kiosk = Kiosk(clock)
    yield kiosk
    kiosk.controls.close()


def test_a_press_is_told_by_name(kiosk: Kiosk) -> None:
    kiosk.pins.press("green")
    kiosk.pins.press("blue")
    assert kiosk.pressed == ["green", "blue"]
    assert kiosk.controls.buttons.names == ("green", "blue")


def test_five_presses_in_two_seconds_are_one(kiosk: Kiosk, clock: FakeClock) -> None:
    for _ in range(5):
        kiosk.pins.press("green")
        clock.sleep(0.4)
    assert kiosk.pressed == ["green"]


def test_after_the_guard_the_same_button_counts_again(kiosk: Kiosk, clock: FakeClock) -> None:
    kiosk.pins.press("green")
    clock.sleep(2.6)
    kiosk.pins.press("green")
    assert kiosk.pressed == ["green", "green"]


def test_impatience_does_not_put_the_guards_end_off() -> None:
    guard = RepeatGuard(2.5)
    assert [guard.counts("a", now) for now in (0, 1, 2, 2.4, 2.5)] == [True, False, False, False, True]


def test_the_debounce_time_reaches_the_pin(kiosk: Kiosk) -> None:
    assert kiosk.pins.factory.pin(5).bounce == SETTINGS.debounce_seconds


def test_a_button_held_too_long_is_stuck_until_it_is_let_go(kiosk: Kiosk, clock: FakeClock) -> None:
    kiosk.pins.hold("blue")
    clock.sleep(SETTINGS.stuck_seconds - 1)
    assert kiosk.controls.buttons.stuck() == ()
    clock.sleep(1)
    assert kiosk.controls.buttons.stuck() == ("blue",)
    kiosk.pins.let_go("blue")
    assert kiosk.controls.buttons.stuck() == ()


def test_a_button_down_at_the_start_is_no_press_but_gets_stuck(clock: FakeClock) -> None:
    kiosk = Kiosk(clock)
    kiosk.controls.close()
    kiosk.pins.hold("green")
    # A mock pin that is given back goes up again; this one is really down.
    pin = kiosk.pins.factory.pin(5)
    pin.drive_high = lambda: None
    controls = kiosk.pins.open(kiosk.pressed.append)
    clock.sleep(SETTINGS.stuck_seconds)
    assert kiosk.pressed == []
    assert controls.buttons.stuck() == ("green",)
    controls.close()


def test_stuck_buttons_are_named_in_order() -> None:
    down = DownTimes(10)
    down.went_down("b", 0)
    down.went_down("a", 1)
    assert down.stuck(10) == ("b",)
    assert down.stuck(11) == ("b", "a")


def test_a_lamp_shows_what_it_is_told(kiosk: Kiosk, clock: FakeClock) -> None:
    lamp = kiosk.controls.warning_lamp
    lamp.show(LampState.ON)
    assert (lamp.state, kiosk.pins.is_lit()) == (LampState.ON, True)
    clock.sleep(LEAST_CHANGE_SECONDS)
    lamp.show(LampState.OFF)
    assert (lamp.state, kiosk.pins.is_lit()) == (LampState.OFF, False)


def test_a_command_that_comes_too_soon_waits_and_does_not_block(kiosk: Kiosk, clock: FakeClock) -> None:
    lamp, before = kiosk.controls.warning_lamp, clock.monotonic()
    lamp.show(LampState.ON)
    lamp.show(LampState.OFF)
    assert (lamp.state, kiosk.pins.is_lit()) == (LampState.OFF, True)
    assert clock.monotonic() == before
    clock.sleep(LEAST_CHANGE_SECONDS)
    lamp.show(LampState.OFF)
    assert not kiosk.pins.is_lit()


def test_of_many_commands_within_the_rest_only_the_last_counts(kiosk: Kiosk, clock: FakeClock) -> None:
    for _ in range(30):
        kiosk.controls.warning_lamp.show(LampState.ON)
        kiosk.controls.warning_lamp.show(LampState.OFF)
    kiosk.controls.warning_lamp.show(LampState.ON)
    clock.sleep(LEAST_CHANGE_SECONDS)
    kiosk.controls.warning_lamp.show(LampState.ON)
    assert kiosk.states(16) == [False, True]


def test_pulse_and_buzzer_run_by_themselves() -> None:
    pins = SimulatedPins(SETTINGS, SystemClock())
    controls = pins.open(lambda _: None)
    controls.lamps["green"].show(LampState.SLOW_PULSE)
    controls.buzzer.play(BuzzerPattern.ACKNOWLEDGE)
    wait_for_states(pins, 12, [False, True, False, True])
    wait_for_states(pins, 20, [False, True, False])
    controls.look()
    controls.close()


def wait_for_states(pins: SimulatedPins, pin: int, expected: list[bool]) -> None:
    limit = time.monotonic() + 5
    while (states := [state.state for state in pins.factory.pin(pin).states])[: len(expected)] != expected:
        assert time.monotonic() < limit, states
        time.sleep(0.02)


def test_what_fails_in_the_background_is_told_at_the_next_look() -> None:
    gone, let_go = threading.Event(), threading.Event()

    def check() -> None:
        if gone.is_set():
            raise GpioMissingError("the chip has gone")

    outputs = Outputs(SystemClock(), check, let_go.set)
    lamp = DrivenLamp(outputs, lambda _: None, 1.0)
    outputs.start()
    outputs.look()
    gone.set()
    assert let_go.wait(5)
    with pytest.raises(GpioMissingError, match="has gone"):
        outputs.look()
    with pytest.raises(GpioMissingError, match="has gone"):
        lamp.show(LampState.ON)
    outputs.close()


def test_lamps_and_buzzer_that_are_not_fitted_accept_everything(clock: FakeClock) -> None:
    kiosk = Kiosk(clock, ControlsSettings(buttons=BUTTONS))
    assert not kiosk.controls.lamps["blue"].fitted
    assert not kiosk.controls.buzzer.fitted
    kiosk.controls.lamps["blue"].show(LampState.ON)
    kiosk.controls.buzzer.play(BuzzerPattern.REFUSED)
    assert kiosk.controls.lamps["blue"].state is LampState.ON
    assert not kiosk.pins.is_lit("blue")


def test_a_kiosk_without_controls_has_a_driver_that_says_so(clock: FakeClock) -> None:
    controls: Controls = choose_controls({"driver": "none"}, clock, lambda _: None).open()
    assert (controls.driver, controls.buttons.names, controls.warning_lamp.fitted) == ("none", (), False)
    assert controls.buttons.stuck() == ()


def test_closing_gives_the_pins_back_and_twice_is_harmless(kiosk: Kiosk) -> None:
    kiosk.controls.close()
    kiosk.controls.close()
    again = kiosk.pins.open(kiosk.pressed.append)
    kiosk.pins.press("green")
    assert kiosk.pressed == ["green"]
    again.close()


def test_a_pin_in_use_is_named_and_the_others_are_given_back(kiosk: Kiosk, clock: FakeClock) -> None:
    more = ControlsSettings(buttons={"red": 17}, warning_lamp=16)
    with pytest.raises(PinBusyError, match="warning lamp, pin 16"):
        open_gpio_controls(more, clock, lambda _: None, kiosk.pins.factory, simulated=True)
    open_gpio_controls(
        ControlsSettings(buttons={"red": 17}), clock, lambda _: None, kiosk.pins.factory, simulated=True
    ).close()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("'GPIO busy'", PinBusyError),
        ("'can not open gpiochip'", GpioMissingError),
        ("'no permission to access file'", GpioForbiddenError),
        ("'bad GPIO number'", GpioMissingError),
        ("'unknown'", ControlsError),
    ],
)
def test_words_of_the_library_become_names(words: str, kind: type[ControlsError]) -> None:
    assert type(lgpio_error(words, "pin 5")) is kind


def test_what_is_no_fault_of_a_pin_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), named_errors("pin 5"):
        raise ZeroDivisionError


def test_presses_from_several_threads_all_arrive(clock: FakeClock) -> None:
    kiosk = Kiosk(clock, ControlsSettings(buttons={f"b{pin}": pin for pin in range(4, 12)}, repeat_guard_seconds=0))
    threads = [threading.Thread(target=kiosk.pins.press, args=(name,)) for name in kiosk.controls.buttons.names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kiosk.pressed) == sorted(kiosk.controls.buttons.names)
    kiosk.controls.close()
