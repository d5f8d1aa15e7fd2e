"""The event table as it lies on the disk, read past the product's own code."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AFTER = "SELECT seq, name, at, payload FROM event WHERE seq > ? ORDER BY seq"


@dataclass(frozen=True)
class Row:
    """One event as it is stored."""

    seq: int
    name: str
    at: datetime
    payload: dict[str, Any] = field(default_factory=dict)


class EventTable:
    """Reads what was added since the last look, read-only."""

    def __init__(self, database: Path) -> None:
        self._address = f"file:{database}?mode=ro"
        self._last_seq = 0

    def news(self) -> Iterator[Row]:
        """Return the new events, in their order."""
        with closing(sqlite3.connect(self._address, uri=True)) as connection:
            found = connection.execute(_AFTER, (self._last_seq,)).fetchall()
        for seq, name, at_microseconds, payload in found:
            self._last_seq = seq
            yield Row(seq, name, _EPOCH + timedelta(microseconds=at_microseconds), json.loads(payload))


_TICKETS = (
    "SELECT id, number, state, service_id, arrived_at, called_at, ended_at, walked_seconds, served_seconds, outcome"
    " FROM ticket"
)


def stored_tickets(database: Path) -> list[dict[str, Any]]:
    """Return the tickets as the tables have them, to hold the events against."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(_TICKETS)]
    return [{name: _instant(value) if name.endswith("_at") else value for name, value in row.items()} for row in found]


def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)
