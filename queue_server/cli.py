"""The commands: serve, and what must be done once per office, account or device."""

import argparse
import getpass
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from queue_server.bootstrap import build, own_folder, utc_now
from queue_server.config import Settings, load_settings
from queue_server.demo import seed_demo
from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.operations.accounts import create_account
from queue_server.operations.admin import add_office
from queue_server.operations.admin_page import every_office
from queue_server.operations.devices import register_device
from queue_server.passwords import hash_password
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.storage.opening import open_store
from queue_server.storage.store import Store
from queue_server.tokens import hash_token, new_token
from queue_server.web.serve import run_server


class UsageError(Exception):
    """A command cannot be carried out as given; the message says what to do."""

    code = "usage"


def run(arguments: Sequence[str]) -> int:
    """Carry out one command and return the exit status."""
    options = _parser().parse_args(arguments)
    settings = load_settings(options.config, os.environ)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    if options.command == "serve":
        return _serve(settings)
    with closing(open_store(settings.database())) as store:
        status: int = options.run(store, options, utc_now())
        return status


def _serve(settings: Settings) -> int:
    with own_folder(Path(settings.data_dir)):
        server = build(settings)
        server.start()
        try:
            run_server(server.app, settings.web, server.feed)
        finally:
            server.stop()
    return 0


def _add_office(store: Store, options: argparse.Namespace, now: datetime) -> int:
    office_id = store.write(
        add_office,
        code=options.code,
        name=options.name,
        timezone=options.timezone,
        policy=OfficePolicy(),
        actor=SYSTEM,
        now=now,
    )
    print(f"office {office_id}: {options.name}")
    return 0


def _add_account(store: Store, options: argparse.Namespace, now: datetime) -> int:
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    account_id = store.write(
        create_account,
        office_id=_office_id(store, options.office),
        username=options.username,
        display_name=options.name or options.username,
        password_hash=hash_password(password),
        roles=frozenset(StaffRole(role) for role in options.role),
        actor=SYSTEM,
        now=now,
    )
    print(f"account {account_id}: {options.username}")
    return 0


def _add_device(store: Store, options: argparse.Namespace, now: datetime) -> int:
    token = new_token()
    store.write(
        register_device,
        office_id=_office_id(store, options.office),
        name=options.name,
        role=DeviceRole(options.role),
        token_hash=hash_token(token),
        actor=SYSTEM,
        now=now,
    )
    if options.token_file is None:
        print(token)
        return 0
    options.token_file.parent.mkdir(parents=True, exist_ok=True)
    options.token_file.touch(mode=0o600)
    options.token_file.write_text(token + "\n", encoding="ascii")
    print(f"token of {options.name}: {options.token_file}")
    return 0


def _offices(store: Store, _options: argparse.Namespace, _now: datetime) -> int:
    for _office_id, code, name in store.read(every_office):
        print(f"{code}\t{name}")
    return 0


def _demo(store: Store, _options: argparse.Namespace, now: datetime) -> int:
    return seed_demo(store, now)


def _office_id(store: Store, code: str | None) -> int:
    found = store.read(every_office)
    if code is None and len(found) == 1:
        return found[0][0]
    for office_id, known, _name in found:
        if known == code:
            return office_id
    names = ", ".join(known for _, known, _ in found) or "none yet: add one with add-office"
    raise UsageError(f"name the office with --office; there are: {names}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m queue_server", description="The queue server of a walk-in office.")
    parser.add_argument("--config", type=Path, help="settings file (TOML); see queue_server/example.toml")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer kiosks, displays and staff until stopped")
    demo = commands.add_parser("demo", help="fill an empty database with a demo office")
    demo.set_defaults(run=_demo)
    office = commands.add_parser("add-office", help="add an office")
    office.add_argument("code", help="short name, such as balikpapan")
    office.add_argument("name", help="as printed on tickets")
    office.add_argument("--timezone", default="Asia/Jakarta", help="such as Asia/Makassar (default: %(default)s)")
    office.set_defaults(run=_add_office)
    offices = commands.add_parser("offices", help="list the offices: code and name, a tab between")
    offices.set_defaults(run=_offices)
    account = commands.add_parser("add-account", help="add an account; the password is read from standard input")
    account.add_argument("username")
    account.add_argument("--name", help="as shown to colleagues")
    account.add_argument("--role", action="append", choices=[role.value for role in StaffRole], required=True)
    account.add_argument("--office", help="code of the office, where there are several")
    account.set_defaults(run=_add_account)
    device = commands.add_parser("add-device", help="register a device and show its token once")
    device.add_argument("name")
    device.add_argument("role", choices=[role.value for role in DeviceRole])
    device.add_argument("--office", help="code of the office, where there are several")
    device.add_argument("--token-file", type=Path, help="write the token there, readable by its owner only")
    device.set_defaults(run=_add_device)
    return parser
