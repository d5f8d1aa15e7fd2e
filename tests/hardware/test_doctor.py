"""The doctor and the thermometer, in folders made to look like a Pi: each finding, nothing touched in vain."""

from pathlib import Path

import pytest

from hardware.doctor import State, Wish, examine
from hardware.errors import BusStuckError, ChecksumError, DeviceAbsentError
from tests.hardware.doctor_house import SENSOR, TECHNICIAN, House, codes, found, report_of, the


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


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
