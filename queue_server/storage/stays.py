"""The tickets of a day as its result and its promise need them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Text, and_, bindparam, select

from queue_server.domain.day_result import Stay
from queue_server.domain.ticket import AT_COUNTER, TicketState
from queue_server.storage.statement import Query, Transaction, scalar
from queue_server.storage.tables import ticket

OPEN = AT_COUNTER | {TicketState.WAITING, TicketState.PARKED}
_TODAY = and_(ticket.c.office_id == bindparam("office_id"), ticket.c.business_date == bindparam("business_date"))


def _stay(
    number: str,
    state: str,
    outcome: str,
    arrived_at: datetime,
    deadline_at: datetime,
    ended_at: datetime | None,
    walked_seconds: float | None,
    served_seconds: float | None,
) -> Stay:
    at = (arrived_at, deadline_at, ended_at)
    return Stay(number, TicketState(state), outcome, *at, walked_seconds, served_seconds)


_OF_DAY = Query(
    select(
        ticket.c.number,
        ticket.c.state,
        ticket.c.outcome,
        ticket.c.arrived_at,
        ticket.c.deadline_at,
        ticket.c.ended_at,
        ticket.c.walked_seconds,
        ticket.c.served_seconds,
    )
    .where(_TODAY)
    .order_by(ticket.c.arrived_at, ticket.c.id),
    _stay,
)
_OVERDUE = Query(
    select(ticket.c.id)
    .where(
        _TODAY,
        ticket.c.state.in_([bindparam(f"open_{state}", state.value, Text) for state in sorted(OPEN)]),
        ticket.c.deadline_at < bindparam("now"),
        ticket.c.breached_at.is_(None),
    )
    .order_by(ticket.c.deadline_at, ticket.c.id),
    scalar,
)


def of_day(tx: Transaction, office_id: int, business_date: date) -> Sequence[Stay]:
    """Return the stays of all tickets of a business date, by arrival."""
    return tx.all(_OF_DAY, office_id=office_id, business_date=business_date)


def overdue(tx: Transaction, office_id: int, business_date: date, now: datetime) -> Sequence[int]:
    """Return the ids of open tickets whose deadline has passed and of which nobody has been told."""
    return tx.all(_OVERDUE, office_id=office_id, business_date=business_date, now=now)
