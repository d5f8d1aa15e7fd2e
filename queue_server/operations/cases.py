"""Looking after held visitors before a person decides: who goes, measuring again, coming back, telling more people."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.errors import CaseTakenError, IllegalActionError, UnknownCaseError
from queue_server.domain.message import MessageKind
from queue_server.domain.visit import VisitState
from queue_server.operations import require
from queue_server.operations.case_readings import add_from_kiosk
from queue_server.operations.messages import announce
from queue_server.operations.nonce import answer_once
from queue_server.operations.security import held_visit
from queue_server.protocol.events import EventName, VisitEvent
from queue_server.protocol.screening import (
    MeasurementAnswer,
    MeasurementReport,
    ReturnAnswer,
    ReturnReport,
    Slip,
)
from queue_server.storage import events, offices, people, screening, visits
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case
from queue_server.storage.statement import Transaction


def take(tx: Transaction, case_id: str, *, over: bool = False, office_id: int, actor: Actor, now: datetime) -> None:
    """Be on the way to a visitor; every other desk falls silent.

    Args:
        over: take it over from whoever is on the way.

    Raises:
        UnknownCaseError, IllegalActionError: the case does not stand open.
        CaseTakenError: somebody else is on the way; they are named.

    Records:
        ``case.taken``, unless the same person was on the way already.
    """
    office = offices.claim(tx, office_id)
    case = _undecided(tx, office, case_id)
    if case.taken_by == str(actor):
        return
    if case.taken_by and not over:
        raise CaseTakenError(officer=who(tx, case.taken_by))
    screening.save(tx, replace(case, taken_by=str(actor), taken_at=now))
    _record(tx, office, case, EventName.CASE_TAKEN, actor=actor, now=now)


def release(tx: Transaction, case_id: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Be no longer on the way; the desks sound again.

    Raises:
        UnknownCaseError, IllegalActionError: the case does not stand open.

    Records:
        ``case.released``, unless nobody was on the way.
    """
    office = offices.claim(tx, office_id)
    case = _undecided(tx, office, case_id)
    if case.taken_by:
        screening.save(tx, replace(case, taken_by="", taken_at=None))
        _record(tx, office, case, EventName.CASE_RELEASED, actor=actor, now=now)


def ask_measurement(
    tx: Transaction, case_id: str, kiosk_id: int | None = None, *, office_id: int, actor: Actor, now: datetime
) -> str:
    """Ask a kiosk to measure the visitor again, as soon as nobody else stands there.

    Args:
        kiosk_id: which; ``None`` for the one where the visitor checked in.

    Returns:
        The kiosk's name.

    Raises:
        UnknownCaseError, IllegalActionError: the case does not stand open.
        UnknownKioskError: there is no such kiosk.

    Records:
        ``case.measure_asked``, for the kiosk.
    """
    office = offices.claim(tx, office_id)
    case = _undecided(tx, office, case_id)
    kiosk = require.kiosk(tx, office, kiosk_id or case.device_id)
    screening.save(tx, replace(case, measure_asked_at=now))
    _record(tx, office, case, EventName.CASE_MEASURE_ASKED, kiosk_id=kiosk.id, actor=actor, now=now)
    return kiosk.name


def measured_at_kiosk(
    tx: Transaction, visit_id: int, report: MeasurementReport, *, office_id: int, device_id: int, now: datetime
) -> MeasurementAnswer:
    """Add a measurement that a kiosk made of a held visitor; the kiosk learns nothing from the answer.

    Raises:
        UnknownCaseError: the visitor is not held any more.
        NonceReusedError: the nonce was used for another request.

    Records:
        ``case.measured``, without the value.
    """
    office = offices.claim(tx, office_id)

    def run() -> MeasurementAnswer:
        case = require.case_of_visit(tx, office, visit_id)
        policy = office.policy.temperature.on(case.business_date)
        case = add_from_kiosk(tx, case, report.measurement, policy, now)
        actor = Actor.device(device_id)
        _record(tx, office, case, EventName.CASE_MEASURED, actor=actor, now=now)
        return MeasurementAnswer(visit_id=visit_id)

    return answer_once(
        tx,
        run,
        MeasurementAnswer,
        device_id=device_id,
        nonce=report.nonce,
        asked=("measurement", visit_id),
        now=now,
    )


def came_back(tx: Transaction, report: ReturnReport, *, office_id: int, device_id: int, now: datetime) -> ReturnAnswer:
    """A visitor says at the kiosk that the rest is over.

    Returns:
        The visit to measure again, where it can only be one: a single visitor of this kiosk is held, and the rest is
        over. Else nobody; staff come.

    Raises:
        OfficeClosedError: the day is not open.

    Records:
        ``case.returned`` for each visitor of this kiosk who may be meant.
    """
    office = offices.claim(tx, office_id)

    def run() -> ReturnAnswer:
        opened = screening.open_cases(tx, office.id, require.open_date(office))
        mine = [case for case in opened if case.device_id == device_id]
        for case in mine:
            screening.save(tx, replace(case, returned_at=now))
            _record(tx, office, case, EventName.CASE_RETURNED, actor=Actor.device(device_id), now=now)
        rest = office.policy.temperature.rest_seconds
        rested = [case.visit_id for case in mine if (now - case.opened_at).total_seconds() >= rest]
        return ReturnAnswer(visit_id=rested[0] if len(mine) == 1 and rested else None)

    return answer_once(tx, run, ReturnAnswer, device_id=device_id, nonce=report.nonce, asked=("return",), now=now)


def slip(tx: Transaction, visit_id: int, *, office_id: int, device_id: int) -> Slip:
    """Return what the slip of a visitor shows who cannot be served today; it never tells why.

    Raises:
        UnknownCaseError: no visitor of this kiosk was sent home so.
    """
    office = offices.get(tx, office_id)
    visit = visits.get(tx, office_id, visit_id)
    if visit is None or visit.device_id != device_id or visit.state is not VisitState.DEFERRED:
        raise UnknownCaseError
    booking = visits.booking_by_id(tx, visit.booking_id) if visit.booking_id else None
    service = require.service(tx, office, visit.service_id)
    return Slip(
        visit_id=visit.id,
        office_name=office.name,
        timezone=office.timezone,
        service_names=service.names,
        language=visit.language,
        booking_code=booking.code if booking else None,
        slot_at=booking.slot_at if booking and booking.business_date > visit.business_date else None,
    )


def waits_in_vain(tx: Transaction, *, office_id: int, now: datetime) -> bool:
    """Tell whether there is a visitor to whom nobody is on the way, and of whom more people must be told."""
    return bool(_in_vain(tx, offices.get(tx, office_id), now))


def escalate_due(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Tell more people of visitors to whom nobody is on the way; return how many.

    Records:
        ``case.escalated``, once for each, with its messages.
    """
    office = offices.claim(tx, office_id)
    due = _in_vain(tx, office, now)
    for case in due:
        screening.save(tx, replace(case, escalated_at=now))
        _record(tx, office, case, EventName.CASE_ESCALATED, actor=SYSTEM, now=now)
        announce(tx, office, MessageKind.ESCALATED, case_id=case.id, device_id=case.device_id, now=now)
    return len(due)


def _in_vain(tx: Transaction, office: Office, now: datetime) -> list[Case]:
    if office.business_date is None:
        return []
    limit = office.policy.desk.escalate_seconds
    return [
        case
        for case in screening.open_cases(tx, office.id, office.business_date)
        if not case.taken_by and case.escalated_at is None and (now - case.opened_at).total_seconds() >= limit
    ]


def who(tx: Transaction, actor: str) -> str:
    """Return the name of somebody who did something at the desk, for the desk."""
    known = Actor.parse(actor)
    if known.kind == "device":
        return people.device_name(tx, known.id) or actor
    account = people.account_by_id(tx, known.id) if known.kind == "account" else None
    return account.display_name if account else actor


def _undecided(tx: Transaction, office: Office, case_id: str) -> Case:
    case = require.open_case(tx, office, case_id)
    if case.decision is not None:
        raise IllegalActionError(state=case.decision.value, action="take")
    return case


def _record(
    tx: Transaction,
    office: Office,
    case: Case,
    name: EventName,
    *,
    kiosk_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    visit = held_visit(tx, office, case)
    payload = VisitEvent(visit_id=visit.id, state=visit.state, case_id=case.id, device_id=kiosk_id or visit.device_id)
    events.record(tx, office, name, payload, actor=actor, now=now, target_device_id=kiosk_id)
