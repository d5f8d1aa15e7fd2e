"""Whether the database takes what is written: a state that is told when it changes, and ends by itself."""

import logging
import sqlite3
from collections.abc import Callable
from enum import StrEnum

from queue_server.domain.errors import CannotStoreError, UnavailableError

_PRIMARY = 0xFF
"""SQLite's codes say more in their upper bits; the lower ones name the kind."""
log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """Why nothing can be stored."""

    NONE = ""
    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    DISK_FAILS = "disk_fails"
    DAMAGED = "damaged"


_KINDS = {
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_IOERR: Trouble.DISK_FAILS,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}


_STATES = {"53100": Trouble.DISK_FULL, "25006": Trouble.READ_ONLY}
"""What PostgreSQL says: disk_full, read_only_sql_transaction."""


def trouble_of(error: BaseException) -> Trouble:
    """Name the trouble that an error of the driver speaks of; ``NONE``: it is none of the disk or the file."""
    if state := getattr(error, "sqlstate", None):
        return _STATES.get(state, Trouble.NONE)
    return _KINDS.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY, Trouble.NONE)


class Condition:
    """How the last writes went.

    Attributes:
        trouble: why nothing can be stored; ``NONE`` where it can. Damage stays until the server is started anew, which
            looks at the whole file; everything else ends with the next write that arrives.
    """

    def __init__(self, has_room: Callable[[], bool] = lambda: True) -> None:
        """Begin without trouble.

        Args:
            has_room: tells whether the disk has room to go on with. The log of a full one takes small writes now and
                then, in room of its own: those end no trouble.
        """
        self.trouble = Trouble.NONE
        self._has_room = has_room
        self._proven = False

    def refused(self, error: BaseException) -> UnavailableError:
        """Take note of a write that failed; return what whoever asked for it is told."""
        found = trouble_of(error)
        if not found:
            return UnavailableError()
        self._proven = False
        self._become(found, error)
        return CannotStoreError()

    def unread(self, error: BaseException) -> UnavailableError:
        """Take note of a read that failed: damage is found by who reads."""
        if trouble_of(error) is Trouble.DAMAGED:
            self._become(Trouble.DAMAGED, error)
        return UnavailableError()

    def stored(self) -> None:
        """Take note of a write that changed something and is on the disk."""
        self._proven = True
        if self.trouble and (self.trouble is not Trouble.DISK_FULL or self._has_room()):
            self._become(Trouble.NONE)

    def take_proof(self) -> bool:
        """Tell whether something was stored since this was asked last."""
        proven, self._proven = self._proven, False
        return proven

    def _become(self, trouble: Trouble, error: BaseException | None = None) -> None:
        if trouble is self.trouble or self.trouble is Trouble.DAMAGED:
            return
        self.trouble = trouble
        if trouble is Trouble.DAMAGED:
            log.error("the database is damaged: %s; stop the server and go back to a backup", error)
        elif trouble:
            log.error("nothing can be stored (%s): %s; reading goes on", trouble, error)
        else:
            log.warning("the database takes what is written again")
