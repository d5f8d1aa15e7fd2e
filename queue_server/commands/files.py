"""Copies of the database, and the way back: beside a server, or while none runs."""

import argparse
from pathlib import Path

from queue_server.bootstrap import own_folder, utc_now
from queue_server.commands.noting import note_done
from queue_server.commands.usage import Commands, UsageError
from queue_server.config import Settings
from queue_server.domain.audit import AuditName
from queue_server.storage.backup import back_up
from queue_server.storage.opening import sqlite_file
from queue_server.storage.restore import restore

_PG_DUMP = (
    "pg_dump --format=custom --exclude-table-data=screening_reading --exclude-table-data=push_subscription "
    "--file=FILE DATABASE"
)


def add(commands: Commands) -> None:
    """Add those that work on the database's file, beside a server or without one."""
    backup = commands.add_parser("backup", help="copy the database without temperatures, beside a running server")
    backup.add_argument("file", type=Path, help="the backup's file; there must be none yet")
    backup.set_defaults(with_settings=_backup)
    back = commands.add_parser("restore", help="put a backup in the database's place, while no server runs")
    back.add_argument("file", type=Path, help="a file that the server or `backup` made; it stays")
    back.add_argument("--damaged", action="store_true", help="the present database is beyond reading: move it aside")
    back.set_defaults(with_settings=_restore)


def _backup(settings: Settings, options: argparse.Namespace) -> int:
    source = sqlite_file(settings.database())
    if source is None:
        raise UsageError(f"the database is a PostgreSQL: after the day was closed, back it up by `{_PG_DUMP}`")
    back_up(source, options.file)
    print(f"backup of {source}: {options.file}")
    note_done(settings, AuditName.BACKUP_MADE, f"file:{options.file.name}")
    return 0


def _restore(settings: Settings, options: argparse.Namespace) -> int:
    backup, damaged = options.file, options.damaged
    database = sqlite_file(settings.database())
    if database is None:
        raise UsageError("the database is a PostgreSQL: restore it by `pg_restore --clean --dbname=DATABASE FILE`")
    with own_folder(Path(settings.data_dir)):
        kept = restore(backup, database, utc_now(), damaged=damaged)
        print(f"{database} is now {backup}")
        if kept is not None:
            print(f"what was there before: {kept}" + (", with its temperatures: delete it soon" if damaged else ""))
        note_done(settings, AuditName.BACKUP_RESTORED, f"file:{backup.name}")
    return 0
