"""The office's day: opened with a business date, closed with nothing left open."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from queue_server.domain.actor import SYSTEM, Actor
from queue_server.domain.errors import ClockBehindError
from queue_server.domain.screening import Decision
from queue_server.domain.ticket import TICKET, TicketAction, TicketState
from queue_server.domain.visit import VISIT, VisitAction
from queue_server.protocol.events import EventName, SubjectEvent, TicketEvent, VisitEvent
from queue_server.protocol.words import ServiceOutcome
from queue_server.storage import counters, events, offices, screening, services, tickets, visits
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
        ``day.closed`` for the day before, if it is open; ``day.opened``, unless this date is open already.
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
    offices.open_day(tx, office_id, today, now)
    known = services.days(tx, office_id, today)
    for service in services.every(tx, office_id):
        if service.id not in known:
            services.add_day(tx, office_id, today, service.id, service.quota_per_day)
    _record_day(tx, replace(office, business_date=today), EventName.DAY_OPENED, actor, now)
    return today


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


def close_day(tx: Transaction, *, office_id: int, actor: Actor, now: datetime) -> None:
    """Close the day: what is still open ends with it, and every counter closes.

    Records:
        ``ticket.cancelled``, ``ticket.no_show`` or ``ticket.completed`` for each open ticket, ``visit.left`` for each
        held visit, ``day.closed``.
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
    screening.decide(tx, case.id, Decision.LEFT, str(actor), now)
    visit = visits.get(tx, office.id, case.visit_id) if case.visit_id else None
    if visit is None:
        return
    state = VISIT.advance(visit.state, VisitAction.LEAVE)
    visits.set_state(tx, visit.id, state)
    services.give_place_back(tx, visit.business_date, visit.service_id)
    payload = VisitEvent(visit_id=visit.id, state=state, case_id=case.id, device_id=visit.device_id)
    events.record(tx, office, EventName.VISIT_LEFT, payload, actor=actor, now=now, target_device_id=visit.device_id)


def _record_day(tx: Transaction, office: Office, name: EventName, actor: Actor, now: datetime) -> None:
    change = office.business_date.isoformat() if office.business_date else ""
    events.record(tx, office, name, SubjectEvent(subject="day", change=change), actor=actor, now=now)
