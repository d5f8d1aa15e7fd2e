"""Decisions that were made at a kiosk, by PIN, while the server was away: heard of later, and not lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from queue_server.domain.actor import Actor
from queue_server.domain.screening import DOUBTS, Decision, Doubt
from queue_server.domain.visit import VisitState
from queue_server.operations import require, reserved_numbers, security
from queue_server.operations.nonce import answer_once
from queue_server.protocol.reserve import Decider, LateCheckInAnswer, LateDecision
from queue_server.protocol.words import StaffRole
from queue_server.storage import people, screening, tickets, visits
from queue_server.storage.offices import Office
from queue_server.storage.people import Account
from queue_server.storage.screening import Case
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Visit

DECIDING_ROLES = frozenset({StaffRole.SECURITY.value, StaffRole.HEALTH.value})
_DECIDED = {
    VisitState.ADMITTED: Decision.CLEARED,
    VisitState.CLEARED: Decision.CLEARED,
    VisitState.DEFERRED: Decision.DEFERRED,
    VisitState.LEFT: Decision.LEFT,
}


def deciders(tx: Transaction, office_id: int) -> tuple[Decider, ...]:
    """Return who may decide at a kiosk while the server is away."""
    found = (one for one in people.accounts(tx, office_id) if _may_decide(one))
    return tuple(
        Decider(account_id=one.id, name=one.display_name, pin_hash=one.kiosk_pin_hash)
        for one in sorted(found, key=lambda one: (one.display_name, one.id))
    )


def _may_decide(account: Account) -> bool:
    return account.active and bool(account.kiosk_pin_hash) and bool(account.roles & DECIDING_ROLES)


def decide_late(
    tx: Transaction, office: Office, visit_id: int, told: LateDecision, *, device_id: int, now: datetime
) -> LateCheckInAnswer:
    """Record what was decided at a kiosk; in a transaction that has claimed the office.

    Who may not decide any more has decided all the same: it is recorded, and the screening desk says so. Where the desk
    had decided meanwhile, its decision stands; another one of the kiosk's stands beside it, for people to sort out.

    Returns:
        How the visitor stands now. The same nonce gives the same answer, for ever.

    Raises:
        InvalidValueError: the number is not in this kiosk's reserve, or another visitor has it.
        NonceReusedError: the nonce was used for another request.

    Records:
        ``visit.cleared`` with ``ticket.issued``, ``visit.deferred`` or ``visit.left``, by the account that decided;
        ``ticket.renumbered`` where the desk had given another number than stands on the paper.
    """
    return answer_once(
        tx,
        lambda: _decide(tx, office, visit_id, told, device_id=device_id, now=now),
        LateCheckInAnswer,
        device_id=device_id,
        nonce=told.nonce,
        asked=("late decision", visit_id),
        now=now,
    )


def _decide(
    tx: Transaction, office: Office, visit_id: int, told: LateDecision, *, device_id: int, now: datetime
) -> LateCheckInAnswer:
    visit = _visit(tx, office, visit_id)
    by, allowed = _who(tx, office, told.account_id, device_id)
    if visit.state is VisitState.HELD:
        _carry_out(tx, office, visit, told, device_id=device_id, actor=by, now=now)
        if not allowed:
            case = _case(_decided(tx, office), visit.id)
            screening.save(tx, replace(case, doubt=Doubt.NO_RIGHT, doubt_by=str(by)))
    else:
        _hold_against(tx, office, visit, told, device_id=device_id, actor=by, now=now)
    return _answer(tx, office, _visit(tx, office, visit_id))


def _who(tx: Transaction, office: Office, account_id: int, device_id: int) -> tuple[Actor, bool]:
    """Return who decided, and whether that person may; an account that is not of this office is nobody's."""
    account = people.account_by_id(tx, account_id)
    if account is None or account.office_id != office.id:
        return Actor.device(device_id), False
    return Actor.account(account_id), _may_decide(account)


def _carry_out(
    tx: Transaction, office: Office, visit: Visit, told: LateDecision, *, device_id: int, actor: Actor, now: datetime
) -> None:
    case = require.case_of_visit(tx, office, visit.id)
    if told.number is not None:
        reserved_numbers.use(tx, office, told.number, device_id)
    match Decision(told.decision):
        case Decision.CLEARED:
            security.clear(tx, case.id, number=told.number, office_id=office.id, actor=actor, now=now)
        case Decision.DEFERRED:
            security.defer(tx, case.id, office_id=office.id, actor=actor, now=now)
        case Decision.LEFT:
            security.leave(tx, case.id, office_id=office.id, actor=actor, now=now)
    decided_at = max(case.opened_at, now - timedelta(seconds=told.passed_seconds))
    screening.save(tx, replace(_case(_decided(tx, office), visit.id), decided_at=decided_at))


def _hold_against(
    tx: Transaction, office: Office, visit: Visit, told: LateDecision, *, device_id: int, actor: Actor, now: datetime
) -> None:
    """See what became of a visitor on whom the desk had decided before the kiosk was heard."""
    decision = Decision(told.decision)
    if _DECIDED.get(visit.state) is decision:
        ticket = tickets.of_visit(tx, office.id, visit.business_date, visit.id)
        if told.number is not None and ticket is not None:
            reserved_numbers.give(tx, office, ticket, told.number, device_id=device_id, now=now)
        return
    if told.number is not None:
        reserved_numbers.use(tx, office, told.number, device_id)
    for case in _decided(tx, office):
        if case.visit_id == visit.id:
            doubted = replace(case, doubt=DOUBTS[decision], doubt_by=str(actor), doubt_number=told.number or "")
            screening.save(tx, doubted)


def _answer(tx: Transaction, office: Office, visit: Visit) -> LateCheckInAnswer:
    if visit.state is VisitState.DEFERRED:
        return LateCheckInAnswer(outcome="deferred", visit_id=visit.id)
    if visit.state is VisitState.LEFT:
        return LateCheckInAnswer(outcome="left", visit_id=visit.id)
    ticket = tickets.of_visit(tx, office.id, visit.business_date, visit.id)
    return LateCheckInAnswer(outcome="admitted", visit_id=visit.id, ticket_id=ticket.id if ticket else None)


def _decided(tx: Transaction, office: Office) -> Sequence[Case]:
    return screening.decided_cases(tx, office.id, require.open_date(office))


def _case(cases: Sequence[Case], visit_id: int) -> Case:
    return next(case for case in cases if case.visit_id == visit_id)


def _visit(tx: Transaction, office: Office, visit_id: int) -> Visit:
    found = visits.get(tx, office.id, visit_id)
    if found is None:
        raise LookupError(f"visit {visit_id} is gone")
    return found
