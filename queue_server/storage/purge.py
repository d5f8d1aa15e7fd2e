"""Forgetting: temperatures, and the link from a case to its visit, go where their purpose is over.

What stays of a case is its date, its hour, what was decided and by whom, and who looked at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, exists, select, update

from queue_server.storage.message_tables import message
from queue_server.storage.screening_tables import screening_case, screening_look, screening_reading
from queue_server.storage.statement import Command, Query, Transaction, scalar
from queue_server.storage.tables import event

HOUR_MICROSECONDS = 3_600_000_000
CASE_EMPTIED: dict[str, str | None] = {
    **dict.fromkeys(("visit_id", "device_id", "taken_at", "escalated_at", "measure_asked_at", "returned_at")),
    **dict.fromkeys(("reason", "taken_by", "doubt_number"), ""),
}
"""What is put in place of what a case tells about its visit."""
CASE_ROUNDED = ("opened_at", "decided_at")
"""Of these only the hour stays."""


def _hour_of(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    return instant - instant % HOUR_MICROSECONDS


@dataclass(frozen=True, slots=True)
class Kept:
    """A case of which temperatures, or the link to the visit, are still stored."""

    case_id: str
    business_date: date
    opened_at: datetime
    decided_at: datetime | None
    has_values: bool


_HAS_VALUES = exists().where(screening_reading.c.case_id == screening_case.c.id)
_KEPT = Query(
    select(
        screening_case.c.id,
        screening_case.c.business_date,
        screening_case.c.opened_at,
        screening_case.c.decided_at,
        _HAS_VALUES,
    )
    .where(screening_case.c.office_id == bindparam("office_id"))
    .where(screening_case.c.visit_id.is_not(None) | _HAS_VALUES)
    .order_by(screening_case.c.opened_at),
    Kept,
)
_FORGET_READINGS = Command(delete(screening_reading).where(screening_reading.c.case_id == bindparam("case_id")))
_FORGET_VISIT = Command(
    update(screening_case)
    .where(screening_case.c.id == bindparam("case_id"))
    .values({**CASE_EMPTIED, **{name: _hour_of(screening_case.c[name]) for name in CASE_ROUNDED}})
)
_FORGET_TIME_OF_LOOKS = Command(
    update(screening_look)
    .where(screening_look.c.case_id == bindparam("case_id"))
    .values(at=_hour_of(screening_look.c.at))
)
_FORGET_IN_MESSAGES = Command(update(message).where(message.c.case_id == bindparam("case_id_")).values(case_id=None))
_LAST_BEFORE = Query(
    select(event.c.seq)
    .where(event.c.office_id == bindparam("office_id"), event.c.business_date < bindparam("business_date"))
    .order_by(event.c.seq.desc())
    .limit(1),
    scalar,
)
_NAMING = Query(
    select(event.c.seq, event.c.payload)
    .where(event.c.office_id == bindparam("office_id"), event.c.seq > bindparam("after_seq"))
    .where(event.c.payload.contains(bindparam("case_id"), autoescape=False)),
    lambda seq, payload: (seq, msgspec.json.decode(payload, type=dict[str, object])),
)
_REPLACE = Command(update(event).where(event.c.seq == bindparam("seq_")).values(payload=bindparam("payload_")))


def kept(tx: Transaction, office_id: int) -> Sequence[Kept]:
    """Return the cases of which something is still to be forgotten, the oldest first."""
    return tx.all(_KEPT, office_id=office_id)


def forget_values(tx: Transaction, case_id: str) -> None:
    """Delete the temperatures of a case; whose it is stays, for as long as somebody waits for a decision."""
    tx.purged = True
    tx.run(_FORGET_READINGS, case_id=case_id)


def forget(tx: Transaction, office_id: int, case: Kept) -> None:
    """Delete the temperatures of a case and everything that leads from it to the visit.

    A time to the second would lead there as well, and so would an event or a message that names the case.
    """
    forget_values(tx, case.case_id)
    tx.run(_FORGET_VISIT, case_id=case.case_id)
    tx.run(_FORGET_TIME_OF_LOOKS, case_id=case.case_id)
    tx.run(_FORGET_IN_MESSAGES, case_id_=case.case_id)
    before = tx.first(_LAST_BEFORE, office_id=office_id, business_date=case.business_date) or 0
    for seq, payload in tx.all(_NAMING, office_id=office_id, after_seq=before, case_id=case.case_id):
        left = {name: value for name, value in payload.items() if value != case.case_id}
        tx.run(_REPLACE, seq_=seq, payload_=left)


def forget_day(tx: Transaction, office_id: int, business_date: date) -> None:
    """Forget every case of a day that has ended, decided or not."""
    for case in kept(tx, office_id):
        if case.business_date <= business_date:
            forget(tx, office_id, case)
