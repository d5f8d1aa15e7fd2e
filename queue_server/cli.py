"""The command line: serve, and what must be done once per office, account or device."""

import argparse
import logging
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from queue_server import journal
from queue_server.bootstrap import build, own_folder, utc_now
from queue_server.commands import (
    accounts,
    audit,
    certificate,
    day_file,
    devices,
    files,
    keys,
    offices,
    pairing,
    webhooks,
)
from queue_server.config import Settings, load_settings
from queue_server.storage.opening import open_store
from queue_server.web.serve import run_server

LINES = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def run(arguments: Sequence[str]) -> int:
    """Carry out one command and return the exit status."""
    options = _parser().parse_args(arguments)
    settings = load_settings(options.config, os.environ)
    journal.set_up("antre-server", settings.log_level.upper(), LINES, os.environ)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells at each start that there was nothing to do
    if "with_settings" in options:
        return int(options.with_settings(settings, options))
    with closing(open_store(settings.database(), settings.backups())) as store:
        return int(options.run(store, options, utc_now()))


def _serve(settings: Settings, _options: argparse.Namespace) -> int:
    from queue_server.announcing import announced  # noqa: PLC0415 - zeroconf takes half a second; only to serve

    with own_folder(Path(settings.data_dir)):
        server = build(settings)
        server.start()
        try:
            with announced(settings, server.store):
                run_server(server.app, settings.web, server.feed)
        finally:
            server.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    """Make the parser; each command sets ``run``, which gets the store and the time, or ``with_settings``."""
    parser = argparse.ArgumentParser(prog="python -m queue_server", description="The queue server of a walk-in office.")
    parser.add_argument("--config", type=Path, help="settings file (TOML); see queue_server/example.toml")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="answer kiosks, displays and staff until stopped")
    serve.set_defaults(with_settings=_serve)
    for room in (files, certificate, offices, accounts, devices, pairing, audit, day_file, keys, webhooks):
        room.add(commands)
    return parser
