"""Checking in: at a kiosk, or by a member of staff who gives the number."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from secrets import token_hex
from zoneinfo import ZoneInfo

from queue_server.domain.actor import Actor
from queue_server.domain.booking import BookingState, Window, expected_after
from queue_server.domain.errors import (
    LaneFullError,
    LaneOutsideHoursError,
    MalformedError,
    OutsideHoursError,
    QuotaFullError,
    ServiceClosedError,
    ServiceElsewhereError,
)
from queue_server.domain.hours import is_open, spans_on, within, write_spans
from queue_server.domain.message import MessageKind
from queue_server.domain.screening import CaseKind, ReadingSource, case_for
from queue_server.domain.visit import VISIT, VisitAction, VisitState
from queue_server.operations import require
from queue_server.operations.admission import Admission, issue_ticket
from queue_server.operations.case_readings import reading_of
from queue_server.operations.messages import announce
from queue_server.operations.nonce import answer_once
from queue_server.protocol.events import EventName, VisitEvent
from queue_server.protocol.messages import CheckInAnswer, CheckInRequest
from queue_server.protocol.temperature import TemperaturePolicy, judge, why_unjudged
from queue_server.protocol.words import Lane, Place, Verdict
from queue_server.storage import events, lane_days, offices, screening, screening_counts, services, visits
from queue_server.storage.offices import Office
from queue_server.storage.screening import Case
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction
from queue_server.storage.visits import Booking, Visit

LONGEST_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Door:
    """Where a visitor comes in: at a kiosk, or to a member of staff.

    Attributes:
        device_id: of the kiosk; ``None`` where a person gives the number.
        place: where the kiosk stands; ``None`` where every service may be had.
        print_at: id of the kiosk that is told to print; ``None`` where it has the answer in hand, or there is no paper.
    """

    actor: Actor
    device_id: int | None = None
    place: Place | None = None
    print_at: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A visitor at a door, with everything looked up; ``came_at`` where the server hears of it only later."""

    office: Office
    business_date: date
    service: Service
    lane: Lane
    prefix: str
    lane_quota: int | None
    booking: Booking | None
    times: Window | None
    door: Door
    request: CheckInRequest
    now: datetime
    came_at: datetime | None = None

    @property
    def arrived_at(self) -> datetime:
        return self.came_at or self.now

    @property
    def party_size(self) -> int:
        return self.booking.party_size if self.booking else 1

    @property
    def temperature(self) -> TemperaturePolicy:
        return self.office.policy.temperature.on(self.business_date)

    @property
    def kept_after(self) -> datetime | None:
        """Places of bookings after this are not free, but for a booking whose own place is kept."""
        if self.times and self.times.keeps_place(self.now):
            return None
        return expected_after(self.now, self.office.policy.bookings)


def check_in(
    tx: Transaction,
    request: CheckInRequest,
    *,
    office_id: int,
    device_id: int,
    place: Place | None = None,
    now: datetime,
) -> CheckInAnswer:
    """Check a visitor in: admit with a ticket, or hold for a person to look.

    Args:
        place: where the kiosk stands; ``None`` for a device that belongs to no place.

    Returns:
        The ticket, or ``held`` without one. The same nonce gives the same answer, for ever.

    Raises:
        OfficeClosedError: the day is not open.
        UnknownServiceError, ServiceClosedError, LaneNotOfferedError: the service can't be had.
        UnknownBookingError, BookingUsedError, BookingCancelledError, BookingOtherDayError, BookingEarlyError: the
            booking can't be used now.
        ServiceElsewhereError, OutsideHoursError: the service is not offered here, or not at this time.
        LaneOutsideHoursError: its lane is not offered at this time.
        QuotaFullError, LaneFullError: all places of the service or of the lane are taken; nothing is recorded.

    Records:
        ``visit.arrived``; then ``visit.admitted`` and ``ticket.issued``, or ``visit.held`` with its messages.
    """
    office = offices.claim(tx, office_id)
    asked = (request.service_id, request.lane, request.booking_code)
    door = Door(Actor.device(device_id), device_id, place)
    return answer_once(
        tx,
        lambda: receive(tx, office, request, door, now),
        CheckInAnswer,
        device_id=device_id,
        nonce=request.nonce,
        asked=asked,
        now=now,
    )


def receive(tx: Transaction, office: Office, request: CheckInRequest, door: Door, now: datetime) -> CheckInAnswer:
    """Receive a visitor at a door, in a transaction that has claimed the office; see `check_in`."""
    return _receive(tx, _look_up(tx, office, request, door, now))


def _look_up(tx: Transaction, office: Office, request: CheckInRequest, door: Door, now: datetime) -> Arrival:
    day = require.open_date(office)
    booking, times = None, None
    if request.booking_code is not None:
        booking = require.booking(tx, office, request.booking_code)
        times = require.usable(booking, office, now)
    service_id = booking.service_id if booking else request.service_id
    if service_id is None:
        raise MalformedError(problem="missing_field", field="service_id")
    service = require.service(tx, office, service_id)
    _require_offered(office, service, door.place, now)
    lane = _lane(tx, service, request, times, now)
    found = require.lane_today(tx, service, lane, day)
    if found.hours and not within(found.hours, now.astimezone(ZoneInfo(office.timezone))):
        raise LaneOutsideHoursError(lane=lane, hours=write_spans(found.hours))
    return Arrival(office, day, service, lane, found.prefix, found.quota, booking, times, door, request, now)


def _lane(tx: Transaction, service: Service, request: CheckInRequest, times: Window | None, now: datetime) -> Lane:
    """Choose the lane; who comes too late for a booking stands in the general one, where the service has it."""
    if times is None:
        return request.lane
    falls_back = times.late(now) and services.prefix(tx, service.id, Lane.GENERAL) is not None
    return Lane.GENERAL if falls_back else Lane.BOOKING


def _require_offered(office: Office, service: Service, place: Place | None, now: datetime) -> None:
    if not (service.open and service.at_kiosk):
        raise ServiceClosedError(service=service.code)
    if place not in (None, service.place):
        raise ServiceElsewhereError(place=service.place)
    if service.hours:
        local = now.astimezone(ZoneInfo(office.timezone))
        if not is_open(service.hours, local):
            raise OutsideHoursError(service=service.code, hours=write_spans(spans_on(service.hours, local.date())))


def _receive(tx: Transaction, arrival: Arrival) -> CheckInAnswer:
    _take_place(tx, arrival)
    if arrival.booking:
        visits.set_booking_state(tx, arrival.booking.id, BookingState.ARRIVED)
    return enter(tx, arrival, judge(arrival.temperature, arrival.request.measurement))


def enter(tx: Transaction, arrival: Arrival, verdict: Verdict, number: str | None = None) -> CheckInAnswer:
    """Record a visitor who has a place: in line with a ticket, or held.

    Args:
        number: that the visitor holds already; ``None`` for the next one.
    """
    _count(tx, arrival, verdict)
    kind = case_for(verdict)
    visit = _add_visit(tx, arrival, VisitAction.ADMIT if kind is None else VisitAction.HOLD)
    return _admit(tx, arrival, visit, number) if kind is None else _hold(tx, arrival, visit, kind)


def _take_place(tx: Transaction, arrival: Arrival) -> None:
    service, day, party = arrival.service, arrival.business_date, arrival.party_size
    if arrival.lane_quota is not None and not lane_days.take_places(tx, day, service.id, arrival.lane, party):
        raise LaneFullError(lane=arrival.lane, quota=arrival.lane_quota)
    if services.take_places(tx, day, service.id, party, arrival.kept_after):
        return
    places = services.days(tx, arrival.office.id, day).get(service.id)
    if places is None or places.closed_reason is not None:
        raise ServiceClosedError(service=service.code)
    raise QuotaFullError(quota=places.quota)


def _count(tx: Transaction, arrival: Arrival, verdict: Verdict) -> None:
    if not arrival.temperature.screening:
        return
    hour = arrival.arrived_at.astimezone(ZoneInfo(arrival.office.timezone)).hour
    screening_counts.count(tx, arrival.office.id, arrival.business_date, hour, arrival.door.device_id, verdict)


def _place_in_time(tx: Transaction, arrival: Arrival) -> datetime:
    """Return when the visitor arrived; not before whoever came last, where the clock was set back since.

    Else newcomers would overtake everybody who waits. A clock that was days ahead is not followed.
    """
    if arrival.came_at is not None:
        return arrival.came_at
    last = visits.last_arrival(tx, arrival.office.id, arrival.business_date)
    return last if last is not None and arrival.now < last <= arrival.now + LONGEST_BACK else arrival.now


def _add_visit(tx: Transaction, arrival: Arrival, action: VisitAction) -> Visit:
    visit = Visit(
        id=0,
        business_date=arrival.business_date,
        state=VISIT.advance(VisitState.ARRIVED, action),
        service_id=arrival.service.id,
        lane=arrival.lane,
        booking_id=arrival.booking.id if arrival.booking else None,
        device_id=arrival.door.device_id,
        language=arrival.request.language,
        arrived_at=_place_in_time(tx, arrival),
    )
    visit = replace(visit, id=visits.add(tx, arrival.office.id, visit))
    _record_visit(tx, arrival, visit, EventName.VISIT_ARRIVED)
    return visit


def _admit(tx: Transaction, arrival: Arrival, visit: Visit, number: str | None) -> CheckInAnswer:
    _record_visit(tx, arrival, visit, EventName.VISIT_ADMITTED)
    slot_at = arrival.booking.slot_at if arrival.booking else None
    admission = Admission(
        arrival.office,
        visit,
        arrival.service,
        arrival.prefix,
        slot_at,
        arrival.party_size,
        print_at=arrival.door.print_at,
        number=number,
    )
    ticket = issue_ticket(tx, admission, actor=arrival.door.actor, now=arrival.now)
    return CheckInAnswer(visit_id=visit.id, outcome="admitted", ticket=ticket)


def _hold(tx: Transaction, arrival: Arrival, visit: Visit, kind: CaseKind) -> CheckInAnswer:
    case = Case(
        id=token_hex(8),
        business_date=arrival.business_date,
        kind=kind,
        visit_id=visit.id,
        device_id=arrival.door.device_id,
        limit_celsius=arrival.temperature.limit_celsius(1),
        opened_at=arrival.now,
        reason=why_unjudged(arrival.temperature, arrival.request.measurement),
    )
    screening.add(tx, arrival.office.id, case)
    if kind is CaseKind.WARM:
        reading = reading_of(
            arrival.request.measurement, case, arrival.temperature.limit_celsius(1), arrival.arrived_at
        )
        source = ReadingSource.HAND if arrival.door.device_id is None else ReadingSource.KIOSK
        screening.add_reading(tx, replace(reading, source=source))
    _record_visit(tx, arrival, visit, EventName.VISIT_HELD, case_id=case.id)
    announce(tx, arrival.office, MessageKind.HELD, case_id=case.id, device_id=arrival.door.device_id, now=arrival.now)
    return CheckInAnswer(visit_id=visit.id, outcome="held")


def _record_visit(
    tx: Transaction, arrival: Arrival, visit: Visit, name: EventName, *, case_id: str | None = None
) -> None:
    payload = VisitEvent(visit_id=visit.id, state=visit.state, case_id=case_id, device_id=arrival.door.device_id)
    events.record(tx, arrival.office, name, payload, actor=arrival.door.actor, now=arrival.now)
