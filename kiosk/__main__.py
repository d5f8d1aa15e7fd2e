"""``python -m kiosk --config kiosk.toml``: one kiosk, until it is told to stop; ``... pair CODE`` pairs it."""

import argparse
import logging
import os
import signal
import sys
from pathlib import Path

from hardware.clock import SystemClock
from hardware.errors import HardwareConfigError
from hardware.service_manager import ServiceManager
from kiosk.bootstrap import Application, build_application
from kiosk.config import FILE
from kiosk.failure import WorkerFailedError
from kiosk.screen.serve import PageServer
from kiosk.settings_file import ConfigError
from kiosk.token_file import TokenFileError
from queue_server import joining, journal
from queue_server.protocol.words import DeviceRole
from queue_server.trust import TrustFileError

log = logging.getLogger("kiosk")

LINES = "%(levelname)s %(name)s: %(message)s"
BAD_SETTINGS = 2
SETTINGS_ERRORS = (ConfigError, HardwareConfigError, TokenFileError, TrustFileError)


def main(arguments: list[str] | None = None) -> int:
    """Run a kiosk, or pair it; returns the exit status: 0 stopped, 1 a defect, 2 settings that cannot be used."""
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        joined = joining.run(asked, DeviceRole.KIOSK, Path("kiosk.toml"), _place)
        return _serve(asked) if joined is None else joined
    except SETTINGS_ERRORS as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return BAD_SETTINGS


def _place(path: Path) -> joining.Place:
    config = FILE.load(path, os.environ)
    return joining.Place(config.server_url, Path(config.token_file), config.server_ca_file)


def _serve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m kiosk", description="One kiosk of a queue system.")
    parser.add_argument("--config", type=Path, default=Path("kiosk.toml"), help="its settings (see kiosk/example.toml)")
    parser.add_argument("--verbose", action="store_true", help="log what happens, not only what goes wrong")
    options = parser.parse_args(arguments)
    journal.set_up("antre-kiosk", logging.DEBUG if options.verbose else logging.INFO, LINES, os.environ)
    return run(build_application(FILE.load(options.config, os.environ), SystemClock()))


def run(application: Application) -> int:
    """Serve the local page and run the kiosk until a signal comes.

    Raises:
        ConfigError: the address of the local page is taken or not this machine's.
    """
    config, kiosk = application.config, application.kiosk
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: kiosk.stop())
    service_manager = ServiceManager(os.environ, SystemClock())
    with PageServer(application, config.listen_host, config.listen_port) as page:
        log.info("the kiosk's page is at http://%s:%d/", config.listen_host, page.port)
        service_manager.ready()
        try:
            kiosk.run(service_manager.alive)
        except WorkerFailedError:
            log.exception("the kiosk stops because a part of it failed")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
