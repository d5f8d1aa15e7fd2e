"""The doctor and the pins, the machine, the screen and the folder for data."""

from pathlib import Path
from typing import Any

import pytest

from hardware.doctor import State, Wish, examine
from tests.hardware.doctor_house import SENSOR, House, codes, found, report_of, the

BUTTONS: dict[str, Any] = {"controls": {"driver": "gpio", "buttons": {"green": 17, "blue": 27}}}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_pins_are_free_or_used_by_somebody(house: House) -> None:
    house.add_chip()
    house.lines = ("",) * 17 + ("heartbeat",) + ("",) * 30
    report = report_of(house, BUTTONS)
    assert "pin 17, button green: used by heartbeat" in the(report, "gpio_pin_busy").what
    assert the(report, "pin").what.endswith("free: 27")


def test_pins_that_the_kiosk_has_are_no_fault(house: House) -> None:
    house.add_chip()
    house.lines = ("lg",) * 58
    house.run(70, "python", "-m", "kiosk")
    report = report_of(house, BUTTONS)
    assert codes(report) == []
    assert len(found(report, "in_use")) == 2


def test_a_chip_that_is_too_small_lacks_the_pin(house: House) -> None:
    house.add_chip()
    house.lines = ("",) * 20
    assert "pin 27, button blue: the chip has 20" in the(report_of(house, BUTTONS), "gpio_missing").what


def test_a_missing_chip_names_the_others(house: House) -> None:
    house.add_chip(1)
    house.chip_labels = {"gpiochip1": "raspberrypi-exp-gpio"}
    assert "This machine has chip 1" in the(report_of(house, BUTTONS), "gpio_missing").mend


def test_the_headers_chip_is_the_one_that_the_driver_takes(house: House) -> None:
    for number in (0, 4):
        house.add_chip(number)
    house.chip_labels = {"gpiochip0": "gpio-brcmstb@107d508500", "gpiochip4": "pinctrl-rp1"}
    assert "GPIO chip 4 (pinctrl-rp1)" in the(report_of(house, BUTTONS), "chip_found").what


def test_pins_of_the_sensor_and_of_add_on_boards_are_told(house: House) -> None:
    written = {**SENSOR, "controls": {"driver": "gpio", "buttons": {"green": 2}, "buzzer": 0}}
    report = report_of(house, written)
    assert the(report, "pin_twice").what == "pin 2 is given to thermometer and to button green"
    assert "pin 0 (buzzer)" in the(report, "pin_reserved").what


def test_lgpio_that_is_missing_or_has_no_folder_is_told(house: House) -> None:
    house.import_failure = "No module named 'lgpio'"
    assert "No module named" in the(report_of(house, BUTTONS), "lgpio").what
    house.import_failure = None
    machine = house.machine()
    machine.environment["LG_WD"] = "/there/is/none"
    assert "/there/is/none" in the(examine(machine, Wish(None, BUTTONS)), "lgpio").what


@pytest.mark.parametrize(("synchronised", "state"), [(True, State.OK), (False, State.WARNING), (None, State.INFO)])
def test_the_clock(house: House, synchronised: bool | None, state: State) -> None:
    house.synchronised = synchronised
    assert the(report_of(house), "clock").state is state


def test_a_supply_that_was_too_low_is_told(house: House) -> None:
    house.write("/sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    house.write("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n")
    assert "supply" in the(report_of(house), "supply_low").mend


def test_a_screen_needs_browser_and_cage(house: House) -> None:
    assert "apt install chromium cage" in the(report_of(house, {"screen": True}), "browser").mend
    house.add_programs("chromium-browser", "cage")
    assert the(report_of(house, {"screen": True}), "browser").state is State.OK
    assert found(report_of(house, {"screen": False}), "browser") == []
    assert found(report_of(house, {"screen": True, "listen_host": "10.0.0.2"}), "browser") == []


def test_the_folder_for_data_has_to_be_writable(house: House) -> None:
    folder = house.data_dir
    folder.chmod(0o755)
    assert "sudo install -d -o pi" in the(report_of(house, {}), "data_dir").mend
    folder.chmod(0o777)
    assert the(report_of(house, {}), "data_dir").state is State.OK
    folder.rmdir()
    assert "may not make" in the(report_of(house, {}), "data_dir").what
