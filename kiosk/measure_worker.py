"""Reads the sensor on a thread of its own: fast while somebody is measured, slowly while the kiosk is idle."""

import threading
from collections.abc import Callable

from hardware.clock import Clock
from hardware.errors import HardwareError
from hardware.supervisor import Supervised
from hardware.thermometer import Reading, Thermometer
from kiosk.background import Background
from kiosk.inputs import Aimed, Input, Measured
from kiosk.measurement import Measuring, Step, expire, reject, rules_for, take
from queue_server.protocol.temperature import Measurement, TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus

SAMPLES_PER_SECOND = 15.0
IDLE_SECONDS = 1.0


class MeasureWorker:
    """Owns the thermometer: its one thread is the only one that touches the device."""

    def __init__(
        self, device: Supervised[Thermometer], clock: Clock, post: Callable[[Input], None], policy: TemperaturePolicy
    ) -> None:
        self._device = device
        self._clock = clock
        self._post = post
        self.policy = policy
        self._background = Background()
        self._wanted = ""
        self._stopping = False
        self._changed = threading.Condition()
        self.last_sample_seconds: float | None = None

    @property
    def drifting(self) -> bool:
        """Whether the sensor itself is being heated or cooled."""
        return self._background.drifting

    def start(self, nonce: str) -> None:
        """Measure for this visitor, in place of anybody before."""
        with self._changed:
            self._wanted = nonce
            self._changed.notify()

    def stop(self, nonce: str) -> None:
        """Nobody waits for this measurement any more."""
        with self._changed:
            if self._wanted == nonce:
                self._wanted = ""

    def end(self) -> None:
        """Let the thread run out."""
        with self._changed:
            self._stopping = True
            self._changed.notify()

    def run(self) -> None:
        """Measure until ``end`` is called, then release the sensor."""
        while not self._stopping:
            with self._changed:
                if not self._wanted:
                    self._changed.wait(IDLE_SECONDS)
                nonce = self._wanted
            if nonce:
                self._measure(nonce)
            elif not self._stopping:
                self._look()
        self._device.close()

    def _look(self) -> None:
        try:
            self._background = self._background.seen(self._device.call(lambda sensor: sensor.read()))
        except HardwareError:
            return  # the supervisor has told it

    def _measure(self, nonce: str) -> None:
        measuring = self._begin()
        result: Measurement | None = None
        if measuring is None:
            result = Measurement(status=MeasurementStatus.NO_SENSOR, reason=self._device.health.code[:40])
        next_at = self._clock.monotonic()
        while measuring is not None and result is None and self._wanted == nonce and not self._stopping:
            measuring, result = self._sample(measuring)
            if result is None:
                self._post(Aimed(nonce=nonce, aim=measuring.aim, fraction=measuring.fraction, at_seconds=self._now()))
                next_at = max(next_at + 1.0 / SAMPLES_PER_SECOND, self._now())
                self._clock.sleep(max(0.0, next_at - self._now()))
        self._finish(nonce, result)

    def _begin(self) -> Measuring | None:
        """Make ready, or tell that there is no sensor to ask."""
        try:
            settle_seconds = self._device.call(lambda sensor: sensor.settle_seconds)
        except HardwareError:
            return None
        return Measuring(rules_for(self.policy, settle_seconds), self._now(), self._background.object_celsius)

    def _sample(self, measuring: Measuring) -> Step:
        try:
            reading: Reading = self._device.call(lambda sensor: sensor.read())
        except HardwareError as fault:
            return reject(measuring, fault.code, self._now())
        self.last_sample_seconds = self._now()
        measuring, result = take(measuring, reading)
        return (measuring, result) if result else expire(measuring, self._now())

    def _finish(self, nonce: str, result: Measurement | None) -> None:
        with self._changed:
            if self._wanted != nonce:
                return
            self._wanted = ""
        if result is not None:
            self._post(Measured(nonce=nonce, measurement=result, at_seconds=self._now()))

    def _now(self) -> float:
        return self._clock.monotonic()
