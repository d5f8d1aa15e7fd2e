"""python -m display --config display.toml: run the display until SIGTERM or SIGINT."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from display.config import ConfigError, load_settings
from display.service import Display
from hardware.clock import SystemClock
from hardware.errors import HardwareConfigError
from hardware.service_manager import ServiceManager
from queue_server import joining, journal
from queue_server.protocol.words import DeviceRole

WATCH_SECONDS = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the display, or pair it.

    Returns:
        0 after a clean stop, 1 where a part of it died (the service manager starts it anew), 2 for wrong settings.
    """
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        joined = joining.run(asked, DeviceRole.DISPLAY, Path("display.toml"), _place)
        return _serve(asked) if joined is None else joined
    except (ConfigError, HardwareConfigError) as error:
        print(f"display: {error}", file=sys.stderr)
        return 2


def _place(path: Path) -> joining.Place:
    settings = load_settings(path, os.environ)
    return joining.Place(settings.server_url, Path(settings.token_file), settings.server_ca_file)


def _serve(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m display", description="The waiting-room display of Antre.")
    parser.add_argument("--config", type=Path, help="display.toml; see display/example.toml")
    options = parser.parse_args(arguments)
    settings = load_settings(options.config, os.environ)
    lines = "%(levelname)s %(name)s: %(message)s"
    journal.set_up("antre-display", settings.log_level.upper(), lines, os.environ)
    display = Display(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    display.start()
    print(f"The wall is at http://{settings.host}:{display.port}/ (technician: /status)", flush=True)
    service_manager = ServiceManager(os.environ, SystemClock())
    service_manager.ready()
    healthy = True
    while healthy and not stop.wait(WATCH_SECONDS):
        service_manager.alive()
        healthy = display.alive()
    display.close()
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main())
