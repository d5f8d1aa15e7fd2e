"""Sensors of the kernel's, from a folder made to look like its sysfs."""

import os
from pathlib import Path

import pytest

from hardware.drivers import choose_thermometer
from hardware.errors import (
    InvalidSettingError,
    ReadingInvalidError,
    ReadingOutOfRangeError,
    SensorMissingError,
    SensorUnsuitableError,
)
from hardware.thermometer.iio import IioSettings, IioThermometer, device_names
from tests.support.clock import FakeClock

MLX90614 = {
    "name": "mlx90614",
    "in_temp_object_raw": "15507",
    "in_temp_ambient_raw": "15000",
    "in_temp_offset": "-13657.500000",
    "in_temp_scale": "20",
    "in_temp_object_filter_low_pass_3db_frequency": "7.230000",
}
"""The files of the kernel's driver mlx90614 as Linux 6.12 shows them."""

MLX90632 = {"name": "mlx90632", "in_temp_object_input": "36990", "in_temp_ambient_input": "26850"}
"""Its driver mlx90632 tells milli degrees Celsius, without offset and scale."""


def add(devices: Path, files: dict[str, str], number: int = 0) -> Path:
    folder = devices / f"iio:device{number}"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(f"{text}\n")
    return folder


def opened(devices: Path, device: str, **settings: object) -> IioThermometer:
    return IioThermometer(IioSettings(device=device, **settings), FakeClock(), devices)  # type: ignore[arg-type]


def test_raw_values_are_converted_by_the_offset_and_scale_that_the_kernel_tells(tmp_path: Path) -> None:
    add(tmp_path, MLX90614)
    thermometer = opened(tmp_path, "mlx90614")
    reading = thermometer.read()
    assert (reading.object_celsius, reading.ambient_celsius) == (36.99, 26.85)
    assert thermometer.settle_seconds == pytest.approx(0.11, abs=0.01)
    assert thermometer.counters == {"reads": 1}
    thermometer.close()


def test_processed_values_need_neither(tmp_path: Path) -> None:
    add(tmp_path, MLX90632)
    thermometer = opened(tmp_path, "mlx90632", settle_seconds=2.0)
    reading = thermometer.read()
    assert (reading.object_celsius, reading.ambient_celsius) == (36.99, 26.85)
    assert thermometer.settle_seconds == 2.0
    thermometer.close()


def test_an_offset_and_scale_of_the_channel_come_first(tmp_path: Path) -> None:
    add(tmp_path, MLX90614 | {"in_temp_object_scale": "10", "in_temp_object_offset": "0"})
    assert opened(tmp_path, "mlx90614").read().object_celsius == 155.07


def test_corrections_are_applied(tmp_path: Path) -> None:
    add(tmp_path, MLX90632)
    thermometer = opened(tmp_path, "mlx90632", offset_celsius=0.5, calibrated_on="2026-05-04")
    assert thermometer.read().object_celsius == pytest.approx(37.49)


def test_a_sensor_is_found_by_its_folder_too(tmp_path: Path) -> None:
    add(tmp_path, MLX90632, 0)
    folder = add(tmp_path, MLX90614, 1)
    assert opened(tmp_path, str(folder)).read().object_celsius == 36.99
    assert list(device_names(tmp_path).values()) == ["mlx90632", "mlx90614"]


def test_a_name_that_is_not_there_is_missing_and_the_others_are_told(tmp_path: Path) -> None:
    with pytest.raises(SensorMissingError, match="mlx90614; there is: none at all"):
        opened(tmp_path, "mlx90614")
    add(tmp_path, {"name": "adc"})
    with pytest.raises(SensorMissingError, match="there is: adc"):
        opened(tmp_path, "mlx90614")


def test_a_folder_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SensorMissingError, match="ENOENT"):
        opened(tmp_path, str(tmp_path / "iio:device7"))


def test_of_two_with_one_name_neither_is_taken(tmp_path: Path) -> None:
    add(tmp_path, MLX90614, 0)
    add(tmp_path, MLX90614, 1)
    with pytest.raises(SensorUnsuitableError, match="2 are named mlx90614: write device = "):
        opened(tmp_path, "mlx90614")


@pytest.mark.parametrize("left_out", ["in_temp_object_raw", "in_temp_ambient_raw", "in_temp_scale"])
def test_a_device_that_is_no_infrared_thermometer_is_refused_for_good(tmp_path: Path, left_out: str) -> None:
    add(tmp_path, {name: text for name, text in MLX90614.items() if name != left_out})
    with pytest.raises(SensorUnsuitableError, match=r"has no in_temp_") as caught:
        opened(tmp_path, "mlx90614")
    assert caught.value.permanent


def test_a_filter_too_slow_for_a_visitor_is_refused(tmp_path: Path) -> None:
    add(tmp_path, MLX90614 | {"in_temp_object_filter_low_pass_3db_frequency": "0.150000"})
    with pytest.raises(SensorUnsuitableError, match=r"settles in 5\.3 s"):
        opened(tmp_path, "mlx90614")


@pytest.mark.parametrize("raw", ["", "warm", "nan", "inf"])
def test_what_is_no_number_is_no_temperature(tmp_path: Path, raw: str) -> None:
    folder = add(tmp_path, MLX90614)
    thermometer = opened(tmp_path, "mlx90614")
    (folder / "in_temp_object_raw").write_text(raw)
    with pytest.raises(ReadingInvalidError):
        thermometer.read()
    assert thermometer.counters == {"reading_invalid": 1}


@pytest.mark.parametrize("raw", ["0", "32768", "65535"])
def test_a_number_outside_the_range_is_no_temperature(tmp_path: Path, raw: str) -> None:
    folder = add(tmp_path, MLX90614)
    thermometer = opened(tmp_path, "mlx90614")
    (folder / "in_temp_object_raw").write_text(raw)
    with pytest.raises(ReadingOutOfRangeError):
        thermometer.read()


def test_a_sensor_that_goes_is_missing_and_its_folder_let_go(tmp_path: Path) -> None:
    folder = add(tmp_path, MLX90614)
    thermometer = opened(tmp_path, "mlx90614")
    for file in folder.iterdir():
        file.unlink()
    with pytest.raises(SensorMissingError, match="ENOENT"):
        thermometer.read()
    before = len(os.listdir("/proc/self/fd"))
    thermometer.close()
    thermometer.close()
    assert len(os.listdir("/proc/self/fd")) == before - 1


def test_the_driver_needs_a_device() -> None:
    assert choose_thermometer({"driver": "iio", "device": "mlx90614"}, FakeClock()).name == "iio"
    with pytest.raises(InvalidSettingError, match="device"):
        choose_thermometer({"driver": "iio"}, FakeClock())
