"""What the doctor prints: the sum, the wiring, JSON and exit status; and its command on this machine."""

import json
import os
from pathlib import Path

import msgspec
import pytest

from hardware.__main__ import main
from hardware.doctor import Finding, Report, State, as_json, as_text, exit_status
from hardware.doctor.configuration import check_tables
from hardware.doctor.finding import Code, Part
from hardware.doctor.users import this_user, user_named
from hardware.doctor.wiring import HEADER, nearest_ground, wiring
from hardware.errors import HardwareError, InvalidSettingError
from tests.support.clock import FakeClock

GUIDE = Path(__file__).parents[2] / "docs" / "hardware.md"


def finding(state: State, part: Part = Part.PRINTER, code: str = "x") -> Finding:
    return Finding(part=part, state=state, code=code, what="it is so", mend="Do that.")


def report(*findings: Finding) -> Report:
    return Report(machine="Pi", user="pi", config=None, findings=findings)


@pytest.mark.parametrize(
    ("findings", "status"),
    [
        ([], 0),
        ([finding(State.OK), finding(State.WARNING), finding(State.INFO)], 0),
        ([finding(State.FAULT)], 1),
        ([finding(State.FAULT), finding(State.FAULT, Part.CONFIG)], 2),
        ([finding(State.WARNING, Part.CONFIG)], 0),
    ],
)
def test_only_faults_count(findings: list[Finding], status: int) -> None:
    assert exit_status(report(*findings)) == status


def test_each_finding_is_one_line_with_its_mend() -> None:
    lines = as_text(report(finding(State.FAULT, code="printer_missing"), finding(State.WARNING))).splitlines()
    assert lines == [
        "Printer",
        "  FAULT    it is so. Do that. [printer_missing]",
        "  warning  it is so. Do that.",
        "",
        "1 fault, 1 warning.",
    ]


def test_nothing_wrong_is_said_in_words() -> None:
    assert as_text(report(finding(State.OK))).endswith("All is well.")


def test_json_is_the_report_itself() -> None:
    original = report(finding(State.FAULT))
    assert msgspec.json.decode(as_json(original), type=Report) == original
    assert list(json.loads(as_json(original))) == [
        "version",
        "machine",
        "user",
        "config",
        "findings",
        "wiring",
        "proposal",
    ]
    assert json.loads(as_json(original))["findings"] == [
        {"part": "printer", "state": "fault", "code": "x", "what": "it is so", "mend": "Do that."}
    ]


def test_the_header_has_each_pin_once() -> None:
    assert sorted(HEADER) == list(range(28))
    assert len(set(HEADER.values())) == 28
    power = {1, 2, 4, 17} | {6, 9, 14, 20, 25, 30, 34, 39}
    assert set(HEADER.values()) | power == set(range(1, 41))


def test_the_nearest_ground() -> None:
    assert [nearest_ground(pin) for pin in (3, 11, 40)] == [6, 9, 39]


def test_the_wires_of_a_configuration() -> None:
    written = {
        "thermometer": {"driver": "mlx90614"},
        "printer": {"driver": "serial", "path": "/dev/serial0"},
        "controls": {"driver": "gpio", "buttons": {"green": 17}, "lamps": {"green": 23}, "warning_lamp": 16},
    }
    wires = wiring(check_tables(written, FakeClock())[0])
    assert [(wire.part, wire.signal, wire.bcm, wire.header) for wire in wires] == [
        ("thermometer", "3.3 V", None, 1),
        ("thermometer", "ground", None, 6),
        ("thermometer", "SDA", 2, 3),
        ("thermometer", "SCL", 3, 5),
        ("button green", "contact", 17, 11),
        ("lamp green", "on/off", 23, 16),
        ("warning lamp", "on/off", 16, 36),
        ("printer", "TXD", 14, 8),
        ("printer", "RXD", 15, 10),
        ("printer", "ground", None, 6),
    ]
    assert "ground (pin 9)" in wires[4].goes_to


def test_a_bus_whose_pins_an_overlay_chooses_says_so() -> None:
    written = {"thermometer": {"driver": "mlx90614", "bus": 4}}
    wires = wiring(check_tables(written, FakeClock())[0])
    assert [wire.header for wire in wires] == [1, 6, None, None]
    table = as_text(Report(machine="Pi", user="pi", config=None, findings=(), wiring=wires))
    assert table.count("by overlay") == 2


def test_users_and_their_groups(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("antre-kiosk:x:999:990::/:/bin/false\n")
    (tmp_path / "etc/group").write_text("i2c:x:994:pi,antre-kiosk\nlp:x:7:pi\nbroken\n")
    user = user_named(tmp_path, "antre-kiosk")
    assert user.uid == 999
    assert user.group_ids == {990, 994}
    with pytest.raises(InvalidSettingError, match="no such user"):
        user_named(tmp_path, "nobody-here")
    assert this_user(tmp_path).uid == os.geteuid()


def test_the_command_works_on_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) in (0, 1)
    assert capsys.readouterr().out.startswith("System\n")


def test_the_command_gives_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('screen = false\n[printer]\ndriver = "usbb"\n')
    assert main(["doctor", "--json", "--config", str(config)]) == 2
    told = msgspec.json.decode(capsys.readouterr().out, type=Report)
    assert told.config == str(config)
    assert "driver_unknown" in [finding.code for finding in told.findings]


@pytest.mark.parametrize("text", [None, "[printer\n"])
def test_a_file_that_cannot_be_read_exits_with_2(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    if text:
        config.write_text(text)
    assert main(["doctor", "--config", str(config)]) == 2
    assert "kiosk.toml" in capsys.readouterr().err


def test_every_code_is_in_the_guide() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert [code for code in Code if f"`{code}`" not in guide] == []


def test_no_code_of_the_doctor_is_that_of_an_error() -> None:
    kinds, seen = [HardwareError], set()
    while kinds:
        kind = kinds.pop()
        seen.add(kind.code)
        kinds += kind.__subclasses__()
    assert seen & set(Code) == set()
