"""Fixtures of the kiosk's tests: a scripted server on loopback, and a whole kiosk with simulated parts."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hardware.clock import Clock, SystemClock
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from tests.kiosk.scripted_server import TOKEN, Script, scripted_app, serve

StartKiosk = Callable[..., Application]


@pytest.fixture
def script() -> Iterator[Script]:
    """What the scripted server does; its streams end with the test."""
    script = Script()
    yield script
    script.stopping.set()


@pytest.fixture
def server(script: Script) -> Iterator[str]:
    """Address of the scripted server."""
    with serve(scripted_app(script)) as url:
        yield url
        script.stopping.set()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """The kiosk's token, as the installer leaves it."""
    path = tmp_path / "kiosk.token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    return path


def settings(url: str, token_file: Path, folder: Path, **changes: Any) -> dict[str, Any]:
    """Settings of a kiosk with simulated parts and a sensor without noise."""
    plain: dict[str, Any] = {
        "server_url": url,
        "token_file": str(token_file),
        "data_dir": str(folder / "data"),
        "listen_port": 0,
        "server_timeout_seconds": 1.0,
        "thermometer": {"driver": "simulated", "auto": False, "noise_celsius": 0.0, "unit_offset_celsius": 0.0},
        "printer": {"driver": "simulated", "folder": str(folder / "tickets"), "limit_seconds": 1.0},
        "controls": {
            "driver": "simulated",
            "buttons": {"green": 5, "blue": 6, "staff": 13},
            "lamps": {"green": 17, "blue": 27},
            "warning_lamp": 22,
            "buzzer": 23,
        },
        "buttons": {
            "green": {"do": "service", "service": 1},
            "blue": {"do": "service", "service": 2, "lane": "priority"},
            "staff": {"do": "reset"},
        },
    }
    return plain | changes


@pytest.fixture
def start_kiosk(server: str, token_file: Path, tmp_path: Path) -> Iterator[StartKiosk]:
    """Start a kiosk, with changed settings where the test gives some; all stop with the test."""
    running: list[tuple[Application, threading.Thread]] = []

    def start(url: str = server, clock: Clock | None = None, **changes: Any) -> Application:
        config = FILE.decode(settings(url, token_file, tmp_path, **changes))
        application = build_application(config, clock or SystemClock())
        thread = threading.Thread(target=application.kiosk.run, name="kiosk under test")
        thread.start()
        running.append((application, thread))
        return application

    yield start
    for application, thread in running:
        application.kiosk.stop()
        thread.join(10)
        assert not thread.is_alive(), "the kiosk does not stop"
