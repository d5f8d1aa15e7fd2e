"""The doctor and the printers: found by descriptors, asked for their state and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from hardware.clock import SystemClock
from hardware.doctor import State
from tests.hardware.doctor_house import House, codes, report_of, the
from tests.hardware.model_printer import FINE, ModelPrinter, on_network, on_terminal


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


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


def test_two_printers_that_fit_are_ambiguous_until_one_is_named(house: House) -> None:
    house.add_usb_printer("1-1", driver="usbfs", serial="AA1")
    house.add_usb_printer("1-2", driver="usbfs")
    mend = the(report_of(house, with_printer(driver="usb")), "printer_ambiguous").mend
    assert 'port = "1-1" (serial = "AA1"), or port = "1-2".' in mend
    for named in ({"serial": "AA1"}, {"port": "1-2"}):
        assert "USB 04b8:0202" in the(report_of(house, with_printer(driver="usb", **named)), "in_use").what


def test_a_printer_that_does_not_say_that_it_prints_is_found_by_both_its_numbers(house: House) -> None:
    house.add_usb_printer("1-1", driver="usbfs", says_so=False)
    assert "printer_missing" in codes(report_of(house, with_printer(driver="usb", vendor=0x04B8)))
    named = with_printer(driver="usb", vendor=0x04B8, product=0x0202)
    assert "USB 04b8:0202" in the(report_of(house, named), "in_use").what


def test_of_two_printers_the_proposal_names_one(house: House) -> None:
    house.add_usb_printer("1-1", serial="AA1")
    assert "serial" not in report_of(house).proposal
    house.add_usb_printer("1-2")
    assert 'serial = "AA1"' in report_of(house).proposal


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
