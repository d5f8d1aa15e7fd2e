"""An ultrasonic distance sensor at two pins, by gpiozero's own class."""

import warnings
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import gpiozero
from gpiozero.exc import DistanceSensorNoEcho, PWMSoftwareFallback

from hardware.clock import Clock
from hardware.controls.opening import named_errors, open_pins
from hardware.distance.settings import NOBODY_CM, EchoSettings, Reach
from hardware.errors import DistanceLostError

SILENT_SECONDS = 1.0
"""A sensor that works answers about 15 times a second, also where nobody is."""
FIRST_ECHO_SECONDS = 0.3
"""How long opening waits: a visitor may stand there, for whom the sensor is opened again and again in vain."""


class EchoSensor:
    """A sensor that is asked about 15 times a second, on a thread of gpiozero's."""

    def __init__(self, settings: EchoSettings, clock: Clock, pins: Any) -> None:
        """Begin to ask, and wait for the first answer.

        Args:
            settings: pins and reach.
            clock: tells how long the sensor has been silent.
            pins: a gpiozero pin factory, closed with the sensor.

        Raises:
            ControlsError: a pin is in use already or does not exist.
            DistanceLostError: nothing answers.
        """
        self._reach = settings.reach
        self._clock = clock
        self._heard_at: float | None = None
        with ExitStack() as claimed:
            claimed.callback(pins.close)
            self._sensor = claimed.enter_context(self._claim(settings, pins))
            self._wait_for_echo()
            self._release = claimed.pop_all().close

    @property
    def reach(self) -> Reach:
        return self._reach

    def distance_cm(self) -> float:
        silent_seconds = self._clock.monotonic() - (self._heard_at or 0.0)
        if silent_seconds > SILENT_SECONDS:
            raise DistanceLostError(f"no echo for {silent_seconds:.1f} s")
        return float(self._sensor.distance) * 100

    def close(self) -> None:
        with named_errors("the distance sensor's pins"):
            self._release()

    def _claim(self, settings: EchoSettings, pins: Any) -> Any:
        with named_errors(f"pins {settings.trigger} and {settings.echo}"), warnings.catch_warnings():
            # Software timing is good to about a centimetre, which is all that is asked of it.
            warnings.simplefilter("ignore", PWMSoftwareFallback)
            return _HeardSensor(self._heard, settings.echo, settings.trigger, pins)

    def _wait_for_echo(self) -> None:
        give_up_at = self._clock.monotonic() + FIRST_ECHO_SECONDS
        while self._heard_at is None:
            if self._clock.monotonic() > give_up_at:
                raise DistanceLostError(f"no echo for {FIRST_ECHO_SECONDS:g} s")
            self._clock.sleep(0.01)

    def _heard(self) -> None:
        self._heard_at = self._clock.monotonic()


def open_echo_sensor(settings: EchoSettings, clock: Clock) -> EchoSensor:
    """Open the sensor at this machine's pins, apart from those of the controls.

    Raises:
        ControlsError: there is no chip, no permission, or a pin cannot be had.
    """
    return EchoSensor(settings, clock, open_pins(settings.chip, clock))


class _HeardSensor(gpiozero.DistanceSensor):  # type: ignore[misc] # gpiozero is not annotated
    """gpiozero's sensor keeps its last distance for ever; this one tells of each answer, so that silence is known."""

    def __init__(self, heard: Callable[[], None], echo: int, trigger: int, pins: Any) -> None:
        self._tell = heard
        super().__init__(echo, trigger, queue_len=3, partial=True, max_distance=NOBODY_CM / 100, pin_factory=pins)

    def close(self) -> None:
        # gpiozero would take the trigger away from under its own thread.
        if self._queue is not None and self._queue.is_alive():
            self._queue.stop()
        super().close()

    def _read(self) -> float | None:
        try:
            share: float | None = super()._read()
        except DistanceSensorNoEcho:  # where warnings are errors, the thread has to live on
            return None
        if share is not None:
            self._tell()
        return share
