"""The kiosk's part: what the office offers, and checking in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from queue_server.domain.actor import Actor
from queue_server.domain.booking import BookingState, require_usable
from queue_server.domain.errors import MalformedError, QuotaFullError, ServiceClosedError
from queue_server.domain.screening import CaseKind, case_for
from queue_server.domain.visit import VISIT, VisitAction, VisitState
from queue_server.operations import require
from queue_server.operations.admission import Admission, issue_ticket
from queue_server.operations.nonce import answer_once
from queue_server.protocol.events import EventName, VisitEvent
from queue_server.protocol.messages import (
    CheckInAnswer,
    CheckInRequest,
    LaneInfo,
    OfficeInfo,
    ServiceInfo,
)
from queue_server.protocol.temperature import Measurement, judge
from queue_server.protocol.words import Lane, Verdict
from queue_server.storage import events, offices, screening, services, tickets, visits
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case, StoredReading
from queue_server.storage.services import Service, ServiceDay, ServiceLane
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking, Visit


def office_info(tx: Transaction, *, office_id: int, now: datetime) -> OfficeInfo:
    """Return the office as a kiosk needs to know it."""
    office = offices.get(tx, office_id)
    day = office.business_date
    places = {} if day is None else services.days(tx, office_id, day)
    waiting = {} if day is None else tickets.waiting_by_service(tx, office_id, day)
    lanes = services.lanes(tx, office_id)
    offered = [
        _service_info(service, lanes, places.get(service.id), waiting.get(service.id, 0))
        for service in services.every(tx, office_id)
    ]
    return OfficeInfo(
        name=office.name,
        timezone=office.timezone,
        business_date=day,
        services=tuple(offered),
        temperature=office.policy.temperature,
        promise_seconds=office.policy.promise_seconds,
        seq=events.last_seq(tx, office_id),
        now=now,
    )


def _service_info(
    service: Service, lanes: Sequence[ServiceLane], places: ServiceDay | None, waiting: int
) -> ServiceInfo:
    quota_left = None if places is None or places.quota is None else max(0, places.quota - places.taken)
    mine = tuple(LaneInfo(lane=lane.lane, prefix=lane.prefix) for lane in lanes if lane.service_id == service.id)
    is_open = service.open and places is not None
    return ServiceInfo(
        id=service.id, names=service.names, lanes=mine, open=is_open, quota_left=quota_left, waiting=waiting
    )


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A visitor at a kiosk, with everything looked up."""

    office: Office
    business_date: date
    service: Service
    lane: Lane
    prefix: str
    booking: Booking | None
    device_id: int
    request: CheckInRequest
    now: datetime

    @property
    def actor(self) -> Actor:
        return Actor.device(self.device_id)


def check_in(
    tx: Transaction, request: CheckInRequest, *, office_id: int, device_id: int, now: datetime
) -> CheckInAnswer:
    """Check a visitor in: admit with a ticket, or hold for a person to look.

    Returns:
        The ticket, or ``held`` without one. The same nonce gives the same answer, for ever.

    Raises:
        OfficeClosedError: the day is not open.
        UnknownServiceError, ServiceClosedError, LaneNotOfferedError: the service can't be had.
        UnknownBookingError, BookingUsedError, BookingCancelledError, BookingOtherDayError: the booking can't be used.
        QuotaFullError: all places are taken; nothing is recorded.

    Records:
        ``visit.arrived``; then ``visit.admitted`` and ``ticket.issued``, or ``visit.held``.
    """
    office = offices.claim(tx, office_id)
    asked = (request.service_id, request.lane, request.booking_code)
    return answer_once(
        tx,
        lambda: _receive(tx, _look_up(tx, office, request, device_id, now)),
        CheckInAnswer,
        device_id=device_id,
        nonce=request.nonce,
        asked=asked,
        now=now,
    )


def _look_up(tx: Transaction, office: Office, request: CheckInRequest, device_id: int, now: datetime) -> _Arrival:
    day = require.open_date(office)
    booking = None
    if request.booking_code is not None:
        booking = require.booking(tx, office, request.booking_code)
        require_usable(booking.state, booking.business_date, day)
    service_id = booking.service_id if booking else request.service_id
    if service_id is None:
        raise MalformedError(problem="missing_field", field="service_id")
    service = require.service(tx, office, service_id)
    lane: Lane = Lane.BOOKING if booking else request.lane
    if not service.open:
        raise ServiceClosedError(service=service.code)
    prefix = require.prefix(tx, service, lane)
    return _Arrival(office, day, service, lane, prefix, booking, device_id, request, now)


def _receive(tx: Transaction, arrival: _Arrival) -> CheckInAnswer:
    _take_place(tx, arrival)
    if arrival.booking:
        visits.set_booking_state(tx, arrival.booking.id, BookingState.ARRIVED)
    verdict = judge(arrival.office.policy.temperature, arrival.request.measurement)
    _count(tx, arrival, verdict)
    kind = case_for(verdict)
    visit = _add_visit(tx, arrival, VisitAction.ADMIT if kind is None else VisitAction.HOLD)
    return _admit(tx, arrival, visit) if kind is None else _hold(tx, arrival, visit, kind)


def _take_place(tx: Transaction, arrival: _Arrival) -> None:
    service = arrival.service
    if services.take_place(tx, arrival.business_date, service.id):
        return
    places = services.days(tx, arrival.office.id, arrival.business_date).get(service.id)
    if places is None:
        raise ServiceClosedError(service=service.code)
    raise QuotaFullError(quota=places.quota)


def _count(tx: Transaction, arrival: _Arrival, verdict: Verdict) -> None:
    if not arrival.office.policy.temperature.screening:
        return
    hour = arrival.now.astimezone(ZoneInfo(arrival.office.timezone)).hour
    screening.count(tx, arrival.office.id, arrival.business_date, hour, arrival.device_id, verdict)


def _add_visit(tx: Transaction, arrival: _Arrival, action: VisitAction) -> Visit:
    visit = Visit(
        id=0,
        business_date=arrival.business_date,
        state=VISIT.advance(VisitState.ARRIVED, action),
        service_id=arrival.service.id,
        lane=arrival.lane,
        booking_id=arrival.booking.id if arrival.booking else None,
        device_id=arrival.device_id,
        language=arrival.request.language,
        arrived_at=arrival.now,
    )
    visit = replace(visit, id=visits.add(tx, arrival.office.id, visit))
    _record_visit(tx, arrival, visit, EventName.VISIT_ARRIVED)
    return visit


def _admit(tx: Transaction, arrival: _Arrival, visit: Visit) -> CheckInAnswer:
    _record_visit(tx, arrival, visit, EventName.VISIT_ADMITTED)
    slot_at = arrival.booking.slot_at if arrival.booking else None
    admission = Admission(arrival.office, visit, arrival.service, arrival.prefix, slot_at)
    ticket = issue_ticket(tx, admission, actor=arrival.actor, now=arrival.now)
    return CheckInAnswer(visit_id=visit.id, outcome="admitted", ticket=ticket)


def _hold(tx: Transaction, arrival: _Arrival, visit: Visit, kind: CaseKind) -> CheckInAnswer:
    case = Case(
        id=token_hex(8),
        business_date=arrival.business_date,
        kind=kind,
        visit_id=visit.id,
        device_id=arrival.device_id,
        limit_celsius=arrival.office.policy.temperature.threshold_celsius,
        opened_at=arrival.now,
        decision=None,
        decided_at=None,
    )
    screening.add(tx, arrival.office.id, case)
    if kind is CaseKind.WARM:
        _keep_reading(tx, case, arrival.request.measurement)
    _record_visit(tx, arrival, visit, EventName.VISIT_HELD, case_id=case.id)
    return CheckInAnswer(visit_id=visit.id, outcome="held")


def _keep_reading(tx: Transaction, case: Case, measurement: Measurement) -> None:
    if measurement.celsius is not None:
        screening.add_reading(tx, StoredReading(case.id, measurement.celsius, "kiosk", case.opened_at))


def _record_visit(
    tx: Transaction, arrival: _Arrival, visit: Visit, name: EventName, *, case_id: str | None = None
) -> None:
    payload = VisitEvent(visit_id=visit.id, state=visit.state, case_id=case_id, device_id=arrival.device_id)
    events.record(tx, arrival.office, name, payload, actor=arrival.actor, now=arrival.now)
