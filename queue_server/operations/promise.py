"""The promise that nobody stays longer: who is about to, who does, and how a day turned out."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from queue_server.domain.actor import SYSTEM
from queue_server.domain.day_result import Stay, broke_promise, by_eighths
from queue_server.domain.day_result import day_result as result_of
from queue_server.domain.promise import SERVICES_BEFORE_ESTIMATE, Outlook, at_risk, projected_seconds
from queue_server.domain.ticket import TicketState
from queue_server.operations import require
from queue_server.protocol.days import DayResult
from queue_server.protocol.events import EventName, TicketEvent
from queue_server.storage import counters, events, offices, services, stays, tickets
from queue_server.storage.offices import Office
from queue_server.storage.services import Service
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket


@dataclass(frozen=True, slots=True)
class VisitorAtRisk:
    """A visitor who is likely to stay too long, or already has.

    Attributes:
        elapsed_seconds: since the arrival.
        projected_seconds: from arrival to going home, as it looks now.
        counter_name: where the visitor is; empty for one who waits.
        open_counters: that serve this service now.
        late: the deadline has passed.
    """

    ticket_id: int
    number: str
    service_names: dict[str, str]
    state: TicketState
    arrived_at: datetime
    deadline_at: datetime
    elapsed_seconds: float
    projected_seconds: float
    ahead: int
    counter_name: str
    open_counters: int
    late: bool


@dataclass(frozen=True, slots=True)
class RiskView:
    """All visitors at risk, the most urgent first; ``here`` counts everybody whose visit lasts."""

    visitors: tuple[VisitorAtRisk, ...]
    here: int
    promise_seconds: int
    seq: int


def visitors_at_risk(tx: Transaction, *, office_id: int, now: datetime) -> RiskView:
    """List who is likely to stay longer than promised."""
    office = offices.get(tx, office_id)
    outlooks = _Outlooks(tx, office, now)
    day = office.business_date
    here = [each for state in sorted(stays.OPEN) for each in tickets.in_state(tx, office_id, day, state)] if day else []
    found = [seen for each in here if (seen := outlooks.of(each)) is not None]
    return RiskView(
        visitors=tuple(sorted(found, key=lambda one: (one.deadline_at, one.ticket_id))),
        here=len(here),
        promise_seconds=office.policy.promise_seconds,
        seq=events.last_seq(tx, office_id),
    )


class _Outlooks:
    """The outlook of each open ticket; what belongs to a service is asked once."""

    def __init__(self, tx: Transaction, office: Office, now: datetime) -> None:
        self._tx, self._office, self._now = tx, office, now
        self._services = {service.id: service for service in services.every(tx, office.id)}
        self._places = {counter.id: counter.name for counter in counters.every(tx, office.id)}
        self._means: dict[int, float] = {}

    def of(self, ticket: Ticket) -> VisitorAtRisk | None:
        """The visitor, if at risk."""
        tx, office, now = self._tx, self._office, self._now
        elapsed = max(0.0, (now - ticket.arrived_at).total_seconds())
        ahead = tickets.ahead_of(tx, office.id, ticket) if ticket.state is TicketState.WAITING else 0
        at_work = counters.open_for(tx, office.id, ticket.service_id)
        outlook = Outlook(
            elapsed_seconds=elapsed,
            state=ticket.state,
            ahead=ahead,
            open_counters=at_work,
            service_seconds=self._expected(ticket.service_id, ticket.business_date),
            served_seconds=(now - ticket.started_at).total_seconds() if ticket.started_at else 0.0,
            later_seconds=sum(self._expected(step.service_id, ticket.business_date) for step in ticket.route),
        )
        projected = projected_seconds(outlook)
        if not at_risk(projected, (ticket.deadline_at - ticket.arrived_at).total_seconds()):
            return None
        return VisitorAtRisk(
            ticket_id=ticket.id,
            number=ticket.number,
            service_names=self._services[ticket.service_id].names,
            state=ticket.state,
            arrived_at=ticket.arrived_at,
            deadline_at=ticket.deadline_at,
            elapsed_seconds=elapsed,
            projected_seconds=projected,
            ahead=ahead,
            counter_name="" if ticket.counter_id is None else self._places[ticket.counter_id],
            open_counters=at_work,
            late=now > ticket.deadline_at,
        )

    def _expected(self, service_id: int, business_date: date) -> float:
        if service_id not in self._means:
            service: Service = self._services[service_id]
            today = tickets.figures(self._tx, self._office.id, business_date, service_id)
            known = today.completed >= SERVICES_BEFORE_ESTIMATE
            self._means[service_id] = today.mean_seconds if known else float(service.service_seconds)
        return self._means[service_id]


def mark_late(tx: Transaction, *, office_id: int, now: datetime) -> int:
    """Record each broken promise once, while the visitor is still here; return how many were new.

    Records:
        ``ticket.late`` for each.
    """
    office = offices.get(tx, office_id)
    if office.business_date is None:
        return 0
    overdue = stays.overdue(tx, office_id, office.business_date, now)
    for ticket_id in overdue:
        ticket = require.ticket(tx, office, ticket_id)
        tickets.save(tx, replace(ticket, breached_at=now))
        _record_late(tx, office, ticket, now)
    return len(overdue)


def _record_late(tx: Transaction, office: Office, ticket: Ticket, now: datetime) -> None:
    payload = TicketEvent(
        ticket_id=ticket.id,
        visit_id=ticket.visit_id,
        number=ticket.number,
        service_id=ticket.service_id,
        service_names=require.service(tx, office, ticket.service_id).names,
        state=ticket.state,
        counter_id=ticket.counter_id,
    )
    events.record(tx, office, EventName.TICKET_LATE, payload, actor=SYSTEM, now=now)


def day_result(tx: Transaction, business_date: date, *, office_id: int) -> DayResult:
    """Return the result of a business date, so far or for good."""
    return result_of(stays.of_day(tx, office_id, business_date), offices.get(tx, office_id).policy, business_date)


def day_in_eighths(tx: Transaction, business_date: date, *, office_id: int) -> tuple[int, ...]:
    """Return how many went home by how much of the promise they had used; see ``by_eighths``."""
    return by_eighths(stays.of_day(tx, office_id, business_date), offices.get(tx, office_id).policy)


def late_stays(tx: Transaction, business_date: date, *, office_id: int) -> list[Stay]:
    """Return the stays that broke the promise, the longest over it first; those that the result counts as late."""
    found = [one for one in stays.of_day(tx, office_id, business_date) if broke_promise(one)]
    return sorted(found, key=lambda one: (one.deadline_at - (one.ended_at or one.deadline_at), one.number))
