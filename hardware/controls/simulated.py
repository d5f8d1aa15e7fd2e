"""Simulated pins: gpiozero's own mock pins, with fingers for the buttons and eyes for the lamps."""

from typing import Any

from gpiozero.pins.mock import MockFactory

from hardware.clock import Clock
from hardware.controls.gpio import open_gpio_controls
from hardware.controls.port import Controls, OnPress
from hardware.controls.settings import ControlsSettings


class SimulatedPins:
    """The pins of a simulated kiosk; they live on while the controls are closed and reopened."""

    def __init__(self, settings: ControlsSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self.factory: Any = MockFactory()

    def open(self, on_press: OnPress, on_hold: OnPress = lambda _: None) -> Controls:
        """Open the controls on these pins.

        Raises:
            ControlsError: a pin is in use already.
        """
        return open_gpio_controls(self._settings, self._clock, on_press, self.factory, on_hold=on_hold, simulated=True)

    def press(self, name: str) -> None:
        """Press a button and let it go.

        Raises:
            KeyError: the kiosk has no such button.
        """
        self.hold(name)
        self.let_go(name)

    def hold(self, name: str) -> None:
        """Press a button and keep it down."""
        self.factory.pin(self._settings.buttons[name]).drive_low()

    def let_go(self, name: str) -> None:
        """Let a button go."""
        self.factory.pin(self._settings.buttons[name]).drive_high()

    def is_lit(self, name: str | None = None) -> bool:
        """Whether a button's lamp is lit at this moment; without a name the warning lamp. One not fitted never is."""
        pin = self._settings.warning_lamp if name is None else self._settings.lamps.get(name)
        return pin is not None and bool(self.factory.pin(pin).state)
