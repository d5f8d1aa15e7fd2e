"""The doctor and the other sensors: the MLX90615, the kernel's own, the distance sensor; owners and calibrations."""

from pathlib import Path
from typing import Any

import pytest

from hardware.doctor import State
from hardware.errors import DeviceAbsentError, SensorMissingError, SensorOwnedError, SensorUnsuitableError
from tests.hardware.doctor_house import FREE, SENSOR, House, codes, found, report_of, the

ECHO: dict[str, Any] = {"distance": {"driver": "echo", "trigger": 23, "echo": 24}}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_an_mlx90615_is_read_on_its_bus_and_has_the_same_wires(house: House) -> None:
    house.add_bus()
    report = report_of(house, {"thermometer": {"driver": "mlx90615"}})
    assert the(report, "sensor_reads").state is State.OK
    assert [(wire.signal, wire.header) for wire in report.wiring] == [
        ("3.3 V", 1),
        ("ground", 6),
        ("SDA", 3),
        ("SCL", 5),
    ]


def test_the_other_model_is_found_with_its_driver(house: House) -> None:
    house.add_bus()
    house.sensor.fail = lambda _: DeviceAbsentError("0x5a")
    house.bus.parts = {0x5B: 0x3A94}
    mend = the(report_of(house, SENSOR), "sensor_elsewhere").mend
    assert 'driver = "mlx90615", bus = 1 and address = 0x5b' in mend


# Somebody else's


def test_a_sensor_that_another_process_claims_meanwhile_is_in_use_and_not_broken(house: House) -> None:
    house.add_bus()
    house.sensor.fail = lambda _: SensorOwnedError("/dev/i2c-1 address 0x5a: process 77")
    report = report_of(house, SENSOR)
    assert codes(report) == []
    assert "address 0x5a: process 77): not touched" in the(report, "in_use").what


def test_a_lock_on_the_bus_names_its_owner(house: House) -> None:
    house.add_bus()
    house.run(77, "/usr/bin/python3", "-m", "hardware", "thermometer")
    house.lock(77, "/dev/i2c-1")
    report = report_of(house, SENSOR)
    assert "python3, process 77: not touched" in the(report, "in_use").what
    assert house.opened == []


# The kernel's own


@pytest.mark.parametrize("file", ["in_temp_object_raw", "in_temp_object_input"])
def test_a_sensor_of_the_kernels_is_found_and_proposed(house: House, file: str) -> None:
    house.add_kernel_sensor("mlx90632", file=file)
    house.add_kernel_sensor("adc", 1, "in_voltage0_raw")
    report = report_of(house)
    assert "mlx90632 by the kernel's own driver" in the(report, "sensor_found").what
    assert 'driver = "iio"\ndevice = "mlx90632"' in report.proposal
    assert found(report, "sensor_absent") == []


def test_the_configured_one_is_read(house: House) -> None:
    report = report_of(house, {"thermometer": {"driver": "iio", "device": "mlx90632"}})
    assert the(report, "sensor_reads").state is State.OK
    assert report.wiring == ()


@pytest.mark.parametrize(
    "error", [SensorMissingError("mlx90632; there is: none at all"), SensorUnsuitableError("slow")]
)
def test_one_that_cannot_be_used_is_a_fault_with_its_own_code(house: House, error: SensorMissingError) -> None:
    house.sensor.fail = lambda _: error
    assert codes(report_of(house, {"thermometer": {"driver": "iio", "device": "mlx90632"}})) == [error.code]


def test_a_running_kiosk_keeps_its_sensor(house: House) -> None:
    house.run(77, "python", "-m", "kiosk")
    report = report_of(house, {"thermometer": {"driver": "iio", "device": "mlx90632"}})
    assert "the running kiosk, process 77" in the(report, "in_use").what


# Calibration


@pytest.mark.parametrize(
    ("settings", "state", "words"),
    [
        ({}, State.INFO, "never compared"),
        ({"calibrated_on": "2026-11-01", "offset_celsius": 0.2}, State.OK, "on 2026-11-01, offset +0.20 C"),
        ({"calibrated_on": "2026-05-01"}, State.WARNING, "more than 180 days ago"),
        ({"calibrated_on": "2026-11-01", "calibration_days": 20}, State.WARNING, "more than 20 days ago"),
    ],
)
def test_the_calibration_is_judged_by_its_day(house: House, settings: dict[str, Any], state: State, words: str) -> None:
    finding = the(report_of(house, {"thermometer": {"driver": "mlx90614", **settings}}), "calibration")
    assert finding.state is state
    assert words in finding.what


def test_a_simulated_thermometer_has_none(house: House) -> None:
    assert found(report_of(house, {"thermometer": {"driver": "simulated"}}), "calibration") == []


# The distance sensor


def test_its_pins_are_looked_at_and_its_wires_told(house: House) -> None:
    house.add_chip()
    report = report_of(house, ECHO)
    assert the(report, "pin").what.endswith("free: 23, 24")
    assert [(wire.signal, wire.bcm, wire.header) for wire in report.wiring] == [
        ("5 V", None, 2),
        ("ground", None, 14),
        ("trigger", 23, 16),
        ("echo", 24, 18),
    ]
    assert "divider" in report.wiring[-1].goes_to


def test_with_controls_all_pins_are_looked_at_together(house: House) -> None:
    house.add_chip()
    report = report_of(house, {**ECHO, "controls": {"driver": "gpio", "buttons": {"green": 17}}})
    assert the(report, "pin").what.endswith("free: 23, 24, 17")


def test_a_pin_for_two_parts_is_a_fault(house: House) -> None:
    house.add_chip()
    report = report_of(house, {**ECHO, "controls": {"driver": "gpio", "buttons": {"green": 24}}})
    assert the(report, "pin_twice").what == "pin 24 is given to distance sensor and to button green"


def test_a_pin_of_another_program_is_a_fault(house: House) -> None:
    house.add_chip()
    house.lines = (*FREE[:24], "spi", *FREE[25:])
    assert "pin 24, distance sensor: used by spi" in the(report_of(house, ECHO), "gpio_pin_busy").what


def test_a_chip_that_may_not_be_opened_is_told(house: House) -> None:
    house.add_chip(mode=0o600)
    assert "gpio_forbidden" in codes(report_of(house, ECHO))


def test_a_simulated_one_is_told(house: House) -> None:
    finding = the(report_of(house, {"distance": {"driver": "simulated"}}), "simulated")
    assert "distance sensor is simulated" in finding.what


def test_none_needs_nothing_and_its_table_may_be_missing(house: House) -> None:
    report = report_of(house, {"distance": {"driver": "none"}})
    assert codes(report) == []
    assert not [one for one in found(report_of(house, {}), "config_table_missing") if "distance" in one.what]


def test_a_setting_that_cannot_be_is_told(house: House) -> None:
    assert "setting_invalid" in codes(report_of(house, {"distance": {"driver": "echo", "trigger": 23}}))


# The sanitizer


DISPENSER: dict[str, Any] = {"sanitizer": {"driver": "gpio", "hand": 5, "relay": 6}}


def test_the_wires_of_a_sanitizer_are_told(house: House) -> None:
    report = report_of(house, DISPENSER)
    wires = {wire.signal: (wire.bcm, wire.header) for wire in report.wiring if wire.part == "sanitizer"}
    assert wires == {"hand": (5, 29), "relay": (6, 31)}


def test_a_pin_for_the_sanitizer_and_a_button_is_one_too_many(house: House) -> None:
    controls = {"controls": {"driver": "gpio", "buttons": {"green": 6}}}
    assert (
        the(report_of(house, DISPENSER | controls), "pin_twice").what
        == "pin 6 is given to button green and to sanitizer"
    )


def test_a_simulated_sanitizer_is_told(house: House) -> None:
    finding = the(report_of(house, {"sanitizer": {"driver": "simulated"}}), "simulated")
    assert "sanitizer is simulated" in finding.what
