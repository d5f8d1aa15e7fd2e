"""What the guards' post is told: how many visitors are held. Never who, where, or why."""

from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.operations.cases import take
from queue_server.operations.nonce import answer_once
from queue_server.protocol.screening import CaseCounts, TakeReport
from queue_server.storage import events, offices, screening
from queue_server.storage.statement import Transaction


def case_counts(tx: Transaction, *, office_id: int) -> CaseCounts:
    """Return how many visitors are held; none while the office is closed."""
    office, seq = offices.get(tx, office_id), events.last_seq(tx, office_id)
    opened = screening.open_cases(tx, office_id, office.business_date) if office.business_date else ()
    return CaseCounts(open=len(opened), untaken=sum(not case.taken_by for case in opened), seq=seq)


def take_oldest(tx: Transaction, report: TakeReport, *, office_id: int, device_id: int, now: datetime) -> CaseCounts:
    """Be on the way from the guards' post to the visitor who has waited longest with nobody on the way.

    Returns:
        What is so afterwards; where somebody went to the last one a moment ago, nothing has changed.

    Raises:
        NonceReusedError: the nonce was used for another request.

    Records:
        ``case.taken``, if there was one to take.
    """
    office = offices.claim(tx, office_id)

    def run() -> CaseCounts:
        opened = screening.open_cases(tx, office_id, office.business_date) if office.business_date else ()
        waiting = next((case for case in opened if not case.taken_by), None)
        if waiting is not None:
            take(tx, waiting.id, office_id=office_id, actor=Actor.device(device_id), now=now)
        return case_counts(tx, office_id=office_id)

    asked = ("take_oldest",)
    return answer_once(tx, run, CaseCounts, device_id=device_id, nonce=report.nonce, asked=asked, now=now)
