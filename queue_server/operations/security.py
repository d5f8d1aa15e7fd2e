"""The screening desk: a person looks at a held visitor and decides. The machine never refuses entry."""

from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.booking import BookingState
from queue_server.domain.errors import InvalidValueError
from queue_server.domain.screening import DECISION_OF
from queue_server.domain.visit import VISIT, VisitAction
from queue_server.operations import require
from queue_server.operations.admission import Admission, issue_ticket
from queue_server.operations.views import CaseView, DecidedCaseView, DeskView, ReadingView
from queue_server.protocol.events import EventName, VisitEvent
from queue_server.protocol.messages import TicketInfo
from queue_server.storage import events, offices, people, screening, services, tickets, visits
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case, StoredReading
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Visit

_LOWEST_CELSIUS, _HIGHEST_CELSIUS = 30.0, 45.0
_EVENT = {
    VisitAction.CLEAR: EventName.VISIT_CLEARED,
    VisitAction.DEFER: EventName.VISIT_DEFERRED,
    VisitAction.LEAVE: EventName.VISIT_LEFT,
}


def measure(
    tx: Transaction,
    case_id: str,
    celsius: float,
    *,
    source: str = "hand",
    office_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Add another measurement to an open case; what it means is for the person to decide.

    Args:
        celsius: 30 to 45.

    Raises:
        UnknownCaseError: the case does not stand open.
        InvalidValueError: no thermometer for people shows this value.

    Records:
        ``case.measured``, without the value.
    """
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    visit = _held_visit(tx, office, case)
    VISIT.advance(visit.state, VisitAction.CLEAR)
    _add_reading(tx, case, celsius, source, now)
    payload = VisitEvent(visit_id=visit.id, state=visit.state, case_id=case.id, device_id=case.device_id)
    events.record(tx, office, EventName.CASE_MEASURED, payload, actor=actor, now=now)


def clear(
    tx: Transaction,
    case_id: str,
    celsius: float | None = None,
    *,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> TicketInfo:
    """Let a held visitor in: the ticket is issued in the order of arrival, and printed at the kiosk.

    Args:
        celsius: another measurement, if one was taken.

    Raises:
        UnknownCaseError: there is no such case.
        IllegalActionError: the case is decided already.

    Records:
        ``visit.cleared``, ``ticket.issued`` for the kiosk to print.
    """
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    if celsius is not None:
        _add_reading(tx, case, celsius, "hand", now)
    visit = _decide(tx, office, case, VisitAction.CLEAR, actor=actor, now=now)
    booking = visits.booking_by_id(tx, visit.booking_id) if visit.booking_id else None
    service = require.service(tx, office, visit.service_id)
    slot_at = booking.slot_at if booking else None
    admission = Admission(
        office, visit, service, require.prefix(tx, service, visit.lane), slot_at, print_at=visit.device_id
    )
    return issue_ticket(tx, admission, actor=actor, now=now)


def defer(tx: Transaction, case_id: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Send a held visitor for treatment first; the place of the day is given back, a booking may be used again.

    Raises:
        UnknownCaseError, IllegalActionError: as for `clear`.

    Records:
        ``visit.deferred``.
    """
    _send_away(tx, case_id, VisitAction.DEFER, office_id=office_id, actor=actor, now=now)


def leave(tx: Transaction, case_id: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Record that a held visitor has left; the place of the day is given back.

    Raises:
        UnknownCaseError, IllegalActionError: as for `clear`.

    Records:
        ``visit.left``.
    """
    _send_away(tx, case_id, VisitAction.LEAVE, office_id=office_id, actor=actor, now=now)


def _send_away(
    tx: Transaction, case_id: str, action: VisitAction, *, office_id: int, actor: Actor, now: datetime
) -> None:
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    visit = _decide(tx, office, case, action, actor=actor, now=now)
    services.give_place_back(tx, visit.business_date, visit.service_id)
    if visit.booking_id is not None:
        visits.set_booking_state(tx, visit.booking_id, BookingState.BOOKED)


def _decide(tx: Transaction, office: Office, case: Case, action: VisitAction, *, actor: Actor, now: datetime) -> Visit:
    visit = _held_visit(tx, office, case)
    state = VISIT.advance(visit.state, action)
    visits.set_state(tx, visit.id, state)
    screening.decide(tx, case.id, DECISION_OF[action], str(actor), now)
    payload = VisitEvent(visit_id=visit.id, state=state, case_id=case.id, device_id=visit.device_id)
    events.record(tx, office, _EVENT[action], payload, actor=actor, now=now, target_device_id=visit.device_id)
    return visit


def _held_visit(tx: Transaction, office: Office, case: Case) -> Visit:
    visit = visits.get(tx, office.id, case.visit_id or 0)
    if visit is None:
        raise LookupError(f"case {case.id} has no visit")
    return visit


def _add_reading(tx: Transaction, case: Case, celsius: float, source: str, now: datetime) -> None:
    if not _LOWEST_CELSIUS <= celsius <= _HIGHEST_CELSIUS:
        raise InvalidValueError(field="celsius", problem="not_a_body_temperature")
    screening.add_reading(tx, StoredReading(case.id, celsius, source, now))


def desk_view(tx: Transaction, *, office_id: int, now: datetime) -> DeskView:
    """Return the screening desk: open cases, today's decisions, counts per hour."""
    office = offices.get(tx, office_id)
    day, seq = office.business_date, events.last_seq(tx, office_id)
    if day is None:
        return DeskView(None, (), (), (), seq)
    opened = tuple(_case_view(tx, office, case, now) for case in screening.open_cases(tx, office_id, day))
    decided = tuple(_decided_view(tx, office, case) for case in screening.decided_cases(tx, office_id, day))
    return DeskView(day, opened, decided, tuple(screening.counts(tx, office_id, day)), seq)


def _case_view(tx: Transaction, office: Office, case: Case, now: datetime) -> CaseView:
    visit = _held_visit(tx, office, case)
    service = require.service(tx, office, visit.service_id)
    kiosk = people.device_by_id(tx, office.id, case.device_id) if case.device_id else None
    waited = (now - case.opened_at).total_seconds()
    values = [ReadingView(one.celsius, one.source, one.at) for one in screening.readings(tx, case.id)]
    return CaseView(
        id=case.id,
        visit_id=visit.id,
        kind=case.kind,
        kiosk_name=kiosk.name if kiosk else "",
        service_names=service.names,
        readings=tuple(values),
        limit_celsius=case.limit_celsius,
        opened_at=case.opened_at,
        waited_seconds=waited,
        rest_seconds_left=max(0.0, office.policy.temperature.rest_seconds - waited),
    )


def _decided_view(tx: Transaction, office: Office, case: Case) -> DecidedCaseView:
    number = ""
    if case.visit_id is not None:
        ticket = tickets.of_visit(tx, office.id, case.business_date, case.visit_id)
        number = ticket.number if ticket else ""
    assert case.decision is not None and case.decided_at is not None  # noqa: S101, PT018 - what "decided" means
    return DecidedCaseView(case.id, case.decision, case.decided_at, number)
