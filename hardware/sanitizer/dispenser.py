"""A dispenser at two lines: looked at many times a second by a thread of its own, with a second one as a brake."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import gpiozero

from hardware.clock import Clock
from hardware.controls.opening import named_errors, open_pins
from hardware.errors import ControlsError, SanitizerStuckError
from hardware.sanitizer.dosing import Dosing
from hardware.sanitizer.settings import DoseSettings, GpioSanitizerSettings

LOOK_SECONDS = 0.02
BRAKE_SECONDS = 0.2
"""So much later than a dose ends the brake switches the pump off, whatever the first thread does."""


class Dispenser:
    """Gives doses by itself until it is closed."""

    def __init__(
        self,
        settings: DoseSettings,
        clock: Clock,
        hand: Callable[[], bool],
        pump: Callable[[bool], None],
        release: Callable[[], None],
    ) -> None:
        """Begin.

        Args:
            settings: times.
            clock: monotonic.
            hand: whether the sensor sees a hand.
            pump: switches the pump.
            release: lets the lines go.
        """
        self._settings = settings
        self._clock = clock
        self._hand, self._pump, self._release = hand, pump, release
        self._dosing = Dosing(settings)
        self._fault: ControlsError | None = None
        self._ended = threading.Event()
        self._brake: threading.Timer | None = None
        self._thread = threading.Thread(target=self._run, name="sanitizer", daemon=True)
        self._thread.start()

    @property
    def doses(self) -> int:
        return self._dosing.doses

    def look(self) -> None:
        if self._fault is not None:
            raise self._fault
        if not self._thread.is_alive():
            raise ControlsError("the thread of the sanitizer has ended")
        if self._dosing.stuck(self._clock.monotonic()):
            raise SanitizerStuckError(f"for more than {self._settings.stuck_seconds:g} s")

    def close(self) -> None:
        if self._ended.is_set():
            return
        self._ended.set()
        self._thread.join()
        self._stop_brake()
        self._release()

    def _run(self) -> None:
        running = False
        try:
            while not self._ended.wait(LOOK_SECONDS):
                wanted = self._dosing.runs(self._hand(), self._clock.monotonic())
                if wanted != running:
                    self._switch(wanted)
                    running = wanted
        except ControlsError as fault:
            self._fault = fault
        finally:
            self._off()

    def _switch(self, on: bool) -> None:
        self._stop_brake()
        if on:
            self._brake = threading.Timer(self._settings.dose_seconds + BRAKE_SECONDS, self._off)
            self._brake.daemon = True
            self._brake.start()
        self._pump(on)

    def _stop_brake(self) -> None:
        if self._brake is not None:
            self._brake.cancel()

    def _off(self) -> None:
        try:
            self._pump(False)
        except ControlsError as fault:
            self._fault = self._fault or fault


def open_dispenser(settings: GpioSanitizerSettings, clock: Clock, pins: Any = None) -> Dispenser:
    """Claim both pins, the pump's at rest, and begin.

    Args:
        settings: pins and times.
        clock: monotonic.
        pins: a gpiozero pin factory; ``None`` opens the chip of the settings.

    Raises:
        ControlsError: there is no chip, no permission, or a pin cannot be had.
    """
    factory = open_pins(settings.chip, clock) if pins is None else pins
    with ExitStack() as claimed:
        if pins is None:
            claimed.callback(factory.close)
        with named_errors(f"sanitizer relay, pin {settings.relay}"):
            high = settings.relay_active == "high"
            pump = claimed.enter_context(
                gpiozero.DigitalOutputDevice(settings.relay, active_high=high, pin_factory=factory)
            )
        with named_errors(f"sanitizer hand sensor, pin {settings.hand}"):
            # Pulled to rest: a wire that came off is no hand.
            rest_high = settings.hand_active == "low"
            hand = claimed.enter_context(
                gpiozero.DigitalInputDevice(settings.hand, pull_up=rest_high, pin_factory=factory)
            )
        release = claimed.pop_all().close

    def seen() -> bool:
        with named_errors(f"sanitizer hand sensor, pin {settings.hand}"):
            return bool(hand.value)

    def run(on: bool) -> None:
        with named_errors(f"sanitizer relay, pin {settings.relay}"):
            pump.value = on

    return Dispenser(settings, clock, seen, run, release)
