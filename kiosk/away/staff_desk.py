"""Who may decide at this kiosk while the server is away, on whom, and what they decided. On the disk before it acts."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.away.moment import Moment, passed_seconds
from kiosk.away.outbox import Outbox
from kiosk.away.outbox_entries import Entry
from queue_server.protocol.reserve import Decider, StaffDecision

log = logging.getLogger(__name__)

STALE_SECONDS = 48 * 3600.0
FREE_TRIES = 5
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 60, 960


class _Kept(msgspec.Struct, frozen=True):
    """Who may decide, as the server said last, and when that was."""

    deciders: tuple[Decider, ...]
    boot: str
    up_seconds: float
    wall_seconds: float


class _Tries(msgspec.Struct, frozen=True):
    """Wrong PINs since the last right one, and when the last of them was typed."""

    count: int = 0
    boot: str = ""
    up_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visitor on whom nobody has decided: which, for what, since when in aware UTC. Never why."""

    entry: int
    service_id: int | None
    came_at: datetime


@dataclass(frozen=True, slots=True)
class DeskPicture:
    """What staff can choose from."""

    deciders: tuple[tuple[int, str], ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a PIN was right, and for how long no other is taken."""

    right: bool
    wait_seconds: int = 0


def wait_after(wrong: int) -> int:
    """Return for how many seconds no PIN is taken after so many wrong ones.

    >>> [wait_after(wrong) for wrong in (4, 5, 6, 7, 50)]
    [0, 60, 120, 240, 960]
    """
    over = wrong - FREE_TRIES
    return 0 if over < 0 else min(FIRST_WAIT_SECONDS * 2 ** min(over, 10), LONGEST_WAIT_SECONDS)


class StaffDesk:
    """Safe from any thread; checking a PIN takes some tenths of a second."""

    def __init__(self, outbox: Outbox, now: Callable[[], Moment]) -> None:
        self._outbox = outbox
        self._now = now
        self._lock = Lock()
        self._kept = outbox.kept("deciders", _Kept)
        self._tries = outbox.kept("tries", _Tries) or _Tries()
        if self._tries.count and self._tries.boot != now().boot:
            # how long the machine was off is not known for certain: the wait begins anew
            self._remember(self._tries.count)

    def learn(self, deciders: tuple[Decider, ...]) -> None:
        """Keep who may decide from now on; who is not among them any more is forgotten, on the disk too.

        Raises:
            sqlite3.Error: the disk does not take it.
        """
        now = self._now()
        known = self._kept.deciders if self._kept else ()
        if deciders != known:
            self._outbox.forget("deciders")
        self._kept = _Kept(deciders, now.boot, now.up_seconds, now.wall_seconds) if deciders else None
        if self._kept:
            self._outbox.keep(deciders=self._kept)

    def picture(self, server_now: datetime) -> DeskPicture | None:
        """Return what staff can choose from; ``None`` where nobody waits, or nobody may decide.

        Args:
            server_now: the server's time, as far as this machine can tell.
        """
        try:
            deciders, waiting = self._deciders(), self._outbox.undecided()
        except sqlite3.Error as error:
            log.error("the outbox cannot be read: %s", error)
            return None
        if not deciders or not waiting:
            return None
        now = self._now()
        told = tuple(
            Waiting(one.seq, one.check_in.service_id, server_now - timedelta(seconds=passed_seconds(one.came, now)))
            for one in waiting
        )
        return DeskPicture(tuple((one.account_id, one.name) for one in deciders), told)

    def waiting(self) -> list[int]:
        """Return the entries of the visitors on whom nobody has decided."""
        try:
            return [one.seq for one in self._outbox.undecided()]
        except sqlite3.Error as error:
            log.error("the outbox cannot be read: %s", error)
            return []

    def check(self, account_id: int, pin: str) -> Checked:
        """See whether a PIN is that of an account; the try is on the disk before it is made."""
        with self._lock:
            left = self._wait_left()
            if left:
                return Checked(right=False, wait_seconds=left)
            try:
                self._remember(self._tries.count + 1)
                found = [one for one in self._deciders() if one.account_id == account_id]
                if not found or not _fits(found[0].pin_hash, pin):
                    log.warning("a wrong PIN was typed at this kiosk, the %d. in a row", self._tries.count)
                    return Checked(right=False, wait_seconds=self._wait_left())
                self._remember(0)
            except sqlite3.Error as error:
                log.error("a PIN cannot be checked, since a try cannot be written down: %s", error)
                return Checked(right=False)
            return Checked(right=True)

    def decide(self, entry: int, account_id: int, decision: StaffDecision, *, numbered: bool) -> Entry | None:
        """Write a decision down, by somebody whose PIN was right; ``None`` where it is not to be made here.

        Raises:
            sqlite3.Error: the disk does not take it; nothing was decided.
        """
        return self._outbox.decide(entry, account_id, decision, self._now(), numbered=numbered)

    def _deciders(self) -> tuple[Decider, ...]:
        kept = self._kept
        if kept is None:
            return ()
        if passed_seconds(Moment(kept.boot, kept.up_seconds, kept.wall_seconds), self._now()) > STALE_SECONDS:
            log.warning("who may decide here was told too long ago, and is forgotten")
            self._kept = None
            self._outbox.forget("deciders")
            return ()
        return kept.deciders

    def _wait_left(self) -> int:
        passed = self._now().up_seconds - self._tries.up_seconds
        return max(0, ceil(wait_after(self._tries.count) - passed))

    def _remember(self, count: int) -> None:
        now = self._now()
        self._tries = _Tries(count, now.boot, now.up_seconds)
        self._outbox.keep(tries=self._tries)


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        return PasswordHasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
