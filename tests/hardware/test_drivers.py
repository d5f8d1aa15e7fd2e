from collections.abc import Callable
from typing import Any

import pytest

from hardware import drivers
from hardware.errors import (
    HardwareConfigError,
    HardwareError,
    InvalidSettingError,
    UnknownDriverError,
    UnknownSettingError,
)
from hardware.supervisor import Driver
from tests.support.clock import FakeClock

Choose = Callable[[dict[str, Any]], Driver[Any]]


def thermometer(table: dict[str, Any]) -> Driver[Any]:
    return drivers.choose_thermometer(table, FakeClock())


def printer(table: dict[str, Any]) -> Driver[Any]:
    return drivers.choose_printer(table, FakeClock())


def controls(table: dict[str, Any]) -> Driver[Any]:
    return drivers.choose_controls(table, FakeClock(), lambda _: None)


CHOICES: list[Choose] = [thermometer, printer, controls, drivers.choose_speaker]


@pytest.mark.parametrize("choose", CHOICES)
def test_a_misspelt_driver_names_the_nearest(choose: Choose) -> None:
    with pytest.raises(UnknownDriverError, match='did you mean "simulated"'):
        choose({"driver": "simulatd"})


@pytest.mark.parametrize("choose", CHOICES)
def test_a_driver_like_no_other_lists_all(choose: Choose) -> None:
    with pytest.raises(UnknownDriverError, match=r"known are: .*simulated"):
        choose({"driver": "qqqq"})


@pytest.mark.parametrize("choose", CHOICES)
def test_no_driver_at_all_is_refused_and_never_simulated(choose: Choose) -> None:
    with pytest.raises(InvalidSettingError, match="needs driver"):
        choose({})


@pytest.mark.parametrize("choose", CHOICES)
def test_a_misspelt_key_is_refused(choose: Choose) -> None:
    with pytest.raises(UnknownSettingError, match="seeed"):
        choose({"driver": "simulated", "seeed": 3})


def test_a_misspelt_key_names_the_nearest() -> None:
    with pytest.raises(UnknownSettingError, match=r'\[thermometer\] adress; did you mean "address"'):
        thermometer({"driver": "mlx90614", "adress": 0x5A})


@pytest.mark.parametrize(
    ("choose", "table"),
    [
        (thermometer, {"driver": "mlx90614", "emissivity": 0}),
        (thermometer, {"driver": "mlx90614", "bus": "one"}),
        (thermometer, {"driver": "mlx90614", "checksum": "maybe"}),
        (thermometer, {"driver": "simulated", "mix": {"healthy": 0.0}}),
        (thermometer, {"driver": "simulated", "faults": {"gremlins": 0.5}}),
        (printer, {"driver": "network"}),
        (printer, {"driver": "network", "host": "printer", "port": 0}),
        (printer, {"driver": "serial", "path": "/dev/ttyUSB0", "baud": 9601}),
        (printer, {"driver": "usb", "profile": "90mm"}),
        (controls, {"driver": "gpio", "buttons": {"a": 28}}),
        (controls, {"driver": "gpio", "buttons": {"a": 5}, "buzzer": 5}),
        (controls, {"driver": "gpio", "lamps": {"a": 5}}),
        (controls, {"driver": "gpio", "pulse_seconds": 0.2}),
    ],
)
def test_an_impossible_value_is_refused(choose: Choose, table: dict[str, Any]) -> None:
    with pytest.raises(InvalidSettingError):
        choose(table)


@pytest.mark.parametrize(
    ("choose", "table"),
    [
        (thermometer, {"driver": "mlx90614", "bus": 250}),
        (printer, {"driver": "file", "path": "/dev/there-is-no-such-printer"}),
        (controls, {"driver": "gpio", "chip": 250, "warning_lamp": 5}),
    ],
)
def test_a_real_driver_without_its_device_fails_and_is_not_replaced(choose: Choose, table: dict[str, Any]) -> None:
    driver = choose(table)
    assert not driver.simulated
    with pytest.raises(HardwareError, match=r"not found|no such|failed") as caught:
        driver.open()
    assert not isinstance(caught.value, HardwareConfigError)


@pytest.mark.parametrize("choose", CHOICES)
def test_a_simulated_driver_says_so_and_can_be_acted_on(choose: Choose) -> None:
    driver = choose({"driver": "simulated"})
    assert driver.simulated
    assert driver.simulation is not None


@pytest.mark.parametrize("choose", [controls, drivers.choose_speaker])
def test_a_part_that_is_not_there_is_not_fitted(choose: Choose) -> None:
    driver = choose({"driver": "none"})
    assert (driver.fitted, driver.simulated) == (False, False)
    driver.open().close()


def test_values_from_the_environment_come_as_text() -> None:
    assert thermometer({"driver": "simulated", "seed": "7", "auto": "false"}).simulated
