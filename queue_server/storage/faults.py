"""What keeps a database's file from being used: each state has a name of its own, and its message says what to do."""

import errno
import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

_FORBIDDEN = (errno.EACCES, errno.EPERM)
_PRIMARY = 0xFF
"""SQLite's codes say more in their upper bits; the lower ones name the kind."""


class StoreFaultError(RuntimeError):
    """The database's file cannot be used as it is; starting again does not help."""

    code: ClassVar[str] = "store_fault"


class StoreDamagedError(StoreFaultError):
    """The file is not a database of this server, or does not hold together."""

    code = "store_damaged"


class StoreNotWritableError(StoreFaultError):
    """The file or its folder cannot be made or written: the disk is full or read-only, something is in the way."""

    code = "store_not_writable"


class StoreForbiddenError(StoreFaultError):
    """The user that the server runs as may not read and write the file or its folder."""

    code = "store_forbidden"


class StoreDiskError(StoreFaultError):
    """The disk does not do what it is asked: input/output error."""

    code = "store_disk"


def fault_of_file(error: sqlite3.Error, path: Path, way_back: str) -> StoreFaultError | None:
    """Say what an error of SQLite means for a file.

    Args:
        way_back: what a person does where the file is damaged.

    Returns:
        The fault; ``None`` where it is none of the file or its disk.
    """
    kind = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreDamagedError(f"{path} is damaged: {error}; {way_back}")
    if kind == sqlite3.SQLITE_FULL or (kind == sqlite3.SQLITE_IOERR and _is_full(path.parent)):
        return fault_of(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), path)
    if kind == sqlite3.SQLITE_IOERR:
        return fault_of(OSError(errno.EIO, str(error)), path)
    if kind in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return fault_of_closed(path)
    return None


def fault_of_closed(path: Path) -> StoreFaultError:
    """Say why a file cannot be opened for writing."""
    number = _why_closed(path)
    return fault_of(OSError(number, os.strerror(number)), path)


def fault_of(error: OSError, path: Path) -> StoreFaultError:
    """Say what an error of the system means for a file or a folder of the server."""
    reason = f"{path} cannot be used: {error.strerror or error}"
    if error.errno in _FORBIDDEN:
        return StoreForbiddenError(f"{reason}; let the user {_user()} read and write it, and its folder")
    if error.errno == errno.EIO:
        return StoreDiskError(f"{reason}; the disk or its cable fails: mend it, or restore a backup on another disk")
    return StoreNotWritableError(f"{reason}; {_MENDS.get(error.errno or 0, 'see data_dir and database_url')}")


@contextmanager
def named_faults(path: Path) -> Iterator[None]:
    """Turn what the system says about a file or folder into a fault with a name."""
    try:
        yield
    except OSError as error:
        raise fault_of(error, path) from error


_MENDS = {
    errno.ENOSPC: "the disk is full: make room on it",
    errno.EROFS: "the disk is read-only: see why, and mount it for writing",
    errno.EISDIR: "there is a folder in the file's place: move it away",
}


def _why_closed(path: Path) -> int:
    if path.is_dir():
        return errno.EISDIR
    for place in (path, path.parent):
        if place.exists() and not os.access(place, os.R_OK | os.W_OK, effective_ids=True):
            return errno.EROFS if os.statvfs(place).f_flag & os.ST_RDONLY else errno.EACCES
    return errno.ENOENT if not path.parent.exists() else errno.EBUSY


def _is_full(folder: Path) -> bool:
    try:
        return os.statvfs(folder).f_bavail == 0
    except OSError:
        return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"of number {os.geteuid()}"
