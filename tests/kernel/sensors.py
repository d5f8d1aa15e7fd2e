"""A thermometer on the kernel's bus, and how the tests open it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hardware.clock import SystemClock
from hardware.drivers import open_thermometer
from hardware.errors import (
    HardwareError,
)
from hardware.thermometer import Thermometer
from tests.kernel.conftest import SensorBus
from tests.kernel.emulated.mlx90614 import (
    Mlx90614Part,
)

CLOCK = SystemClock()
KERNEL_DRIVER = "mlx90614"


def table(bus: SensorBus, **settings: object) -> dict[str, object]:
    return {"driver": "mlx90614", "bus": bus.number, **settings}


@contextmanager
def plugged(sensor: Mlx90614Part) -> Iterator[SensorBus]:
    """A bus with this sensor, until the block ends."""
    bus = SensorBus(sensor)
    bus.plug()
    try:
        yield bus
    finally:
        bus.unplug()


@pytest.fixture
def thermometer(sensor_bus: SensorBus) -> Iterator[Thermometer]:
    sensor = open_thermometer(table(sensor_bus), CLOCK)
    yield sensor
    sensor.close()


def refused(error: type[HardwareError], use: Callable[[], object]) -> HardwareError:
    with pytest.raises(error) as caught:
        use()
    return caught.value
