"""``python -m kiosk.station --config station.toml``: one guards' post, until it is told to stop."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hardware.clock import Clock, SystemClock
from hardware.controls import Controls
from hardware.drivers import choose_controls
from hardware.errors import HardwareConfigError
from hardware.service_manager import ServiceManager
from hardware.supervisor import Supervised
from kiosk import VERSION
from kiosk.failure import WorkerFailedError
from kiosk.server_client import Address
from kiosk.settings_file import ConfigError
from kiosk.station.config import FILE, StationConfig
from kiosk.station.core import Rules
from kiosk.station.runner import Station
from kiosk.token_file import TokenFileError, read_token
from queue_server import joining, journal
from queue_server.device_token import DeviceToken
from queue_server.protocol.words import DeviceRole
from queue_server.trust import TrustFileError, choose_trust

log = logging.getLogger("station")

BAD_SETTINGS = 2
SETTINGS_ERRORS = (ConfigError, HardwareConfigError, TokenFileError, TrustFileError)


@dataclass(slots=True)
class _Presses:
    """Stands between the button's driver and the post, which need each other to be built."""

    press: Callable[[str], None] = lambda _: None

    def __call__(self, button: str) -> None:
        self.press(button)


def build(config: StationConfig, clock: Clock) -> Station:
    """Build everything; no pin is opened and no thread started yet.

    Raises:
        HardwareConfigError: an unknown driver, setting or value.
        TokenFileError: the token cannot be read.
        TrustFileError: the certificate of the server cannot be read.
    """
    presses = _Presses()
    controls = Supervised[Controls]("controls", choose_controls(config.controls, clock, presses), clock)
    token = DeviceToken(read_token(Path(config.token_file)), Path(config.data_dir))
    trust = choose_trust(config.server_url, config.server_ca_file)
    address = Address(config.server_url, token, config.server_timeout_seconds, trust)
    rules = Rules(config.repeat_seconds, config.away_seconds)
    station = Station(address, controls, rules, clock, take=config.take_button, version=VERSION)
    presses.press = station.press
    return station


def main(arguments: list[str] | None = None) -> int:
    """Run a guards' post, or pair it; returns the status: 0 stopped, 1 a defect, 2 settings that cannot be used."""
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        joined = joining.run(asked, DeviceRole.STATION, Path("station.toml"), _place)
        return _serve(asked) if joined is None else joined
    except SETTINGS_ERRORS as error:
        print(f"station: {error}", file=sys.stderr)
        return BAD_SETTINGS


def _place(path: Path) -> joining.Place:
    config = FILE.load(path, os.environ)
    return joining.Place(config.server_url, Path(config.token_file), config.server_ca_file)


def _serve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.station", description="Lamp, buzzer and button of the guards' post of a queue system."
    )
    parser.add_argument(
        "--config", type=Path, default=Path("station.toml"), help="its settings (see kiosk/station/example.toml)"
    )
    parser.add_argument("--verbose", action="store_true", help="log what happens, not only what goes wrong")
    options = parser.parse_args(arguments)
    level = logging.DEBUG if options.verbose else logging.INFO
    journal.set_up("antre-station", level, "%(levelname)s %(name)s: %(message)s", os.environ)
    station = build(FILE.load(options.config, os.environ), SystemClock())
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: station.stop())
    service_manager = ServiceManager(os.environ, SystemClock())
    service_manager.ready()
    try:
        station.run(service_manager.alive)
    except WorkerFailedError:
        log.exception("the guards' post stops because a part of it failed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
