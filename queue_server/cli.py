"""The commands: serve, and what must be done once per office, account or device."""

import argparse
import getpass
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from queue_server.bootstrap import build, own_folder, utc_now
from queue_server.config import Settings, load_settings
from queue_server.demo import seed_demo
from queue_server.domain.actor import SYSTEM
from queue_server.domain.policy import OfficePolicy
from queue_server.domain.settings_file import read_settings, write_settings
from queue_server.operations.accounts import create_account, find_account, set_password, without_password
from queue_server.operations.admin import add_office
from queue_server.operations.admin_page import every_office
from queue_server.operations.devices import register_device
from queue_server.operations.office_settings import export_office, import_office, preview_import
from queue_server.passwords import hash_password
from queue_server.protocol.words import DeviceRole, StaffRole
from queue_server.storage.backup import back_up
from queue_server.storage.opening import open_store, sqlite_file
from queue_server.storage.restore import restore
from queue_server.storage.store import Store
from queue_server.tokens import hash_token, new_token
from queue_server.web.serve import run_server

_PG_DUMP = (
    "pg_dump --format=custom --exclude-table-data=screening_reading --exclude-table-data=push_subscription "
    "--file=FILE DATABASE"
)


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
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells at each start that there was nothing to do
    if options.command == "serve":
        return _serve(settings)
    if options.command == "backup":
        return _backup(settings, options.file)
    if options.command == "restore":
        return _restore(settings, options.file, damaged=options.damaged)
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


def _backup(settings: Settings, target: Path) -> int:
    source = sqlite_file(settings.database())
    if source is None:
        raise UsageError(f"the database is a PostgreSQL: after the day was closed, back it up by `{_PG_DUMP}`")
    back_up(source, target)
    print(f"backup of {source}: {target}")
    return 0


def _restore(settings: Settings, backup: Path, *, damaged: bool) -> int:
    database = sqlite_file(settings.database())
    if database is None:
        raise UsageError("the database is a PostgreSQL: restore it by `pg_restore --clean --dbname=DATABASE FILE`")
    with own_folder(Path(settings.data_dir)):
        kept = restore(backup, database, utc_now(), damaged=damaged)
    print(f"{database} is now {backup}")
    if kept is not None:
        print(f"what was there before: {kept}" + (", with its temperatures: delete it soon" if damaged else ""))
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
    if store.read(find_account, options.username) is not None:
        raise UsageError(f"{options.username} has an account: give it a new password with set-password")
    password = _typed_password()
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


def _set_password(store: Store, options: argparse.Namespace, now: datetime) -> int:
    account = store.read(find_account, options.username)
    if account is None:
        raise UsageError(f"no account has the user name {options.username}: add it with add-account")
    hashed = hash_password(_typed_password())
    store.write(set_password, account.id, hashed, office_id=account.office_id, actor=SYSTEM, now=now)
    print(f"password of {account.username} set; its sessions have ended")
    return 0


def _typed_password() -> str:
    """Ask for a password, or read it from standard input; never from the command line, which everybody can see."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


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


def _settings(store: Store, options: argparse.Namespace, now: datetime) -> int:
    try:
        for line in _carry_out(store, options, now):
            print(line)
    except OSError as error:
        raise UsageError(f"{options.file}: {error.strerror}") from error
    return 0


def _carry_out(store: Store, options: argparse.Namespace, now: datetime) -> Iterator[str]:
    """Write the settings of an office to a file, or make them those of a file; tell what is done, line by line.

    Raises:
        AntreError: the file cannot be used; nothing is changed.
        OSError: the file cannot be read or written.
    """
    office_id = _office_id(store, options.office)
    if options.action == "export":
        options.file.write_bytes(write_settings(store.read(export_office, office_id=office_id)))
        yield f"settings written to {options.file}"
        return
    wanted = read_settings(options.file.read_bytes())
    for step in store.read(preview_import, wanted, office_id=office_id):
        yield f"{'add' if step.new else 'change'} {step.subject} {step.name}"
        yield from (f"    {value.path}: {value.before} -> {value.after}" for value in step.values)
    if options.dry_run:
        yield "nothing was changed"
    else:
        yield f"{store.write(import_office, wanted, office_id=office_id, actor=SYSTEM, now=now)} imported"
    for username in store.read(without_password, office_id=office_id):
        yield f"{username} has no password: give it one with set-password {username}"


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
    _file_commands(commands)
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
    password = commands.add_parser("set-password", help="give an account a new password, read from standard input")
    password.add_argument("username")
    password.set_defaults(run=_set_password)
    device = commands.add_parser("add-device", help="register a device and show its token once")
    device.add_argument("name")
    device.add_argument("role", choices=[role.value for role in DeviceRole])
    device.add_argument("--office", help="code of the office, where there are several")
    device.add_argument("--token-file", type=Path, help="write the token there, readable by its owner only")
    device.set_defaults(run=_add_device)
    settings = commands.add_parser("settings", help="write the office's settings to a file, or take them from one")
    settings.add_argument("action", choices=["export", "import"])
    settings.add_argument("file", type=Path)
    settings.add_argument("--dry-run", action="store_true", help="import: only tell what would change")
    settings.add_argument("--office", help="code of the office, where there are several")
    settings.set_defaults(run=_settings)
    return parser


def _file_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add those that work on the database's file, beside a server or without one."""
    backup = commands.add_parser("backup", help="copy the database without temperatures, beside a running server")
    backup.add_argument("file", type=Path, help="the backup's file; there must be none yet")
    back = commands.add_parser("restore", help="put a backup in the database's place, while no server runs")
    back.add_argument("file", type=Path, help="a file that the server or `backup` made; it stays")
    back.add_argument("--damaged", action="store_true", help="the present database is beyond reading: move it aside")
