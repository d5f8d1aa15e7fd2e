"""What the server is told when it is back: visitors in the order in which they came, decisions, papers."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kiosk.away.moment import Moment, passed_seconds
from kiosk.away.outbox import Outbox
from kiosk.away.outbox_entries import Entry, KeptDecision
from kiosk.server_client import TOKEN_REFUSED, RefusedError, ServerClient
from kiosk.visit.inputs import Answered, Decided, Input
from queue_server.protocol.messages import CheckInAnswer, PrintReport
from queue_server.protocol.reserve import LateCheckIn, LateDecision

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 1_000_000.0


def deliver(
    outbox: Outbox,
    client: ServerClient,
    post: Callable[[Input], None],
    moment: Callable[[], Moment],
    heard_at: datetime | None,
) -> None:
    """Tell the server of all visitors and of their papers.

    A disk that does not take what was answered is told; the same is delivered again, with the same nonce.

    Args:
        post: takes what the dialogue must know of it.
        moment: the present one, by this machine's clocks.
        heard_at: the server's time when it was last heard, before any of these visitors came. Over a restart of the
            machine there is only the clock that people set: it makes nobody wait for longer than since then.

    Raises:
        ServerUnreachableError: it is away again; what it has not answered is told again, with the same nonce.
        RefusedError: it does not know this kiosk any more; everything is kept.
    """
    try:
        most = LONGEST_WAIT_SECONDS
        if heard_at is not None and outbox.count_undelivered():
            most = max(0.0, min(most, (client.office().now - heard_at).total_seconds()))
        while entry := outbox.undelivered():
            _deliver(outbox, client, entry, post, _Present(moment(), most))
        _report_papers(outbox, client)
    except sqlite3.Error as error:
        log.error("the outbox cannot be emptied: %s", error)


def _report_papers(outbox: Outbox, client: ServerClient) -> None:
    for paper in outbox.papers():
        # with its end: a paper that failed and came out later is told of anew, and not taken for the same report
        nonce = f"{paper.nonce}-{'copy' if paper.copy else 'print'}-{paper.outcome}"
        report = PrintReport(nonce=nonce, outcome=paper.outcome, copy=paper.copy)
        try:
            client.report_print(paper.ticket_id, report)
        except RefusedError as refusal:
            _raise_where_unknown(refusal)
            log.warning("the print report of ticket %d was refused: %s", paper.ticket_id, refusal)
        outbox.reported(paper.nonce, paper.copy)


@dataclass(frozen=True, slots=True)
class _Present:
    now: Moment
    most_seconds: float

    def passed_seconds(self, since: Moment) -> float:
        most = LONGEST_WAIT_SECONDS if since.boot == self.now.boot else self.most_seconds
        return min(passed_seconds(since, self.now), most)


def _deliver(
    outbox: Outbox, client: ServerClient, entry: Entry, post: Callable[[Input], None], present: _Present
) -> None:
    try:
        answer = client.check_in_late(_told(entry, present))
    except RefusedError as refusal:
        _raise_where_unknown(refusal)
        log.error("the server does not take number %s of %s: %s", entry.number, entry.business_date, refusal)
        outbox.settle(entry, "refused")
        return
    if not outbox.settle(entry, answer.outcome, answer.ticket_id):
        return  # staff decided meanwhile: it is told again, with the decision
    at = present.now.up_seconds
    if answer.outcome == "day_over":
        log.warning("number %s was of %s, which is over", entry.number, entry.business_date)
    elif answer.outcome == "held" and answer.visit_id is not None:
        held = CheckInAnswer(visit_id=answer.visit_id, outcome="held")
        post(Answered(nonce=entry.check_in.nonce, answer=held, at_seconds=at))
    if entry.number is None:
        post(Decided(visit_id=-entry.seq, at_seconds=at))


def _told(entry: Entry, present: _Present) -> LateCheckIn:
    return LateCheckIn(
        check_in=entry.check_in,
        business_date=entry.business_date,
        number=entry.number,
        waited_seconds=present.passed_seconds(entry.came),
        decision=_decision(entry.decision, present) if entry.decision else None,
    )


def _decision(made: KeptDecision, present: _Present) -> LateDecision:
    return LateDecision(
        nonce=made.nonce,
        account_id=made.account_id,
        decision=made.decision,
        number=made.number,
        passed_seconds=present.passed_seconds(made.made),
    )


def _raise_where_unknown(refusal: RefusedError) -> None:
    """Let a refusal of the kiosk itself pass on: what it has to tell is told when it is known again."""
    if refusal.refusal_code in TOKEN_REFUSED:
        raise refusal
