"""Tickets: the line of a business date."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import Text, and_, bindparam, func, insert, select, update

from queue_server.domain.calling import Candidate
from queue_server.domain.printing import IN_THE_HOUSE, WITHOUT_PAPER
from queue_server.domain.ticket import AT_COUNTER, TicketState
from queue_server.protocol.words import Lane
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import counter_service, service, ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The place in a line, with all that happened to it; empty text and ``None`` mean "not yet"."""

    id: int = 0
    business_date: date
    visit_id: int
    service_id: int
    lane: Lane
    number: str
    follow_code: str
    state: TicketState = TicketState.WAITING
    arrived_at: datetime
    slot_at: datetime | None = None
    ordering_at: datetime
    deadline_at: datetime
    issued_at: datetime
    counter_id: int | None = None
    officer: str = ""
    attempt: int = 0
    call_reason: str = ""
    called_at: datetime | None = None
    last_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    print_state: str = ""
    print_device_id: int | None = None
    print_state_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Today's completed services of one service: how many, and their mean service time in seconds."""

    completed: int
    mean_seconds: float


MOST_AHEAD = 500
"""Where the count of people ahead ends: many times a day's quota, and a check-in must not take longer with the line."""
MOST_WITHOUT_PAPER = 50
"""A printer that is out of order for long: the first ones are enough to work on."""
_NAMES = tuple(field.name for field in fields(Ticket))
_FIELDS = _NAMES[1:]
_CHANGING = tuple(name for name in _FIELDS if name not in ("business_date", "visit_id", "number", "follow_code"))


def _ticket(*values: object) -> Ticket:
    row = dict(zip(_NAMES, values, strict=True))
    row["lane"], row["state"] = Lane(str(row["lane"])), TicketState(str(row["state"]))
    return Ticket(**row)  # type: ignore[arg-type]


def _candidate(
    ticket_id: int, lane: str, ordering_at: datetime, deadline_at: datetime, seconds: int, seq: int
) -> Candidate:
    return Candidate(ticket_id, Lane(lane), ordering_at, deadline_at, seconds, seq)


def _figures(completed: int, mean_microseconds: float | None) -> ServiceFigures:
    return ServiceFigures(completed, float(mean_microseconds or 0) / 1_000_000)


_COLUMNS = tuple(ticket.c[name] for name in _NAMES)
_TODAY = and_(ticket.c.office_id == bindparam("office_id"), ticket.c.business_date == bindparam("business_date"))
_WAITING = ticket.c.state == TicketState.WAITING.value
_HELD_BY_COUNTER = ticket.c.state.in_([bindparam(f"at_{state}", state.value, Text) for state in sorted(AT_COUNTER)])
_ADD = Query(
    insert(ticket).values({name: bindparam(name) for name in ("office_id", *_FIELDS)}).returning(ticket.c.id), whole
)
_GET = Query(select(*_COLUMNS).where(_TODAY, ticket.c.id == bindparam("ticket_id")), _ticket)
_BY_FOLLOW_CODE = Query(
    select(ticket.c.office_id, ticket.c.id, ticket.c.business_date).where(ticket.c.follow_code == bindparam("code")),
    lambda office_id, ticket_id, business_date: (office_id, ticket_id, business_date),
)
_OF_VISIT = Query(select(*_COLUMNS).where(_TODAY, ticket.c.visit_id == bindparam("visit_id")), _ticket)
_AT_COUNTER_NOW = Query(
    select(*_COLUMNS).where(_TODAY, _HELD_BY_COUNTER, ticket.c.counter_id == bindparam("counter_id")), _ticket
)
_IN_STATE = Query(
    select(*_COLUMNS).where(_TODAY, ticket.c.state == bindparam("state_")).order_by(ticket.c.ordering_at, ticket.c.id),
    _ticket,
)
_WITHOUT_PAPER = Query(
    select(*_COLUMNS)
    .where(
        _TODAY,
        ticket.c.state.in_([bindparam(f"in_{state}", state.value, Text) for state in sorted(IN_THE_HOUSE)]),
        ticket.c.print_state.in_([bindparam(f"told_{state}", state.value, Text) for state in sorted(WITHOUT_PAPER)]),
    )
    .order_by(ticket.c.print_state_at, ticket.c.id)
    .limit(MOST_WITHOUT_PAPER),
    _ticket,
)
_CANDIDATES = Query(
    select(
        ticket.c.id, ticket.c.lane, ticket.c.ordering_at, ticket.c.deadline_at, service.c.service_seconds, ticket.c.id
    )
    .join(counter_service, counter_service.c.service_id == ticket.c.service_id)
    .join(service, service.c.id == ticket.c.service_id)
    .where(_TODAY, _WAITING, counter_service.c.counter_id == bindparam("counter_id")),
    _candidate,
)
_FOR_COUNTER = Query(
    select(*_COLUMNS)
    .join(counter_service, counter_service.c.service_id == ticket.c.service_id)
    .where(_TODAY, _WAITING, counter_service.c.counter_id == bindparam("counter_id"))
    .order_by(ticket.c.ordering_at, ticket.c.id),
    _ticket,
)
_LATEST_ENDED = Query(
    select(*_COLUMNS)
    .where(_TODAY, ticket.c.state == bindparam("state_"), ticket.c.counter_id == bindparam("counter_id"))
    .order_by(ticket.c.ended_at.desc())
    .limit(bindparam("max_rows")),
    _ticket,
)
_SAME_LINE = and_(_TODAY, _WAITING, ticket.c.service_id == bindparam("service_id"))
_BEFORE = select(func.count()).select_from(
    select(ticket.c.id).where(_SAME_LINE, ticket.c.ordering_at < bindparam("ordering_at")).limit(MOST_AHEAD).subquery()
)
_TOGETHER = select(func.count()).where(
    _SAME_LINE, ticket.c.ordering_at == bindparam("ordering_at"), ticket.c.id < bindparam("ticket_id")
)
_AHEAD = Query(select(_BEFORE.scalar_subquery() + _TOGETHER.scalar_subquery()), whole)
"""Two ranges of the index; joined by OR they would be one long scan."""
_WAITING_BY_SERVICE = Query(
    select(ticket.c.service_id, func.count()).where(_TODAY, _WAITING).group_by(ticket.c.service_id),
    lambda service_id, count: (service_id, count),
)
_FIGURES = Query(
    select(func.count(), func.avg(ticket.c.ended_at - ticket.c.started_at)).where(
        _TODAY,
        ticket.c.state == TicketState.COMPLETED.value,
        ticket.c.service_id == bindparam("service_id"),
        ticket.c.started_at.is_not(None),
    ),
    _figures,
)
_SAVE = Command(
    update(ticket).where(ticket.c.id == bindparam("ticket_id")).values({name: bindparam(name) for name in _CHANGING})
)


def add(tx: Transaction, office_id: int, new: Ticket) -> int:
    """Add a ticket and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _FIELDS})


def save(tx: Transaction, changed: Ticket) -> None:
    """Store what happened to a ticket."""
    tx.run(_SAVE, ticket_id=changed.id, **{name: getattr(changed, name) for name in _CHANGING})


def get(tx: Transaction, office_id: int, business_date: date, ticket_id: int) -> Ticket | None:
    """Return a ticket of a business date, or ``None``."""
    return tx.first(_GET, office_id=office_id, business_date=business_date, ticket_id=ticket_id)


def by_follow_code(tx: Transaction, code: str) -> tuple[int, int, date] | None:
    """Return office id, ticket id and business date of the ticket with this address, or ``None``."""
    return tx.first(_BY_FOLLOW_CODE, code=code)


def of_visit(tx: Transaction, office_id: int, business_date: date, visit_id: int) -> Ticket | None:
    """Return the ticket of a visit, or ``None``."""
    return tx.first(_OF_VISIT, office_id=office_id, business_date=business_date, visit_id=visit_id)


def at_counter(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> Ticket | None:
    """Return the ticket that is called or served at a counter, or ``None``."""
    return tx.first(_AT_COUNTER_NOW, office_id=office_id, business_date=business_date, counter_id=counter_id)


def in_state(tx: Transaction, office_id: int, business_date: date, state: TicketState) -> Sequence[Ticket]:
    """Return the day's tickets in a state, in order of arrival."""
    return tx.all(_IN_STATE, office_id=office_id, business_date=business_date, state_=state)


def without_paper(tx: Transaction, office_id: int, business_date: date) -> Sequence[Ticket]:
    """Return the day's open tickets whose visitor may hold no paper, the oldest first, up to `MOST_WITHOUT_PAPER`."""
    return tx.all(_WITHOUT_PAPER, office_id=office_id, business_date=business_date)


def candidates(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> Sequence[Candidate]:
    """Return what is needed to choose among the waiting tickets that a counter could serve."""
    return tx.all(_CANDIDATES, office_id=office_id, business_date=business_date, counter_id=counter_id)


def waiting_for(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> Sequence[Ticket]:
    """Return the waiting tickets that a counter could serve."""
    return tx.all(_FOR_COUNTER, office_id=office_id, business_date=business_date, counter_id=counter_id)


def latest_ended(
    tx: Transaction, office_id: int, business_date: date, counter_id: int, state: TicketState, limit: int
) -> Sequence[Ticket]:
    """Return a counter's tickets in a final state, the latest first."""
    return tx.all(
        _LATEST_ENDED,
        office_id=office_id,
        business_date=business_date,
        counter_id=counter_id,
        state_=state,
        max_rows=limit,
    )


def ahead_of(tx: Transaction, office_id: int, of: Ticket) -> int:
    """Count the tickets of the same service that wait since before this one, up to `MOST_AHEAD`."""
    return tx.one(
        _AHEAD,
        office_id=office_id,
        business_date=of.business_date,
        service_id=of.service_id,
        ordering_at=of.ordering_at,
        ticket_id=of.id,
    )


def waiting_by_service(tx: Transaction, office_id: int, business_date: date) -> dict[int, int]:
    """Count the waiting tickets of a business date by service id."""
    return dict(tx.all(_WAITING_BY_SERVICE, office_id=office_id, business_date=business_date))


def figures(tx: Transaction, office_id: int, business_date: date, service_id: int) -> ServiceFigures:
    """Return how many were completed today, and how long serving took in the mean."""
    return tx.one(_FIGURES, office_id=office_id, business_date=business_date, service_id=service_id)
