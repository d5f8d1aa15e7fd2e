"""The screening desk: a person looks at a held visitor and decides. The machine never refuses entry."""

from dataclasses import replace
from datetime import datetime

from queue_server.domain.actor import Actor
from queue_server.domain.booking import BookingState
from queue_server.domain.errors import (
    DecisionOvertakenError,
    DecisionTooOldError,
    LaneFullError,
    MeasuredSinceError,
    QuotaFullError,
)
from queue_server.domain.screening import DECISION_OF, Decision
from queue_server.domain.ticket import TICKET, WITHDRAWN, TicketAction, TicketState
from queue_server.domain.visit import VISIT, VisitAction
from queue_server.operations import require
from queue_server.operations.admission import Admission, issue_ticket
from queue_server.operations.case_readings import add_by_hand
from queue_server.protocol.events import EventName, TicketEvent, VisitEvent
from queue_server.protocol.messages import TicketInfo
from queue_server.storage import events, lane_days, offices, screening, services, tickets, visits
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Visit

_EVENT = {
    VisitAction.CLEAR: EventName.VISIT_CLEARED,
    VisitAction.DEFER: EventName.VISIT_DEFERRED,
    VisitAction.LEAVE: EventName.VISIT_LEFT,
}


def measure(
    tx: Transaction,
    case_id: str,
    celsius: float,
    known: int | None = None,
    *,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a measurement made by hand to an open case; what it means is for the person to decide.

    Args:
        celsius: 30 to 45.
        known: how many readings the person saw: a form that is sent twice adds one. ``None`` adds in any case.

    Raises:
        MeasuredSinceError: the case has more readings than the person saw.
        UnknownCaseError: the case does not stand open.
        InvalidValueError: no thermometer for people shows this value.

    Records:
        ``case.measured``, without the value.
    """
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    visit = held_visit(tx, office, case)
    VISIT.advance(visit.state, VisitAction.CLEAR)
    if known is not None and len(screening.readings(tx, case.id)) != known:
        raise MeasuredSinceError
    add_by_hand(tx, case, celsius, office.policy.temperature, now)
    payload = VisitEvent(visit_id=visit.id, state=visit.state, case_id=case.id, device_id=case.device_id)
    events.record(tx, office, EventName.CASE_MEASURED, payload, actor=actor, now=now)


def clear(
    tx: Transaction,
    case_id: str,
    celsius: float | None = None,
    kiosk_id: int | None = None,
    *,
    number: str | None = None,
    office_id: int,
    actor: Actor,
    now: datetime,
) -> TicketInfo:
    """Let a held visitor in: the ticket is issued in the order of arrival, and printed at the kiosk.

    Args:
        celsius: another measurement, if one was taken.
        kiosk_id: which kiosk prints; ``None`` for the one where the visitor checked in.
        number: that the visitor holds on paper already; ``None`` for the next one.

    Raises:
        UnknownCaseError: there is no such case.
        IllegalActionError: the case is decided already.
        UnknownKioskError: no such kiosk.

    Records:
        ``visit.cleared``, ``ticket.issued`` for the kiosk to print.
    """
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    kiosk = None if kiosk_id is None else require.kiosk(tx, office, kiosk_id)
    if celsius is not None:
        add_by_hand(tx, case, celsius, office.policy.temperature, now)
    visit = _decide(tx, office, case, VisitAction.CLEAR, actor=actor, now=now)
    booking = visits.booking_by_id(tx, visit.booking_id) if visit.booking_id else None
    service = require.service(tx, office, visit.service_id)
    slot_at = booking.slot_at if booking else None
    admission = Admission(
        office,
        visit,
        service,
        require.prefix(tx, service, visit.lane),
        slot_at,
        party_size=booking.party_size if booking else 1,
        print_at=None if number else kiosk.id if kiosk else visit.device_id,
        number=number,
    )
    return issue_ticket(tx, admission, actor=actor, now=now)


def defer(tx: Transaction, case_id: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Send a held visitor for treatment first; the place of the day is given back, a booking may be used again.

    The kiosk prints a slip, without a word on why.

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
    party_size = visits.party_of(tx, visit)
    services.give_places_back(tx, visit.business_date, visit.service_id, party_size)
    lane_days.give_places_back(tx, visit.business_date, visit.service_id, visit.lane, party_size)
    if visit.booking_id is not None:
        visits.set_booking_state(tx, visit.booking_id, BookingState.BOOKED)


def take_back(tx: Transaction, case_id: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Take a decision back that was a mistake: the visitor is held again, in the place of the arrival.

    A ticket that was given is withdrawn; letting the visitor in again gives another number.

    Raises:
        UnknownCaseError, IllegalActionError: there is no decision that could be taken back.
        DecisionTooOldError: it is older than `DeskPolicy.undo_seconds`.
        DecisionOvertakenError: the number was called, or the booking was used or moved.
        QuotaFullError, LaneFullError: the place was given to somebody else.

    Records:
        ``visit.reopened``; ``ticket.cancelled`` where a number is withdrawn.
    """
    office = offices.claim(tx, office_id)
    case = require.open_case(tx, office, case_id)
    visit = held_visit(tx, office, case)
    state = VISIT.advance(visit.state, VisitAction.TAKE_BACK)
    limit = office.policy.desk.undo_seconds
    if case.decided_at is None or (now - case.decided_at).total_seconds() > limit:
        raise DecisionTooOldError(seconds=limit)
    if case.decision is Decision.CLEARED:
        _withdraw_ticket(tx, office, visit, actor=actor, now=now)
    else:
        _take_place_again(tx, office, visit)
    visits.set_state(tx, visit.id, state)
    undecided = replace(case, decision=None, decided_at=None, decided_by="")
    screening.save(tx, replace(undecided, doubt=None, doubt_by="", doubt_number=""))
    _record(tx, office, replace(visit, state=state), case, EventName.VISIT_REOPENED, actor=actor, now=now)


def _withdraw_ticket(tx: Transaction, office: Office, visit: Visit, *, actor: Actor, now: datetime) -> None:
    ticket = tickets.of_visit(tx, office.id, visit.business_date, visit.id)
    if ticket is None or ticket.state is not TicketState.WAITING:
        raise DecisionOvertakenError
    ended = replace(ticket, state=TICKET.advance(ticket.state, TicketAction.CANCEL), ended_at=now, outcome=WITHDRAWN)
    tickets.save(tx, ended)
    payload = TicketEvent(
        ticket_id=ended.id,
        visit_id=ended.visit_id,
        number=ended.number,
        service_id=ended.service_id,
        state=ended.state,
        reason=WITHDRAWN,
    )
    events.record(tx, office, EventName.TICKET_CANCELLED, payload, actor=actor, now=now)


def _take_place_again(tx: Transaction, office: Office, visit: Visit) -> None:
    party_size = visits.party_of(tx, visit)
    day, service_id, lane = visit.business_date, visit.service_id, visit.lane
    if visit.booking_id is not None:
        booking = visits.booking_by_id(tx, visit.booking_id)
        if booking is None or booking.state is not BookingState.BOOKED or booking.business_date != day:
            raise DecisionOvertakenError
        visits.set_booking_state(tx, booking.id, BookingState.ARRIVED)
    found = lane_days.today(tx, day, service_id, lane)
    quota = found.quota if found else None
    if quota is not None and not lane_days.take_places(tx, day, service_id, lane, party_size):
        raise LaneFullError(lane=lane, quota=quota)
    if not services.take_places(tx, day, service_id, party_size, None):
        places = services.days(tx, office.id, day).get(service_id)
        raise QuotaFullError(quota=places.quota if places else 0)


def _decide(tx: Transaction, office: Office, case: Case, action: VisitAction, *, actor: Actor, now: datetime) -> Visit:
    visit = held_visit(tx, office, case)
    decided = replace(visit, state=VISIT.advance(visit.state, action))
    visits.set_state(tx, visit.id, decided.state)
    screening.save(
        tx, replace(case, decision=DECISION_OF[action], decided_at=now, decided_by=str(actor), measure_asked_at=None)
    )
    _record(tx, office, decided, case, _EVENT[action], actor=actor, now=now)
    return visit


def _record(
    tx: Transaction, office: Office, visit: Visit, case: Case, name: EventName, *, actor: Actor, now: datetime
) -> None:
    payload = VisitEvent(visit_id=visit.id, state=visit.state, case_id=case.id, device_id=visit.device_id)
    events.record(tx, office, name, payload, actor=actor, now=now, target_device_id=visit.device_id)


def held_visit(tx: Transaction, office: Office, case: Case) -> Visit:
    """Return the visit of a case whose purpose is not over.

    Raises:
        LookupError: it has none; `require.open_case` would have refused it.
    """
    visit = visits.get(tx, office.id, case.visit_id or 0)
    if visit is None:
        raise LookupError(f"case {case.id} has no visit")
    return visit
