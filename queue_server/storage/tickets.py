"""Tickets: the line of a business date."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Text, and_, bindparam, func, insert, literal_column, select, update

from queue_server.domain.printing import IN_THE_HOUSE, WITHOUT_PAPER
from queue_server.domain.route import Route
from queue_server.domain.ticket import AT_COUNTER, TicketState
from queue_server.protocol.words import Lane
from queue_server.storage.statement import Command, Query, Transaction, whole
from queue_server.storage.tables import ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The place in a line, with all that happened to it; empty text and ``None`` mean "not yet".

    Attributes:
        route: the services after the present one; ``for_counter_id`` and ``note`` belong to the present one.
        called_at: the first call of all; ``stage_called_at`` that of the present service.
        started_at: when the present piece of service began; `served_seconds` has the pieces before.
        walked_seconds: from first calls to starts; ``None`` where a start was not recorded, as `served_seconds`.
        breached_at: when the promise was broken.
        joined_line_at: since when it waits for the present call; ``None``: since the arrival.
    """

    id: int = 0
    business_date: date
    visit_id: int
    service_id: int
    lane: Lane
    number: str
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
    party_size: int = 1
    route: Route = ()
    for_counter_id: int | None = None
    note: str = ""
    stage_called_at: datetime | None = None
    walked_seconds: float | None = 0.0
    served_seconds: float | None = 0.0
    breached_at: datetime | None = None
    joined_line_at: datetime | None = None


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
_AT_ISSUE = (
    "business_date",
    "visit_id",
    "service_id",
    "lane",
    "number",
    "state",
    "arrived_at",
    "slot_at",
    "ordering_at",
    "deadline_at",
    "issued_at",
    "party_size",
    "route",
)
_NOT_YET: dict[str, Any] = {name: literal_column("''") for name in ("officer", "call_reason", "outcome", "print_state")}
_NOT_YET["attempt"] = literal_column("0")
"""In the statement instead of as parameters: checking in is the path that is waited for; the rest has defaults."""
_CHANGING = tuple(name for name in _FIELDS if name not in ("business_date", "visit_id", "number"))


def as_ticket(*values: object) -> Ticket:
    """Return a row of `COLUMNS` as a ticket."""
    row = dict(zip(_NAMES, values, strict=True))
    row["lane"], row["state"] = Lane(str(row["lane"])), TicketState(str(row["state"]))
    row["route"] = msgspec.convert(row["route"], Route) if row["route"] else ()
    return Ticket(**row)  # type: ignore[arg-type]


def _figures(completed: int, mean_seconds: float | None) -> ServiceFigures:
    return ServiceFigures(completed, float(mean_seconds or 0))


COLUMNS = tuple(ticket.c[name] for name in _NAMES)
TODAY = and_(ticket.c.office_id == bindparam("office_id"), ticket.c.business_date == bindparam("business_date"))
WAITING = ticket.c.state == TicketState.WAITING.value
_HELD_BY_COUNTER = ticket.c.state.in_([bindparam(f"at_{state}", state.value, Text) for state in sorted(AT_COUNTER)])
_ADD = Query(
    insert(ticket)
    .values({name: bindparam(name) for name in ("office_id", *_AT_ISSUE)} | _NOT_YET)
    .returning(ticket.c.id),
    whole,
)
_GET = Query(select(*COLUMNS).where(TODAY, ticket.c.id == bindparam("ticket_id")), as_ticket)
_OF_VISIT = Query(
    select(*COLUMNS).where(TODAY, ticket.c.visit_id == bindparam("visit_id")).order_by(ticket.c.id.desc()).limit(1),
    as_ticket,
)
_AT_COUNTER_NOW = Query(
    select(*COLUMNS).where(TODAY, _HELD_BY_COUNTER, ticket.c.counter_id == bindparam("counter_id")), as_ticket
)
_IN_STATE = Query(
    select(*COLUMNS).where(TODAY, ticket.c.state == bindparam("state_")).order_by(ticket.c.ordering_at, ticket.c.id),
    as_ticket,
)
_WITHOUT_PAPER = Query(
    select(*COLUMNS)
    .where(
        TODAY,
        ticket.c.state.in_([bindparam(f"in_{state}", state.value, Text) for state in sorted(IN_THE_HOUSE)]),
        ticket.c.print_state.in_([bindparam(f"told_{state}", state.value, Text) for state in sorted(WITHOUT_PAPER)]),
    )
    .order_by(ticket.c.print_state_at, ticket.c.id)
    .limit(MOST_WITHOUT_PAPER),
    as_ticket,
)
_LATEST_ENDED = Query(
    select(*COLUMNS)
    .where(TODAY, ticket.c.state == bindparam("state_"), ticket.c.counter_id == bindparam("counter_id"))
    .order_by(ticket.c.ended_at.desc())
    .limit(bindparam("max_rows")),
    as_ticket,
)
_SAME_LINE = and_(TODAY, WAITING, ticket.c.service_id == bindparam("service_id"))
_BEFORE = select(func.count()).select_from(
    select(ticket.c.id).where(_SAME_LINE, ticket.c.ordering_at < bindparam("ordering_at")).limit(MOST_AHEAD).subquery()
)
_TOGETHER = select(func.count()).where(
    _SAME_LINE, ticket.c.ordering_at == bindparam("ordering_at"), ticket.c.id < bindparam("ticket_id")
)
_AHEAD = Query(select(_BEFORE.scalar_subquery() + _TOGETHER.scalar_subquery()), whole)
"""Two ranges of the index; joined by OR they would be one long scan."""
_WAITING_BY_SERVICE = Query(
    select(ticket.c.service_id, func.count()).where(TODAY, WAITING).group_by(ticket.c.service_id),
    lambda service_id, count: (service_id, count),
)
_FIGURES = Query(
    select(func.count(), func.avg(ticket.c.served_seconds)).where(
        TODAY,
        ticket.c.state == TicketState.COMPLETED.value,
        ticket.c.service_id == bindparam("service_id"),
        ticket.c.served_seconds.is_not(None),
    ),
    _figures,
)
_SAVE = Command(
    update(ticket).where(ticket.c.id == bindparam("ticket_id")).values({name: bindparam(name) for name in _CHANGING})
)
_RENUMBER = Command(update(ticket).where(ticket.c.id == bindparam("ticket_id")).values(number=bindparam("number_")))


def add(tx: Transaction, office_id: int, new: Ticket) -> int:
    """Add a ticket that was just issued and return its id; the given id is not used."""
    return tx.one(_ADD, office_id=office_id, **{name: getattr(new, name) for name in _AT_ISSUE})


def save(tx: Transaction, changed: Ticket) -> None:
    """Store what happened to a ticket."""
    tx.run(_SAVE, ticket_id=changed.id, **{name: getattr(changed, name) for name in _CHANGING})


def renumber(tx: Transaction, ticket_id: int, number: str) -> None:
    """Give a ticket the number that its visitor holds on paper."""
    tx.run(_RENUMBER, ticket_id=ticket_id, number_=number)


def get(tx: Transaction, office_id: int, business_date: date, ticket_id: int) -> Ticket | None:
    """Return a ticket of a business date, or ``None``."""
    return tx.first(_GET, office_id=office_id, business_date=business_date, ticket_id=ticket_id)


def of_visit(tx: Transaction, office_id: int, business_date: date, visit_id: int) -> Ticket | None:
    """Return the ticket of a visit, the last one where a number was withdrawn, or ``None``."""
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
