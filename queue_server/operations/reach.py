"""Which waiting tickets a counter may not call: they come back to a colleague."""

from datetime import date

from queue_server.storage import waiting
from queue_server.storage.statement import Transaction


def kept_for_others(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> frozenset[int]:
    """Return the ids of the waiting tickets that only another counter calls, to which their visitors come back.

    It keeps them while it is open, serves their service, and has an officer who may serve it: nobody waits for a
    counter that cannot call.
    """
    found = waiting.kept_for_others(tx, office_id, business_date, counter_id)
    return frozenset(one.ticket_id for one in found if not one.duties or one.service_id in one.duties)
