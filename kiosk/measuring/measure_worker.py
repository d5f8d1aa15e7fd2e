"""Reads the sensor on a thread of its own: fast while somebody is measured, slowly while the kiosk is idle."""

import threading
from collections.abc import Callable
from dataclasses import replace

from hardware.clock import Clock
from hardware.distance import DistanceSensor
from hardware.errors import HardwareError
from hardware.supervisor import Supervised
from hardware.thermometer import Reading, Thermometer
from hardware.thermometer.correction import Calibration
from kiosk.measuring.background import Background
from kiosk.measuring.drift import doubted
from kiosk.measuring.measurement import Measuring, Step, expire, reject, rules_for, take
from kiosk.measuring.offset import Offset, staff_rules, without_offset
from kiosk.visit.inputs import Aimed, Input, Measured, StaffMeasured
from queue_server.protocol.temperature import Measurement, TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus

SAMPLES_PER_SECOND = 15.0
IDLE_SECONDS = 1.0


class MeasureWorker:
    """Owns the thermometer and the distance sensor beside it: its one thread is the only one that touches them."""

    def __init__(
        self,
        device: Supervised[Thermometer],
        clock: Clock,
        post: Callable[[Input], None],
        policy: TemperaturePolicy,
        distance: Supervised[DistanceSensor] | None = None,
    ) -> None:
        self._device = device
        self._distance = distance
        self._near = False
        self._clock = clock
        self._post = post
        self.policy = policy
        self._background = Background()
        self._wanted = ""
        self._for_staff = False
        self._stopping = False
        self._changed = threading.Condition()
        self._in_use: Calibration | None = None
        self.last_sample_seconds: float | None = None
        self._ambient_celsius: float | None = None
        self.calibration: Calibration | None = None
        self.kept: Calibration | None = None
        self.counters: dict[str, int] = {}

    @property
    def offset(self) -> Offset:
        """Which comparison with a reference holds: that which the office keeps, else the configuration's."""
        return Offset(self.calibration, self.kept)

    @property
    def drifting(self) -> bool:
        """Whether the sensor itself is being heated or cooled."""
        return self._background.drifting

    def hotter_than(self, limit_celsius: float | None) -> bool:
        """Whether the sensor's surroundings were hotter than a limit when it was last read; without a limit never."""
        return limit_celsius is not None and self._ambient_celsius is not None and self._ambient_celsius > limit_celsius

    def start(self, nonce: str) -> None:
        """Measure for this visitor, in place of anybody before."""
        self._want(nonce, for_staff=False)

    def start_for_staff(self, nonce: str) -> None:
        """Measure what staff hold before the sensor; no visitor is at it."""
        self._want(nonce, for_staff=True)

    def _want(self, nonce: str, *, for_staff: bool) -> None:
        with self._changed:
            self._wanted, self._for_staff = nonce, for_staff
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
        """Measure until ``end`` is called, then release the sensors."""
        while not self._stopping:
            with self._changed:
                if not self._wanted:
                    self._changed.wait(IDLE_SECONDS)
                nonce, for_staff = self._wanted, self._for_staff
            self._adopt()
            if nonce:
                self._measure(nonce, for_staff)
            elif not self._stopping:
                self._look()
        self._device.close()
        if self._distance is not None:
            self._distance.close()

    def _adopt(self) -> None:
        """Take another offset into use: between two measurements, never within one."""
        kept = self.kept
        if kept != self._in_use:
            self._in_use = kept
            # what was seen before was seen with the former offset; how warm the sensor is does not depend on it
            self._background = Background(around=self._background.around)

    def _look(self) -> None:
        try:
            self._background = self._background.seen(self._read())
        except HardwareError:
            return  # the supervisor has told it

    def _measure(self, nonce: str, for_staff: bool) -> None:
        measuring = self._begin(for_staff)
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
        self._finish(nonce, result, for_staff)

    def _begin(self, for_staff: bool) -> Measuring | None:
        """Make ready, or tell that there is no sensor to ask."""
        try:
            settle_seconds = self._device.call(lambda sensor: sensor.settle_seconds)
        except HardwareError:
            return None
        rules = rules_for(self.policy, settle_seconds)
        rules = staff_rules(rules) if for_staff else rules
        return Measuring(rules, self._now(), self._background.object_celsius)

    def _sample(self, measuring: Measuring) -> Step:
        try:
            reading = self._read()
        except HardwareError as fault:
            return reject(measuring, fault.code, self._now())
        self.last_sample_seconds = self._now()
        self._background = self._background.passed(reading)
        measuring, result = take(measuring, reading)
        return (measuring, result) if result else expire(measuring, self._now())

    def _read(self) -> Reading:
        reading = self._device.call(self._read_sensor)
        self._ambient_celsius = reading.ambient_celsius
        return replace(reading, near=self._stands_near())

    def _read_sensor(self, sensor: Thermometer) -> Reading:
        """Read, and remember what the heartbeat tells, which runs on another thread; failures are counted too."""
        try:
            self.calibration = sensor.calibration
            reading, shift = sensor.read(), Offset(sensor.calibration, self._in_use).shift_celsius
            return replace(reading, object_celsius=reading.object_celsius + shift) if shift else reading
        finally:
            self.counters = dict(sensor.counters)

    def _stands_near(self) -> bool | None:
        """Whether somebody stands within reach; where no sensor tells, or it fails, ``None``: the step decides."""
        if self._distance is None:
            return None
        try:
            self._near = self._distance.call(lambda sensor: sensor.reach.holds(sensor.distance_cm(), self._near))
        except HardwareError:
            self._near = False
            return None  # the supervisor has told it
        return self._near

    def _finish(self, nonce: str, result: Measurement | None, for_staff: bool) -> None:
        with self._changed:
            if self._wanted != nonce:
                return
            self._wanted = ""
        if result is not None:
            result = doubted(result) if self.drifting else result
            self._post(self._ended(nonce, result, for_staff))

    def _ended(self, nonce: str, result: Measurement, for_staff: bool) -> Input:
        if not for_staff:
            return Measured(nonce=nonce, measurement=result, at_seconds=self._now())
        offset = Offset(self.calibration, self._in_use).celsius
        bare = without_offset(result, offset)
        return StaffMeasured(nonce=nonce, measurement=bare, offset_celsius=offset, at_seconds=self._now())

    def _now(self) -> float:
        return self._clock.monotonic()
