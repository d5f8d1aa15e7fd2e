"""Offices: added, listed, filled for a demonstration; their settings to a file and back."""

import argparse
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from queue_server.commands.usage import Commands, UsageError, add_office_choice, office_id
from queue_server.demo import seed_demo
from queue_server.domain.actor import SYSTEM
from queue_server.domain.audit import AuditName
from queue_server.domain.policy import OfficePolicy
from queue_server.domain.settings_file import read_settings, write_settings
from queue_server.operations.accounts import without_password
from queue_server.operations.admin import add_office
from queue_server.operations.admin_page import every_office
from queue_server.operations.audit import note
from queue_server.operations.office_settings import export_office, import_office, preview_import
from queue_server.storage.store import Store


def add(commands: Commands) -> None:
    """Add the commands."""
    demo = commands.add_parser("demo", help="fill an empty database with a demo office")
    demo.set_defaults(run=_demo)
    office = commands.add_parser("add-office", help="add an office")
    office.add_argument("code", help="short name, such as balikpapan")
    office.add_argument("name", help="as printed on tickets")
    office.add_argument("--timezone", default="Asia/Jakarta", help="such as Asia/Makassar (default: %(default)s)")
    office.set_defaults(run=_add_office)
    offices = commands.add_parser("offices", help="list the offices: code and name, a tab between")
    offices.set_defaults(run=_offices)
    settings = commands.add_parser("settings", help="write the office's settings to a file, or take them from one")
    settings.add_argument("action", choices=["export", "import"])
    settings.add_argument("file", type=Path)
    settings.add_argument("--dry-run", action="store_true", help="import: only tell what would change")
    add_office_choice(settings)
    settings.set_defaults(run=_settings)


def _demo(store: Store, _options: argparse.Namespace, now: datetime) -> int:
    return seed_demo(store, now)


def _add_office(store: Store, options: argparse.Namespace, now: datetime) -> int:
    made = store.write(
        add_office,
        code=options.code,
        name=options.name,
        timezone=options.timezone,
        policy=OfficePolicy(),
        actor=SYSTEM,
        now=now,
    )
    print(f"office {made}: {options.name}")
    return 0


def _offices(store: Store, _options: argparse.Namespace, _now: datetime) -> int:
    for _id, code, name in store.read(every_office):
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
    mine = office_id(store, options.office)
    if options.action == "export":
        options.file.write_bytes(write_settings(store.read(export_office, office_id=mine)))
        store.write(note, AuditName.SETTINGS_EXPORTED, f"office:{mine}", office_id=mine, actor=SYSTEM, now=now)
        yield f"settings written to {options.file}"
        return
    wanted = read_settings(options.file.read_bytes())
    for step in store.read(preview_import, wanted, office_id=mine):
        yield f"{'add' if step.new else 'change'} {step.subject} {step.name}"
        yield from (f"    {value.path}: {value.before} -> {value.after}" for value in step.values)
    if options.dry_run:
        yield "nothing was changed"
    else:
        yield f"{store.write(import_office, wanted, office_id=mine, actor=SYSTEM, now=now)} imported"
    for username in store.read(without_password, office_id=mine):
        yield f"{username} has no password: give it one with set-password {username}"
