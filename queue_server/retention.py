"""Forgets temperatures when their purpose is over: an hour after the decision, or when the day has ended.

The time is told by two clocks, and the first of them counts: that of the machine, which goes on while the server does
not run, and one that nobody can set, which began when a case was first seen here.
"""

from collections.abc import Callable, Container, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.domain.errors import AntreError
from queue_server.operations.admin_page import every_office
from queue_server.storage import offices, purge
from queue_server.storage.purge import Kept
from queue_server.storage.statement import Transaction
from queue_server.storage.store import Store

KEPT_AFTER_DECISION = timedelta(minutes=60)
KEPT_WITHOUT_DECISION = timedelta(hours=24)
"""By the clock that nobody sets; by the other one it is the end of the day."""
WIPES = 3
"""So often in a round: who reads at that moment has mostly gone at the next."""


def forget_due(tx: Transaction, *, office_id: int, now: datetime, overdue: Container[str] = ()) -> int:
    """Delete the values, and the link to the visit, of all cases whose purpose is over.

    What stays of a case is its date, its hour and its decision.

    Args:
        overdue: ids of cases that have been here for too long, whatever ``now`` says.

    Returns:
        How many cases were forgotten.
    """
    office = offices.claim(tx, office_id)
    today = office.business_date or now.astimezone(ZoneInfo(office.timezone)).date()
    forgotten = 0
    for case in purge.kept(tx, office_id):
        if _is_over(case, now, today) or (case.decided_at and case.case_id in overdue):
            purge.forget(tx, office_id, case)
            forgotten += 1
        elif case.has_values and case.case_id in overdue:
            purge.forget_values(tx, case.case_id)
    return forgotten


def _is_over(case: Kept, now: datetime, today: date) -> bool:
    decided = case.decided_at is not None and case.decided_at <= now - KEPT_AFTER_DECISION
    return decided or case.business_date < today


class Retention:
    """Forgets in all offices, round by round, and sees that nothing is left of it in the database's files."""

    def __init__(self, store: Store, monotonic: Callable[[], float]) -> None:
        """Prepare; nothing is done before the first round.

        Args:
            monotonic: seconds that no setting of the clock changes.
        """
        self._store = store
        self._monotonic = monotonic
        self._first_seen: dict[Kept, float] = {}

    def make_round(self, now: datetime) -> str:
        """Forget what is due.

        Returns:
            What could not be done, for the log; it is tried again in the next round. Empty when all was done.
        """
        try:
            office_ids = [office_id for office_id, _code, _name in self._store.read(every_office)]
            overdue = self._overdue(case for one in office_ids for case in self._store.read(purge.kept, one))
            for office_id in office_ids:
                self._store.purge(forget_due, office_id=office_id, now=now, overdue=overdue)
            for _ in range(WIPES):
                if self._store.traces:
                    self._store.wipe()
        except AntreError as error:
            return f"temperatures that are due could not be forgotten: {error.__cause__ or error}"
        if self._store.traces:
            return f"what was forgotten may still be in the database's files: {self._store.traces}"
        return self._store.keep_reserve()

    def _overdue(self, kept: Iterable[Kept]) -> frozenset[str]:
        """Note since when each case is here, as it is; return the ids of those that have been for too long."""
        now = self._monotonic()
        self._first_seen = {case: self._first_seen.get(case, now) for case in kept}
        return frozenset(case.case_id for case, at in self._first_seen.items() if now - at >= _limit_seconds(case))


def _limit_seconds(case: Kept) -> float:
    return (KEPT_AFTER_DECISION if case.decided_at else KEPT_WITHOUT_DECISION).total_seconds()
