"""Forgets temperatures when their purpose is over: an hour after the decision, or when the day has ended."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from queue_server.storage import offices, screening
from queue_server.storage.statement import Transaction

KEPT_AFTER_DECISION = timedelta(minutes=60)


def forget_due(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Delete the values, and the link to the visit, of all cases whose purpose is over.

    What stays of a case is its date, its hour and its decision.

    Returns:
        How many cases were forgotten.
    """
    office = offices.claim(tx, office_id)
    today = office.business_date or now.astimezone(ZoneInfo(office.timezone)).date()
    due = screening.due_to_forget(tx, office_id, now - KEPT_AFTER_DECISION, today)
    for case_id in due:
        screening.forget(tx, case_id)
    return len(due)
