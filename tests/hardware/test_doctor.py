"""The doctor in folders made to look like a Pi: each finding, and that nothing is touched that should not be."""

from pathlib import Path
from typing import Any

import pytest

from hardware.clock import SystemClock
from hardware.doctor import Finding, Report, State, Wish, examine
from hardware.errors import BusStuckError, ChecksumError, DeviceAbsentError
from tests.hardware.doctor_house import TECHNICIAN, House
from tests.hardware.model_printer import FINE, ModelPrinter, on_network, on_terminal

SENSOR: dict[str, Any] = {"thermometer": {"driver": "mlx90614"}}
BUTTONS: dict[str, Any] = {"controls": {"driver": "gpio", "buttons": {"green": 17, "blue": 27}}}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def report_of(house: House, written: dict[str, Any] | None = None, *, scan: bool = False) -> Report:
    if written is not None:
        written = {"screen": False, **written}
    return examine(house.machine(), Wish(None, written, scan))


def found(report: Report, code: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.code == code]


def the(report: Report, code: str) -> Finding:
    [finding] = found(report, code)
    return finding


def codes(report: Report, state: State = State.FAULT) -> list[str]:
    return [finding.code for finding in report.findings if finding.state is state]


def test_a_bare_machine_gives_findings_and_no_fault(house: House) -> None:
    report = report_of(house)
    assert codes(report) == []
    assert set(codes(report, State.WARNING)) == {"sensor_absent", "printer_absent"}
    assert 'driver = "none"' in report.proposal


def test_the_configured_sensor_is_read_by_its_own_driver(house: House) -> None:
    house.add_bus()
    finding = the(report_of(house, SENSOR), "sensor_reads")
    assert finding.state is State.OK
    assert "object 36.9" in finding.what or "object 37.0" in finding.what
    assert house.sensor.closed
    assert house.opened == ["thermometer"]


def test_a_missing_bus_on_a_pi_leads_to_its_config_file(house: House) -> None:
    house.add_pi()
    house.write("/boot/firmware/config.txt", "# dtparam=i2c_arm=on\n")
    finding = the(report_of(house, SENSOR), "i2c_bus_missing")
    assert "/boot/firmware/config.txt has no dtparam=i2c_arm=on" in finding.mend
    house.write("/boot/firmware/config.txt", "dtparam=i2c_arm=on\n")
    assert "restart the Pi" in the(report_of(house, SENSOR), "i2c_bus_missing").mend


def test_a_bus_without_a_node_needs_its_module(house: House) -> None:
    house.write("/sys/bus/i2c/devices/i2c-1/name", "bcm2835\n")
    assert "modprobe i2c-dev" in the(report_of(house, SENSOR), "i2c_bus_missing").mend


def test_a_wrong_bus_number_names_the_right_one(house: House) -> None:
    house.add_bus(3)
    report = report_of(house, SENSOR)
    assert "This machine has bus 3" in the(report, "i2c_bus_missing").mend
    assert "bus = 3 and address = 0x5a" in the(report, "sensor_elsewhere").mend


def test_a_sensor_that_is_silent_is_looked_for_elsewhere(house: House) -> None:
    house.add_bus()
    house.sensor.fail = lambda _: DeviceAbsentError("0x5a")
    house.bus.parts = {0x5B: 0x3A94}
    report = report_of(house, SENSOR)
    assert set(codes(report)) == {"i2c_no_answer", "sensor_elsewhere"}
    assert "MLX90615 at bus 1, address 0x5b" in the(report, "sensor_elsewhere").what
    assert house.bus.closed


def test_a_stuck_bus_is_named(house: House) -> None:
    house.add_bus()
    house.bus.error = BusStuckError("/dev/i2c-1")
    assert codes(report_of(house)) == ["i2c_bus_stuck"]


def test_a_kernel_driver_that_owns_the_address_is_named_and_not_disturbed(house: House) -> None:
    house.add_bus()
    house.link("/sys/bus/i2c/devices/1-005a/driver", "/sys/bus/i2c/drivers/mlx90614")
    finding = the(report_of(house, SENSOR), "i2c_address_busy")
    assert "kernel driver mlx90614" in finding.what
    assert "overlay" in finding.mend
    assert house.opened == []
    report_of(house, scan=True)
    assert 0x5A not in house.bus.asked
    assert 0x5B in house.bus.asked


@pytest.mark.parametrize("how", ["lock", "hold"])
def test_a_sensor_in_use_is_left_alone(house: House, how: str) -> None:
    house.add_bus()
    house.run(50, "/usr/bin/python", "-m", "kiosk", "--config", "kiosk.toml")
    getattr(house, how)(50, "/dev/i2c-1")
    report = report_of(house, SENSOR, scan=True)
    assert "the running kiosk, process 50: not touched" in found(report, "in_use")[0].what
    assert house.opened == []


def test_a_running_kiosk_is_noticed_by_its_command_line(house: House) -> None:
    house.add_bus()
    house.run(51, "python", "-m", "kiosk")
    assert "process 51" in the(report_of(house, SENSOR), "in_use").what
    assert "process 51" in found(report_of(house), "in_use")[0].what
    assert house.opened == []


def test_without_a_configuration_it_looks_and_proposes(house: House) -> None:
    house.add_bus(3)
    house.add_chip()
    house.write("/dev/ttyUSB0", mode=0o666)
    report = report_of(house)
    assert "MLX90614 at bus 3" in the(report, "sensor_found").what
    assert "bus = 3\naddress = 0x5a" in report.proposal
    assert 'path = "/dev/ttyUSB0"' in report.proposal
    assert "buttons = {" in report.proposal
    assert set(house.bus.asked) == {0x5A, 0x5B}


def test_a_scan_reads_every_address_once(house: House) -> None:
    house.add_bus()
    house.bus.parts[0x29] = 0
    report = report_of(house, SENSOR, scan=True)
    answering = [finding.what for finding in found(report, "part_on_bus")]
    assert answering == [
        "bus 1, 0x29: something answers, perhaps a VL53L0X distance sensor",
        "bus 1, 0x5a: something answers, perhaps a MLX90614",
    ]
    assert sorted(house.bus.asked) == list(range(0x08, 0x78))


def test_a_part_without_a_checksum_is_found_with_the_setting_it_needs(house: House) -> None:
    house.add_bus()
    bus = house.bus
    plain = bus.read_word

    def without_code(address: int, command: int) -> int:
        if bus.checked and address == 0x5A:
            raise ChecksumError("0x5a")
        return plain(address, command)

    bus.read_word = without_code  # type: ignore[method-assign]
    assert 'checksum = "probe"' in report_of(house).proposal


def test_a_simulated_part_is_a_warning(house: House) -> None:
    report = report_of(house, {name: {"driver": "simulated"} for name in ("thermometer", "printer", "controls")})
    assert codes(report, State.WARNING).count("simulated") == 3
    assert house.opened == []


def test_wrong_tables_are_told_by_the_drivers_own_errors(house: House) -> None:
    written = {"thermometer": {"driver": "mlx90614", "buss": 1}, "printer": {"driver": "usb2"}, "controls": {}}
    report = report_of(house, written)
    assert codes(report) == ["setting_unknown", "driver_unknown", "setting_invalid"]
    assert 'did you mean "bus"' in the(report, "setting_unknown").what


def test_a_table_that_is_no_table_is_told(house: House) -> None:
    assert "setting_invalid" in codes(report_of(house, {"thermometer": 1}))


def test_missing_tables_are_told(house: House) -> None:
    assert codes(report_of(house, SENSOR), State.WARNING).count("config_table_missing") == 2


@pytest.mark.parametrize(
    ("group", "listed", "words"),
    [
        ("i2c", False, "sudo usermod -aG i2c pi"),
        ("i2c", True, "log out and in again"),
        ("other", False, "There is no group i2c"),
    ],
)
def test_a_forbidden_bus_leads_to_its_group(house: House, group: str, listed: bool, words: str) -> None:
    house.add_bus(mode=0o660)
    gid = (house.root / "dev/i2c-1").stat().st_gid
    house.write("/etc/group", f"{group}:x:{gid}:{'pi' if listed else ''}\n")
    machine = house.machine(listed=frozenset({gid} if listed else ()))
    report = examine(machine, Wish(None, {"screen": False, **SENSOR}))
    finding = the(report, "i2c_bus_forbidden")
    assert words in finding.mend
    assert f"group {group}, mode 0660" in finding.what
    assert house.opened == []


def test_a_member_of_the_group_may(house: House) -> None:
    house.add_bus(mode=0o660)
    gid = (house.root / "dev/i2c-1").stat().st_gid
    report = examine(house.machine(groups=frozenset({gid})), Wish(None, {"screen": False, **SENSOR}))
    assert the(report, "node_permitted").state is State.OK


def test_a_node_of_the_wrong_group_needs_the_udev_rules(house: House) -> None:
    house.add_bus(mode=0o600)
    house.write("/etc/group", f"i2c:x:{TECHNICIAN + 1}:\n")
    assert "udev rules" in the(report_of(house, SENSOR), "i2c_bus_forbidden").mend


def with_printer(**table: object) -> dict[str, Any]:
    return {"printer": table}


def test_a_usb_printer_that_is_missing_names_those_that_are_there(house: House) -> None:
    house.add_usb_printer()
    report = report_of(house, with_printer(driver="usb", vendor=0x0416))
    assert "vendor = 0x04b8, product = 0x0202" in the(report, "printer_missing").mend
    assert house.opened == []


def test_a_usb_printer_in_use_is_left_alone(house: House) -> None:
    house.add_usb_printer(driver="usbfs")
    assert "not touched" in the(report_of(house, with_printer(driver="usb")), "in_use").what
    house.run(60, "python", "-m", "kiosk")
    house.hold(60, "/dev/bus/usb/001/005")
    assert "process 60" in the(report_of(house, with_printer(driver="usb")), "in_use").what
    assert house.opened == []


def test_two_printers_that_fit_are_ambiguous(house: House) -> None:
    house.add_usb_printer("1-1", driver="usbfs")
    house.add_usb_printer("1-2", driver="usbfs")
    assert "vendor and product" in the(report_of(house, with_printer(driver="usb")), "printer_ambiguous").mend


STATES = [
    (FINE, State.OK, "printer_ready"),
    ({**FINE, 4: 0x1E}, State.WARNING, "printer_paper_low"),
    ({1: 0x1A, 2: 0x32, 4: 0x7E}, State.FAULT, "printer_paper_out"),
    ({1: 0x1A, 2: 0x16, 4: 0x12}, State.FAULT, "printer_cover_open"),
    ({1: 0x1A, 2: 0x12, 4: 0x12}, State.FAULT, "printer_offline"),
    ({}, State.WARNING, "printer_silent"),
]


@pytest.mark.parametrize(("statuses", "state", "code"), STATES)
def test_a_printer_is_asked_for_its_state_and_nothing_else(
    house: House, statuses: dict[int, int], state: State, code: str
) -> None:
    house.clock = SystemClock()
    printer = ModelPrinter(statuses)
    with on_network(printer) as (port, _):
        report = report_of(house, with_printer(driver="network", host="127.0.0.1", port=port))
    assert the(report, code).state is state
    assert printer.received == b""


def test_a_printer_whose_profile_never_answers_is_not_asked(house: House) -> None:
    report = report_of(house, with_printer(driver="network", host="127.0.0.1", profile="58mm-plain"))
    assert the(report, "printer_silent").state is State.INFO
    assert house.opened == []


def test_a_network_printer_that_is_off_is_missing(house: House) -> None:
    with on_network(ModelPrinter()) as (port, _):
        pass
    assert codes(report_of(house, with_printer(driver="network", host="127.0.0.1", port=port))) == ["printer_missing"]


def test_a_printer_file_that_is_missing_names_the_others(house: House) -> None:
    house.write("/dev/usb/lp1", mode=0o666)
    finding = the(report_of(house, with_printer(driver="file", path="/dev/usb/lp0")), "printer_missing")
    assert "/dev/usb/lp1" in finding.mend


def test_a_serial_printer_is_asked_and_a_console_at_its_port_is_told(house: House) -> None:
    house.clock = SystemClock()
    house.write("/proc/cmdline", "console=serial0,115200 console=tty1 root=/dev/x\n")
    (house.root / "dev").mkdir()
    with on_terminal(ModelPrinter()) as terminal:
        (house.root / "dev/serial0").symlink_to(terminal)
        Path(terminal).chmod(0o666)
        report = report_of(house, with_printer(driver="serial", path="/dev/serial0"))
    assert the(report, "printer_ready").state is State.OK
    assert "raspi-config" in the(report, "serial_console").mend


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
    assert "This machine has chip 1" in the(report_of(house, BUTTONS), "gpio_missing").mend


def test_a_pi_5_with_an_older_kernel_has_its_header_at_chip_4(house: House) -> None:
    house.write("/proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0")
    house.add_chip(4)
    assert "GPIO chip 4" in the(report_of(house, BUTTONS), "chip_found").what


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


def test_a_speaker_needs_its_player_and_a_card(house: House) -> None:
    speaker = {"speaker": {"driver": "alsa"}}
    assert {"speaker_player_missing", "speaker_fault"} <= set(codes(report_of(house, speaker)))
    house.add_programs("aplay")
    house.write("/proc/asound/cards", " 0 [Headphones     ]: bcm2835\n")
    assert the(report_of(house, speaker), "sound_card").state is State.OK


def test_the_folder_for_data_has_to_be_writable(house: House) -> None:
    folder = house.data_dir
    folder.chmod(0o755)
    assert "sudo install -d -o pi" in the(report_of(house, {}), "data_dir").mend
    folder.chmod(0o777)
    assert the(report_of(house, {}), "data_dir").state is State.OK
    folder.rmdir()
    assert "may not make" in the(report_of(house, {}), "data_dir").what
