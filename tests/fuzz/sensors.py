"""Thermometers that answer any word, or fail: a temperature that the part can measure, or a named error."""

from pathlib import Path

from hypothesis import strategies as st

from hardware.errors import (
    AddressBusyError,
    BusError,
    BusIoError,
    BusStuckError,
    ChecksumError,
    DeviceAbsentError,
    HardwareError,
)
from hardware.thermometer.mlx90614 import (
    FLAG_BIT,
    MLX90614,
    MLX90615,
    Mlx90614,
    Mlx90614Settings,
    Mlx90615Settings,
    Registers,
)
from tests.fuzz.drawing import try_all
from tests.hardware.buses import ModelBus
from tests.support.clock import FakeClock

FAILURES = (BusIoError, BusStuckError, ChecksumError, DeviceAbsentError, AddressBusyError)
WORD = st.integers(0, 0xFFFF)
PERHAPS = st.lists(st.none() | st.sampled_from(FAILURES), max_size=12)
READS = 3
LOWEST_CELSIUS, HIGHEST_CELSIUS = -273.15, 1000.0
"""Of a reading that was corrected for emissivity; what is no forehead the measurement throws out."""
PARTS: tuple[tuple[Registers, Mlx90614Settings | Mlx90615Settings], ...] = (
    (MLX90614, Mlx90614Settings()),
    (MLX90615, Mlx90615Settings()),
)


def run(_folder: Path, examples: int, seed: int) -> int:
    """Read such thermometers; return how many."""
    try_all(_readings_are_possible, st.tuples(st.sampled_from(PARTS), WORD, WORD, WORD, PERHAPS), examples, seed)
    return examples


Drawn = tuple[tuple[Registers, Mlx90614Settings | Mlx90615Settings], int, int, int, list[type[BusError] | None]]


def _readings_are_possible(drawn: Drawn) -> None:
    (registers, settings), config, ambient, measured, failures = drawn
    bus, clock, left = ModelBus(registers=registers), FakeClock(), list(failures)

    def fail(_command: int) -> BusError | None:
        kind = left.pop(0) if left else None
        return kind("bus under test") if kind else None

    bus.words = {registers.config: config, registers.ambient: ambient, registers.object: measured}
    bus.fail = fail
    began_at = clock.monotonic()
    try:
        thermometer = Mlx90614(bus, settings, clock, registers)
        for _ in range(READS):
            reading = thermometer.read()
            assert not (ambient | measured) & FLAG_BIT, "an error's word was read as a temperature"
            assert LOWEST_CELSIUS <= reading.object_celsius <= HIGHEST_CELSIUS, reading
    except HardwareError:
        pass  # it has a name, and a person measures
    assert clock.monotonic() - began_at < 30, "a kiosk waits for a sensor without end"
