"""The tickets of a day, as the phones of their visitors need them: few columns, in the order of the line."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select

from queue_server.domain.ticket import TicketState
from queue_server.storage.statement import Query, Transaction
from queue_server.storage.tables import ticket
from queue_server.storage.tickets import TODAY, ServiceFigures


class Standing(NamedTuple):
    """Where a ticket stands."""

    ticket_id: int
    number: str
    state: str
    outcome: str
    service_id: int
    counter_id: int | None
    attempt: int
    deadline_at: datetime


_STANDINGS = Query(
    select(
        ticket.c.id,
        ticket.c.number,
        ticket.c.state,
        ticket.c.outcome,
        ticket.c.service_id,
        ticket.c.counter_id,
        ticket.c.attempt,
        ticket.c.deadline_at,
    )
    .where(TODAY)
    .order_by(ticket.c.ordering_at, ticket.c.id),
    Standing,
)
_FIGURES_BY_SERVICE = Query(
    select(ticket.c.service_id, func.count(), func.avg(ticket.c.served_seconds))
    .where(TODAY, ticket.c.state == TicketState.COMPLETED.value, ticket.c.served_seconds.is_not(None))
    .group_by(ticket.c.service_id),
    lambda service_id, completed, mean: (service_id, ServiceFigures(completed, float(mean or 0))),
)


def standings(tx: Transaction, office_id: int, business_date: date) -> Sequence[Standing]:
    """Return every ticket of a business date, in order of arrival."""
    return tx.all(_STANDINGS, office_id=office_id, business_date=business_date)


def figures_by_service(tx: Transaction, office_id: int, business_date: date) -> dict[int, ServiceFigures]:
    """Return how many were completed today and how long serving took in the mean, by service id."""
    return dict(tx.all(_FIGURES_BY_SERVICE, office_id=office_id, business_date=business_date))
