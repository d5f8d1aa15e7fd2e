"""What is to be sent, row by row in a table: due at a time, taken by one server, put off or settled, then forgotten.

The messages to the task force and the events for programs of the office are sent by it alike.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, or_, select, update

from queue_server.storage.statement import Command, Query, Transaction, scalar

PENDING = "pending"
"""The state of what is still to be sent."""


class Sending:
    """The statements for one table.

    It has the columns ``id``, ``office_id``, ``state``, ``attempts``, ``next_at``, ``error`` and ``settled_at``.
    """

    def __init__(
        self, table: Table, to: Column[int], *, at_once: int | None = None, erased: Iterable[str] = ()
    ) -> None:
        """Prepare the statements.

        Args:
            to: whom a row is for.
            at_once: so many that are due are looked at together; ``None``: all of them.
            erased: columns that are emptied when a row is settled.
        """
        one, pending = table.c.id == bindparam("row_id"), table.c.state == PENDING
        due_now = or_(table.c.next_at <= bindparam("now"), table.c.next_at > bindparam("too_late"))
        ended: dict[str, Any] = {
            name: bindparam(f"{name}_") for name in ("state", "error", "settled_at")
        } | dict.fromkeys(erased)
        self._due = Query(
            select(table.c.id, to).where(pending, due_now).order_by(table.c.id).limit(at_once),
            lambda row_id, to_id: (row_id, to_id),
        )
        self._soonest: Query[datetime] = Query(
            select(table.c.next_at).where(pending).order_by(table.c.next_at).limit(1), scalar
        )
        again = {"next_at": bindparam("again_at_"), "attempts": table.c.attempts + 1}
        self._take = Command(update(table).where(one, pending, due_now).values(again))
        later: dict[str, Any] = {name: bindparam(f"{name}_") for name in ("next_at", "error", "attempts")}
        self._later = Command(update(table).where(one, pending).values(later))
        self._settle = Command(update(table).where(one, pending).values(ended))
        old = table.c.settled_at <= bindparam("before")
        self._forget = Command(delete(table).where(table.c.office_id == bindparam("office_id"), ~pending, old))

    def due(self, tx: Transaction, now: datetime, too_late: datetime) -> Sequence[tuple[int, int]]:
        """Return the ids of the rows to be tried now, each with that of whom it is for, the oldest first.

        Args:
            too_late: what waits for a time after this waits because the clock was set back, and is due as well.
        """
        return tx.all(self._due, now=now, too_late=too_late)

    def soonest(self, tx: Transaction) -> datetime | None:
        """Return when the next row is to be tried, ``None`` where none waits."""
        return tx.first(self._soonest)

    def take(self, tx: Transaction, row_id: int, *, now: datetime, too_late: datetime, again_at: datetime) -> bool:
        """Take a row that is due, so that no other server sends it; ``False`` where another did.

        Args:
            again_at: when it is due again if nobody tells how the try ended.
        """
        return tx.run(self._take, row_id=row_id, now=now, too_late=too_late, again_at_=again_at) == 1

    def put_off(self, tx: Transaction, row_id: int, *, next_at: datetime, error: str, attempts: int) -> None:
        """Have a row tried later."""
        tx.run(self._later, row_id=row_id, next_at_=next_at, error_=error, attempts_=attempts)

    def settle(self, tx: Transaction, row_id: int, state: str, error: str, now: datetime) -> bool:
        """Keep how it ended; ``False`` where that was told before."""
        return tx.run(self._settle, row_id=row_id, state_=state, error_=error, settled_at_=now) == 1

    def forget(self, tx: Transaction, office_id: int, before: datetime) -> int:
        """Delete what was settled before an instant; return how many rows that were."""
        return tx.run(self._forget, office_id=office_id, before=before)
