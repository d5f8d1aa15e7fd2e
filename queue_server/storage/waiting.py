"""The tickets that wait, as a counter sees them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from queue_server.domain.calling import Candidate
from queue_server.protocol.words import Lane
from queue_server.storage.statement import Query, Transaction
from queue_server.storage.tables import account, counter, counter_service, service, ticket
from queue_server.storage.tickets import COLUMNS, TODAY, WAITING, Ticket, as_ticket


class Kept(NamedTuple):
    """A ticket that comes back to an open counter which serves its service.

    Attributes:
        duties: the services that the officer there may serve; empty or ``None`` for all.
    """

    ticket_id: int
    service_id: int
    duties: Sequence[int] | None


def _candidate(
    ticket_id: int,
    lane: str,
    ordering_at: datetime,
    deadline_at: datetime,
    seconds: int,
    service_id: int,
    preference: int,
) -> Candidate:
    return Candidate(ticket_id, Lane(lane), ordering_at, deadline_at, seconds, ticket_id, service_id, preference)


_SERVED_HERE = and_(TODAY, WAITING, counter_service.c.counter_id == bindparam("counter_id"))
_CANDIDATES = Query(
    select(
        ticket.c.id,
        ticket.c.lane,
        ticket.c.ordering_at,
        ticket.c.deadline_at,
        service.c.service_seconds,
        ticket.c.service_id,
        counter_service.c.preference,
    )
    .join(counter_service, counter_service.c.service_id == ticket.c.service_id)
    .join(service, service.c.id == ticket.c.service_id)
    .where(_SERVED_HERE),
    _candidate,
)
_FOR_COUNTER = Query(
    select(*COLUMNS)
    .join(counter_service, counter_service.c.service_id == ticket.c.service_id)
    .where(_SERVED_HERE)
    .order_by(ticket.c.ordering_at, ticket.c.id),
    as_ticket,
)
_KEPT = Query(
    select(ticket.c.id, ticket.c.service_id, account.c.service_ids)
    .join(counter, counter.c.id == ticket.c.for_counter_id)
    .join(
        counter_service,
        and_(counter_service.c.counter_id == counter.c.id, counter_service.c.service_id == ticket.c.service_id),
    )
    .outerjoin(account, account.c.id == counter.c.officer_id)
    .where(TODAY, WAITING, counter.c.open == 1, counter.c.id != bindparam("counter_id")),
    Kept,
)


def candidates(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> Sequence[Candidate]:
    """Return what is needed to choose among the waiting tickets of a counter's services."""
    return tx.all(_CANDIDATES, office_id=office_id, business_date=business_date, counter_id=counter_id)


def waiting_for(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> Sequence[Ticket]:
    """Return the waiting tickets of a counter's services."""
    return tx.all(_FOR_COUNTER, office_id=office_id, business_date=business_date, counter_id=counter_id)


def kept_for_others(tx: Transaction, office_id: int, business_date: date, counter_id: int) -> Sequence[Kept]:
    """Return the waiting tickets that come back to other counters; one that is closed keeps nobody."""
    return tx.all(_KEPT, office_id=office_id, business_date=business_date, counter_id=counter_id)
