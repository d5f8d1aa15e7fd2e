"""What an officer's page shows."""

from collections.abc import Iterable
from datetime import datetime

from queue_server.domain.ticket import TicketState
from queue_server.operations import require
from queue_server.operations.views import CounterSetting, CounterView, TicketView
from queue_server.storage import counters, events, offices, services, tickets
from queue_server.storage.statement import Transaction
from queue_server.storage.tickets import Ticket

_LATEST = 20


def counter_view(tx: Transaction, *, office_id: int, counter_id: int, now: datetime) -> CounterView:
    """Return the page of a counter.

    Raises:
        UnknownCounterError: there is no such counter.
    """
    office = offices.get(tx, office_id)
    counter = require.counter(tx, office, counter_id)
    show = _Show(tx, office_id, now)
    day = office.business_date
    served = counters.services_by_counter(tx, office_id).get(counter_id, ())
    current = waiting = parked = no_shows = completed = ()  # type: tuple[Ticket, ...]
    if day is not None:
        at_counter = tickets.at_counter(tx, office_id, day, counter_id)
        current = (at_counter,) if at_counter else ()
        waiting = tuple(tickets.waiting_for(tx, office_id, day, counter_id))
        parked = tuple(tickets.in_state(tx, office_id, day, TicketState.PARKED))
        no_shows = tuple(tickets.in_state(tx, office_id, day, TicketState.NO_SHOW))
        completed = tuple(tickets.latest_ended(tx, office_id, day, counter_id, TicketState.COMPLETED, _LATEST))
    return CounterView(
        id=counter.id,
        name=counter.name,
        open=counter.open,
        officer_id=counter.officer_id,
        officer_name=counter.officer_name,
        service_ids=served,
        business_date=day,
        current=next(iter(show.tickets(current)), None),
        waiting=show.tickets(waiting),
        parked=show.tickets(one for one in parked if one.service_id in served),
        no_shows=show.tickets(one for one in no_shows if one.service_id in served),
        completed=show.tickets(completed),
        seq=events.last_seq(tx, office_id),
    )


def every_counter(tx: Transaction, *, office_id: int) -> list[CounterSetting]:
    """Return all counters of an office."""
    served = counters.services_by_counter(tx, office_id)
    return [
        CounterSetting(one.id, one.name, one.active, one.open, one.officer_name, served.get(one.id, ()))
        for one in counters.every(tx, office_id)
    ]


class _Show:
    """Turns tickets into what a page shows of them."""

    def __init__(self, tx: Transaction, office_id: int, now: datetime) -> None:
        self._names = {service.id: service.names for service in services.every(tx, office_id)}
        self._places = {counter.id: counter.name for counter in counters.every(tx, office_id)}
        self._now = now

    def tickets(self, found: Iterable[Ticket]) -> tuple[TicketView, ...]:
        return tuple(self._ticket(ticket) for ticket in found)

    def _ticket(self, ticket: Ticket) -> TicketView:
        waited_until = ticket.called_at or self._now
        return TicketView(
            id=ticket.id,
            visit_id=ticket.visit_id,
            number=ticket.number,
            state=ticket.state,
            lane=ticket.lane,
            service_id=ticket.service_id,
            service_names=self._names[ticket.service_id],
            arrived_at=ticket.arrived_at,
            slot_at=ticket.slot_at,
            waited_seconds=(waited_until - ticket.arrived_at).total_seconds(),
            deadline_at=ticket.deadline_at,
            counter_id=ticket.counter_id,
            counter_name=self._places.get(ticket.counter_id or 0, ""),
            attempt=ticket.attempt,
            called_at=ticket.called_at,
            started_at=ticket.started_at,
            outcome=ticket.outcome,
            print_state=ticket.print_state,
            call_reason=ticket.call_reason,
        )
