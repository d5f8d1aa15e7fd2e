"""The office's day: opened with a business date, closed with nothing left open."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.errors import ClockBehindError
from queue_server.domain.screening import Decision
from queue_server.domain.ticket import TICKET, TicketAction, TicketState
from queue_server.domain.visit import VISIT, VisitAction
from queue_server.operations import require
from queue_server.operations.closures import apply_closures
from queue_server.operations.planned_changes import apply_due
from queue_server.operations.settings_event import keep_change, record_change
from queue_server.protocol.events import EventName, SubjectEvent, TicketEvent, VisitEvent
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage import (
    counters,
    events,
    lane_days,
    offices,
    purge,
    push_subscriptions,
    screening,
    services,
    tickets,
    visits,
)
from queue_server.storage.offices import Office
from queue_server.storage.statement import Transaction

_LAST_ACTION = {
    TicketState.WAITING: (TicketAction.CANCEL, EventName.TICKET_CANCELLED),
    TicketState.PARKED: (TicketAction.CANCEL, EventName.TICKET_CANCELLED),
    TicketState.CALLED: (TicketAction.NO_SHOW, EventName.TICKET_NO_SHOW),
    TicketState.SERVING: (TicketAction.COMPLETE, EventName.TICKET_COMPLETED),
}


def open_day(tx: Transaction, *, office_id: int, actor: Actor, now: datetime, confirm_clock: bool = False) -> date:
    """Open the office-local date of now; a day that is still open is closed first.

    Args:
        confirm_clock: a person says that the clock is right, although later events are stored.

    Returns:
        The business date, which stays until the day is closed, whatever the clock does.

    Raises:
        ClockBehindError: the clock is behind the last stored event, as on a Pi without a clock battery.

    Records:
        ``day.closed`` for the day before, if it is open; ``settings.changed`` for each change that was planned for
        this date; ``day.opened``, unless this date is open already.
    """
    office = offices.claim(tx, office_id)
    last = events.last_event_at(tx, office_id)
    if last is not None and now < last and not confirm_clock:
        raise ClockBehindError(last_event_at=last.isoformat(timespec="seconds"))
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    if office.business_date == today:
        return today
    if office.business_date is not None:
        close_day(tx, office_id=office_id, actor=actor, now=now)
    apply_due(tx, offices.get(tx, office_id), today, actor=actor, now=now)
    offices.open_day(tx, office_id, today, now)
    _prepare_places(tx, office_id, today)
    _record_day(tx, replace(office, business_date=today), EventName.DAY_OPENED, actor, now)
    return today


def _prepare_places(tx: Transaction, office_id: int, today: date) -> None:
    """Fix the places of the date; a date that is opened again keeps those that it has."""
    known, offered = services.days(tx, office_id, today), services.every(tx, office_id)
    fresh = [service for service in offered if service.id not in known]
    for service in fresh:
        services.add_day(tx, office_id, today, service.id, service.quota_per_day)
    for lane in services.lanes(tx, office_id):
        if lane.quota is not None and lane.service_id not in known:
            lane_days.set_quota(tx, office_id, today, lane.service_id, lane.lane, lane.quota)
    apply_closures(tx, office_id, today)


def business_day(tx: Transaction, *, office_id: int) -> date | None:
    """Return the open business date, or ``None`` while the office is closed."""
    return offices.get(tx, office_id).business_date


def ensure_day_open(tx: Transaction, *, office_id: int, now: datetime) -> None:
    """Open the day when a new date has begun; a day that a person has closed stays closed.

    Raises:
        ClockBehindError: the clock is behind the last stored event.

    Records:
        As `open_day`.
    """
    office = offices.get(tx, office_id)
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    if office.business_date == today or offices.day_known(tx, office_id, today):
        return
    open_day(tx, office_id=office_id, actor=SYSTEM, now=now)


@dataclass(frozen=True, slots=True)
class StillHere:
    """Who has not gone home yet: visitors who wait or are parked, at a counter, or held at the screening desk."""

    waiting: int
    at_counters: int
    held: int

    @property
    def total(self) -> int:
        return self.waiting + self.at_counters + self.held


def still_here(tx: Transaction, *, office_id: int) -> StillHere:
    """Count the visitors of the open day who have not gone home; nobody while the office is closed."""
    day = offices.get(tx, office_id).business_date
    if day is None:
        return StillHere(0, 0, 0)
    counts = {state: len(tickets.in_state(tx, office_id, day, state)) for state in _LAST_ACTION}
    waiting = counts[TicketState.WAITING] + counts[TicketState.PARKED]
    at_counters = counts[TicketState.CALLED] + counts[TicketState.SERVING]
    return StillHere(waiting, at_counters, len(screening.open_cases(tx, office_id, day)))


def ends_with_visitors(tx: Transaction, *, office_id: int, now: datetime) -> bool:
    """Tell whether the date of now would end a day in which somebody has not gone home yet."""
    office = offices.get(tx, office_id)
    today = now.astimezone(ZoneInfo(office.timezone)).date()
    return office.business_date not in (None, today) and still_here(tx, office_id=office_id).total > 0


def close_day_early(tx: Transaction, reason: str, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Close the day by hand; where visitors are still here, they are sent home, and the reason is kept.

    Raises:
        InvalidValueError: somebody is still here, and the reason is missing.

    Records:
        As `close_day`; ``settings.changed`` with the reason and how many were still here.
    """
    office = offices.claim(tx, office_id)
    here = still_here(tx, office_id=office_id)
    if here.total:
        why, before = require.text("reason", reason), asdict(here)
        gone = dict.fromkeys(before, 0)
        record_change(tx, office, "day", office_id, why, before=before, after=gone, actor=actor, now=now)
    close_day(tx, office_id=office_id, actor=actor, now=now)


def close_day(tx: Transaction, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Close the day: what is still open ends with it, temperatures and phones are forgotten, every counter closes.

    Records:
        ``ticket.cancelled``, ``ticket.no_show`` or ``ticket.completed`` for each open ticket, ``visit.left`` for each
        held visit, ``booking.no_show`` for each booking that nobody came for, ``day.closed``.
    """
    office = offices.claim(tx, office_id)
    day = office.business_date
    if day is None:
        return
    for state in _LAST_ACTION:
        for ticket in tickets.in_state(tx, office_id, day, state):
            _end_ticket(tx, office, ticket, actor, now)
    for case in screening.open_cases(tx, office_id, day):
        _end_case(tx, office, case, actor, now)
    purge.forget_day(tx, office_id, day)
    push_subscriptions.forget_day(tx, office_id, day)
    for booking_id in visits.give_up(tx, office_id, day):
        payload = SubjectEvent(subject="booking", subject_id=booking_id, change="no_show")
        events.record(tx, office, EventName.BOOKING_NO_SHOW, payload, actor=actor, now=now)
    for counter in counters.every(tx, office_id):
        counters.staff(tx, counter.id, is_open=False, account_id=None)
    offices.close_day(tx, office_id, now)
    _record_day(tx, office, EventName.DAY_CLOSED, actor, now)


def _end_ticket(tx: Transaction, office: Office, ticket: tickets.Ticket, actor: Actor, now: datetime) -> None:
    action, name = _LAST_ACTION[ticket.state]
    outcome = ServiceOutcome.DAY_ENDED
    ended = replace(ticket, state=TICKET.advance(ticket.state, action), ended_at=now, outcome=outcome.value)
    tickets.save(tx, ended)
    payload = TicketEvent(
        ticket_id=ended.id,
        visit_id=ended.visit_id,
        number=ended.number,
        service_id=ended.service_id,
        state=ended.state,
        counter_id=ended.counter_id,
        reason=outcome,
    )
    events.record(tx, office, name, payload, actor=actor, now=now)


def _end_case(tx: Transaction, office: Office, case: screening.Case, actor: Actor, now: datetime) -> None:
    screening.save(tx, replace(case, decision=Decision.LEFT, decided_at=now, decided_by=str(actor)))
    visit = visits.get(tx, office.id, case.visit_id) if case.visit_id else None
    if visit is None:
        return
    state = VISIT.advance(visit.state, VisitAction.LEAVE)
    visits.set_state(tx, visit.id, state)
    party_size = visits.party_of(tx, visit)
    services.give_places_back(tx, visit.business_date, visit.service_id, party_size)
    lane_days.give_places_back(tx, visit.business_date, visit.service_id, visit.lane, party_size)
    payload = VisitEvent(visit_id=visit.id, state=state, case_id=case.id, device_id=visit.device_id)
    events.record(tx, office, EventName.VISIT_LEFT, payload, actor=actor, now=now, target_device_id=visit.device_id)


def _record_day(tx: Transaction, office: Office, name: EventName, actor: Actor, now: datetime) -> None:
    date_ = office.business_date.isoformat() if office.business_date else ""
    events.record(tx, office, name, SubjectEvent(subject="day", change=date_), actor=actor, now=now)
    opened = name is EventName.DAY_OPENED
    before, after = ({}, {"date": date_}) if opened else ({"date": date_}, {})
    change = "opened" if opened else "closed"
    keep_change(tx, office, "day", office.id, change, before=before, after=after, actor=actor, now=now)
