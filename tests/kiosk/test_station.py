"""The guards' post with simulated pins and a real server: lamp, buzzer, button, and what it shows without a server."""

import os
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import kiosk
from hardware.clock import SystemClock
from hardware.controls import Controls, LampState
from hardware.controls.settings import ControlsSettings
from hardware.controls.simulated import SimulatedPins
from hardware.supervisor import Driver, Supervised
from kiosk.server_client import Address
from kiosk.settings_file import ConfigError
from kiosk.station.config import FILE
from kiosk.station.core import Rules
from kiosk.station.runner import Station
from queue_server.domain.actor import SYSTEM
from queue_server.operations import security
from queue_server.operations.devices import register_device
from queue_server.operations.station import case_counts
from queue_server.protocol.words import DeviceRole
from queue_server.storage import people, screening
from queue_server.tokens import hash_token
from tests.support.clock import FakeClock
from tests.support.live_server import WARM_CELSIUS, LiveServer, live_server
from tests.support.message_ends import until

EXAMPLE = Path(kiosk.__file__).parent / "station" / "example.toml"
SETTINGS = ControlsSettings(
    buttons={"take": 17}, lamps={"take": 27}, warning_lamp=22, buzzer=24, repeat_guard_seconds=0
)
TOKEN = "token-of-the-guards-post"


def register(live: LiveServer) -> None:
    wanted: dict[str, Any] = {"name": "Pos jaga", "role": DeviceRole.STATION, "token_hash": hash_token(TOKEN)}
    who: dict[str, Any] = {"actor": SYSTEM, "now": live.clock.now()}
    live.server.store.write(register_device, office_id=live.office_id, **wanted, **who)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    with live_server(tmp_path, FakeClock()) as server:
        register(server)
        yield server


class GuardsPost:
    """A running post."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        clock = SystemClock()
        self.pins = SimulatedPins(SETTINGS, clock)
        self._opened: list[Controls] = []
        driver = Driver("simulated", True, self._open, simulation=self.pins)
        self.station = Station(
            Address(url, token, 2.0),
            Supervised[Controls]("controls", driver, clock),
            Rules(repeat_seconds=30, away_seconds=6),
            clock,
            take="take",
            version="1",
        )
        self._thread = threading.Thread(target=self.station.run)
        self._thread.start()

    def _open(self) -> Controls:
        self._opened.append(self.pins.open(self.station.press))
        return self._opened[-1]

    @property
    def lamp(self) -> LampState | None:
        return self._opened[-1].warning_lamp.state if self._opened else None

    @property
    def soundings(self) -> int:
        """How often the buzzer began to sound."""
        return sum(bool(state.state) for state in self.pins.factory.pin(24).states) if self._opened else 0

    def stop(self) -> None:
        self.station.stop()
        self._thread.join()


@pytest.fixture
def post(live: LiveServer) -> Iterator[GuardsPost]:
    made = GuardsPost(live.url)
    yield made
    made.stop()


def shows(post: GuardsPost, state: LampState) -> None:
    until(lambda: post.lamp is state, f"the lamp to be {state}, not {post.lamp}")


def case_id(live: LiveServer) -> str:
    (case,) = live.server.store.read(screening.open_cases, live.office_id, live.clock.now().date())
    return case.id


def test_a_held_visitor_lights_the_lamp_until_a_person_has_decided(live: LiveServer, post: GuardsPost) -> None:
    shows(post, LampState.OFF)
    live.arrive(WARM_CELSIUS)
    shows(post, LampState.SLOW_PULSE)
    until(lambda: post.soundings, "the buzzer")
    post.pins.press("take")
    shows(post, LampState.ON)
    (case,) = live.server.store.read(screening.open_cases, live.office_id, live.clock.now().date())
    taken_by = case.taken_by.partition(":")
    assert live.server.store.read(people.device_name, int(taken_by[2])) == "Pos jaga"
    who: dict[str, Any] = {"office_id": live.office_id, "actor": SYSTEM, "now": live.clock.now()}
    live.server.store.write(security.leave, case_id(live), **who)
    shows(post, LampState.OFF)


def test_two_visitors_are_two_presses(live: LiveServer, post: GuardsPost) -> None:
    live.arrive(WARM_CELSIUS)
    live.arrive(None)
    until(lambda: post.lamp is LampState.SLOW_PULSE, "the lamp")

    def untaken() -> int:
        return live.server.store.read(case_counts, office_id=live.office_id).untaken

    post.pins.press("take")
    until(lambda: untaken() == 1, "the first press")
    post.pins.press("take")
    until(lambda: untaken() == 0, "the second press")
    shows(post, LampState.ON)


def parts(live: LiveServer) -> list[dict[str, Any]]:
    found = live.server.store.read(people.devices, live.office_id)
    return next(one.parts for one in found if one.role == DeviceRole.STATION)


def test_the_process_runs_until_it_is_told_to_stop_and_is_on_the_device_page(live: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "station.token").write_text(TOKEN)
    (tmp_path / "station.token").chmod(0o600)
    where = {"SERVER_URL": live.url, "TOKEN_FILE": str(tmp_path / "station.token"), "CONTROLS_DRIVER": "simulated"}
    environment = {f"ANTRE_STATION_{name}": value for name, value in where.items()}
    command = [sys.executable, "-m", "kiosk.station", "--config", str(EXAMPLE)]
    process = subprocess.Popen(command, cwd=EXAMPLE.parents[2], env=os.environ | environment)
    until(lambda: parts(live), "the heartbeat")
    assert [(one["name"], one["driver"], one["simulated"]) for one in parts(live)] == [("controls", "simulated", True)]
    process.terminate()
    assert process.wait() == 0


def test_without_a_server_the_lamp_says_that_it_does_not_know() -> None:
    lonely = GuardsPost("http://127.0.0.1:1")
    shows(lonely, LampState.DOUBLE_FLASH)
    until(lambda: lonely.soundings, "the buzzer")
    lonely.stop()


def test_a_token_that_is_not_the_post_s_is_no_calm_either(live: LiveServer) -> None:
    wrong = GuardsPost(live.url, "kiosk of the test")
    until(lambda: wrong.soundings, "the buzzer")
    assert wrong.lamp is LampState.DOUBLE_FLASH
    wrong.stop()


def test_a_server_that_goes_away_is_noticed(tmp_path: Path) -> None:
    with live_server(tmp_path, FakeClock()) as live:
        register(live)
        post = GuardsPost(live.url)
        shows(post, LampState.OFF)
    shows(post, LampState.DOUBLE_FLASH)
    post.stop()


def test_the_example_is_valid_and_names_every_setting() -> None:
    written = tomllib.loads(EXAMPLE.read_text())
    assert set(written) == set(FILE.known)
    config = FILE.load(EXAMPLE, {})
    assert (config.take_button, config.repeat_seconds, config.away_seconds) == ("take", 15.0, 15.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"server_ulr": "x"}, 'did you mean "server_url"'),
        ({"server_url": "localhost:8000"}, "no address"),
        ({"controls": {}}, "names no driver"),
        ({"controls": {"driver": "none"}}, "no warning_lamp"),
        ({"controls": {"driver": "gpio", "warning_lamp": 22}}, 'take_button "take" is no button'),
        ({"repeat_seconds": 1}, "repeat_seconds"),
    ],
)
def test_wrong_settings_are_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        FILE.decode(tomllib.loads(EXAMPLE.read_text()) | change)


def test_the_environment_goes_over_the_file() -> None:
    written = tomllib.loads(EXAMPLE.read_text())
    variables = {"ANTRE_STATION_REPEAT_SECONDS": "20", "ANTRE_STATION_CONTROLS_DRIVER": "simulated", "ANTRE_OTHER": "x"}
    config = FILE.decode(FILE.with_environment(written, variables))
    assert (config.repeat_seconds, config.controls["driver"]) == (20, "simulated")
    with pytest.raises(ConfigError, match="names no setting"):
        FILE.with_environment(written, {"ANTRE_STATION_REPET": "1"})


def test_the_process_says_what_is_wrong_with_its_settings(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.station", "--config", str(tmp_path / "none.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(kiosk.__file__).parents[1])
    assert done.returncode == 2
    assert done.stderr.startswith("station: cannot read")
