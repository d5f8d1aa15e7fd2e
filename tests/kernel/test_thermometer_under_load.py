"""A noisy wire, and a broken sensor at the kiosk."""

import threading
import time
from collections import Counter
from contextlib import closing, suppress
from random import Random

import pytest

from hardware.clock import SystemClock
from hardware.drivers import choose_thermometer, open_thermometer
from hardware.errors import BusError, ReadingInvalidError
from hardware.supervisor import Supervised
from kiosk.measuring.measure_worker import MeasureWorker
from kiosk.visit.inputs import Input, Measured
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.mlx90614 import Mlx90614Part
from tests.kernel.emulated.scheduling import running_time
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.sensors import CLOCK, plugged, table

# Under load, and at the kiosk

WORDS = 100_000
SEED = 20260702
SHARE = 0.01


class NoisyPart(Mlx90614Part):
    """A sensor at a bad wire: one word in a hundred arrives with bits turned, one request in a hundred unanswered.

    The packet error code stays that of the true word: only who checks it notices, and of these errors it notices each
    (`tests/hardware/test_packet_error_code.py`, which also tells of which it does not).

    Attributes:
        turned: words that arrived wrong.
        refused: requests that were not answered.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.turned = self.refused = 0
        self._random = Random(seed)
        self._begins = False

    # The adapter asks once for each of the two messages of a transaction; only the second one is a request for a word.
    @property
    def absent(self) -> bool:
        refuses = self._begins and self._random.random() < SHARE
        self._begins = False
        self.refused += refuses
        return refuses

    @absent.setter
    def absent(self, _absent: bool) -> None:
        self._begins = False

    def write(self, address: int, data: bytes) -> None:
        super().write(address, data)
        self._begins = True

    def read(self, address: int, length: int) -> bytes:
        answer = super().read(address, length)
        if self._random.random() >= SHARE:
            return answer
        self.turned += 1
        turned = self._random.choice((self._burst, self._scattered))(8 * length)
        return (int.from_bytes(answer, "big") ^ turned).to_bytes(length, "big")

    def _scattered(self, bits: int) -> int:
        """Two or three bits anywhere."""
        return sum(1 << place for place in self._random.sample(range(bits), self._random.randint(2, 3)))

    def _burst(self, bits: int) -> int:
        """One to eight neighbouring bits, the first and the last of them turned."""
        width = self._random.randint(1, 8)
        inner = self._random.getrandbits(width) | 1 | 1 << width - 1
        return inner << self._random.randrange(bits - width + 1)


class _NoPause(SystemClock):
    def sleep(self, seconds: float) -> None:
        pass


def test_in_a_hundred_thousand_reads_with_noise_no_wrong_value_is_taken_and_every_error_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sensor = NoisyPart(SEED)
    sensor.show(36.99)
    taken: Counter[tuple[float, float]] = Counter()
    given_up: Counter[str] = Counter()
    with plugged(sensor) as bus, closing(open_thermometer(table(bus), _NoPause())) as thermometer:
        opening = sensor.reads + sensor.refused
        while sensor.reads + sensor.refused < opening + WORDS:
            try:
                reading = thermometer.read()
                taken[reading.object_celsius, reading.ambient_celsius] += 1
            except BusError as fault:
                given_up[fault.code] += 1
        counted = thermometer.counters
    with capsys.disabled():
        print(f"\n{WORDS} words of {sum(taken.values())} readings: {counted}, given up {dict(given_up)}")
    assert set(taken) == {(36.99, 24.99)}
    assert counted["reads"] == taken.total()
    assert counted["i2c_checksum"] == sensor.turned
    assert counted["i2c_no_answer"] == sensor.refused
    assert counted["retries"] == sensor.turned + sensor.refused - given_up.total()
    assert min(sensor.turned, sensor.refused) > 0.9 * SHARE * WORDS


def test_without_the_checksum_the_same_noise_would_be_wrong_temperatures() -> None:
    sensor = NoisyPart(SEED)
    sensor.show(36.99)
    taken = set()
    with plugged(sensor) as bus, closing(open_thermometer(table(bus, checksum="off"), _NoPause())) as thermometer:
        for _ in range(300):
            with suppress(BusError, ReadingInvalidError):
                taken.add(thermometer.read().object_celsius)
    assert len(taken) > 1


@pytest.mark.parametrize("fault", ["absent", "hanging", "spoils_code"])
def test_a_kiosk_with_a_broken_sensor_asks_for_a_hand_measurement_within_its_limit(
    sensor_bus: SensorBus, fault: str
) -> None:
    told: list[Input] = []
    driver = choose_thermometer(table(sensor_bus), CLOCK)
    worker = MeasureWorker(Supervised("thermometer", driver, CLOCK), CLOCK, told.append, TemperaturePolicy())
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        time.sleep(1.5)
        setattr(sensor_bus.sensor, fault, True)
        with running_time() as passed:
            worker.start("n" * 32)
            (end,) = wait_for("the end", lambda: [one for one in told if isinstance(one, Measured)])
        assert isinstance(end, Measured)
        assert end.measurement.status is MeasurementStatus.NO_SENSOR
        assert end.measurement.celsius is None
        assert passed.seconds < 5
    finally:
        setattr(sensor_bus.sensor, fault, False)
        worker.end()
        thread.join()
