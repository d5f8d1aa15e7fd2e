import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import kiosk
from hardware.clock import SystemClock
from hardware.errors import HardwareConfigError
from kiosk.bootstrap import build_application
from kiosk.config import FILE
from kiosk.settings_file import ConfigError
from tests.kiosk.conftest import settings
from tests.kiosk.scripted_server import wait_until

EXAMPLE = Path(kiosk.__file__).parent / "example.toml"
ROOT = Path(kiosk.__file__).parents[1]


def test_the_example_is_valid_and_names_every_setting() -> None:
    config = FILE.load(EXAMPLE, {})
    assert config.listen_host == "127.0.0.1"
    assert all(f"{name}" in EXAMPLE.read_text() for name in FILE.known)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"server_ulr": "x"}, 'did you mean "server_url"'),
        ({"server_url": "localhost:8000"}, "no address"),
        ({"listen_port": 70000}, "listen_port"),
        ({"printer": {}}, "names no driver"),
        ({"buttons": {"green": {"do": "service"}}}, "service"),
        ({"buttons": {"green": {"do": "reset", "service": 1}}}, "service"),
        ({"buttons": {str(number): {"do": "reset"} for number in range(2)}}, "too many"),
        ({"buttons": {str(number): {"do": "service", "service": number} for number in range(5)}}, "too many"),
        ({"buttons": {str(number): {"do": "booking"} for number in range(5)}}, "too many"),
        ({"buttons": {str(number): {"do": "listen"} for number in range(5)}}, "too many"),
        ({"speaker": {"device": "default"}}, r"\[speaker\] names no driver"),
        ({"volume": 1.5}, "volume"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        FILE.decode(settings("http://127.0.0.1:1", tmp_path / "token", tmp_path, **change))


def test_the_environment_goes_over_the_file() -> None:
    written = tomllib.loads(EXAMPLE.read_text())
    variables = {"ANTRE_KIOSK_LISTEN_PORT": "0", "ANTRE_KIOSK_PRINTER_DRIVER": "simulated", "ANTRE_OTHER": "x"}
    config = FILE.decode(FILE.with_environment(written, variables))
    assert (config.listen_port, config.printer["driver"]) == (0, "simulated")
    with pytest.raises(ConfigError, match="names no setting"):
        FILE.with_environment(written, {"ANTRE_KIOSK_LISTN_PORT": "1"})


def test_a_file_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*example\.toml"):
        FILE.load(tmp_path / "none.toml", {})
    (tmp_path / "bad.toml").write_text("server_url = ")
    with pytest.raises(ConfigError, match="is not TOML"):
        FILE.load(tmp_path / "bad.toml", {})


def test_there_is_no_silent_fallback_to_a_simulated_part(tmp_path: Path, token_file: Path) -> None:
    wrong = settings("http://127.0.0.1:1", token_file, tmp_path, printer={"driver": "simulatd"})
    with pytest.raises(HardwareConfigError, match="simulated"):
        build_application(FILE.decode(wrong), SystemClock())


def test_a_button_that_the_controls_lack_is_named(tmp_path: Path, token_file: Path) -> None:
    wrong = settings("http://127.0.0.1:1", token_file, tmp_path, buttons={"red": {"do": "reset"}})
    with pytest.raises(ConfigError, match="red"):
        build_application(FILE.decode(wrong), SystemClock())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"translations_dir": "/nowhere/languages"}, "translations_dir: there is no folder /nowhere/languages"),
        ({"language": "jv"}, 'language "jv" has no words; there are: id, en'),
    ],
)
def test_a_language_without_words_is_named(
    changes: dict[str, str], message: str, tmp_path: Path, token_file: Path
) -> None:
    wrong = settings("http://127.0.0.1:1", token_file, tmp_path, **changes)
    with pytest.raises(ConfigError, match=message):
        build_application(FILE.decode(wrong), SystemClock())


def run_kiosk(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def test_the_process_says_what_is_wrong_with_its_settings(tmp_path: Path) -> None:
    process = run_kiosk("--config", str(tmp_path / "none.toml"))
    _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert said.startswith("kiosk: cannot read")


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_the_process_stops_cleanly(tmp_path: Path, token_file: Path, name: signal.Signals) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(
        f'server_url = "http://127.0.0.1:1"\ntoken_file = "{token_file}"\ndata_dir = "{tmp_path}"\nlisten_port = 0\n'
        f'[thermometer]\ndriver = "simulated"\n[printer]\ndriver = "simulated"\nfolder = "{tmp_path}"\n'
        '[controls]\ndriver = "none"\n'
    )
    process = run_kiosk("--config", str(path))
    assert process.stderr is not None
    said = [process.stderr.readline()]
    wait_until(lambda: "page is at" in said[0])
    process.send_signal(name)
    _, rest = process.communicate(timeout=20)
    assert process.returncode == 0, rest
    assert "Traceback" not in rest
