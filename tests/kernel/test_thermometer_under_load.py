"""A noisy wire, and a broken sensor at the kiosk."""

import threading
import time
from collections import Counter
from contextlib import closing

import pytest

from hardware.clock import SystemClock
from hardware.drivers import choose_thermometer
from hardware.errors import (
    ChecksumError,
    DeviceAbsentError,
)
from hardware.i2c import LinuxWordBus
from hardware.supervisor import Supervised
from kiosk.inputs import Input, Measured
from kiosk.measure_worker import MeasureWorker
from queue_server.protocol.temperature import TemperaturePolicy
from queue_server.protocol.words import MeasurementStatus
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.mlx90614 import (
    ADDRESS,
    RAM_OBJECT,
    Mlx90614Part,
    word_of,
)
from tests.kernel.emulated.waiting import wait_for
from tests.kernel.sensors import CLOCK, plugged, table

# Under load, and at the kiosk


class NoisyPart(Mlx90614Part):
    """A sensor that turns a data bit in one of a hundred transactions, and leaves another unanswered.

    The packet error code stays that of the true word: only who checks it notices.
    """

    def __init__(self) -> None:
        self.turned = self.refused = self._transactions = 0
        self._asked = False
        super().__init__()

    @property
    def absent(self) -> bool:
        refuses = self._transactions % 100 == 99 and self._asked
        self.refused += refuses
        self._asked = False
        return refuses

    @absent.setter
    def absent(self, _absent: bool) -> None:
        self._asked = False

    def write(self, address: int, data: bytes) -> None:
        super().write(address, data)
        self._transactions += 1
        self._asked = True

    def read(self, address: int, length: int) -> bytes:
        answer = super().read(address, length)
        if self._transactions % 100 != 50:
            return answer
        self.turned += 1
        return bytes([answer[0] ^ 0x40]) + answer[1:]


READS = 100_000


class _NoPause(SystemClock):
    def sleep(self, seconds: float) -> None:
        pass


def test_in_a_hundred_thousand_reads_with_noise_no_wrong_value_is_taken_and_every_error_is_counted() -> None:
    sensor = NoisyPart()
    sensor.show(36.99)
    counted: Counter[str] = Counter()
    with plugged(sensor) as bus, closing(LinuxWordBus(bus.number, _NoPause())) as words:
        words.use_checksum(True)
        for _ in range(READS):
            try:
                counted[f"0x{words.read_word(ADDRESS, RAM_OBJECT):04x}"] += 1
            except (ChecksumError, DeviceAbsentError) as fault:
                counted[fault.code] += 1
    assert sensor.turned == sensor.refused == READS // 100
    good = READS - sensor.turned - sensor.refused
    assert counted == {"0x3c93": good, "i2c_checksum": sensor.turned, "i2c_no_answer": sensor.refused}


def test_without_the_checksum_the_same_noise_would_be_a_fever() -> None:
    sensor = NoisyPart()
    sensor.show(36.99)
    taken = set()
    with plugged(sensor) as bus, closing(LinuxWordBus(bus.number, _NoPause())) as words:
        for _ in range(98):
            taken.add(words.read_word(ADDRESS, RAM_OBJECT))
    assert taken == {word_of(36.99), word_of(36.99) ^ 0x40}


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
        begun_at = time.monotonic()
        worker.start("n" * 32)
        (end,) = wait_for("the end", lambda: [one for one in told if isinstance(one, Measured)], seconds=10)
        assert isinstance(end, Measured)
        assert end.measurement.status is MeasurementStatus.NO_SENSOR
        assert end.measurement.celsius is None
        assert time.monotonic() - begun_at < 5.5
    finally:
        setattr(sensor_bus.sensor, fault, False)
        worker.end()
        thread.join()
