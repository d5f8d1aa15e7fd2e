"""What must survive a power cut: numbers in reserve, visitors the server has not heard of, papers not yet reported.

One SQLite file, each change synced to the disk before anything follows from it. A number is taken, and its visitor
written down, in one transaction: it is given once, and nobody is forgotten.
"""

import logging
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.away.durable_file import DurableFile
from kiosk.away.moment import Moment
from kiosk.away.outbox_entries import ENTRIES, Entry, KeptDecision, entry_of
from queue_server.protocol.messages import CheckInRequest
from queue_server.protocol.reserve import Reserve, StaffDecision
from queue_server.protocol.words import Lane, PrintOutcome

log = logging.getLogger(__name__)

T = TypeVar("T", bound=msgspec.Struct)
_TABLES = """
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS block (
    business_date TEXT NOT NULL, service_id INTEGER NOT NULL, lane TEXT NOT NULL, prefix TEXT NOT NULL,
    next INTEGER NOT NULL, last INTEGER NOT NULL, first INTEGER NOT NULL,
    PRIMARY KEY (business_date, prefix, first));
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, nonce TEXT NOT NULL UNIQUE, business_date TEXT NOT NULL,
    service_id INTEGER NOT NULL, lane TEXT NOT NULL, check_in BLOB, number TEXT,
    boot TEXT NOT NULL, up_seconds REAL NOT NULL, wall_seconds REAL NOT NULL,
    ticket_id INTEGER, state TEXT NOT NULL DEFAULT 'new');
CREATE TABLE IF NOT EXISTS decision (
    nonce TEXT PRIMARY KEY, own_nonce TEXT NOT NULL, account_id INTEGER NOT NULL, decision TEXT NOT NULL, number TEXT,
    boot TEXT NOT NULL, up_seconds REAL NOT NULL, wall_seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS paper (
    nonce TEXT NOT NULL, copy INTEGER NOT NULL, ticket_id INTEGER, outcome TEXT NOT NULL, ended INTEGER NOT NULL,
    PRIMARY KEY (nonce, copy));
"""
_UNPRINTED = """
INSERT OR IGNORE INTO paper (nonce, copy, outcome, ended)
SELECT entry.nonce, 0, 'failed', 1 FROM entry LEFT JOIN decision ON decision.nonce = entry.nonce
WHERE coalesce(decision.number, entry.number) IS NOT NULL AND state = 'new'
AND entry.nonce NOT IN (SELECT nonce FROM paper)
"""
"""A number that was taken, and no printing begun before the power went."""


@dataclass(frozen=True, slots=True)
class PaperEnd:
    """How the printing of a visitor's ticket ended, not yet reported."""

    nonce: str
    copy: bool
    ticket_id: int
    outcome: PrintOutcome


class Outbox:
    """Safe from any thread."""

    def __init__(self, path: Path) -> None:
        """Open the file, and settle what a power cut left open."""
        self._file = DurableFile(path, _TABLES)
        with self._file.change() as change:
            change.execute("INSERT OR IGNORE INTO kept VALUES ('store', ?)", (secrets.token_urlsafe(18).encode(),))
            change.execute("UPDATE paper SET ended = 1")
            change.execute(_UNPRINTED)
        ((store,),) = self._file.all("SELECT value FROM kept WHERE name = 'store'")
        self.store: str = store.decode()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    # --- what the server said

    def forget(self, name: str) -> None:
        """Forget what was kept under a name, and leave no trace of it on the disk."""
        with self._file.change() as change:
            change.execute("DELETE FROM kept WHERE name = ?", (name,))
        self._file.wipe()

    def keep(self, **told: msgspec.Struct) -> None:
        """Keep what the server said, each under its name."""
        rows = [(name, msgspec.json.encode(value)) for name, value in told.items()]
        with self._file.change() as change:
            change.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)

    def kept(self, name: str, kind: type[T]) -> T | None:
        """Return what was kept under a name; ``None`` where nothing was, or a former version's form cannot be read."""
        found = self._file.first("SELECT value FROM kept WHERE name = ?", name)
        try:
            return msgspec.json.decode(found[0], type=kind) if found else None
        except msgspec.MsgspecError as error:
            log.warning("what is kept as %s cannot be read: %s", name, error)
            return None

    def learn(self, reserve: Reserve) -> None:
        """Take the numbers of a reserve in; those of dates before it, and their visitors, are over.

        A day may be closed and opened again: until there is a later one, what was given of it stays known.
        """
        if reserve.business_date is None:
            return
        day = str(reserve.business_date)
        rows = [
            (day, lane.service_id, lane.lane.value, lane.prefix, block.first, block.last, block.first)
            for lane in reserve.lanes
            for block in lane.blocks
        ]
        with self._file.change() as change:
            change.execute("DELETE FROM block WHERE business_date < ?", (day,))
            change.execute("DELETE FROM entry WHERE business_date < ? AND state <> 'new'", (day,))
            change.execute("DELETE FROM decision WHERE nonce NOT IN (SELECT nonce FROM entry)")
            change.executemany("INSERT OR IGNORE INTO block VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    # --- visitors

    def free(self, day: date) -> Mapping[tuple[int, Lane], int]:
        """Count the numbers left by service and lane."""
        rows = self._file.all(
            "SELECT service_id, lane, sum(last - next + 1) FROM block WHERE business_date = ? GROUP BY 1, 2", str(day)
        )
        return {(service_id, Lane(lane)): count for service_id, lane, count in rows}

    def waiting(self, day: date) -> Mapping[tuple[int, Lane], int]:
        """Count the visitors whom the server has not heard of, by service and lane."""
        rows = self._file.all(
            "SELECT service_id, lane, count(*) FROM entry WHERE business_date = ? AND state = 'new' GROUP BY 1, 2",
            str(day),
        )
        return {(service_id, Lane(lane)): count for service_id, lane, count in rows}

    def take(self, check_in: CheckInRequest, day: date, came: Moment) -> str | None:
        """Take the next number of a lane for a visitor; ``None`` where none is left. The same nonce gets the same."""
        lane = (str(day), check_in.service_id or 0, check_in.lane.value)
        with self._file.change() as change:
            known = change.execute("SELECT number FROM entry WHERE nonce = ?", (check_in.nonce,)).fetchone()
            if known:
                return str(known[0])
            number = self._next(change, lane)
            if number is not None:
                self._add(change, check_in, day, came, number)
            return number

    @staticmethod
    def _next(change: sqlite3.Connection, lane: tuple[str, int, str]) -> str | None:
        found = change.execute(
            "SELECT prefix, first, next FROM block"
            " WHERE business_date = ? AND service_id = ? AND lane = ? AND next <= last ORDER BY first LIMIT 1",
            lane,
        ).fetchone()
        if found is None:
            return None
        prefix, first, count = found
        change.execute(
            "UPDATE block SET next = next + 1 WHERE business_date = ? AND prefix = ? AND first = ?",
            (lane[0], prefix, first),
        )
        return f"{prefix}-{count:03d}"

    def hold(self, check_in: CheckInRequest, day: date, came: Moment) -> int:
        """Write a visitor down who was asked to take a seat, with the measurement; return which entry it is."""
        with self._file.change() as change:
            self._add(change, check_in, day, came, None)
            ((seq,),) = change.execute("SELECT seq FROM entry WHERE nonce = ?", (check_in.nonce,))
            return int(seq)

    def undecided(self) -> list[Entry]:
        """Return the visitors who were asked to take a seat, whom nobody decided on and the server does not know."""
        rows = self._file.all(f"{ENTRIES} AND entry.number IS NULL AND decision.nonce IS NULL ORDER BY seq")
        return [entry_of(row) for row in rows]

    def decide(
        self, seq: int, account_id: int, decision: StaffDecision, made: Moment, *, numbered: bool
    ) -> Entry | None:
        """Write a decision down, with a number where one is given and left; the same again changes nothing.

        Args:
            numbered: who is let in gets a number now.

        Returns:
            The visitor with the decision; ``None`` where nobody waits for one here any more.
        """
        with self._file.change() as change:
            found = change.execute(f"{ENTRIES} AND seq = ? AND entry.number IS NULL", (seq,)).fetchone()
            if found is None or entry_of(found).decision is not None:
                return None
            entry = entry_of(found)
            asked = entry.check_in
            lane = (str(entry.business_date), asked.service_id or 0, asked.lane.value)
            number = self._next(change, lane) if numbered and decision == "cleared" else None
            told = KeptDecision(secrets.token_urlsafe(24), account_id, decision, number, made)
            row = (asked.nonce, told.nonce, account_id, decision, number, made.boot, made.up_seconds, made.wall_seconds)
            change.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            return replace(entry, decision=told)

    @staticmethod
    def _add(change: sqlite3.Connection, check_in: CheckInRequest, day: date, came: Moment, number: str | None) -> None:
        change.execute(
            "INSERT OR IGNORE INTO entry"
            " (nonce, business_date, service_id, lane, check_in, number, boot, up_seconds, wall_seconds)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                check_in.nonce,
                str(day),
                check_in.service_id,
                check_in.lane.value,
                msgspec.json.encode(check_in),
                number,
                came.boot,
                came.up_seconds,
                came.wall_seconds,
            ),
        )

    def undelivered(self) -> Entry | None:
        """Return the first visitor whom the server has not heard of."""
        found = self._file.first(f"{ENTRIES} ORDER BY seq LIMIT 1")
        return None if found is None else entry_of(found)

    def count_undelivered(self) -> int:
        """Count the visitors whom the server has not heard of."""
        ((count,),) = self._file.all("SELECT count(*) FROM entry WHERE state = 'new'")
        return int(count)

    def settle(self, entry: Entry, state: str, ticket_id: int | None = None) -> bool:
        """Note what the server made of a visitor; the check-in, with a measurement in it, is wiped from the disk.

        Args:
            entry: as it was told.

        Returns:
            Whether that is the end of it: not where staff decided while the server was being told.
        """
        nonce = entry.check_in.nonce
        with self._file.change() as change:
            decided = change.execute("SELECT 1 FROM decision WHERE nonce = ?", (nonce,)).fetchone()
            if decided and entry.decision is None:
                return False
            change.execute(
                "UPDATE entry SET state = ?, ticket_id = ?, check_in = NULL WHERE nonce = ?", (state, ticket_id, nonce)
            )
            if ticket_id is None:
                change.execute("DELETE FROM paper WHERE nonce = ?", (nonce,))
        self._file.wipe()
        return True

    # --- papers

    def begin_paper(self, nonce: str, copy: bool, ticket_id: int | None) -> None:
        """Note, before it begins, that a visitor's ticket is printed: its end is not certain until it is told."""
        with self._file.change() as change:
            row = (nonce, copy, ticket_id, PrintOutcome.UNCERTAIN.value)
            change.execute("INSERT OR REPLACE INTO paper VALUES (?, ?, ?, ?, 0)", row)

    def end_paper(self, nonce: str, copy: bool, outcome: PrintOutcome) -> None:
        """Note how the printing ended."""
        with self._file.change() as change:
            row = (outcome.value, nonce, copy)
            change.execute("UPDATE paper SET outcome = ?, ended = 1 WHERE nonce = ? AND copy = ?", row)

    def papers(self) -> list[PaperEnd]:
        """Return what is to be reported of tickets that the server knows."""
        rows = self._file.all(
            "SELECT paper.nonce, copy, coalesce(paper.ticket_id, entry.ticket_id), outcome"
            " FROM paper LEFT JOIN entry ON entry.nonce = paper.nonce"
            " WHERE ended = 1 AND coalesce(paper.ticket_id, entry.ticket_id) IS NOT NULL ORDER BY paper.rowid"
        )
        return [PaperEnd(nonce, bool(copy), ticket_id, PrintOutcome(told)) for nonce, copy, ticket_id, told in rows]

    def reported(self, nonce: str, copy: bool) -> None:
        """The server knows how this printing ended."""
        with self._file.change() as change:
            change.execute("DELETE FROM paper WHERE nonce = ? AND copy = ?", (nonce, copy))
