"""The MLX90615, and what every sensor of the family has: a filter fast enough, and a calibration that grows old."""

from datetime import date

import pytest

from hardware.drivers import choose_thermometer
from hardware.errors import InvalidSettingError, SensorUnsuitableError
from hardware.thermometer.correction import Calibration
from hardware.thermometer.mlx90614 import (
    MLX90614,
    MLX90615,
    Mlx90614,
    Mlx90614Settings,
    Mlx90615Settings,
    Registers,
    decode_celsius,
    settle_seconds,
)
from hardware.thermometer.settings import LONGEST_SETTLE_SECONDS
from hardware.thermometer.simulated import crc8, read_word_frame
from tests.hardware.buses import ModelBus
from tests.support.clock import FakeClock


@pytest.mark.parametrize(
    ("command", "word", "code"), [(0x26, 0x39E1, 0x35), (0x27, 0x3C93, 0xB0), (0x12, 0x1000, 0x4D)]
)
def test_packet_error_code_of_a_read_covers_its_own_address(command: int, word: int, code: int) -> None:
    assert crc8(read_word_frame(0x5B, command, word)) == code


def test_it_is_read_at_its_own_registers(clock: FakeClock) -> None:
    bus = ModelBus(0x3C94, MLX90615)
    thermometer = Mlx90614(bus, Mlx90615Settings(), clock, MLX90615)
    reading = thermometer.read()
    assert set(bus.words) == {0x26, 0x27, 0x12}
    assert (reading.object_celsius, reading.ambient_celsius) == (37.01, decode_celsius(0x3A94))
    assert (thermometer.driver, thermometer.settle_seconds) == ("mlx90615", 0.205)


@pytest.mark.parametrize(
    ("config", "seconds"),
    [(0x1000, 0.205), (0x2FFF, 2.05), (0x9000, 0.205), (0x3000, 3.69), (0x7000, 9.225), (0, 9.225)],
)
def test_its_filter_stands_in_bits_14_to_12(config: int, seconds: float) -> None:
    assert settle_seconds(config, MLX90615) == seconds


def test_its_driver_has_its_own_address() -> None:
    assert Mlx90615Settings().address == 0x5B
    assert choose_thermometer({"driver": "mlx90615"}, FakeClock()).name == "mlx90615"


def test_it_has_no_supply_to_correct() -> None:
    with pytest.raises(Exception, match="supply_volts"):
        choose_thermometer({"driver": "mlx90615", "supply_volts": 3.3}, FakeClock())


# Filters


def opened(registers: Registers, config: int, clock: FakeClock) -> Mlx90614:
    bus = ModelBus(registers=registers)
    bus.words[registers.config] = config
    settings = Mlx90614Settings() if registers is MLX90614 else Mlx90615Settings()
    return Mlx90614(bus, settings, clock, registers)


@pytest.mark.parametrize(
    ("registers", "config"), [(MLX90614, 0x9FB2), (MLX90614, 0x9FB3), (MLX90615, 0x3000), (MLX90615, 0)]
)
def test_a_filter_too_slow_for_a_visitor_is_refused_for_good(
    registers: Registers, config: int, clock: FakeClock
) -> None:
    with pytest.raises(SensorUnsuitableError, match=r"settles in \d\.\d s; 3 s is the most") as caught:
        opened(registers, config, clock)
    assert caught.value.permanent


@pytest.mark.parametrize(("registers", "config"), [(MLX90614, 0x9FB1), (MLX90615, 0x2000)])
def test_the_slowest_filters_that_will_do(registers: Registers, config: int, clock: FakeClock) -> None:
    assert 2 < opened(registers, config, clock).settle_seconds < LONGEST_SETTLE_SECONDS


# Calibration


def test_a_calibration_is_known_with_its_day(clock: FakeClock) -> None:
    settings = Mlx90614Settings(offset_celsius=-0.2, calibrated_on=date(2026, 5, 4))
    calibration = Mlx90614(ModelBus(), settings, clock).calibration
    assert str(calibration) == "compared with a reference on 2026-05-04, offset -0.20 C"
    assert Mlx90614(ModelBus(), Mlx90614Settings(), clock).calibration is None


@pytest.mark.parametrize(("today", "old"), [((2026, 7, 1), False), ((2026, 7, 2), True), ((1970, 1, 1), False)])
def test_a_calibration_grows_old(today: tuple[int, int, int], old: bool) -> None:
    assert Calibration(0.1, date(2026, 6, 1), 30).is_old(date(*today)) is old


def test_an_offset_without_its_day_is_refused() -> None:
    with pytest.raises(InvalidSettingError, match="calibrated_on = "):
        choose_thermometer({"driver": "mlx90614", "offset_celsius": 0.2}, FakeClock())


def test_the_day_is_a_date_of_toml_or_a_text_of_the_environment() -> None:
    for day in (date(2026, 5, 4), "2026-05-04"):
        choose_thermometer({"driver": "mlx90614", "offset_celsius": 0.2, "calibrated_on": day}, FakeClock())
    with pytest.raises(InvalidSettingError, match="calibrated_on"):
        choose_thermometer({"driver": "mlx90614", "calibrated_on": "last spring"}, FakeClock())
