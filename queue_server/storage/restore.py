"""A backup put in the database's place, so that a power cut leaves the one or the other, never a mixture."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from queue_server.storage.backup import BackupError, back_up, check, sync
from queue_server.storage.opening import require_known

_BESIDE = ("-wal", "-shm")


class RestoreError(RuntimeError):
    """The backup was not put in place; the message says why. The database is as it was."""

    code = "restore_failed"


def restore(backup: Path, database: Path, now: datetime, *, damaged: bool = False) -> Path | None:
    """Put a backup in the place of the database; no server may work on it.

    Args:
        backup: a file that ``back_up`` made; it stays.
        database: where the server looks for it.
        now: names the copy of what was there.
        damaged: the present database may be beyond reading; it is then moved aside as it is.

    Returns:
        Where a copy of the present database is, ``None`` where there was none.

    Raises:
        RestoreError: the backup is damaged or of a later version, or the present database cannot be copied.
    """
    draft = database.with_name(database.name + ".restoring")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(backup, draft)
        _examine(draft)
        sync(draft)
        kept = _set_aside(database, f"{now:%Y%m%dT%H%M%SZ}", damaged=damaged)
        for name in _BESIDE:  # a log of the old database must never meet the new one
            database.with_name(database.name + name).unlink(missing_ok=True)
        draft.rename(database)
        sync(database.parent)
    except (OSError, sqlite3.Error) as error:
        raise RestoreError(f"{backup} was not put in place: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _examine(draft: Path) -> None:
    with closing(sqlite3.connect(draft)) as copy:
        check(copy)
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    require_known(found[0] if found else None)


def _set_aside(database: Path, stamp: str, *, damaged: bool) -> Path | None:
    if not database.exists():
        return None
    kept = database.with_name(f"{database.stem}-before-{stamp}.db")
    if damaged:
        return _moved_aside(database, f"{database.stem}-damaged-{stamp}.db")
    try:
        back_up(database, kept)
    except BackupError as error:
        raise RestoreError(f"{error}; where that is beyond mending, --damaged moves it aside as it is") from error
    return kept


def _moved_aside(database: Path, name: str) -> Path:
    for beside in _BESIDE:
        path = database.with_name(database.name + beside)
        if path.exists():
            path.rename(database.with_name(name + beside))
    return database.rename(database.with_name(name))
