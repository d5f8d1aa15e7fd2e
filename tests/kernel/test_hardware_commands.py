"""What a technician tries by hand at a kiosk, `python -m hardware ...`, at an emulated chip."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kernel.controls import (
    BLUE,
    BUZZER,
    GREEN,
    GREEN_LAMP,
    ROOT,
    WARNING_LAMP,
    Watcher,
    opened,
    other_process,
)
from tests.kernel.emulated.gpio_chip import GpioChip

CONFIG = f"""
[controls]
driver = "gpio"
buttons = {{ green = {GREEN}, blue = {BLUE} }}
lamps = {{ green = {GREEN_LAMP} }}
warning_lamp = {WARNING_LAMP}
buzzer = {BUZZER}
"""
LIMIT_SECONDS = 120


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "kiosk.toml"
    path.write_text(CONFIG)
    return path


@contextmanager
def command(name: str, config: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command as a process of its own; killed at the end, should it still run."""
    words = [sys.executable, "-m", "hardware", name, "--config", str(config), *options]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_press_is_named_and_a_button_that_stays_down_is_no_stuck_one_yet(gpio_chip: GpioChip, config: Path) -> None:
    with command("buttons", config, "--seconds", "8") as process:
        assert line(process) == "gpio: press green, blue (8 s)"
        gpio_chip.pull(BLUE, high=False)
        assert line(process) == "pressed: blue"
        gpio_chip.pull(GREEN, high=False)
        assert line(process) == "pressed: green"
        assert process.communicate(timeout=LIMIT_SECONDS) == ("stuck: none\n", "")
    assert process.returncode == 0


def test_a_stuck_button_is_named_and_the_exit_status_tells(gpio_chip: GpioChip, config: Path) -> None:
    early = ("--set", "stuck_seconds=3", "--set", "hold_seconds=1")
    with command("buttons", config, "--seconds", "10", *early) as process:
        line(process)
        gpio_chip.pull(GREEN, high=False)
        assert line(process) == "pressed: green"
        told, _ = process.communicate(timeout=LIMIT_SECONDS)
    assert told == "stuck: green\n"
    assert process.returncode == 1


def test_each_lamp_lights_pulses_and_goes_out(gpio_chip: GpioChip, config: Path) -> None:
    green, warning = Watcher(gpio_chip, GREEN_LAMP), Watcher(gpio_chip, WARNING_LAMP)
    with green.watching(), warning.watching(), command("lamp", config) as process:
        told, _ = process.communicate(timeout=LIMIT_SECONDS)
    assert told.splitlines() == ["lamp: green", "lamp: warning"]
    assert process.returncode == 0
    assert green.flashes >= 2
    assert warning.flashes >= 2
    assert (gpio_chip.value(GREEN_LAMP), gpio_chip.value(WARNING_LAMP)) == (0, 0)


def test_the_buzzer_plays_each_pattern(gpio_chip: GpioChip, config: Path) -> None:
    buzzer = Watcher(gpio_chip, BUZZER)
    with buzzer.watching(), command("beep", config) as process:
        told, _ = process.communicate(timeout=LIMIT_SECONDS)
    assert told.splitlines() == ["buzzer: acknowledge", "buzzer: attention", "buzzer: refused"]
    assert (process.returncode, buzzer.flashes) == (0, 1 + 3 + 1)
    assert gpio_chip.value(BUZZER) == 0


def test_after_a_kiosk_that_was_killed_everything_is_put_at_rest(gpio_chip: GpioChip, config: Path) -> None:
    with other_process(60) as process:
        assert opened(process)
        assert gpio_chip.value(GREEN_LAMP) == 1
    gpio_chip.pull(GREEN_LAMP, high=True)  # a chip that keeps the level of a line that nobody holds
    with command("off", config) as process:
        told, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert (told, errors) == ("lamps and buzzer: off\n", "")
    assert process.returncode == 0


@pytest.mark.parametrize("name", ["buttons", "lamp", "beep", "off"])
def test_without_a_chip_each_command_says_so(config: Path, name: str) -> None:
    with command(name, config) as process:
        told, errors = process.communicate(timeout=LIMIT_SECONDS)
    assert told == ""
    assert errors.startswith("gpio_missing: ")
    assert "no chip of a Pi's header" in errors
    assert process.returncode != 0
