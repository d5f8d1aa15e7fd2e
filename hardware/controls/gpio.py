"""Buttons, lamps and the buzzer at GPIO pins, by gpiozero; its own mock pins are the simulation."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import gpiozero
from gpiozero.exc import BadPinFactory, GPIOPinInUse, GPIOZeroError

from hardware.clock import Clock
from hardware.controls.absent import AbsentBuzzer, AbsentLamp
from hardware.controls.port import Buzzer, BuzzerPattern, Controls, Lamp, LampState, OnPress
from hardware.controls.presses import DownTimes, RepeatGuard
from hardware.controls.settings import ControlsSettings
from hardware.errors import ControlsError, GpioForbiddenError, GpioMissingError, PinBusyError

LEAST_CHANGE_SECONDS = 0.17
"""Between two changes of a lamp: on and off take a third of a second together, so never above 3 flashes per second."""

_PATTERNS: dict[BuzzerPattern, tuple[float, float, int]] = {
    BuzzerPattern.ACKNOWLEDGE: (0.08, 0.05, 1),
    BuzzerPattern.ATTENTION: (0.30, 0.30, 3),
    BuzzerPattern.REFUSED: (0.60, 0.05, 1),
}


def open_pins(settings: ControlsSettings) -> Any:
    """Open the GPIO chip of this machine.

    Args:
        settings: says which chip.

    Returns:
        A gpiozero pin factory on lgpio.

    Raises:
        GpioMissingError, GpioForbiddenError: there is no chip, no library for it, or no permission.
    """
    with named_errors(f"/dev/gpiochip{'' if settings.chip is None else settings.chip}"):
        # Only a Pi has lgpio; importing it elsewhere fails.
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415

        return LGPIOFactory(settings.chip)


@contextmanager
def named_errors(detail: str) -> Iterator[None]:
    """Give what gpiozero and lgpio raise a name.

    Args:
        detail: which chip or pin.

    Raises:
        ControlsError: by the kind of failure.
    """
    try:
        yield
    except GPIOPinInUse as error:
        raise PinBusyError(f"{detail}: {error}") from error
    except (ImportError, BadPinFactory, ValueError) as error:
        raise GpioMissingError(f"{detail}: {error}") from error
    except (GPIOZeroError, OSError) as error:
        raise ControlsError(f"{detail}: {error}") from error
    except lgpio_errors() as error:
        raise lgpio_error(str(error), detail) from error


def lgpio_errors() -> tuple[type[Exception], ...]:
    """The one error class of lgpio; none where it was never imported and so cannot have raised."""
    module = sys.modules.get("lgpio")
    return (module.error,) if module else ()


def lgpio_error(words: str, detail: str) -> ControlsError:
    """Name an error of lgpio, which tells its kinds apart by words only.

    Args:
        words: what lgpio said.
        detail: which chip or pin.
    """
    kinds = {"busy": PinBusyError, "permission": GpioForbiddenError, "not allowed": GpioForbiddenError}
    kinds |= {"can not open": GpioMissingError, "bad gpio": GpioMissingError}
    kind = next((kind for word, kind in kinds.items() if word in words.lower()), ControlsError)
    return kind(f"{detail}: {words}")


class GpioButtons:
    """Buttons between a pin and ground."""

    def __init__(
        self, settings: ControlsSettings, clock: Clock, on_press: OnPress, new_button: Callable[[str, int], Any]
    ) -> None:
        self.names = tuple(settings.buttons)
        self._clock = clock
        self._on_press = on_press
        self._guard = RepeatGuard(settings.repeat_guard_seconds)
        self._down_times = DownTimes(settings.stuck_seconds)
        for name, pin in settings.buttons.items():
            self._watch(name, new_button(name, pin))

    def stuck(self) -> tuple[str, ...]:
        return self._down_times.stuck(self._clock.monotonic())

    def _watch(self, name: str, button: Any) -> None:
        button.when_pressed = lambda: self._pressed(name)
        button.when_released = lambda: self._down_times.went_up(name)
        if button.is_pressed:
            # Down before anybody could press it: no press, but the beginning of being stuck.
            self._down_times.went_down(name, self._clock.monotonic())

    def _pressed(self, name: str) -> None:
        now = self._clock.monotonic()
        self._down_times.went_down(name, now)
        if self._guard.counts(name, now):
            self._on_press(name)


class GpioLamp:
    """A lamp at a pin."""

    fitted = True

    def __init__(self, led: Any, pulse_seconds: float, clock: Clock) -> None:
        self.state = LampState.OFF
        self._led = led
        self._half_seconds = pulse_seconds / 2
        self._clock = clock
        self._free_at = clock.monotonic()

    def show(self, state: LampState) -> None:
        """See the port; changes that follow each other too fast wait for up to ``LEAST_CHANGE_SECONDS``."""
        if state is self.state:
            return
        self._wait()
        with named_errors("lamp"):
            self._switch(state)
        self.state = state

    def _wait(self) -> None:
        now = self._clock.monotonic()
        if now < self._free_at:
            self._clock.sleep(self._free_at - now)
        self._free_at = self._clock.monotonic() + LEAST_CHANGE_SECONDS

    def _switch(self, state: LampState) -> None:
        if state is LampState.SLOW_PULSE:
            self._led.blink(self._half_seconds, self._half_seconds)
        else:
            self._led.value = state is LampState.ON


class GpioBuzzer:
    """An active buzzer at a pin."""

    fitted = True

    def __init__(self, buzzer: Any) -> None:
        self._buzzer = buzzer

    def play(self, pattern: BuzzerPattern) -> None:
        on, off, times = _PATTERNS[pattern]
        with named_errors("buzzer"):
            self._buzzer.beep(on, off, times)


def open_gpio_controls(
    settings: ControlsSettings, clock: Clock, on_press: OnPress, pins: Any, *, simulated: bool = False
) -> Controls:
    """Claim all pins of the controls.

    Args:
        settings: which pins.
        clock: for repeats and stuck buttons.
        on_press: told of each press that counts.
        pins: a gpiozero pin factory; a real one is closed with the controls.
        simulated: whether the pins are mock pins, which outlive the controls.

    Raises:
        ControlsError: a pin cannot be had; all others are given back.
    """
    with ExitStack() as claimed:
        if not simulated:
            claimed.callback(pins.close)

        def claim(label: str, kind: Any, pin: int, **arguments: Any) -> Any:
            with named_errors(f"{label}, pin {pin}"):
                return claimed.enter_context(kind(pin, pin_factory=pins, **arguments))

        def lamp(label: str, pin: int | None) -> Lamp:
            if pin is None:
                return AbsentLamp()
            return GpioLamp(claim(label, gpiozero.LED, pin), settings.pulse_seconds, clock)

        def button(name: str, pin: int) -> Any:
            return claim(f"button {name}", gpiozero.Button, pin, bounce_time=settings.debounce_seconds)

        def buzzer(pin: int | None) -> Buzzer:
            return AbsentBuzzer() if pin is None else GpioBuzzer(claim("buzzer", gpiozero.Buzzer, pin))

        buttons = GpioButtons(settings, clock, on_press, button)
        lamps = {name: lamp(f"lamp {name}", settings.lamps.get(name)) for name in settings.buttons}
        warning_lamp = lamp("warning lamp", settings.warning_lamp)
        sounder = buzzer(settings.buzzer)
        release = claimed.pop_all().close
    driver = "simulated" if simulated else "gpio"
    return Controls(driver, simulated, buttons, lamps, warning_lamp, sounder, release)
