"""Buttons, lamps and the buzzer at GPIO pins, by gpiozero; its own mock pins are the simulation."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import gpiozero

from hardware.clock import Clock
from hardware.controls.absent import AbsentBuzzer, AbsentLamp
from hardware.controls.opening import named_errors
from hardware.controls.outputs import DrivenBuzzer, DrivenLamp, Outputs, Write
from hardware.controls.port import Buzzer, Controls, Lamp, OnPress
from hardware.controls.presses import DownTimes, RepeatGuard
from hardware.controls.settings import ControlsSettings

NewButton = Callable[[str, int], Any]


class GpioButtons:
    """Buttons between a pin and ground."""

    def __init__(
        self,
        settings: ControlsSettings,
        clock: Clock,
        on_press: OnPress,
        on_hold: OnPress,
        new_button: NewButton,
    ) -> None:
        self.names = tuple(settings.buttons)
        self._clock = clock
        self._on_press = on_press
        self._on_hold = on_hold
        self._guard = RepeatGuard(settings.repeat_guard_seconds)
        self._down_times = DownTimes(settings.stuck_seconds)
        self._buttons = {name: new_button(name, pin) for name, pin in settings.buttons.items()}
        for name, button in self._buttons.items():
            self._watch(name, button)

    def stuck(self) -> tuple[str, ...]:
        for name, button in self._buttons.items():
            with named_errors(f"button {name}"):
                down = button.is_pressed
            # The line itself has the last word: an edge may have been missed.
            self._down_times.seen(name, down, self._clock.monotonic())
        return self._down_times.stuck(self._clock.monotonic())

    def _watch(self, name: str, button: Any) -> None:
        button.when_pressed = lambda: self._pressed(name)
        button.when_released = lambda: self._down_times.went_up(name)
        button.when_held = lambda: self._on_hold(name)
        # Down before anybody could press it: no press, but the beginning of being stuck.
        self._down_times.seen(name, button.is_pressed, self._clock.monotonic())

    def _pressed(self, name: str) -> None:
        now = self._clock.monotonic()
        self._down_times.went_down(name, now)
        if self._guard.counts(name, now):
            self._on_press(name)


def open_gpio_controls(
    settings: ControlsSettings,
    clock: Clock,
    on_press: OnPress,
    pins: Any,
    *,
    on_hold: OnPress = lambda _: None,
    simulated: bool = False,
) -> Controls:
    """Claim all pins of the controls.

    Args:
        settings: which pins.
        clock: for repeats, stuck buttons and lamps.
        on_press: told of each press that counts.
        pins: a gpiozero pin factory; a real one, ``ChipPins``, is closed with the controls, mock pins outlive them.
        on_hold: told once of each press that lasts ``hold_seconds``.
        simulated: whether the pins are mock pins.

    Raises:
        ControlsError: a pin cannot be had; all others are given back.
    """
    with ExitStack() as claimed:
        if not simulated:
            claimed.callback(pins.close)

        def claim(label: str, kind: Any, pin: int, **arguments: Any) -> Any:
            with named_errors(f"{label}, pin {pin}"):
                return claimed.enter_context(kind(pin, pin_factory=pins, **arguments))

        def button(name: str, pin: int) -> Any:
            times = {"bounce_time": settings.debounce_seconds, "hold_time": settings.hold_seconds}
            return claim(f"button {name}", gpiozero.Button, pin, **times)

        def line(label: str, pin: int) -> Write:
            return _writer(claim(label, gpiozero.DigitalOutputDevice, pin), f"{label}, pin {pin}")

        outputs = Outputs(clock, *(_nothing, _nothing) if simulated else (_checker(pins), pins.let_go))

        def lamp(label: str, pin: int | None) -> Lamp:
            return AbsentLamp() if pin is None else DrivenLamp(outputs, line(label, pin), settings.pulse_seconds)

        buttons = GpioButtons(settings, clock, on_press, on_hold, button)
        lamps = {name: lamp(f"lamp {name}", settings.lamps.get(name)) for name in settings.buttons}
        warning_lamp = lamp("warning lamp", settings.warning_lamp)
        pin = settings.buzzer
        buzzer: Buzzer = AbsentBuzzer() if pin is None else DrivenBuzzer(outputs, line("buzzer", pin), clock)
        claimed.callback(outputs.close)
        outputs.start()
        release = claimed.pop_all().close
    driver = "simulated" if simulated else "gpio"
    return Controls(driver, simulated, buttons, lamps, warning_lamp, buzzer, outputs.look, release)


def _writer(line: Any, label: str) -> Write:
    def write(level: bool) -> None:
        with named_errors(label):
            line.value = level

    return write


def _checker(pins: Any) -> Callable[[], None]:
    def check() -> None:
        with named_errors("the buttons' chip"):
            pins.check()

    return check


def _nothing() -> None:
    """Mock pins neither vanish nor keep a library busy."""
