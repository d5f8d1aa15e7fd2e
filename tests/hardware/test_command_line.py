from pathlib import Path

import pytest

from hardware.__main__ import main
from tests.support.clock import FakeClock


def run(*arguments: str) -> int:
    return main(arguments, FakeClock())


def test_thermometer_prints_readings_and_counters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("thermometer", "--driver", "simulated", "--count", "3") == 0
    output = capsys.readouterr().out
    assert output.count("object ") == 3
    assert "reads 3" in output


def test_a_flagged_reading_is_named_and_never_shown_as_a_temperature(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("thermometer", "--driver", "simulated", "--set", "faults.flag=1.0") == 1
    output = capsys.readouterr().out
    assert "reading_flagged" in output
    assert "object " not in output


def test_distance_prints_who_is_within_reach(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("distance", "--driver", "simulated", "--set", "noise_cm=0", "--count", "2") == 0
    assert capsys.readouterr().out == "6.0 cm, within reach\n" * 2
    assert (
        run("distance", "--driver", "simulated", "--set", "noise_cm=0", "--set", "distance_cm=20", "--count", "1") == 0
    )
    assert capsys.readouterr().out == "20.0 cm\n"


def test_a_silent_distance_sensor_is_told_with_its_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("distance", "--driver", "simulated", "--set", "faults.silent=1.0") == 1
    assert capsys.readouterr().err.startswith("distance_lost: the distance sensor does not answer")


def test_print_test_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("print-test", "--driver", "simulated", "--set", f"folder={tmp_path}") == 0
    assert "test ticket: printed" in capsys.readouterr().out
    assert (tmp_path / "ticket-0001.png").exists()


def test_an_uncertain_ticket_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "paper"
    paper.touch()
    assert run("print-test", "--driver", "file", "--set", f"path={paper}") == 1
    assert "did not confirm" in capsys.readouterr().out


def test_paper_out_is_told_with_its_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("print-test", "--driver", "simulated", "--set", "fault=out_of_paper") == 1
    assert "printer_paper_out: the printer is out of paper" in capsys.readouterr().err


def test_the_file_is_read_and_a_driver_on_the_command_line_goes_over_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[thermometer]\ndriver = "mlx90614"\nbus = 250\n')
    assert run("thermometer", "--config", str(config)) == 1
    assert "i2c_bus_missing" in capsys.readouterr().err
    assert run("thermometer", "--config", str(config), "--driver", "simulated", "--count", "1") == 0


def test_buttons_lamp_and_beep_use_the_pins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[controls]\ndriver = "simulated"\nwarning_lamp = 16\nbuzzer = 20\nbuttons = { green = 5 }\n')
    for command in ("buttons", "lamp", "beep"):
        assert run(command, "--config", str(config)) == 0
    output = capsys.readouterr().out
    assert "press green" in output
    assert "lamp: warning" in output
    assert "buzzer: attention" in output


@pytest.mark.parametrize("command", ["buttons", "lamp", "beep"])
def test_a_part_that_is_not_configured_is_said_to_be_missing(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--driver", "none") == 1
    assert "in the configuration" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["thermometer"], "needs driver"),
        (["thermometer", "--driver", "simulatd"], 'did you mean "simulated"'),
        (["thermometer", "--driver", "simulated", "--set", "seed"], "key=value"),
        (["thermometer", "--config", "/there/is/none.toml"], "No such file"),
    ],
)
def test_a_wrong_configuration_exits_with_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    assert words in capsys.readouterr().err


def test_an_unreadable_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text("[thermometer\n")
    assert run("thermometer", "--config", str(config)) == 2
    assert "kiosk.toml" in capsys.readouterr().err


def test_everything_that_moves_or_lights_is_put_at_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[controls]\ndriver = "simulated"\nwarning_lamp = 5\n[sanitizer]\ndriver = "simulated"\n')
    assert run("off", "--config", str(config)) == 0
    assert capsys.readouterr().out == "lamps and buzzer: off\nsanitizer: off\n"


def test_without_such_parts_there_is_nothing_to_put_at_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[thermometer]\ndriver = "simulated"\n')
    assert run("off", "--config", str(config)) == 0
    assert capsys.readouterr().out == ""
